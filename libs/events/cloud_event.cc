#include "libs/events/cloud_event.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/events/catalogue.h"

namespace paktum::events {
namespace {

// `text` as a JSON string, quotes included.
std::string Quoted(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  std::string json;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(value, &json).ok());
  return json;
}

void Attribute(std::string& json, std::string_view name, const std::string& value) {
  json += json.empty() ? "{\"" : ",\"";
  json += name;
  json += "\":";
  json += Quoted(value);
}

std::string UuidText(const std::string& bytes) {
  const auto id = Uuid::FromBytes(bytes);
  return id ? id->ToString() : "";
}

}  // namespace

Result<std::string> ToCloudEventJson(const event::v1::Record& record) {
  PAKTUM_ASSIGN_OR_RETURN(const event::v1::Event event, ParseEvent(record.submitted()));
  std::string json;
  Attribute(json, "specversion", "1.0");
  Attribute(json, "id", UuidText(event.id()));
  Attribute(json, "source", event.source());
  Attribute(json, "type", TypeOf(event));
  Attribute(json, "subject", record.stream());
  Attribute(json, "time", event.occurred_on() + "T00:00:00Z");
  Attribute(json, "recordedtime", Instant(record.recorded_at_ms()).ToString());
  Attribute(json, "sequence", std::to_string(record.position()));
  Attribute(
      json, "correlationid",
      UuidText(event.correlation_id().empty() ? record.command_id() : event.correlation_id()));
  if (event.simulated()) json += ",\"simulated\":true";
  if (event.sealed_size() > 0) json += ",\"sealedparts\":" + std::to_string(event.sealed_size());
  Attribute(json, "datacontenttype", "application/json");
  if (const google::protobuf::Message* body = BodyOf(event); body != nullptr) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string data;
    PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(*body, &data, options).ok());
    json += ",\"data\":" + data;
  }
  return json + "}";
}

}  // namespace paktum::events
