#include "libs/wire/internal/codec.h"

#include <google/protobuf/stubs/logging.h>

#include <climits>
#include <utility>

#include "paktum/wire/v1/wire.pb.h"

namespace paktum::wire {
namespace {

void FillStatus(const Status& status, v1::Status& out) {
  out.set_code(static_cast<std::uint32_t>(status.code()));
  out.set_reason(status.reason());
  out.set_message(status.message());
  for (const auto& detail : status.details()) {
    auto* added = out.add_details();
    added->set_key(detail.key);
    added->set_value(detail.value);
  }
}

Status ReadStatus(const v1::Status& status) {
  if (status.code() == 0) return OkStatus();
  const bool known = status.code() <= static_cast<std::uint32_t>(StatusCode::kInternal);
  std::vector<Status::Detail> details;
  details.reserve(static_cast<std::size_t>(status.details_size()));
  for (const auto& detail : status.details()) details.push_back({detail.key(), detail.value()});
  return {known ? static_cast<StatusCode>(status.code()) : StatusCode::kInternal, status.reason(),
          status.message(), std::move(details)};
}

template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  // protobuf writes a line for text that is not UTF-8: a peer must not fill our log.
  const google::protobuf::LogSilencer quiet;
  return bytes.size() <= INT_MAX &&
         message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::string EncodeRequest(RequestFrame frame) {
  v1::Request request;
  request.set_id(frame.id);
  request.set_deadline_ms(frame.deadline_ms);
  request.set_method(std::move(frame.method));
  request.set_body(std::move(frame.body));
  return request.SerializeAsString();
}

std::optional<RequestFrame> DecodeRequest(std::string_view bytes) {
  v1::Request request;
  if (!Parse(bytes, request) || request.id() == 0 || request.method().empty() ||
      request.method().size() > kMethodBytesMax) {
    return std::nullopt;
  }
  return RequestFrame{request.id(), request.deadline_ms(), std::move(*request.mutable_method()),
                      std::move(*request.mutable_body())};
}

std::string EncodeReply(ReplyFrame frame) {
  v1::Reply reply;
  reply.set_id(frame.id);
  if (!frame.status.ok()) FillStatus(frame.status, *reply.mutable_status());
  reply.set_body(std::move(frame.body));
  reply.set_more(frame.more);
  return reply.SerializeAsString();
}

std::optional<ReplyFrame> DecodeReply(std::string_view bytes) {
  v1::Reply reply;
  if (!Parse(bytes, reply) || reply.id() == 0) return std::nullopt;
  return ReplyFrame{reply.id(), ReadStatus(reply.status()), std::move(*reply.mutable_body()),
                    reply.more()};
}

}  // namespace paktum::wire
