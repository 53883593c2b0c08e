#include "services/dashboard/event_feed.h"

#include <chrono>
#include <utility>

#include "libs/base/check.h"
#include "libs/events/cloud_event.h"
#include "libs/service/logging.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::dashboard {
namespace {

constexpr std::chrono::milliseconds kNextWait{500};
constexpr std::chrono::milliseconds kRetryPause{200};
constexpr std::chrono::milliseconds kReadTimeout{2'000};
// How often readers that catch up are looked at while none of them has room.
constexpr std::chrono::milliseconds kRoomWait{20};

// The frame of one record. A record whose event cannot be read is shown by its position alone: the
// reader's position must not have gaps.
http::EventFrame FrameOf(const ledger::Record& record) {
  const std::string position = std::to_string(record.position.value());
  event::v1::Record stored;
  if (stored.ParseFromArray(record.stored.data(), static_cast<int>(record.stored.size()))) {
    const auto json = events::ToPublicCloudEventJson(stored);
    if (json.ok()) return http::MakeEventFrame(position, "", *json);
  }
  service::LogError("feed.unreadable_event", {{"position", record.position.value()}});
  return http::MakeEventFrame(
      position, "", R"({"specversion":"1.0","type":"unknown","sequence":")" + position + "\"}");
}

}  // namespace

EventFeed::EventFeed(ledger::EventLog& log, EventFeedOptions options)
    : log_(log),
      options_(std::move(options)),
      status_(Unavailable("events.not_ready", "the log was not reached yet")),
      follow_thread_([this] { Follow(); }),
      catch_up_thread_([this] { CatchUp(); }) {}

EventFeed::~EventFeed() { Stop(); }

void EventFeed::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (follow_thread_.joinable()) follow_thread_.join();
  if (catch_up_thread_.joinable()) catch_up_thread_.join();
}

Status EventFeed::Add(std::shared_ptr<http::EventStream> stream, std::optional<Position> after) {
  Position head;
  {
    const std::lock_guard lock(mutex_);
    if (!live_) return status_;
    head = *live_;
    if (!after || *after == head) {
      live_readers_.push_back({std::move(stream), head});
      return OkStatus();
    }
  }
  // The log may be further than the feed; only it can say that a position does not exist.
  if (*after > head) {
    PAKTUM_ASSIGN_OR_RETURN(head, log_.Head(options_.pact, DeadlineIn(kReadTimeout)));
  }
  if (*after > head) {
    return InvalidArgument("events.ahead", "the ledger has no such position yet",
                           {{"head", std::to_string(head.value())}});
  }
  {
    const std::lock_guard lock(mutex_);
    behind_readers_.push_back({std::move(stream), *after});
  }
  changed_.notify_all();
  return OkStatus();
}

Status EventFeed::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

Position EventFeed::position() const {
  const std::lock_guard lock(mutex_);
  return live_.value_or(Position());
}

std::size_t EventFeed::readers() const {
  const std::lock_guard lock(mutex_);
  return live_readers_.size() + behind_readers_.size() + serving_;
}

bool EventFeed::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void EventFeed::Pause() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kRetryPause, [this] { return stopping_; });
}

void EventFeed::SetStatus(Status status) {
  const std::lock_guard lock(mutex_);
  if (status_.code() != status.code()) {
    service::LogInfo("feed.status", {{"pact", options_.pact}, {"status", status}});
  }
  status_ = std::move(status);
}

std::unique_ptr<ledger::Subscription> EventFeed::Begin() {
  const auto head = log_.Head(options_.pact, DeadlineIn(kReadTimeout));
  if (!head.ok()) {
    SetStatus(head.status());
    return nullptr;
  }
  auto subscription = log_.Subscribe(options_.pact, *head);
  if (!subscription.ok()) {
    SetStatus(subscription.status());
    return nullptr;
  }
  SetStatus(OkStatus());
  const std::lock_guard lock(mutex_);
  live_ = *head;
  return *std::move(subscription);
}

void EventFeed::Follow() {
  std::unique_ptr<ledger::Subscription> subscription;
  while (!stopping()) {
    if (!subscription) subscription = Begin();
    if (!subscription) {
      Pause();
      continue;
    }
    const auto slice = subscription->Next(DeadlineIn(kNextWait));
    SetStatus(slice.status());
    if (!slice.ok()) {
      Pause();
      continue;
    }
    SendLive(slice->records);
  }
}

void EventFeed::SendLive(const std::vector<ledger::Record>& records) {
  std::vector<http::EventFrame> frames;
  frames.reserve(records.size());
  for (const ledger::Record& record : records) frames.push_back(FrameOf(record));
  const std::lock_guard lock(mutex_);
  std::erase_if(live_readers_, [](const Reader& reader) { return reader.stream->closed(); });
  for (std::size_t i = 0; i < records.size(); ++i) {
    PAKTUM_CHECK(records[i].position == Next(*live_));
    live_ = records[i].position;
    for (Reader& reader : live_readers_) {
      if (records[i].position <= reader.after) continue;  // a page had it already
      reader.stream->Push(frames[i]);
      reader.after = records[i].position;
    }
  }
}

void EventFeed::CatchUp() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !behind_readers_.empty(); });
      if (stopping_) return;
    }
    if (ServeBehind()) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kRoomWait, [this] { return stopping_; });
  }
}

bool EventFeed::ServeBehind() {
  std::vector<Reader> readers;
  {
    const std::lock_guard lock(mutex_);
    readers.swap(behind_readers_);
    serving_ = readers.size();
  }
  bool progress = false;
  for (Reader& reader : readers) {
    if (reader.stream->closed()) {
      progress = true;
    } else if (!stopping() && reader.stream->pending_bytes() < options_.page_when_below) {
      progress = ServePage(reader) || progress;
    }
  }
  const std::lock_guard lock(mutex_);
  serving_ = 0;
  for (Reader& reader : readers) {
    if (reader.stream->closed()) continue;
    auto& group = reader.after >= *live_ ? live_readers_ : behind_readers_;
    group.push_back(std::move(reader));
  }
  return progress;
}

bool EventFeed::ServePage(Reader& reader) {
  const auto page =
      log_.Read(options_.pact, reader.after, {options_.page_records, options_.page_bytes},
                DeadlineIn(kReadTimeout));
  if (!page.ok()) {
    if (page.status().code() == StatusCode::kDataLoss) {
      service::LogError(
          "feed.damaged",
          {{"pact", options_.pact}, {"after", reader.after.value()}, {"status", page.status()}});
      reader.stream->Close();  // nothing is skipped: the reader gets no further
    }
    return false;  // the log is away: the next turn tries again
  }
  for (const ledger::Record& record : page->records) {
    PAKTUM_CHECK(record.position == Next(reader.after));
    reader.stream->Push(FrameOf(record));
    reader.after = record.position;
  }
  return !page->records.empty();
}

}  // namespace paktum::dashboard
