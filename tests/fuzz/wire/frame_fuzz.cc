// Frames of the wire, both ways: what can be read keeps to its limits and comes back as it was.
#include "libs/base/check.h"
#include "libs/wire/internal/codec.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::wire {
namespace {

void CheckRequest(std::string_view bytes) {
  const std::optional<RequestFrame> frame = DecodeRequest(bytes);
  if (!frame) return;
  PAKTUM_CHECK(frame->id != 0);
  PAKTUM_CHECK(!frame->method.empty() && frame->method.size() <= kMethodBytesMax);
  const std::optional<RequestFrame> again = DecodeRequest(EncodeRequest(*frame));
  PAKTUM_CHECK(again.has_value());
  PAKTUM_CHECK(again->id == frame->id && again->deadline_ms == frame->deadline_ms);
  PAKTUM_CHECK(again->method == frame->method && again->body == frame->body);
}

void CheckReply(std::string_view bytes) {
  const std::optional<ReplyFrame> frame = DecodeReply(bytes);
  if (!frame) return;
  PAKTUM_CHECK(frame->id != 0);
  PAKTUM_CHECK(frame->status.code() <= StatusCode::kInternal);
  const std::optional<ReplyFrame> again = DecodeReply(EncodeReply(*frame));
  PAKTUM_CHECK(again.has_value());
  PAKTUM_CHECK(again->id == frame->id && again->status == frame->status);
  PAKTUM_CHECK(again->body == frame->body && again->more == frame->more);
}

}  // namespace
}  // namespace paktum::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = paktum::fuzz::Text(data, size);
  paktum::wire::CheckRequest(bytes);
  paktum::wire::CheckReply(bytes);
  return 0;
}
