#include "libs/projection/internal/line.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"

namespace paktum::projection::internal {
namespace {

constexpr std::chrono::milliseconds kListenFor{200};  // also the longest wait for Stop
constexpr std::chrono::milliseconds kCallTimeout{2000};
constexpr std::chrono::milliseconds kRetryPause{100};

// Names a record so that a ledger that was replaced by another one is noticed.
std::string MarkOf(const ledger::Record& record) {
  return record.command.ToString() + "/" + std::to_string(record.append_index);
}

Status OtherLedger(const std::string& what) {
  return DataLoss("projection.other_ledger",
                  "the saved view does not belong to this ledger (" + what +
                      "): restore the ledger, or remove the view's directory to build it again");
}

}  // namespace

Line::Line(std::unique_ptr<Fold> fold, std::unique_ptr<SavedState> store, ledger::EventLog& log,
           const RunnerOptions& options, Callbacks callbacks)
    : log_(log),
      options_(options),
      callbacks_(std::move(callbacks)),
      fold_(std::move(fold)),
      store_(std::move(store)),
      mark_(store_->saved_at().mark),
      applied_(fold_->applied_through().value()),
      saved_(fold_->applied_through().value()) {
  PAKTUM_CHECK(fold_->applied_through() == store_->saved_at().position);
}

Line::~Line() { Stop(); }

void Line::Start() {
  PAKTUM_CHECK(!thread_.Joinable());
  thread_ = Thread([this] { Run(); });
}

void Line::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  if (thread_.Joinable()) thread_.Join();
  store_.reset();
}

Result<Answer> Line::Query(const std::string& view, const Parameters& parameters,
                           Instant now) const {
  const std::shared_lock lock(fold_mutex_);
  return fold_->Query(view, parameters, now);
}

Status Line::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

bool Line::Pause(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  return wake_.WaitUntil(lock, DeadlineIn(duration), [this] { return stopping_.load(); });
}

bool Line::WorthRetrying(const Status& status) {
  const bool later = status.code() == StatusCode::kUnavailable ||
                     status.code() == StatusCode::kDeadlineExceeded ||
                     status.code() == StatusCode::kResourceExhausted;
  if (!later) return false;
  ++reconnects_;
  Pause(kRetryPause);
  return true;
}

void Line::Run() {
  Status ended = Follow();
  // Whatever was applied is good, also when what came after it is not.
  if (ended.code() != StatusCode::kDataLoss || ended.reason() != "projection.write_failed") {
    const Status saved = Save();
    if (ended.ok()) ended = saved;
  }
  if (ended.ok()) return;
  {
    const std::lock_guard lock(mutex_);
    failure_ = ended;
  }
  callbacks_.on_progress();
  if (callbacks_.on_fail) callbacks_.on_fail(ended);
}

Status Line::Follow() {
  PAKTUM_RETURN_IF_ERROR(CheckLedger());
  std::unique_ptr<ledger::Subscription> subscription;
  while (!stopping() && subscription == nullptr) {
    auto subscribed = log_.Subscribe(options_.pact, applied());
    if (subscribed.ok()) {
      subscription = std::move(subscribed).value();
    } else if (!WorthRetrying(subscribed.status())) {
      return subscribed.status();
    }
  }
  while (!stopping()) {
    const auto slice = subscription->Next(DeadlineIn(
        saved() < applied() ? std::min(kListenFor, options_.save_interval_ms) : kListenFor));
    if (slice.ok()) {
      PAKTUM_RETURN_IF_ERROR(TakeIn(*slice));
      PAKTUM_RETURN_IF_ERROR(SaveIfDue());
    } else if (WorthRetrying(slice.status())) {
      // While the log was away another ledger may have been put in its place.
      PAKTUM_RETURN_IF_ERROR(Save());
      PAKTUM_RETURN_IF_ERROR(CheckLedger());
    } else if (slice.status().reason() == "log.other_ledger") {
      return OtherLedger("it ends before the position applied");
    } else {
      return slice.status();
    }
  }
  return OkStatus();
}

Status Line::CheckLedger() {
  while (!stopping()) {
    const auto head = log_.Head(options_.pact, DeadlineIn(kCallTimeout));
    if (!head.ok()) {
      if (!WorthRetrying(head.status())) return head.status();
      continue;
    }
    head_ = head->value();
    if (*head < applied()) return OtherLedger("it ends before the position applied");
    if (applied().value() == 0) return OkStatus();
    const auto last =
        log_.Read(options_.pact, Position(applied().value() - 1),
                  {.records = 1, .bytes = ledger::kReadBytesMax}, DeadlineIn(kCallTimeout));
    if (!last.ok()) {
      if (!WorthRetrying(last.status())) return last.status();
      continue;
    }
    if (last->records.empty() || MarkOf(last->records.front()) != mark_) {
      return OtherLedger("another record stands at the position applied");
    }
    return OkStatus();
  }
  return OkStatus();
}

Status Line::TakeIn(const ledger::Slice& slice) {
  head_ = std::max(head_.load(), slice.head.value());
  for (std::size_t from = 0; from < slice.records.size() && !stopping();
       from += options_.apply_chunk) {
    const std::size_t count = std::min(options_.apply_chunk, slice.records.size() - from);
    PAKTUM_RETURN_IF_ERROR(ApplyChunk(std::span(slice.records).subspan(from, count)));
    PAKTUM_RETURN_IF_ERROR(SaveIfDue());
  }
  if (!caught_up_ && applied() >= head() && !stopping()) {
    caught_up_ = true;
    PAKTUM_RETURN_IF_ERROR(Save());
    callbacks_.on_progress();
    if (callbacks_.on_caught_up) callbacks_.on_caught_up();
  }
  return OkStatus();
}

// Reads what the fold needs of the records before the fold is locked; returns how many records were
// read, up to the first whose event is unreadable (then `damaged` says so).
std::size_t Line::ReadEvents(std::span<const ledger::Record> records, Status& damaged) {
  events_.resize(std::max(events_.size(), records.size()));
  const events::QuietProtobuf quiet;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ReadEvent& read = events_[i];
    read.head = events::ReadHead(records[i].submitted);
    if (read.head && !fold_->LooksAt(*read.head)) continue;
    read.head.reset();
    if (const Status status = events::ParseInto(records[i].submitted, read.event, quiet);
        !status.ok()) {
      damaged = status;
      return i;
    }
  }
  return records.size();
}

Status Line::ApplyChunk(std::span<const ledger::Record> records) {
  Status damaged;
  records = records.first(ReadEvents(records, damaged));
  if (saved() == applied()) unsaved_since_ = SteadyNow();
  {
    const std::lock_guard lock(fold_mutex_);
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (events_[i].head) {
        fold_->Pass(records[i], *events_[i].head);
      } else {
        fold_->Apply(records[i], events_[i].event);
      }
    }
    applied_ = fold_->applied_through().value();
  }
  if (!records.empty()) {
    mark_ = MarkOf(records.back());
    records_ += records.size();
    head_ = std::max(head_.load(), applied_.load());
    callbacks_.on_progress();
  }
  return damaged;
}

Status Line::SaveIfDue() {
  if (saved() == applied()) return OkStatus();
  const bool many = applied().value() - saved().value() >= options_.save_records;
  const bool old = SteadyNow() - unsaved_since_ >= options_.save_interval_ms;
  return many || old ? Save() : OkStatus();
}

Status Line::Save() {
  const SavedAt wanted{applied(), mark_, caught_up_ || store_->saved_at().complete};
  const bool nothing_new = wanted.position == store_->saved_at().position &&
                           wanted.complete == store_->saved_at().complete;
  if (nothing_new) return OkStatus();
  std::vector<Row> rows;
  {
    const std::lock_guard lock(fold_mutex_);
    rows = fold_->TakeDirtyRows();
  }
  PAKTUM_RETURN_IF_ERROR(store_->Save(rows, wanted));
  saved_ = wanted.position.value();
  ++saves_;
  return OkStatus();
}

}  // namespace paktum::projection::internal
