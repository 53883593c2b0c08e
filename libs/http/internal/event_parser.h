#pragma once
// EventParser: turns the bytes of a text/event-stream into events (HTML standard, 9.2.6).
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "libs/http/client.h"

namespace paktum::http::internal {

class EventParser {
 public:
  // Largest event, bytes; a longer one makes the parser fail.
  static constexpr std::size_t kEventBytesMax = std::size_t{4} * 1024 * 1024;

  // False when an event is too large: the stream cannot be read further.
  bool Feed(std::string_view bytes);
  // The next complete event.
  std::optional<ServerEvent> Take();

 private:
  void Line(std::string_view line);

  std::string line_;
  bool after_cr_ = false;
  std::string last_id_;
  std::string event_;
  std::string data_;
  bool has_data_ = false;
  std::deque<ServerEvent> ready_;
};

}  // namespace paktum::http::internal
