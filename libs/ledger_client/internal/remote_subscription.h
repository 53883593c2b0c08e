#pragma once
// RemoteSubscription: one subscription of a RemoteEventLog.
//
// At any time there is a stream or there is none; Next opens one when there is none. What counts is
// delivered_, the last position given to the caller: every new stream starts after it, and only the
// record that follows it is ever delivered.
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/ledger_client/messages.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/caller.h"

namespace paktum::ledger_client {

// The newest head that a hint named, by pact. Thread-safe.
class HintedHeads {
 public:
  void Note(const std::string& pact, Position head);
  // 0 when no hint came.
  [[nodiscard]] Position Newest(const std::string& pact) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Position> heads_;  // guarded by mutex_
};

class RemoteSubscription final : public ledger::Subscription {
 public:
  // `client` and `hints` must outlive the subscription.
  RemoteSubscription(wire::Caller& client, const HintedHeads& hints,
                     const RemoteEventLogOptions& options, std::string pact, Position after);
  ~RemoteSubscription() override;

  Result<ledger::Slice> Next(Deadline deadline) override;

 private:
  using TimePoint = Deadline;

  Result<ledger::Slice> Listen(Deadline deadline);
  Status OpenStream(Deadline deadline);
  void DropStream();
  void Pause();
  Result<ledger::Slice> Deliver(std::string reply);
  void GiveCredit(const std::vector<ledger::Record>& taken);
  void NoteBehind();
  [[nodiscard]] bool StreamIsLost() const;

  wire::Caller& client_;
  const HintedHeads& hints_;
  const RemoteEventLogOptions options_;
  const std::string pact_;

  std::unique_ptr<wire::Stream> stream_;
  Position subscribed_after_;  // what stream_ was opened with
  Position delivered_;
  Position head_;                   // as far as the sender has told
  std::uint32_t owed_records_ = 0;  // taken, and no credit was given for them yet
  std::uint32_t owed_bytes_ = 0;
  TimePoint heard_at_;                     // something came, or waiting began
  TimePoint returned_at_;                  // the last Next ended
  std::optional<TimePoint> behind_since_;  // the ledger is known to be further, and nothing comes
  std::chrono::milliseconds pause_;
  TimePoint retry_at_;
};

}  // namespace paktum::ledger_client
