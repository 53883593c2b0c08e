#include "libs/ledger/local_event_log.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>

#include "libs/base/runtime.h"

namespace paktum::ledger {

struct LocalEventLog::News {
  std::mutex mutex;
  ConditionVariable came;
  std::uint64_t commits = 0;  // guarded by mutex
};

class LocalEventLog::LocalSubscription final : public Subscription {
 public:
  LocalSubscription(const Storage& storage, std::shared_ptr<News> news, std::string pact,
                    Position after)
      : storage_(storage), news_(std::move(news)), pact_(std::move(pact)), after_(after) {}

  Result<Slice> Next(Deadline deadline) override {
    for (;;) {
      // Commits are counted before the read, so that one between the read and the wait is seen.
      const std::uint64_t seen = Commits();
      PAKTUM_ASSIGN_OR_RETURN(
          auto records,
          storage_.Read(pact_, after_, {kSubscriptionRecordsMax, kSubscriptionBytesMax}));
      if (!records.empty() || !WaitForCommit(seen, deadline)) {
        if (!records.empty()) after_ = records.back().position;
        PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(pact_));
        return Slice{std::move(records), head};
      }
    }
  }

 private:
  std::uint64_t Commits() const {
    const std::lock_guard lock(news_->mutex);
    return news_->commits;
  }
  // False when the deadline passed without one.
  bool WaitForCommit(std::uint64_t seen, Deadline deadline) const {
    std::unique_lock lock(news_->mutex);
    return news_->came.WaitUntil(lock, deadline, [&] { return news_->commits != seen; });
  }

  const Storage& storage_;
  const std::shared_ptr<News> news_;
  const std::string pact_;
  Position after_;
};

LocalEventLog::LocalEventLog(const Storage& storage, Sequencer& sequencer)
    : storage_(storage), sequencer_(sequencer), news_(std::make_shared<News>()) {
  // The listener owns what it touches: it may be called after this log has gone.
  sequencer.OnCommit([news = news_](const std::string&, Position) {
    {
      const std::lock_guard lock(news->mutex);
      ++news->commits;
    }
    news->came.NotifyAll();
  });
}

LocalEventLog::~LocalEventLog() = default;

Result<AppendResult> LocalEventLog::Append(const AppendRequest& request, Deadline deadline) {
  return sequencer_.Append(request, deadline);
}

Result<Slice> LocalEventLog::Read(const std::string& pact, Position after, ReadLimit limit,
                                  Deadline /*deadline*/) {
  PAKTUM_ASSIGN_OR_RETURN(auto records, storage_.Read(pact, after, limit));
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(pact));
  return Slice{std::move(records), head};
}

Result<StreamSlice> LocalEventLog::ReadStream(const std::string& pact, const std::string& stream,
                                              StreamVersion after, ReadLimit limit,
                                              Deadline /*deadline*/) {
  PAKTUM_ASSIGN_OR_RETURN(auto records, storage_.ReadStream(pact, stream, after, limit));
  PAKTUM_ASSIGN_OR_RETURN(const StreamVersion head, storage_.StreamHead(pact, stream));
  return StreamSlice{std::move(records), head};
}

Result<FoundCommand> LocalEventLog::FindCommand(const std::string& pact, Uuid command,
                                                Deadline /*deadline*/) {
  PAKTUM_ASSIGN_OR_RETURN(auto found, storage_.FindCommand(pact, command));
  if (!found.has_value()) {
    return NotFound("command.unknown", "no append has this command id",
                    {{"command", command.ToString()}});
  }
  return std::move(*found);
}

Result<Position> LocalEventLog::Head(const std::string& pact, Deadline /*deadline*/) {
  return storage_.Head(pact);
}

Result<std::unique_ptr<Subscription>> LocalEventLog::Subscribe(const std::string& pact,
                                                               Position after) {
  return std::unique_ptr<Subscription>(
      std::make_unique<LocalSubscription>(storage_, news_, pact, after));
}

}  // namespace paktum::ledger
