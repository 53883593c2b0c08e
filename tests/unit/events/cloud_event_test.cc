#include "libs/events/cloud_event.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <set>

#include "libs/base/uuid.h"
#include "libs/events/sole_trader.h"
#include "libs/events/streams.h"

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

// domain.md P-31
TEST(CloudEvent, ThePublicSeesNoNameOfASoleTraderWhoJoins) {
  event::v1::Event event;
  event.mutable_member_joined()->set_member_code("kovacs");
  event.mutable_member_joined()->set_name("Kovács Éva egyéni vállalkozó");
  event::v1::Record record = RecordOf(event);
  record.set_stream(MemberStream("kovacs"));
  EXPECT_EQ(ToPublicCloudEventJson(record).value().find("Kov"), std::string::npos);
  EXPECT_NE(ToCloudEventJson(record).value().find("Kov"), std::string::npos);
  event.mutable_member_joined()->set_name("Kovács Kft.");
  record.set_submitted(event.SerializeAsString());
  EXPECT_NE(ToPublicCloudEventJson(record).value().find("Kovács Kft."), std::string::npos);
}

TEST(CloudEvent, ANameTellsASoleTrader) {
  EXPECT_TRUE(NamesSoleTrader("Kovács Éva e.v."));
  EXPECT_TRUE(NamesSoleTrader("Kovács Éva EV"));
  EXPECT_FALSE(NamesSoleTrader("Mizsetáp Kft."));
  EXPECT_FALSE(NamesSoleTrader("Ev Kft."));
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

std::set<std::string> NamesOf(const std::string& json) {
  const google::protobuf::Struct parsed = Parse(json);
  std::set<std::string> names;
  for (const auto& [name, value] : parsed.fields()) names.insert(name);
  return names;
}

TEST(PublicCloudEvent, OfAPersonOnlyKindOfficeDaysAndPositionAreLeft) {
  const std::string id = "0197c1f0-8a2b-7c3d-9e4f-0123456789ab";
  event::v1::Event event;
  event.set_source("/pacts/tiszakecske/members/government_office");
  event.set_occurred_on("2019-06-30");
  event.set_actor("clerk-7");
  event.set_simulated(true);
  event.set_correlation_id(std::string(Uuid::Parse(id)->bytes()));
  event.add_sealed()->set_person(id);
  auto* const grant = event.mutable_subsidy_granted();
  grant->set_participant_id(id);
  grant->set_employer("kalfem");
  event::v1::Record record = RecordOf(event);
  for (const std::string& stream : {ParticipantStream(id), IdentityStream(id), SchemeStream(id)}) {
    record.set_stream(stream);
    const std::string json = ToPublicCloudEventJson(record).value();
    EXPECT_EQ(NamesOf(json),
              (std::set<std::string>{"specversion", "id", "source", "type", "subject", "time",
                                     "recordedtime", "sequence", "simulated", "datacontenttype"}));
    EXPECT_EQ(json.find(id), std::string::npos) << json;
    const auto parsed = Parse(json);
    EXPECT_EQ(parsed.fields().at("subject").string_value(), stream.substr(0, stream.find('/')));
    EXPECT_EQ(parsed.fields().at("type").string_value(), "paktum.subsidy.v1.SubsidyGranted");
  }
}

TEST(PublicCloudEvent, EventsOfThePactAreOpen) {
  event::v1::Event event;
  event.mutable_partnership_event_held()->set_measure("2.3");
  event::v1::Record record = RecordOf(event);
  record.set_stream(PartnershipEventStream("0197c1f0"));
  const std::string json = ToPublicCloudEventJson(record).value();
  const auto parsed = Parse(json);
  EXPECT_EQ(parsed.fields().at("subject").string_value(), "partnership-event/0197c1f0");
  EXPECT_EQ(parsed.fields().at("data").struct_value().fields().at("measure").string_value(), "2.3");
  EXPECT_FALSE(parsed.fields().contains("correlationid"));
}

TEST(PublicCloudEvent, OnlyStreamsKnownAsOpenKeepTheirName) {
  for (const std::string& open :
       {std::string(kPactStream), MemberStream("kalfem"), BodyStream(kSteeringGroup),
        DocumentStream("D05"), PartnershipEventStream("a"), InformationServiceStream("b")}) {
    EXPECT_EQ(PublicSubject(open), open);
  }
  EXPECT_EQ(PublicSubject(ParticipantStream("a")), "participant");
  EXPECT_EQ(PublicSubject(IdentityStream("a")), "identity");
  EXPECT_EQ(PublicSubject(SchemeStream("S2")), "scheme");
  EXPECT_EQ(PublicSubject("something-new/a"), "something-new");
  EXPECT_EQ(PublicSubject("0197c1f0"), "unknown");
  EXPECT_EQ(PublicSubject(""), "unknown");
}

}  // namespace
}  // namespace paktum::events
