#pragma once
// The frames of docs/formats/wire.md as values. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace paktum::wire {

inline constexpr std::size_t kMethodBytesMax = 100;

struct RequestFrame {
  std::uint64_t id = 0;
  std::uint32_t deadline_ms = 0;
  std::string method;
  std::string body;
};

struct ReplyFrame {
  std::uint64_t id = 0;
  Status status;
  std::string body;
  bool more = false;
};

std::string EncodeRequest(RequestFrame frame);
// Nothing when the bytes are no Request, the id is 0, or the method is empty or too long.
std::optional<RequestFrame> DecodeRequest(std::string_view bytes);

std::string EncodeReply(ReplyFrame frame);
// Nothing when the bytes are no Reply or the id is 0. A status code this build does not know
// becomes kInternal.
std::optional<ReplyFrame> DecodeReply(std::string_view bytes);

}  // namespace paktum::wire
