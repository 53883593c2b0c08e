// Submitted bytes of an event, and records as a ledger may hold them: every one that can be read
// becomes one line of valid JSON whose attributes are those of the record.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/events/cloud_event.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::events {
namespace {

void CheckEvent(std::string_view submitted) {
  const Result<event::v1::Event> event = ParseEvent(submitted);
  if (!event.ok()) {
    PAKTUM_CHECK(event.status().reason() == "event.unreadable");
    return;
  }
  const google::protobuf::Message* body = BodyOf(*event);
  const EventKind* kind = FindKind(TypeOf(*event));
  PAKTUM_CHECK((body == nullptr) == (kind == nullptr));
  PAKTUM_CHECK(body == nullptr || body->GetDescriptor() == kind->descriptor);
  if (const auto date = OccurredOn(*event)) PAKTUM_CHECK(date->ToString() == event->occurred_on());

  // Bodies of newer members stay in the unknown fields.
  const std::string encoded = event->SerializeAsString();
  const Result<event::v1::Event> again = ParseEvent(encoded);
  PAKTUM_CHECK(again.ok() && again->SerializeAsString() == encoded);
}

void CheckCloudEvent(const event::v1::Record& record) {
  const Result<std::string> json = ToCloudEventJson(record);
  PAKTUM_CHECK(json.ok() == ParseEvent(record.submitted()).ok());
  if (!json.ok()) return;
  PAKTUM_CHECK(json->find('\n') == std::string::npos);
  google::protobuf::Struct read;
  PAKTUM_CHECK(google::protobuf::util::JsonStringToMessage(*json, &read).ok());
  const auto& fields = read.fields();
  PAKTUM_CHECK(fields.at("specversion").string_value() == "1.0");
  PAKTUM_CHECK(fields.at("subject").string_value() == record.stream());
  PAKTUM_CHECK(fields.at("sequence").string_value() == std::to_string(record.position()));
  PAKTUM_CHECK(fields.contains("data") == (fields.at("type").string_value() != "unknown"));
}

}  // namespace
}  // namespace paktum::events

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const google::protobuf::LogSilencer quiet;
  const std::string_view bytes = paktum::fuzz::Text(data, size);
  paktum::events::CheckEvent(bytes);
  paktum::event::v1::Record record;
  if (record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    paktum::events::CheckEvent(record.submitted());
    paktum::events::CheckCloudEvent(record);
  }
  record.Clear();
  record.set_position(1);
  record.set_stream("participant/1");
  record.set_submitted(bytes.data(), bytes.size());
  paktum::events::CheckCloudEvent(record);
  return 0;
}
