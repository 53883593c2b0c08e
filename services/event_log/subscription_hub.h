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
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "libs/ledger/storage.h"
#include "libs/wire/request_server.h"

namespace paktum::event_log {

struct SubscriptionHubOptions {
  std::size_t subscriptions_max = 1024;
  std::uint32_t credit_records_max = 65536;  // more is cut to it
  std::size_t batch_records_max = 256;
  std::size_t batch_bytes_max = std::size_t{256} * 1024;  // at least one record
  std::chrono::milliseconds heartbeat{1000};
};

struct SubscriptionCounts {
  std::uint64_t open = 0;     // now
  std::uint64_t batches = 0;  // since the start, also the next two
  std::uint64_t records = 0;
  std::uint64_t heartbeats = 0;
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

  // Starts one. Refuses through the responder: kResourceExhausted "log.too_many_subscriptions".
  // Ends it with kDataLoss "record.damaged" before a record that is damaged.
  void Open(const Key& key, const std::string& pact, Position after, std::uint32_t credit,
            wire::Responder responder);
  // Without effect on a subscription that has ended.
  void AddCredit(const Key& key, std::uint32_t records);
  void Close(const Key& key);
  // The ledger of the pact has grown.
  void Announce(const std::string& pact);

  [[nodiscard]] SubscriptionCounts counts() const;

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  enum class Phase : std::uint8_t { kIdle, kReady, kSending };
  struct Subscriber {
    std::string pact;
    Position sent;  // cursor
    std::uint32_t credit = 0;
    Phase phase = Phase::kIdle;
    bool again = false;  // something came up while kSending
    bool beat = false;   // a heartbeat is due
    TimePoint last_sent;
    wire::Responder responder;
  };
  // What the thread takes with it while it reads and sends without the lock.
  struct Task {
    Key key;
    std::string pact;
    Position after;
    std::uint32_t credit;
    bool beat;
    wire::Responder responder;
  };
  enum class Outcome : std::uint8_t { kCaughtUp, kMoreToRead, kTryLater, kOver };
  struct Sent {
    Outcome outcome;
    Position last;
    std::uint32_t records = 0;
    bool any = false;  // a batch or a heartbeat has left
  };

  void Run();
  bool TakeTask(Task& task);
  Sent Send(const Task& task) const;
  void Finish(const Task& task, const Sent& sent);
  void MarkReady(const Key& key, Subscriber& subscriber);
  void MarkDue(TimePoint now);

  const ledger::Storage& storage_;
  const SubscriptionHubOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::map<Key, Subscriber> subscribers_;  // guarded by mutex_, as all below
  std::deque<Key> ready_;
  std::set<std::string> grown_;  // pacts announced and not looked at
  std::set<Key> later_;          // the network took nothing: again in a moment
  SubscriptionCounts counts_;
  bool stopping_ = false;
  TimePoint next_due_;

  std::thread thread_;
};

}  // namespace paktum::event_log
