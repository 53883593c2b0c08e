#pragma once
// SubscriptionHub: sends every subscriber the records after its position, as far as its credit
// goes, and a heartbeat when there was nothing to send (G6).
//
// A subscriber costs a cursor and a credit, never records: catch-up and live are the same read of
// the storage, made when there is something new and credit for it. One thread reads and sends, one
// batch for each subscriber in turn, so a subscriber far behind delays the others by one batch at
// most, and one that gives no credit costs nothing.
//
// Threads     All methods may be called from any thread; none of them waits for the storage.
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/ledger/storage.h"
#include "libs/ledger_client/messages.h"
#include "libs/wire/method_host.h"

namespace paktum::event_log {

struct SubscriptionHubOptions {
  std::size_t subscriptions_max = 1024;
  // More is cut to these.
  std::uint32_t credit_records_max = ledger_client::kCreditRecordsMax;
  std::uint32_t credit_bytes_max = ledger_client::kCreditBytesMax;
  std::size_t batch_records_max = ledger::kReadRecordsMax;
  std::size_t batch_bytes_max = std::size_t{256} * 1024;  // at least one record
  std::chrono::milliseconds heartbeat{1000};
};

// What a subscriber has room for. Bytes are those of stored records; a batch may go beyond by one
// record.
struct Credit {
  std::uint32_t records = 0;
  std::uint32_t bytes = 0;
};

struct SubscriptionCounts {
  std::uint64_t open = 0;     // now
  std::uint64_t batches = 0;  // since the start, also the next two
  std::uint64_t records = 0;
  std::uint64_t heartbeats = 0;
};

// How far subscriptions are behind their ledgers, in records that were not sent to them.
struct SubscriptionLag {
  std::uint64_t most = 0;  // of one subscription
  std::uint64_t sum = 0;
};

class SubscriptionHub {
 public:
  // `storage` must outlive the hub.
  SubscriptionHub(const ledger::Storage& storage, const SubscriptionHubOptions& options);
  ~SubscriptionHub();
  SubscriptionHub(const SubscriptionHub&) = delete;
  SubscriptionHub& operator=(const SubscriptionHub&) = delete;

  // Names a subscription: the peer and its request id.
  using Key = std::pair<wire::PeerId, std::uint64_t>;

  // Whether a subscriber may still get the ledger. Called on the hub's thread before every batch
  // and heartbeat; must not wait.
  using Allowed = std::function<Status()>;

  // Starts one; without bytes only records are counted. Refuses through the responder:
  // kResourceExhausted "log.too_many_subscriptions". Ends it with kDataLoss "record.damaged" before
  // a record that is damaged, and with what `allowed` (may be empty) says before anything that the
  // subscriber may not get any more, at the latest with the next heartbeat.
  void Open(const Key& key, const std::string& pact, Position after, Credit credit, Allowed allowed,
            wire::Responder responder);
  // Without effect on a subscription that has ended.
  void AddCredit(const Key& key, Credit more);
  void Close(const Key& key);
  // The ledger of the pact has grown.
  void Announce(const std::string& pact);

  [[nodiscard]] SubscriptionCounts counts() const;
  // Looks up the head of every ledger that is followed: for metrics, not for a busy path. A ledger
  // that cannot be read counts as caught up.
  [[nodiscard]] SubscriptionLag lag() const;

 private:
  using TimePoint = Deadline;
  enum class Phase : std::uint8_t { kIdle, kReady, kSending };
  struct Subscriber {
    std::string pact;
    Position sent;                                  // cursor
    std::uint32_t credit_records = 0;               // left
    std::optional<std::int64_t> credit_bytes = {};  // left, where they are counted; below 0 after
                                                    // a batch that went beyond
    Phase phase = Phase::kIdle;
    bool again = false;  // something came up while kSending
    bool beat = false;   // a heartbeat is due
    TimePoint last_sent;
    std::shared_ptr<const Allowed> allowed;
    wire::Responder responder;
  };
  // What the thread takes with it while it reads and sends without the lock.
  struct Task {
    Key key;
    std::string pact;
    Position after;
    ledger::ReadLimit limit;  // no records: there is no credit
    bool beat;
    std::shared_ptr<const Allowed> allowed;
    wire::Responder responder;
  };
  enum class Outcome : std::uint8_t { kCaughtUp, kMoreToRead, kTryLater, kOver };
  struct Sent {
    Outcome outcome;
    ledger::StoredRange range;
    bool any = false;  // a batch or a heartbeat has left
  };

  // Both say what the credit of a subscriber allows.
  [[nodiscard]] static bool MaySend(const Subscriber& subscriber);
  [[nodiscard]] ledger::ReadLimit LimitOf(const Subscriber& subscriber) const;

  void Run();
  bool TakeTask(Task& task);
  Sent Send(const Task& task);
  void Finish(const Task& task, const Sent& sent);
  void MarkReady(const Key& key, Subscriber& subscriber);
  void MarkDue(TimePoint now);

  const ledger::Storage& storage_;
  const SubscriptionHubOptions options_;

  mutable std::mutex mutex_;
  ConditionVariable work_;
  std::map<Key, Subscriber> subscribers_;  // guarded by mutex_, as all below
  std::deque<Key> ready_;
  std::set<std::string> grown_;  // pacts announced and not looked at
  std::set<Key> later_;          // the network took nothing: again in a moment
  SubscriptionCounts counts_;
  bool stopping_ = false;
  TimePoint next_due_;

  std::string gathered_;  // the thread's own: the batch it makes

  Thread thread_;
};

}  // namespace paktum::event_log
