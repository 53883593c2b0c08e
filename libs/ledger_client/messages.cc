#include "libs/ledger_client/messages.h"

#include <google/protobuf/stubs/logging.h>

#include <climits>
#include <memory>
#include <string_view>
#include <utility>

#include "libs/base/proto_reader.h"
#include "libs/ledger/record.h"
#include "libs/ledger/storage.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

constexpr std::size_t kStoredOverheadBytes = 5;  // tag and length of one record
constexpr std::size_t kBatchOverheadBytes = 16;

Status MalformedReply() {
  return Internal("wire.malformed_reply", "the service's answer cannot be read");
}

void Fill(const ledger::AppendResult& result, log::v1::AppendReply& out) {
  out.set_first_position(result.first.value());
  out.set_count(result.count);
  out.set_recorded_at_ms(result.recorded_at.unix_ms());
  out.set_repeated(result.repeated);
}

ledger::AppendResult Read(const log::v1::AppendReply& reply) {
  return {Position(reply.first_position()), reply.count(), Instant(reply.recorded_at_ms()),
          reply.repeated()};
}

// Records and SubscriptionBatch have the same fields.
constexpr std::uint32_t kStoredTag = ProtoReader::Tag(1, ProtoReader::kBytes);
constexpr std::uint32_t kHeadTag = ProtoReader::Tag(2, ProtoReader::kVarint);
static_assert(log::v1::Records::kStoredFieldNumber == 1 &&
              log::v1::SubscriptionBatch::kStoredFieldNumber == 1 &&
              log::v1::Records::kHeadFieldNumber == 2 &&
              log::v1::SubscriptionBatch::kHeadFieldNumber == 2);

// protobuf writes a line for text that is not UTF-8: a peer must not fill our log.
template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  const google::protobuf::LogSilencer quiet;
  return bytes.size() <= INT_MAX &&
         message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Where the records lie in a batch. False when the bytes are not plain: protobuf must judge.
bool FindStored(std::string_view bytes, std::vector<std::string_view>& stored,
                std::uint64_t& head) {
  ProtoReader reader(bytes);
  std::uint32_t tag = 0;
  while (!reader.done()) {
    if (!reader.ReadTag(tag)) return false;
    bool read = false;
    if (tag == kStoredTag) {
      read = reader.ReadBytes(stored.emplace_back());
    } else if (tag == kHeadTag) {
      read = reader.ReadVarint(head);
    } else {
      read = reader.Skip(tag);
    }
    if (!read) return false;
  }
  return true;
}

Result<DecodedRecords> DecodeByProtobuf(std::string_view bytes) {
  log::v1::Records message;
  if (!Parse(bytes, message)) return MalformedReply();
  DecodedRecords decoded;
  decoded.head = message.head();
  for (std::string& stored : *message.mutable_stored()) {
    PAKTUM_ASSIGN_OR_RETURN(auto record, ledger::DecodeRecord(std::move(stored)));
    decoded.records.push_back(std::move(record));
  }
  return decoded;
}

}  // namespace

std::string EncodeAppendResult(const ledger::AppendResult& result) {
  log::v1::AppendReply message;
  Fill(result, message);
  return message.SerializeAsString();
}

std::string EncodeFoundCommand(const ledger::FoundCommand& found) {
  log::v1::FindCommandReply message;
  Fill(found.append, *message.mutable_append());
  message.set_content_digest(found.content_digest);
  return message.SerializeAsString();
}

std::string EncodeRecords(const std::vector<ledger::Record>& records, std::uint64_t head) {
  std::size_t bytes = kBatchOverheadBytes;
  for (const ledger::Record& record : records) bytes += record.stored.size() + kStoredOverheadBytes;
  std::string message;
  message.reserve(bytes);
  for (const ledger::Record& record : records) ledger::AddStoredField(record.stored, message);
  FinishRecords(head, message);
  return message;
}

void FinishRecords(std::uint64_t head, std::string& message) {
  if (head == 0) return;
  message.push_back(static_cast<char>(kHeadTag));
  for (; head >= 0x80; head >>= 7U) message.push_back(static_cast<char>(head | 0x80U));
  message.push_back(static_cast<char>(head));
}

Result<ledger::AppendResult> DecodeAppendResult(const std::string& bytes) {
  log::v1::AppendReply message;
  if (!Parse(bytes, message) || message.first_position() == 0 || message.count() == 0) {
    return MalformedReply();
  }
  return Read(message);
}

Result<ledger::FoundCommand> DecodeFoundCommand(const std::string& bytes) {
  log::v1::FindCommandReply message;
  if (!Parse(bytes, message) || message.append().first_position() == 0) {
    return MalformedReply();
  }
  return ledger::FoundCommand{Read(message.append()), message.content_digest()};
}

Result<DecodedRecords> DecodeRecords(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  std::vector<std::string_view> stored;
  DecodedRecords decoded;
  if (!FindStored(*owner, stored, decoded.head)) return DecodeByProtobuf(*owner);
  decoded.records.reserve(stored.size());
  for (const std::string_view one : stored) {
    PAKTUM_RETURN_IF_ERROR(ledger::AddDecoded(owner, one, decoded.records));
  }
  return decoded;
}

std::string EncodeHint(Position head) {
  log::v1::Hint message;
  message.set_head(head.value());
  return message.SerializeAsString();
}

std::optional<Position> DecodeHint(const std::string& bytes) {
  log::v1::Hint message;
  if (!Parse(bytes, message)) return std::nullopt;
  return Position(message.head());
}

}  // namespace paktum::ledger_client
