#pragma once
// EventStream: the sending side of one Server-Sent Events connection.
//
// Order     Frames reach the reader in the order of Push, each once, until the stream ends.
// Threads   Every method may be called from any thread at the same time; none blocks.
// Limits    At most ServerOptions::stream_buffer_bytes wait for the reader. The Push that would
//           exceed it ends the connection: the reader comes back with Last-Event-ID.
// Lifetime  Hold it as shared_ptr; the connection holds it too. After the end Push does nothing.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace paktum::http {

// The bytes of one event, shared by all readers it is sent to.
using EventFrame = std::shared_ptr<const std::string>;

// "id: …\nevent: …\ndata: …\n\n". Line breaks in `data` make several data lines; `id` and `event`
// must hold none (they are left out when empty).
EventFrame MakeEventFrame(std::string_view id, std::string_view event, std::string_view data);

class EventStream {
 public:
  virtual ~EventStream() = default;

  enum class PushResult : std::uint8_t {
    kQueued,   // it will be sent unless the connection ends first
    kTooSlow,  // the buffer is full: the connection is being ended
    kClosed,   // it had ended before
  };
  virtual PushResult Push(EventFrame frame) = 0;

  // Ends the connection after what is queued was sent.
  virtual void Close() = 0;

  [[nodiscard]] virtual bool closed() const = 0;
  // Bytes that wait for the reader, those being written included.
  [[nodiscard]] virtual std::size_t pending_bytes() const = 0;

  // Calls `callback` once when the stream ends, whoever ends it; at once when it has ended. It runs
  // on an I/O thread or in the caller of Close: it must be short and must not block.
  virtual void OnClosed(std::function<void()> callback) = 0;
};

}  // namespace paktum::http
