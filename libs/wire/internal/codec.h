#pragma once
// The messages of docs/formats/wire.md as values: each holds several requests, or several replies.
// They are read and written by hand, as the generated classes would read and write them. Pure.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"

namespace paktum::wire {

inline constexpr std::size_t kMethodBytesMax = 100;
inline constexpr std::size_t kFramesMax = 256;  // requests, or replies, in one message

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

// Adds a request to a message, which may be empty. Methods are ASCII.
void AddRequest(std::uint64_t id, std::uint32_t deadline_ms, std::string_view method,
                std::string_view body, std::string& message);
// The requests of a message, in order. False, and none, when the bytes are no Requests of 1 to
// kFramesMax, or one of them has the id 0 or a method that is empty or too long.
bool DecodeRequests(std::string_view message, std::vector<RequestFrame>& requests);

// Adds a reply to a message, which may be empty.
void AddReply(const ReplyFrame& frame, std::string& message);
// The replies of a message, in order. False, and none, when the bytes are no Replies of 1 to
// kFramesMax or one has the id 0. A status code this build does not know becomes kInternal.
bool DecodeReplies(std::string_view message, std::vector<ReplyFrame>& replies);

}  // namespace paktum::wire
