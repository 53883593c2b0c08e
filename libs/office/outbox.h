#pragma once
// Outbox: commands that an office took while the log was away, kept until their outcome is known.
//
// Durability   Everything is on disk (fsync) when a method returns OK; kill -9 and power loss lose
//              nothing taken. One batch moves a command from one state to the next.
// Order        Commands of one pact leave in the order they came.
// Secrecy      Every value is encrypted under the office's key (personal data never rests in
//              clear). What was removed stays on disk in encrypted form until RocksDB rewrites it.
// Limits       waiting and refused commands together at most OutboxLimits::commands_max: nothing
//              that was taken is ever dropped to make room. Of the commands that needed no event
//              the newest OutboxLimits::needless_max are remembered.
// Threads      Every method may be called from any thread. One process opens a directory.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/office/outbox_store.h"
#include "libs/vault/secret_key.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::office {

struct OutboxLimits {
  std::size_t commands_max = 20'000;
  std::size_t needless_max = 10'000;
};

// A command as it was taken.
struct QueuedCommand {
  std::string pact;
  Uuid command;
  std::string canonical;       // CanonicalBytes of the message; holds personal data
  std::string content_digest;  // 32 bytes
  std::string actor;
  bool simulated = false;
  Instant received_at;
  // Why facts of a closed period are recorded only now.
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;
};

// A command that was refused after it had waited.
struct RefusedCommand {
  QueuedCommand command;
  Status refusal;
  Instant refused_at;
};

struct NeedlessCommand {
  std::string content_digest;
  std::map<std::string, std::string> result;
};

struct WaitingSummary {
  std::size_t count = 0;
  std::optional<Instant> oldest_received_at;
};

class Outbox {
 public:
  // Opens the outbox in `directory`, making it when there is none, and reads what waits.
  // Errors: kUnavailable "outbox.cannot_open"   in use, or the disk cannot be read or written
  //         kDataLoss "outbox.damaged"          an entry cannot be opened with this key: an
  //                                             operator must act, nothing is dropped
  static Result<std::unique_ptr<Outbox>> Open(const std::filesystem::path& directory,
                                              vault::SecretKey key, OutboxLimits limits = {});
  // The same with a store that is open.
  static Result<std::unique_ptr<Outbox>> Open(std::unique_ptr<OutboxStore> store,
                                              vault::SecretKey key, OutboxLimits limits = {});
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Takes a command at the end of its pact's queue. The same command id with the same digest again
  // while it waits is OK and changes nothing. An entry of the attention list with the same id and
  // digest gives way to it.
  // Errors: kFailedPrecondition "append.command_reused"  it waits, or needs attention, with another
  //                                                      digest
  //         kUnavailable "outbox.full"          nothing was taken; retry later
  //         kUnavailable "outbox.not_written"   nothing was taken; the disk failed
  Status Put(const QueuedCommand& command);

  // Whether commands of this pact wait.
  [[nodiscard]] bool HasWaiting(const std::string& pact) const;
  // Digest of the waiting command; nothing when it does not wait.
  [[nodiscard]] std::optional<std::string> FindWaiting(const std::string& pact,
                                                       const Uuid& command) const;
  [[nodiscard]] WaitingSummary Waiting(const std::string& pact) const;
  [[nodiscard]] std::size_t WaitingCount() const;  // of all pacts
  [[nodiscard]] std::vector<std::string> WaitingPacts() const;

  // The first waiting command of the pact; kNotFound "outbox.empty" when none waits.
  // Errors: kDataLoss "outbox.damaged"; kUnavailable "outbox.not_read".
  [[nodiscard]] Result<QueuedCommand> Front(const std::string& pact) const;

  // The outcome of a waiting command is known. A command that does not wait (any more): OK, nothing
  // changes. Errors: kUnavailable "outbox.not_written": it still waits.
  Status RemoveAppended(const std::string& pact, const Uuid& command);
  Status RemoveNeedless(const std::string& pact, const Uuid& command,
                        const std::map<std::string, std::string>& result);
  Status MoveToAttention(const std::string& pact, const Uuid& command, const Status& refusal,
                         Instant refused_at);

  // What needs attention, oldest first, at most `limit`. Errors: as Front.
  [[nodiscard]] Result<std::vector<RefusedCommand>> Attention(const std::string& pact,
                                                              std::size_t limit) const;
  [[nodiscard]] std::size_t AttentionCount(const std::string& pact) const;
  [[nodiscard]] std::size_t AttentionCount() const;  // of all pacts
  // Digest of the command that needs attention; nothing when it needs none.
  [[nodiscard]] std::optional<std::string> FindAttention(const std::string& pact,
                                                         const Uuid& command) const;
  // Errors: kNotFound "attention.unknown"; as Front.
  [[nodiscard]] Result<RefusedCommand> FindRefused(const std::string& pact,
                                                   const Uuid& command) const;
  // Takes the entry off the list for good. Errors: kNotFound "attention.unknown";
  // kUnavailable "outbox.not_written".
  Status Dismiss(const std::string& pact, const Uuid& command);
  // Puts it back at the end of the queue, to be decided again; with this reason for late facts when
  // one is stated. Errors: as Dismiss and Front.
  Status Retry(const std::string& pact, const Uuid& command,
               event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED);

  // Nothing when the command is not remembered as needless.
  [[nodiscard]] Result<std::optional<NeedlessCommand>> FindNeedless(const std::string& pact,
                                                                    const Uuid& command) const;

 private:
  class Impl;
  explicit Outbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::office
