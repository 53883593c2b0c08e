#include "libs/http/event_stream.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/http/internal/stream_core.h"

namespace paktum::http {

EventFrame MakeEventFrame(std::string_view id, std::string_view event, std::string_view data) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  PAKTUM_CHECK(id.find_first_of(kBreaks) == std::string_view::npos);
  PAKTUM_CHECK(event.find_first_of(kBreaks) == std::string_view::npos);
  std::string frame;
  frame.reserve(id.size() + event.size() + data.size() + 32);
  if (!id.empty()) frame.append("id: ").append(id).append("\n");
  if (!event.empty()) frame.append("event: ").append(event).append("\n");
  while (true) {
    const std::size_t end = data.find_first_of("\r\n");
    frame.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    const bool crlf = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (crlf ? 2 : 1));
  }
  frame.append("\n");
  return std::make_shared<const std::string>(std::move(frame));
}

namespace internal {

void StreamCore::Calls::Run() {
  if (wake) wake();
  for (const auto& callback : closed) callback();
}

void StreamCore::WakeLocked(Calls& calls) {
  if (announced_ || !wake_) return;
  announced_ = true;
  calls.wake = wake_;
}

void StreamCore::CloseLocked(Calls& calls) {
  if (closed_) return;
  closed_ = true;
  calls.closed.swap(closed_callbacks_);
}

EventStream::PushResult StreamCore::Push(EventFrame frame) {
  PAKTUM_CHECK(frame != nullptr);
  Calls calls;
  PushResult result = PushResult::kQueued;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return PushResult::kClosed;
    if (pending_bytes_ + frame->size() > buffer_bytes_) {
      dropped_ = true;
      announced_ = false;  // a write may be stuck: wake the connection whatever it was told
      frames_.clear();
      CloseLocked(calls);
      result = PushResult::kTooSlow;
    } else {
      pending_bytes_ += frame->size();
      frames_.push_back(std::move(frame));
    }
    WakeLocked(calls);
  }
  calls.Run();
  return result;
}

void StreamCore::Close() {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    CloseLocked(calls);
    WakeLocked(calls);
  }
  calls.Run();
}

bool StreamCore::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t StreamCore::pending_bytes() const {
  const std::lock_guard lock(mutex_);
  return pending_bytes_;
}

void StreamCore::OnClosed(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      closed_callbacks_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void StreamCore::SetWake(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

StreamCore::Taken StreamCore::Take(std::size_t bytes_max) {
  const std::lock_guard lock(mutex_);
  announced_ = false;
  Taken taken;
  while (!frames_.empty() &&
         (taken.frames.empty() || taken.bytes + frames_.front()->size() <= bytes_max)) {
    taken.bytes += frames_.front()->size();
    taken.frames.push_back(std::move(frames_.front()));
    frames_.pop_front();
  }
  taken.dropped = dropped_;
  taken.ended = closed_ && frames_.empty();
  return taken;
}

bool StreamCore::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void StreamCore::Written(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  pending_bytes_ -= std::min(pending_bytes_, bytes);  // End may have come first
}

void StreamCore::End() {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    frames_.clear();
    pending_bytes_ = 0;
    CloseLocked(calls);
  }
  calls.Run();
}

}  // namespace internal
}  // namespace paktum::http
