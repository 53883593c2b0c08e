#pragma once
// LocalEventLog: the EventLog of a sequencer and a storage in the same process.
//
// Reads go straight to the storage on the caller's thread and do not look at the deadline; appends
// wait for the sequencer. A subscription holds no records between two calls of Next: catch-up and
// live are the same read of the storage, and the wait for news is a condition variable.
// Everything here must end before the sequencer and the storage do; a subscription may outlive the
// log, but not the storage.
#include <memory>
#include <string>

#include "libs/ledger/event_log.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger/storage.h"

namespace paktum::ledger {

inline constexpr std::size_t kSubscriptionRecordsMax = 1024;  // one Next
inline constexpr std::size_t kSubscriptionBytesMax = std::size_t{1024} * 1024;

class LocalEventLog final : public EventLog {
 public:
  // `storage` is the one that `sequencer` writes to; both must outlive the log.
  LocalEventLog(const Storage& storage, Sequencer& sequencer);
  ~LocalEventLog() override;

  Result<AppendResult> Append(const AppendRequest& request, Deadline deadline) override;
  Result<Slice> Read(const std::string& pact, Position after, ReadLimit limit,
                     Deadline deadline) override;
  Result<StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                 StreamVersion after, ReadLimit limit, Deadline deadline) override;
  Result<FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                   Deadline deadline) override;
  Result<Position> Head(const std::string& pact, Deadline deadline) override;
  Result<std::unique_ptr<Subscription>> Subscribe(const std::string& pact, Position after) override;

 private:
  struct News;  // wakes subscriptions after a commit
  class LocalSubscription;

  const Storage& storage_;
  Sequencer& sequencer_;
  std::shared_ptr<News> news_;
};

}  // namespace paktum::ledger
