// Messages of the wire, both ways: what can be read keeps to its limits, means to protobuf what it
// means to us, and comes back as it was.
#include "libs/base/check.h"
#include "libs/wire/internal/codec.h"
#include "paktum/wire/v1/wire.pb.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::wire {
namespace {

void CheckRequests(std::string_view bytes) {
  std::vector<RequestFrame> frames;
  if (!DecodeRequests(bytes, frames)) {
    PAKTUM_CHECK(frames.empty());
    return;
  }
  v1::Requests message;
  PAKTUM_CHECK(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  PAKTUM_CHECK(!frames.empty() && frames.size() <= kFramesMax);
  PAKTUM_CHECK(static_cast<std::size_t>(message.requests_size()) == frames.size());
  std::string encoded;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const RequestFrame& frame = frames[i];
    PAKTUM_CHECK(frame.id != 0);
    PAKTUM_CHECK(!frame.method.empty() && frame.method.size() <= kMethodBytesMax);
    const v1::Request& request = message.requests(static_cast<int>(i));
    PAKTUM_CHECK(frame.id == request.id() && frame.deadline_ms == request.deadline_ms());
    PAKTUM_CHECK(frame.method == request.method() && frame.body == request.body());
    AddRequest(frame.id, frame.deadline_ms, frame.method, frame.body, encoded);
  }
  std::vector<RequestFrame> again;
  PAKTUM_CHECK(DecodeRequests(encoded, again) && again.size() == frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    PAKTUM_CHECK(again[i].id == frames[i].id && again[i].deadline_ms == frames[i].deadline_ms);
    PAKTUM_CHECK(again[i].method == frames[i].method && again[i].body == frames[i].body);
  }
}

void CheckReplies(std::string_view bytes) {
  std::vector<ReplyFrame> frames;
  if (!DecodeReplies(bytes, frames)) {
    PAKTUM_CHECK(frames.empty());
    return;
  }
  v1::Replies message;
  PAKTUM_CHECK(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  PAKTUM_CHECK(!frames.empty() && frames.size() <= kFramesMax);
  PAKTUM_CHECK(static_cast<std::size_t>(message.replies_size()) == frames.size());
  std::string encoded;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const ReplyFrame& frame = frames[i];
    PAKTUM_CHECK(frame.id != 0);
    PAKTUM_CHECK(frame.status.code() <= StatusCode::kInternal);
    const v1::Reply& reply = message.replies(static_cast<int>(i));
    PAKTUM_CHECK(frame.id == reply.id() && frame.more == reply.more());
    PAKTUM_CHECK(frame.body == reply.body());
    PAKTUM_CHECK(frame.status.ok() == (reply.status().code() == 0));
    AddReply(frame, encoded);
  }
  std::vector<ReplyFrame> again;
  PAKTUM_CHECK(DecodeReplies(encoded, again) && again.size() == frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    PAKTUM_CHECK(again[i].id == frames[i].id && again[i].status == frames[i].status);
    PAKTUM_CHECK(again[i].body == frames[i].body && again[i].more == frames[i].more);
  }
}

}  // namespace
}  // namespace paktum::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = paktum::fuzz::Text(data, size);
  paktum::wire::CheckRequests(bytes);
  paktum::wire::CheckReplies(bytes);
  return 0;
}
