#pragma once
// EventFeed: the records of one pact as public CloudEvents (libs/events/cloud_event.h), to any
// number of Server-Sent Events readers.
//
// Order      Every reader gets each record after its starting position once, in order, without gap,
//            until its connection ends; catching up flows into live.
// Cost       One log subscription, whatever the number of readers; a live record is turned into
//            bytes once. Readers that catch up are served in turns, a bounded page each, when the
//            page before has mostly left. Nobody waits for a slow reader.
// Log away   Readers stay; they go on when it is back.
// Threads    Every method may be called from any thread; two threads of its own.
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/http/event_stream.h"
#include "libs/ledger/event_log.h"

namespace paktum::dashboard {

struct EventFeedOptions {
  std::string pact;
  std::size_t page_records = 256;                         // of a reader that catches up
  std::size_t page_bytes = std::size_t{64} * 1024;        // stored bytes of the same
  std::size_t page_when_below = std::size_t{128} * 1024;  // bytes still waiting for the reader
};

class EventFeed {
 public:
  // `log` must outlive the feed and need not be reachable yet.
  EventFeed(ledger::EventLog& log, EventFeedOptions options);
  ~EventFeed();  // Stop()
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  // Sends the records after `after` to the stream from now on; nothing = those that come from now.
  // Errors: kUnavailable "events.not_ready"        the log was not reached yet
  //         kInvalidArgument "events.ahead"        the ledger has no such position
  Status Add(std::shared_ptr<http::EventStream> stream, std::optional<Position> after);

  // OK while the log is being followed; otherwise why not.
  [[nodiscard]] Status status() const;
  // Last position sent to the live readers.
  [[nodiscard]] Position position() const;
  [[nodiscard]] std::size_t readers() const;

  // Ends both threads; streams are left to their server.
  void Stop();

 private:
  struct Reader {
    std::shared_ptr<http::EventStream> stream;
    Position after;
  };

  void Follow();
  // Subscribes from the head on; nullptr when the log cannot be reached.
  std::unique_ptr<ledger::Subscription> Begin();
  void SendLive(const std::vector<ledger::Record>& records);
  void CatchUp();
  // One turn: true when something was sent or ended.
  bool ServeBehind();
  bool ServePage(Reader& reader);
  void SetStatus(Status status);
  [[nodiscard]] bool stopping() const;
  void Pause();

  ledger::EventLog& log_;
  const EventFeedOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_, like all below
  Status status_;
  std::optional<Position> live_;
  std::vector<Reader> live_readers_;    // each has after >= *live_
  std::vector<Reader> behind_readers_;  // taken out while one of them is being served
  std::size_t serving_ = 0;             // of them, taken out
  std::thread follow_thread_;
  std::thread catch_up_thread_;
};

}  // namespace paktum::dashboard
