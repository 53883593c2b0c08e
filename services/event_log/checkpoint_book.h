#pragma once
// CheckpointBook: signs the checkpoints of the event log's ledgers, keeps what it has published and
// the cosignatures that witnesses hand in (docs/formats/transparency.md).
//
// Signing     When a ledger has grown its checkpoint is signed at once, and again as long as it
// grows
//             every `interval`: long enough for every witness to see each of them.
// Published   A checkpoint is on the disk (fsync) before anybody gets it. So a restart never shows
// a
//             smaller tree than was shown before: a ledger that contradicts what was published, for
//             it was restored from a backup or written anew, is refused at Open.
// Witnessed   A checkpoint is witnessed once more than half of the known witnesses cosigned it
//             (TrustDirectory::PolicyOf): no office alone, the one beside the log included, can
//             make it so, and one that is away does not hold it up. The newest witnessed one is
//             kept, too.
// Threads     All methods from any thread; one thread of its own signs.
// Limits      The last kCosignableMax checkpoints of a ledger take cosignatures.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "libs/ledger/storage.h"

namespace paktum::event_log {

inline constexpr std::size_t kCosignableMax = 64;

struct CheckpointOptions {
  std::string keys;  // a key directory (libs/transparency/trust_directory.h) with checkpoint.key
  std::string directory;  // of the published checkpoints; made if need be
  std::chrono::milliseconds interval{1000};
};

struct CheckpointCounts {
  std::uint64_t published = 0;
  std::uint64_t failed = 0;     // could not be written; tried again
  std::uint64_t cosigned = 0;   // cosignatures taken
  std::uint64_t refused = 0;    // cosignatures refused
  std::uint64_t witnessed = 0;  // checkpoints that became witnessed
};

class CheckpointBook {
 public:
  // Checks what was published against the ledgers, and publishes the checkpoints of all of them.
  // The storage outlives the book. Errors: those of LoadSigningKeyFile and TrustDirectory::Read;
  // kInvalidArgument
  //         "checkpoint.key_mismatch" when checkpoint.pub is not that of checkpoint.key;
  //         kDataLoss "checkpoint.ahead"        a ledger ends before a published checkpoint
  //         kDataLoss "checkpoint.contradicted" a ledger has not the published root
  //         kDataLoss "checkpoint.damaged"      a file of a published checkpoint is none
  //         (for these docs/runbooks/witness-alarm.md); kUnavailable "file.…"
  static Result<std::unique_ptr<CheckpointBook>> Open(const CheckpointOptions& options,
                                                      const ledger::Storage& storage);
  ~CheckpointBook();  // what has grown since the last checkpoint is signed at the next Open
  CheckpointBook(const CheckpointBook&) = delete;
  CheckpointBook& operator=(const CheckpointBook&) = delete;

  // The ledger has grown. Quick.
  void Grew(const std::string& pact);

  // As LogTree of libs/ledger_client.
  [[nodiscard]] Result<std::string> Newest(const std::string& pact) const;
  [[nodiscard]] Result<std::string> Witnessed(const std::string& pact) const;
  Status TakeCosignatures(const std::string& pact, const std::string& note);

  [[nodiscard]] CheckpointCounts counts() const;

 private:
  class Impl;
  explicit CheckpointBook(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::event_log
