#include "libs/events/cloud_event.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "libs/base/uuid.h"

namespace paktum::events {
namespace {

event::v1::Record RecordOf(const event::v1::Event& event) {
  event::v1::Record record;
  record.set_position(17);
  record.set_stream("participant/0197c1f0-8a2b-7c3d-9e4f-0123456789ab");
  record.set_version(3);
  record.set_recorded_at_ms(1'561'939'200'250);
  const Uuid command = Uuid::Parse("0197c1f0-8a2b-7c3d-9e4f-0123456789ab").value();
  record.set_command_id(std::string(command.bytes()));
  record.set_submitted(event.SerializeAsString());
  return record;
}

google::protobuf::Struct Parse(const std::string& json) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) << json;
  return parsed;
}

TEST(CloudEvent, CarriesTheAttributesAndTheOpenBody) {
  event::v1::Event event;
  event.set_source("/pacts/tiszakecske/members/government_office");
  event.set_occurred_on("2019-06-30");
  event.mutable_hire_recorded()->set_employer("kalfem");
  const auto parsed = Parse(ToCloudEventJson(RecordOf(event)).value());
  const auto& fields = parsed.fields();
  EXPECT_EQ(fields.at("specversion").string_value(), "1.0");
  EXPECT_EQ(fields.at("type").string_value(), "paktum.employment.v1.HireRecorded");
  EXPECT_EQ(fields.at("time").string_value(), "2019-06-30T00:00:00Z");
  EXPECT_EQ(fields.at("recordedtime").string_value(), "2019-07-01T00:00:00.250Z");
  EXPECT_EQ(fields.at("sequence").string_value(), "17");
  EXPECT_EQ(fields.at("correlationid").string_value(), "0197c1f0-8a2b-7c3d-9e4f-0123456789ab");
  EXPECT_EQ(fields.at("data").struct_value().fields().at("employer").string_value(), "kalfem");
  EXPECT_FALSE(fields.contains("simulated"));
}

TEST(CloudEvent, ShowsNothingOfSealedParts) {
  event::v1::Event event;
  event.mutable_participant_registered()->set_participant_id("0197c1f0");
  event.add_sealed()->set_ciphertext("CIPHERTEXT");
  const std::string json = ToCloudEventJson(RecordOf(event)).value();
  EXPECT_EQ(json.find("CIPHERTEXT"), std::string::npos);
  EXPECT_EQ(Parse(json).fields().at("sealedparts").number_value(), 1);
}

TEST(CloudEvent, EscapesText) {
  event::v1::Event event;
  event.set_source("a\"b\\c\n");
  event.mutable_forum_held()->add_topics("\"képzés\"");
  const auto parsed = Parse(ToCloudEventJson(RecordOf(event)).value());
  EXPECT_EQ(parsed.fields().at("source").string_value(), "a\"b\\c\n");
}

TEST(CloudEvent, AnUnknownKindIsShownWithoutData) {
  const auto parsed = Parse(ToCloudEventJson(RecordOf(event::v1::Event())).value());
  EXPECT_EQ(parsed.fields().at("type").string_value(), "unknown");
  EXPECT_FALSE(parsed.fields().contains("data"));
}

}  // namespace
}  // namespace paktum::events
