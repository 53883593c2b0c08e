#include "libs/ledger_client/messages.h"

#include <utility>

#include "libs/ledger/record.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

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
template <typename Message>
std::string EncodeStored(const std::vector<ledger::Record>& records, std::uint64_t head) {
  Message message;
  for (const ledger::Record& record : records) message.add_stored(record.stored);
  message.set_head(head);
  return message.SerializeAsString();
}

template <typename Message>
Result<DecodedRecords> DecodeStored(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) return MalformedReply();
  DecodedRecords decoded;
  decoded.head = message.head();
  decoded.records.reserve(static_cast<std::size_t>(message.stored_size()));
  for (std::string& stored : *message.mutable_stored()) {
    PAKTUM_ASSIGN_OR_RETURN(auto record, ledger::DecodeRecord(std::move(stored)));
    decoded.records.push_back(std::move(record));
  }
  return decoded;
}

}  // namespace

std::string EncodeAppend(const ledger::AppendRequest& request) {
  log::v1::AppendRequest message;
  message.set_pact(request.pact);
  message.set_command_id(std::string(request.command.bytes()));
  message.set_member(request.member);
  message.set_content_digest(request.content_digest);
  for (const ledger::Condition& condition : request.conditions) {
    auto* added = message.add_conditions();
    added->set_stream(condition.stream);
    added->set_version(condition.version.value());
  }
  for (const ledger::NewEvent& event : request.events) {
    auto* added = message.add_events();
    added->set_stream(event.stream);
    added->set_submitted(event.submitted);
  }
  return message.SerializeAsString();
}

Result<ledger::AppendRequest> DecodeAppend(const std::string& bytes) {
  log::v1::AppendRequest message;
  if (!message.ParseFromString(bytes)) {
    return InvalidArgument("append.malformed", "the bytes are no AppendRequest");
  }
  const auto command = Uuid::FromBytes(message.command_id());
  if (!command) {
    return InvalidArgument("append.malformed", "the command id has not 16 bytes",
                           {{"field", "command"}});
  }
  ledger::AppendRequest request;
  request.pact = std::move(*message.mutable_pact());
  request.command = *command;
  request.member = std::move(*message.mutable_member());
  request.content_digest = std::move(*message.mutable_content_digest());
  request.conditions.reserve(static_cast<std::size_t>(message.conditions_size()));
  for (auto& condition : *message.mutable_conditions()) {
    request.conditions.push_back(
        {std::move(*condition.mutable_stream()), StreamVersion(condition.version())});
  }
  request.events.reserve(static_cast<std::size_t>(message.events_size()));
  for (auto& event : *message.mutable_events()) {
    request.events.push_back(
        {std::move(*event.mutable_stream()), std::move(*event.mutable_submitted())});
  }
  return request;
}

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
  return EncodeStored<log::v1::Records>(records, head);
}

std::string EncodeBatch(const std::vector<ledger::Record>& records, Position head) {
  return EncodeStored<log::v1::SubscriptionBatch>(records, head.value());
}

Result<ledger::AppendResult> DecodeAppendResult(const std::string& bytes) {
  log::v1::AppendReply message;
  if (!message.ParseFromString(bytes) || message.first_position() == 0 || message.count() == 0) {
    return MalformedReply();
  }
  return Read(message);
}

Result<ledger::FoundCommand> DecodeFoundCommand(const std::string& bytes) {
  log::v1::FindCommandReply message;
  if (!message.ParseFromString(bytes) || message.append().first_position() == 0) {
    return MalformedReply();
  }
  return ledger::FoundCommand{Read(message.append()), message.content_digest()};
}

Result<DecodedRecords> DecodeRecords(const std::string& bytes) {
  return DecodeStored<log::v1::Records>(bytes);
}

Result<DecodedRecords> DecodeBatch(const std::string& bytes) {
  return DecodeStored<log::v1::SubscriptionBatch>(bytes);
}

std::string EncodeHint(Position head) {
  log::v1::Hint message;
  message.set_head(head.value());
  return message.SerializeAsString();
}

std::optional<Position> DecodeHint(const std::string& bytes) {
  log::v1::Hint message;
  if (!message.ParseFromString(bytes)) return std::nullopt;
  return Position(message.head());
}

}  // namespace paktum::ledger_client
