// AppendRequest, the message that comes by the hundred thousand: written and read by hand.
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "libs/base/proto_reader.h"
#include "libs/base/proto_writer.h"
#include "libs/ledger_client/internal/field_count.h"
#include "libs/ledger_client/messages.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

using log::v1::AppendRequest;

// What protobuf may be given to take apart: twice what the largest append has.
constexpr std::size_t kFieldsMax =
    8 * (ledger::kConditionsMax + ledger::kAppendBatchEventsMax) + 64;

constexpr std::uint32_t Number(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kVarint);
}
constexpr std::uint32_t Content(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kBytes);
}

// Reads a string field. False also for text whose UTF-8 is for protobuf to judge.
bool ReadText(ProtoReader& reader, std::string& text) {
  std::string_view content;
  if (!reader.ReadBytes(content)) return false;
  text = content;
  return std::all_of(content.begin(), content.end(), [](char c) { return c >= 0; });
}

bool ReadCondition(std::string_view bytes, ledger::Condition& condition) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  std::uint64_t version = 0;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    switch (tag) {
      case Content(log::v1::Condition::kStreamFieldNumber):
        read = ReadText(reader, condition.stream);
        break;
      case Number(log::v1::Condition::kVersionFieldNumber):
        read = reader.ReadVarint(version);
        condition.version = StreamVersion(version);
        break;
      default:
        read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  return true;
}

bool ReadEvent(std::string_view bytes, ledger::NewEvent& event) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  std::string_view submitted;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    switch (tag) {
      case Content(log::v1::NewEvent::kStreamFieldNumber):
        read = ReadText(reader, event.stream);
        break;
      case Content(log::v1::NewEvent::kSubmittedFieldNumber):
        read = reader.ReadBytes(submitted);
        break;
      default:
        read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  event.submitted = submitted;
  return true;
}

Status TooLarge(const std::string& what, std::size_t limit) {
  return InvalidArgument("append.too_large", what + " over the limit of " + std::to_string(limit),
                         {{"what", what}, {"limit", std::to_string(limit)}});
}

Status CheckCounts(const ledger::AppendRequest& request) {
  if (request.events.size() > ledger::kAppendBatchEventsMax) {
    return TooLarge("events", ledger::kAppendBatchEventsMax);
  }
  if (request.conditions.size() > ledger::kConditionsMax) {
    return TooLarge("conditions", ledger::kConditionsMax);
  }
  return OkStatus();
}

// One field of an append; `command` gets the bytes of the command id.
bool ReadField(std::uint32_t tag, ProtoReader& reader, ledger::AppendRequest& request,
               std::string_view& command) {
  std::string_view content;
  switch (tag) {
    case Content(AppendRequest::kPactFieldNumber):
      return ReadText(reader, request.pact);
    case Content(AppendRequest::kCommandIdFieldNumber):
      return reader.ReadBytes(command);
    case Content(AppendRequest::kMemberFieldNumber):
      return ReadText(reader, request.member);
    case Content(AppendRequest::kContentDigestFieldNumber):
      if (!reader.ReadBytes(content)) return false;
      request.content_digest = content;
      return true;
    case Content(AppendRequest::kConditionsFieldNumber):
      return reader.ReadBytes(content) && ReadCondition(content, request.conditions.emplace_back());
    case Content(AppendRequest::kEventsFieldNumber):
      return reader.ReadBytes(content) && ReadEvent(content, request.events.emplace_back());
    case Content(AppendRequest::kSignerFieldNumber):
      if (!reader.ReadBytes(content)) return false;
      request.signer = content;
      return true;
    case Content(AppendRequest::kSignatureFieldNumber):
      if (!reader.ReadBytes(content)) return false;
      request.signature = content;
      return true;
    default:
      return reader.Skip(tag);
  }
}

// False when the bytes are not in the plain form that every encoder writes; what this reads,
// protobuf reads the same. Reads no further than one condition or event too many.
bool ReadPlain(std::string_view bytes, ledger::AppendRequest& request, std::string_view& command) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  while (!reader.done() && request.conditions.size() <= ledger::kConditionsMax &&
         request.events.size() <= ledger::kAppendBatchEventsMax) {
    if (!reader.ReadTag(tag) || !ReadField(tag, reader, request, command)) return false;
  }
  return true;
}

bool ReadByProtobuf(std::string_view bytes, ledger::AppendRequest& request, std::string& command) {
  // protobuf writes a line for text that is not UTF-8: a peer must not fill our log.
  const google::protobuf::LogSilencer quiet;
  AppendRequest message;
  if (!HasFieldsAtMost(bytes, kFieldsMax) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return false;
  }
  command = message.command_id();
  request.pact = std::move(*message.mutable_pact());
  request.member = std::move(*message.mutable_member());
  request.content_digest = std::move(*message.mutable_content_digest());
  request.signer = std::move(*message.mutable_signer());
  request.signature = std::move(*message.mutable_signature());
  for (auto& condition : *message.mutable_conditions()) {
    request.conditions.push_back(
        {std::move(*condition.mutable_stream()), StreamVersion(condition.version())});
  }
  for (auto& event : *message.mutable_events()) {
    request.events.push_back(
        {std::move(*event.mutable_stream()), std::move(*event.mutable_submitted())});
  }
  return true;
}

std::size_t SizeOf(const ledger::Condition& condition) {
  using Proto = log::v1::Condition;
  return ProtoWriter::BytesSize(Proto::kStreamFieldNumber, condition.stream.size()) +
         ProtoWriter::NumberSize(Proto::kVersionFieldNumber, condition.version.value());
}

std::size_t SizeOf(const ledger::NewEvent& event) {
  using Proto = log::v1::NewEvent;
  return ProtoWriter::BytesSize(Proto::kStreamFieldNumber, event.stream.size()) +
         ProtoWriter::BytesSize(Proto::kSubmittedFieldNumber, event.submitted.size());
}

}  // namespace

std::string EncodeAppend(const ledger::AppendRequest& request) {
  constexpr std::size_t kOverheadBytes = 64;
  constexpr std::size_t kElementOverheadBytes = 32;
  std::size_t bytes_max = kOverheadBytes + request.pact.size() + request.member.size() +
                          request.content_digest.size() + request.signer.size() +
                          request.signature.size();
  for (const auto& condition : request.conditions) {
    bytes_max += condition.stream.size() + kElementOverheadBytes;
  }
  for (const auto& event : request.events) {
    bytes_max += event.stream.size() + event.submitted.size() + kElementOverheadBytes;
  }
  std::string bytes;
  bytes.reserve(bytes_max);
  ProtoWriter writer(bytes);
  writer.Bytes(AppendRequest::kPactFieldNumber, request.pact);
  writer.Bytes(AppendRequest::kCommandIdFieldNumber, request.command.bytes());
  writer.Bytes(AppendRequest::kMemberFieldNumber, request.member);
  writer.Bytes(AppendRequest::kContentDigestFieldNumber, request.content_digest);
  for (const ledger::Condition& condition : request.conditions) {
    writer.Head(AppendRequest::kConditionsFieldNumber, SizeOf(condition));
    writer.Bytes(log::v1::Condition::kStreamFieldNumber, condition.stream);
    writer.Number(log::v1::Condition::kVersionFieldNumber, condition.version.value());
  }
  for (const ledger::NewEvent& event : request.events) {
    writer.Head(AppendRequest::kEventsFieldNumber, SizeOf(event));
    writer.Bytes(log::v1::NewEvent::kStreamFieldNumber, event.stream);
    writer.Bytes(log::v1::NewEvent::kSubmittedFieldNumber, event.submitted);
  }
  writer.Bytes(AppendRequest::kSignerFieldNumber, request.signer);
  writer.Bytes(AppendRequest::kSignatureFieldNumber, request.signature);
  return bytes;
}

Result<ledger::AppendRequest> DecodeAppend(const std::string& bytes) {
  ledger::AppendRequest request;
  std::string_view command;
  std::string parsed_command;
  if (!ReadPlain(bytes, request, command)) {
    request = {};
    if (!ReadByProtobuf(bytes, request, parsed_command)) {
      return InvalidArgument("append.malformed", "the bytes are no AppendRequest");
    }
    command = parsed_command;
  }
  PAKTUM_RETURN_IF_ERROR(CheckCounts(request));
  const auto id = Uuid::FromBytes(command);
  if (!id) {
    return InvalidArgument("append.malformed", "the command id has not 16 bytes",
                           {{"field", "command"}});
  }
  request.command = *id;
  return request;
}

}  // namespace paktum::ledger_client
