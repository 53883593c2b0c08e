#include "libs/http/internal/event_parser.h"

#include <utility>

namespace paktum::http::internal {

bool EventParser::Feed(std::string_view bytes) {
  for (const char c : bytes) {
    const bool second_of_crlf = after_cr_ && c == '\n';
    after_cr_ = c == '\r';
    if (second_of_crlf) continue;
    if (c == '\n' || c == '\r') {
      Line(line_);
      line_.clear();
    } else {
      line_ += c;
    }
    if (line_.size() + data_.size() > kEventBytesMax) return false;
  }
  return true;
}

void EventParser::Line(std::string_view line) {
  if (line.empty()) {
    if (has_data_) {
      data_.pop_back();  // the last line break
      ready_.push_back({last_id_, event_.empty() ? "message" : event_, std::move(data_)});
    }
    event_.clear();
    data_.clear();
    has_data_ = false;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  const std::string_view name = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    data_.append(value).append("\n");
    has_data_ = true;
  } else if (name == "event") {
    event_ = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    last_id_ = value;
  }
}

std::optional<ServerEvent> EventParser::Take() {
  if (ready_.empty()) return std::nullopt;
  ServerEvent event = std::move(ready_.front());
  ready_.pop_front();
  return event;
}

}  // namespace paktum::http::internal
