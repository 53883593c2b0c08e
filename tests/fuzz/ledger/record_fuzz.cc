// Stored bytes of a record: what can be read has all its stamps, keeps its bytes, means what
// protobuf reads in them, and is encoded to bytes that mean the same; what cannot be read, protobuf
// cannot read either.
#include <google/protobuf/stubs/logging.h>

#include "libs/base/check.h"
#include "libs/ledger/record.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::ledger {
namespace {

void CheckSame(const RecordFields& a, const RecordFields& b) {
  PAKTUM_CHECK(a.position == b.position && a.stream == b.stream && a.version == b.version);
  PAKTUM_CHECK(a.recorded_at == b.recorded_at && a.command == b.command);
  PAKTUM_CHECK(a.append_index == b.append_index && a.append_count == b.append_count);
  PAKTUM_CHECK(a.member == b.member && a.content_digest == b.content_digest);
  PAKTUM_CHECK(a.submitted == b.submitted);
}

bool HasStamps(const event::v1::Record& message) {
  return message.position() != 0 && message.version() != 0 && !message.stream().empty() &&
         message.command_id().size() == Uuid::kSize &&
         message.append_index() < message.append_count() &&
         message.position() > message.append_index();
}

void CheckRecord(std::string_view bytes) {
  const google::protobuf::LogSilencer quiet;
  const Result<Record> record = DecodeRecord(std::string(bytes));
  event::v1::Record message;
  const bool readable = message.ParseFromString(std::string(bytes)) && HasStamps(message);
  PAKTUM_CHECK(record.ok() == readable);
  if (!record.ok()) {
    PAKTUM_CHECK(record.status().code() == StatusCode::kDataLoss);
    PAKTUM_CHECK(record.status().reason() == "record.damaged");
    return;
  }
  PAKTUM_CHECK(record->stored == bytes);
  PAKTUM_CHECK(record->position.value() == message.position());
  PAKTUM_CHECK(record->stream == message.stream());
  PAKTUM_CHECK(record->version.value() == message.version());
  PAKTUM_CHECK(record->recorded_at.unix_ms() == message.recorded_at_ms());
  PAKTUM_CHECK(record->command.bytes() == message.command_id());
  PAKTUM_CHECK(record->append_index == message.append_index());
  PAKTUM_CHECK(record->append_count == message.append_count());
  PAKTUM_CHECK(record->member == message.member());
  PAKTUM_CHECK(record->content_digest == message.content_digest());
  PAKTUM_CHECK(record->submitted == message.submitted());
  PAKTUM_CHECK(record->position.value() > 0 && record->version.value() > 0);
  PAKTUM_CHECK(!record->stream.empty() && record->append_index < record->append_count);
  PAKTUM_CHECK(record->append_first().value() > 0);

  const std::string encoded = EncodeRecord(*record);
  const Result<Record> again = DecodeRecord(encoded);
  PAKTUM_CHECK(again.ok());
  CheckSame(*record, *again);
  PAKTUM_CHECK(EncodeRecord(*again) == encoded);
}

}  // namespace
}  // namespace paktum::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  paktum::ledger::CheckRecord(paktum::fuzz::Text(data, size));
  return 0;
}
