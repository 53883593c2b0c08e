#include "libs/ledger/record.h"

#include <utility>

#include "paktum/event/v1/event.pb.h"

namespace paktum::ledger {

std::string EncodeRecord(const Record& record) {
  event::v1::Record message;
  message.set_position(record.position.value());
  message.set_stream(record.stream);
  message.set_version(record.version.value());
  message.set_recorded_at_ms(record.recorded_at.unix_ms());
  message.set_command_id(std::string(record.command.bytes()));
  message.set_append_index(record.append_index);
  message.set_append_count(record.append_count);
  message.set_member(record.member);
  message.set_content_digest(record.content_digest);
  message.set_submitted(record.submitted);
  std::string stored;
  PAKTUM_CHECK(message.SerializeToString(&stored));
  return stored;
}

Result<Record> DecodeRecord(std::string stored) {
  event::v1::Record message;
  if (!message.ParseFromString(stored)) {
    return DataLoss("record.damaged", "stored bytes are no record");
  }
  const auto command = Uuid::FromBytes(message.command_id());
  if (message.position() == 0 || message.version() == 0 || message.stream().empty() || !command ||
      message.append_index() >= message.append_count() ||
      message.position() <= message.append_index()) {
    return DataLoss("record.damaged", "a stored record lacks its stamps");
  }
  Record record;
  record.position = Position(message.position());
  record.stream = std::move(*message.mutable_stream());
  record.version = StreamVersion(message.version());
  record.recorded_at = Instant(message.recorded_at_ms());
  record.command = *command;
  record.append_index = message.append_index();
  record.append_count = message.append_count();
  record.member = std::move(*message.mutable_member());
  record.content_digest = std::move(*message.mutable_content_digest());
  record.submitted = std::move(*message.mutable_submitted());
  record.stored = std::move(stored);
  return record;
}

}  // namespace paktum::ledger
