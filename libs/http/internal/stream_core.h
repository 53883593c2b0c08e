#pragma once
// StreamCore: the queue between those who push to an event stream and the connection that writes.
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "libs/http/event_stream.h"

namespace paktum::http::internal {

class StreamCore final : public EventStream {
 public:
  explicit StreamCore(std::size_t buffer_bytes) : buffer_bytes_(buffer_bytes) {}

  // For the pushing side.
  PushResult Push(EventFrame frame) override;
  void Close() override;
  [[nodiscard]] bool closed() const override;
  [[nodiscard]] std::size_t pending_bytes() const override;
  void OnClosed(std::function<void()> callback) override;

  // For the connection. `wake` is called (never under the lock) when there is something to do and
  // nothing was announced since the last Take; it must not block.
  void SetWake(std::function<void()> wake);

  struct Taken {
    std::vector<EventFrame> frames;
    std::size_t bytes = 0;
    bool ended = false;    // nothing comes after these frames
    bool dropped = false;  // the reader fell behind: end at once
  };
  // Up to about `bytes_max` bytes (at least one frame when there is one).
  Taken Take(std::size_t bytes_max);
  // The reader fell behind and must be disconnected.
  [[nodiscard]] bool dropped() const;
  // `bytes` of taken frames have left.
  void Written(std::size_t bytes);
  // The connection is over: no more frames are taken.
  void End();

 private:
  // What must be called after the lock was released.
  struct Calls {
    std::function<void()> wake;
    std::vector<std::function<void()>> closed;
    void Run();
  };
  void CloseLocked(Calls& calls);
  void WakeLocked(Calls& calls);

  const std::size_t buffer_bytes_;
  mutable std::mutex mutex_;
  std::function<void()> wake_;                           // guarded by mutex_, like all below
  std::vector<std::function<void()>> closed_callbacks_;  // run once, when closed_ becomes true
  std::deque<EventFrame> frames_;
  std::size_t pending_bytes_ = 0;  // queued and being written
  bool closed_ = false;
  bool dropped_ = false;
  bool announced_ = false;
};

}  // namespace paktum::http::internal
