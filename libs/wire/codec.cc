#include "libs/wire/internal/codec.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <climits>
#include <utility>

#include "libs/base/proto_reader.h"
#include "libs/base/proto_writer.h"
#include "paktum/wire/v1/wire.pb.h"

namespace paktum::wire {
namespace {

constexpr std::uint32_t Number(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kVarint);
}
constexpr std::uint32_t Content(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kBytes);
}

template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  // protobuf writes a line for text that is not UTF-8: a peer must not fill our log.
  const google::protobuf::LogSilencer quiet;
  return bytes.size() <= INT_MAX &&
         message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

std::string EncodeStatus(const Status& status) {
  v1::Status out;
  out.set_code(static_cast<std::uint32_t>(status.code()));
  out.set_reason(status.reason());
  out.set_message(status.message());
  for (const auto& detail : status.details()) {
    auto* added = out.add_details();
    added->set_key(detail.key);
    added->set_value(detail.value);
  }
  return out.SerializeAsString();
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

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

// The two ways to read a message: field by field, which takes the plain form that every encoder
// writes, and protobuf's own for any other. What the first takes, the second reads the same.
bool ReadPlain(std::string_view bytes, RequestFrame& frame) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  std::string_view method;
  std::string_view body;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    switch (tag) {
      case Number(v1::Request::kIdFieldNumber):
        read = reader.ReadVarint(frame.id);
        break;
      case Number(v1::Request::kDeadlineMsFieldNumber):
        read = reader.ReadVarint32(frame.deadline_ms);
        break;
      case Content(v1::Request::kMethodFieldNumber):
        // Whether other text is UTF-8 is for protobuf to say, also of one that a later one
        // replaces.
        read = reader.ReadBytes(method) && IsAscii(method);
        break;
      case Content(v1::Request::kBodyFieldNumber):
        read = reader.ReadBytes(body);
        break;
      default:
        read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  frame.method = method;
  frame.body = body;
  return true;
}

bool ReadByProtobuf(std::string_view bytes, RequestFrame& frame) {
  v1::Request request;
  if (!Parse(bytes, request)) return false;
  frame = {request.id(), request.deadline_ms(), std::move(*request.mutable_method()),
           std::move(*request.mutable_body())};
  return true;
}

bool ReadPlain(std::string_view bytes, ReplyFrame& frame) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  std::uint64_t number = 0;
  std::string_view body;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    switch (tag) {
      case Number(v1::Reply::kIdFieldNumber):
        read = reader.ReadVarint(frame.id);
        break;
      case Content(v1::Reply::kBodyFieldNumber):
        read = reader.ReadBytes(body);
        break;
      case Number(v1::Reply::kMoreFieldNumber):
        read = reader.ReadVarint(number);
        frame.more = number != 0;
        break;
      case Content(v1::Reply::kStatusFieldNumber):
        return false;  // a message of its own
      default:
        read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  frame.body = body;
  return true;
}

bool ReadByProtobuf(std::string_view bytes, ReplyFrame& frame) {
  v1::Reply reply;
  if (!Parse(bytes, reply)) return false;
  frame = {reply.id(), ReadStatus(reply.status()), std::move(*reply.mutable_body()), reply.more()};
  return true;
}

bool IsSound(const RequestFrame& frame) {
  return frame.id != 0 && !frame.method.empty() && frame.method.size() <= kMethodBytesMax;
}
bool IsSound(const ReplyFrame& frame) { return frame.id != 0; }

template <typename Frame>
bool AddFrame(std::string_view bytes, std::vector<Frame>& frames) {
  if (frames.size() >= kFramesMax) return false;
  Frame& frame = frames.emplace_back();
  if (!ReadPlain(bytes, frame)) {
    frame = Frame();
    if (!ReadByProtobuf(bytes, frame)) return false;
  }
  return IsSound(frame);
}

// Requests and Replies have the same form: frames in field 1.
constexpr int kFramesField = v1::Requests::kRequestsFieldNumber;
static_assert(kFramesField == v1::Replies::kRepliesFieldNumber);

template <typename Frame>
bool AddFrames(std::string_view message, std::vector<Frame>& frames) {
  ProtoReader reader(message);
  std::uint32_t tag = 0;
  std::string_view bytes;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    if (tag != Content(kFramesField)) {
      if (!reader.Skip(tag)) return false;
    } else if (!reader.ReadBytes(bytes) || !AddFrame(bytes, frames)) {
      return false;
    }
  }
  return !frames.empty();
}

template <typename Frame>
bool DecodeFrames(std::string_view message, std::vector<Frame>& frames) {
  frames.clear();
  if (AddFrames(message, frames)) return true;
  frames.clear();
  return false;
}

}  // namespace

void AddRequest(std::uint64_t id, std::uint32_t deadline_ms, std::string_view method,
                std::string_view body, std::string& message) {
  using Proto = v1::Request;
  ProtoWriter writer(message);
  writer.Head(kFramesField,
              ProtoWriter::NumberSize(Proto::kIdFieldNumber, id) +
                  ProtoWriter::NumberSize(Proto::kDeadlineMsFieldNumber, deadline_ms) +
                  ProtoWriter::BytesSize(Proto::kMethodFieldNumber, method.size()) +
                  ProtoWriter::BytesSize(Proto::kBodyFieldNumber, body.size()));
  writer.Number(Proto::kIdFieldNumber, id);
  writer.Number(Proto::kDeadlineMsFieldNumber, deadline_ms);
  writer.Bytes(Proto::kMethodFieldNumber, method);
  writer.Bytes(Proto::kBodyFieldNumber, body);
}

bool DecodeRequests(std::string_view message, std::vector<RequestFrame>& requests) {
  return DecodeFrames(message, requests);
}

void AddReply(const ReplyFrame& frame, std::string& message) {
  using Proto = v1::Reply;
  const std::string status = frame.status.ok() ? std::string() : EncodeStatus(frame.status);
  ProtoWriter writer(message);
  writer.Head(kFramesField, ProtoWriter::NumberSize(Proto::kIdFieldNumber, frame.id) +
                                ProtoWriter::BytesSize(Proto::kStatusFieldNumber, status.size()) +
                                ProtoWriter::BytesSize(Proto::kBodyFieldNumber, frame.body.size()) +
                                ProtoWriter::NumberSize(Proto::kMoreFieldNumber, frame.more));
  writer.Number(Proto::kIdFieldNumber, frame.id);
  writer.Bytes(Proto::kStatusFieldNumber, status);
  writer.Bytes(Proto::kBodyFieldNumber, frame.body);
  writer.Number(Proto::kMoreFieldNumber, frame.more);
}

bool DecodeReplies(std::string_view message, std::vector<ReplyFrame>& replies) {
  return DecodeFrames(message, replies);
}

}  // namespace paktum::wire
