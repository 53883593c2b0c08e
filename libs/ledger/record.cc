#include "libs/ledger/record.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <utility>

#include "libs/base/proto_reader.h"
#include "libs/base/proto_writer.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::ledger {
namespace {

using Owner = std::shared_ptr<const std::string>;

constexpr std::uint32_t Number(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kVarint);
}
constexpr std::uint32_t Text(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kBytes);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<int>(c) >= 0; });
}

bool HasItsStamps(const RecordFields& record) {
  return record.position.value() != 0 && record.version.value() != 0 && !record.stream.empty() &&
         record.append_index < record.append_count && record.position.value() > record.append_index;
}

// The fields of stored bytes as views into them. False when the bytes are not plain (then protobuf
// must judge): what this takes, protobuf reads the same. `has_command` tells a whole command id.
bool ReadPlain(std::string_view stored, RecordFields& record, bool& has_command) {
  using Proto = event::v1::Record;
  ProtoReader reader(stored);
  std::uint32_t tag = 0;
  std::uint64_t number = 0;
  std::string_view command;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    switch (tag) {
      case Number(Proto::kPositionFieldNumber):
        read = reader.ReadVarint(number);
        record.position = Position(number);
        break;
      case Text(Proto::kStreamFieldNumber):
        read = record.stream.empty() && reader.ReadBytes(record.stream);  // twice is not plain
        break;
      case Number(Proto::kVersionFieldNumber):
        read = reader.ReadVarint(number);
        record.version = StreamVersion(number);
        break;
      case Number(Proto::kRecordedAtMsFieldNumber):
        read = reader.ReadVarint(number);
        record.recorded_at = Instant(static_cast<std::int64_t>(number));
        break;
      case Text(Proto::kCommandIdFieldNumber):
        read = reader.ReadBytes(command);
        break;
      case Number(Proto::kAppendIndexFieldNumber):
        read = reader.ReadVarint32(record.append_index);
        break;
      case Number(Proto::kAppendCountFieldNumber):
        read = reader.ReadVarint32(record.append_count);
        break;
      case Text(Proto::kMemberFieldNumber):
        read = record.member.empty() && reader.ReadBytes(record.member);
        break;
      case Text(Proto::kContentDigestFieldNumber):
        read = reader.ReadBytes(record.content_digest);
        break;
      case Text(Proto::kSignerFieldNumber):
        read = reader.ReadBytes(record.signer);
        break;
      case Text(Proto::kSignatureFieldNumber):
        read = reader.ReadBytes(record.signature);
        break;
      case Text(Proto::kSubmittedFieldNumber):
        read = reader.ReadBytes(record.submitted);
        break;
      default:  // of a newer ledger
        read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  const auto id = Uuid::FromBytes(command);
  has_command = id.has_value();
  if (id) record.command = *id;
  // Whether other texts are UTF-8 is for protobuf to say.
  return IsAscii(record.stream) && IsAscii(record.member);
}

// The same for bytes in any form that protobuf reads. The record gets a buffer of its own, with the
// fields behind the stored bytes.
bool ReadByProtobuf(std::string_view stored, Record& record, bool& has_command) {
  event::v1::Record message;
  {
    const google::protobuf::LogSilencer quiet;  // it writes a line for text that is not UTF-8
    if (stored.size() > INT_MAX ||
        !message.ParseFromArray(stored.data(), static_cast<int>(stored.size()))) {
      return false;
    }
  }
  auto buffer = std::make_shared<std::string>();
  buffer->reserve(stored.size() + message.stream().size() + message.member().size() +
                  message.content_digest().size() + message.signer().size() +
                  message.signature().size() + message.submitted().size());
  const auto kept = [&buffer](std::string_view text) {
    const std::size_t begin = buffer->size();
    buffer->append(text);
    return std::string_view(*buffer).substr(begin);
  };
  record.stored = kept(stored);
  record.position = Position(message.position());
  record.stream = kept(message.stream());
  record.version = StreamVersion(message.version());
  record.recorded_at = Instant(message.recorded_at_ms());
  record.append_index = message.append_index();
  record.append_count = message.append_count();
  record.member = kept(message.member());
  record.content_digest = kept(message.content_digest());
  record.signer = kept(message.signer());
  record.signature = kept(message.signature());
  record.submitted = kept(message.submitted());
  const auto id = Uuid::FromBytes(message.command_id());
  has_command = id.has_value();
  if (id) record.command = *id;
  record.owner = std::move(buffer);
  return true;
}

}  // namespace

std::string EncodeRecord(const RecordFields& fields) {
  std::string stored;
  AddRecord(fields, stored);
  return stored;
}

void AddRecord(const RecordFields& fields, std::string& out) {
  using Proto = event::v1::Record;
  ProtoWriter writer(out);
  writer.Number(Proto::kPositionFieldNumber, fields.position.value());
  writer.Bytes(Proto::kStreamFieldNumber, fields.stream);
  writer.Number(Proto::kVersionFieldNumber, fields.version.value());
  writer.Number(Proto::kRecordedAtMsFieldNumber,
                static_cast<std::uint64_t>(fields.recorded_at.unix_ms()));
  writer.Bytes(Proto::kCommandIdFieldNumber, fields.command.bytes());
  writer.Number(Proto::kAppendIndexFieldNumber, fields.append_index);
  writer.Number(Proto::kAppendCountFieldNumber, fields.append_count);
  writer.Bytes(Proto::kMemberFieldNumber, fields.member);
  writer.Bytes(Proto::kContentDigestFieldNumber, fields.content_digest);
  writer.Bytes(Proto::kSignerFieldNumber, fields.signer);
  writer.Bytes(Proto::kSignatureFieldNumber, fields.signature);
  writer.Bytes(Proto::kSubmittedFieldNumber, fields.submitted);
}

Status AddDecoded(const Owner& owner, std::string_view stored, std::vector<Record>& records) {
  Record& record = records.emplace_back();
  bool has_command = false;
  if (ReadPlain(stored, record, has_command)) {
    record.stored = stored;
    record.owner = owner;
  } else {
    record = Record();
    if (!ReadByProtobuf(stored, record, has_command)) {
      records.pop_back();
      return DataLoss("record.damaged", "stored bytes are no record");
    }
  }
  if (has_command && HasItsStamps(record)) return OkStatus();
  records.pop_back();
  return DataLoss("record.damaged", "a stored record lacks its stamps");
}

Result<Record> DecodeRecord(std::string stored) {
  const auto owner = std::make_shared<const std::string>(std::move(stored));
  std::vector<Record> records;
  PAKTUM_RETURN_IF_ERROR(AddDecoded(owner, *owner, records));
  return std::move(records.front());
}

}  // namespace paktum::ledger
