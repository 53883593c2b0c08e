#pragma once
// Source: where the records and the hashes of one ledger are read from: the directory of an event
// log that is stopped (or a copy), a running event log, or an inspection bundle of a whole ledger.
//
// A source passes bytes on as they are: nothing that it says is to be believed before it was
// checked (record_check.h, checkpoint_check.h).
// Threads     Read may be called from another thread than the other methods; each from one at a
//             time.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/ledger/event_log.h"
#include "libs/transparency/tree.h"

namespace paktum::ledger {
class RocksStorage;
}

namespace paktum::audit {

// Stored bytes of records that follow each other. They point into `owners`.
struct Batch {
  std::vector<std::string_view> stored;
  std::vector<std::shared_ptr<const std::string>> owners;
};

class Source : public transparency::TileSource {
 public:
  // Directory or endpoint.
  [[nodiscard]] virtual std::string Name() const = 0;
  [[nodiscard]] virtual std::string Pact() const = 0;
  // Where the ledger ended when the source was opened; 0 when there is none.
  [[nodiscard]] virtual Position Head() const = 0;
  // Records with position > after, up to Head, at least one unless that is the end.
  // Errors: kDataLoss when what stands there is damaged; kUnavailable.
  virtual Result<Batch> Read(Position after, ledger::ReadLimit limit) = 0;
  // The newest checkpoint that enough witnesses cosigned, as the source says, a note; the newest of
  // all when there is none. kNotFound "checkpoint.none".
  virtual Result<std::string> Checkpoint() = 0;
  // The newest signed one.
  virtual Result<std::string> NewestCheckpoint() { return Checkpoint(); }
  // The store that it reads, where it reads one; it lives as long as the source.
  [[nodiscard]] virtual const ledger::RocksStorage* Store() const { return nullptr; }
  // ReadTile: the hashes that the source keeps; nothing says that they are those of the records.
};

// The record at a position, stored bytes and fields.
// Errors: kNotFound "record.none"; as Source::Read; kDataLoss "record.damaged".
Result<ledger::Record> ReadRecordAt(Source& source, Position position);

// Where to read from; exactly one of the three is given.
struct SourceOptions {
  std::string store;   // directory
  std::string log;     // endpoint of a running event log
  std::string curve;   // directory of the keys to reach it; empty = plain
  std::string bundle;  // directory
  std::string pact;    // empty: the only one there is (store), the bundle's own
};

// Errors: kInvalidArgument "config.source", "config.pact", those of the places themselves
//         kFailedPrecondition "bundle.partial"  the bundle does not hold the whole ledger
//         kUnavailable, kDataLoss, kNotFound of the place
Result<std::unique_ptr<Source>> OpenSource(const SourceOptions& options);

// One for each kind.
Result<std::unique_ptr<Source>> OpenStoreSource(const std::string& directory, std::string pact);
Result<std::unique_ptr<Source>> OpenLiveSource(const std::string& endpoint,
                                               const std::string& curve, const std::string& pact);
Result<std::unique_ptr<Source>> OpenBundleSource(const std::string& directory);

}  // namespace paktum::audit
