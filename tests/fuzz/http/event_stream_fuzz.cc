// Bytes of a text/event-stream: the events do not depend on how the network cut the bytes.
#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/http/internal/event_parser.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::http {
namespace {

std::vector<ServerEvent> Read(std::string_view bytes, std::size_t piece) {
  internal::EventParser parser;
  std::vector<ServerEvent> events;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    PAKTUM_CHECK(parser.Feed(bytes.substr(0, piece)));  // inputs are far below the limit
    while (auto event = parser.Take()) events.push_back(*std::move(event));
  }
  return events;
}

void CheckSame(const std::vector<ServerEvent>& a, const std::vector<ServerEvent>& b) {
  PAKTUM_CHECK(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    PAKTUM_CHECK(a[i].id == b[i].id && a[i].event == b[i].event && a[i].data == b[i].data);
  }
}

void CheckStream(std::string_view bytes) {
  const std::vector<ServerEvent> whole = Read(bytes, bytes.size());
  CheckSame(whole, Read(bytes, 1));
  CheckSame(whole, Read(bytes, 7));
  for (const ServerEvent& event : whole) {
    PAKTUM_CHECK(!event.event.empty());
    PAKTUM_CHECK(event.id.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos);
    PAKTUM_CHECK(event.data.find('\r') == std::string::npos);
  }
}

}  // namespace
}  // namespace paktum::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= paktum::http::internal::EventParser::kEventBytesMax / 2) {
    paktum::http::CheckStream(paktum::fuzz::Text(data, size));
  }
  return 0;
}
