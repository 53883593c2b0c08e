#include "libs/events/cloud_event.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/events/catalogue.h"
#include "libs/events/sole_trader.h"
#include "libs/events/streams.h"

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

// Streams that are about no person and no employer: everything in them is public.
bool IsOpen(std::string_view stream) {
  static const std::array<std::string, 5> kOpenPrefixes = {
      MemberStream(""), BodyStream(""), DocumentStream(""), PartnershipEventStream(""),
      InformationServiceStream("")};
  return stream == kPactStream ||
         std::any_of(kOpenPrefixes.begin(), kOpenPrefixes.end(),
                     [&](const std::string& prefix) { return stream.starts_with(prefix); });
}

// The attributes that everybody may see, from the opening brace on.
std::string PublicAttributes(const event::v1::Record& record, const event::v1::Event& event,
                             const std::string& subject) {
  std::string json;
  Attribute(json, "specversion", "1.0");
  Attribute(json, "id", UuidText(event.id()));
  Attribute(json, "source", event.source());
  Attribute(json, "type", TypeOf(event));
  Attribute(json, "subject", subject);
  Attribute(json, "time", event.occurred_on() + "T00:00:00Z");
  Attribute(json, "recordedtime", Instant(record.recorded_at_ms()).ToString());
  Attribute(json, "sequence", std::to_string(record.position()));
  if (event.simulated()) json += ",\"simulated\":true";
  Attribute(json, "datacontenttype", "application/json");
  return json;
}

void AddData(std::string& json, const event::v1::Event& event) {
  const google::protobuf::Message* body = BodyOf(event);
  if (body == nullptr) return;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string data;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(*body, &data, options).ok());
  json += ",\"data\":" + data;
}

}  // namespace

Result<std::string> ToCloudEventJson(const event::v1::Record& record) {
  PAKTUM_ASSIGN_OR_RETURN(const event::v1::Event event, ParseEvent(record.submitted()));
  std::string json = PublicAttributes(record, event, record.stream());
  Attribute(
      json, "correlationid",
      UuidText(event.correlation_id().empty() ? record.command_id() : event.correlation_id()));
  if (event.sealed_size() > 0) json += ",\"sealedparts\":" + std::to_string(event.sealed_size());
  AddData(json, event);
  return json + "}";
}

std::string PublicSubject(std::string_view stream) {
  if (IsOpen(stream)) return std::string(stream);
  const std::size_t slash = stream.find('/');
  return slash == std::string_view::npos ? "unknown" : std::string(stream.substr(0, slash));
}

Result<std::string> ToPublicCloudEventJson(const event::v1::Record& record) {
  PAKTUM_ASSIGN_OR_RETURN(event::v1::Event event, ParseEvent(record.submitted()));
  if (event.has_member_joined() && NamesSoleTrader(event.member_joined().name())) {
    event.mutable_member_joined()->clear_name();
  }
  std::string json = PublicAttributes(record, event, PublicSubject(record.stream()));
  if (IsOpen(record.stream())) AddData(json, event);
  return json + "}";
}

}  // namespace paktum::events
