#include "libs/office/person_report.h"

#include <gmock/gmock.h>

#include "libs/plan/load.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::office {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPerson = "0164f1b2-3c4d-7e5f-8a6b-7c8d9e0fa1b2";

const plan::Plan& ThePlan() {
  static const auto* const kPlan = new plan::Plan(
      plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto").value());
  return *kPlan;
}

domain::RecordedEvent Recorded(std::uint64_t position, const std::string& member,
                               event::v1::Event event) {
  event.set_occurred_on("2021-02-03");
  event.set_actor("clerk-5");
  return {.position = Position(position),
          .version = StreamVersion(position),
          .stream = "participant/" + kPerson,
          .member = member,
          .command = Uuid(),
          .event = std::move(event)};
}

class PersonReportTest : public testing::Test {
 protected:
  PersonReportTest() {
    person_.stream.name = "participant/" + kPerson;
    event::v1::Event interview;
    interview.mutable_first_interview_held()->set_participant_id(kPerson);
    interview.mutable_first_interview_held()->set_minutes(45);
    person_.stream.events.push_back(Recorded(3, "charity", interview));
    event::v1::Event enrolled;
    enrolled.mutable_participant_enrolled()->set_document_sha256(std::string(64, 'e'));
    enrolled.mutable_participant_enrolled()->set_document(
        participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
    person_.stream.events.push_back(Recorded(4, "government_office", enrolled));
    event::v1::Event voided;
    voided.mutable_event_voided()->add_target_positions(3);
    person_.stream.events.push_back(Recorded(5, "charity", voided));

    sealed::v1::PersonDetails details;
    details.set_family_name("Kovács <b>");
    details.set_taj("123456788");
    details.set_padding("padding");
    Add(Position(3), details);
    sealed::v1::Note note;
    note.set_text("egy\nkét & három");
    Add(Position(3), note);
    sealed::v1::SpecialTargetGroups groups;
    groups.add_target_groups("TG10");
    Add(Position(4), groups);

    event::v1::Event opened;
    opened.mutable_personal_data_unsealed()->set_purpose(privacy::v1::UNSEAL_PURPOSE_RECTIFICATION);
    opened.mutable_personal_data_unsealed()->set_reference("BKKH-5");
    unsealings_.events.push_back(Recorded(6, "government_office", opened));
  }

  template <typename Message>
  void Add(Position position, const Message& message) {
    person_.parts.emplace_back(position, message.GetDescriptor()->full_name(),
                               message.SerializeAsString());
  }
  PersonReport Make(http::Language language = http::Language::kHungarian) {
    return MakePersonReport(ThePlan(), person_, unsealings_, *Date::Parse("2026-01-02"), language);
  }

  OpenedPerson person_;
  domain::LoadedStream unsealings_;
};

TEST_F(PersonReportTest, HoldsDetailsEventsOpeningsAndDocumentsInWords) {
  const PersonReport report = Make();
  EXPECT_EQ(report.participant_id, kPerson);
  ASSERT_EQ(report.details.size(), 2U) << "padding is nobody's business";
  EXPECT_EQ(report.details[0].label, "Családi név");
  ASSERT_EQ(report.events.size(), 3U);
  EXPECT_EQ(report.events[0].happened_on, "2021-02-03");
  EXPECT_TRUE(report.events[0].voided) << "what was taken back is shown as such";
  EXPECT_THAT(report.events[0].notes, ::testing::ElementsAre("egy\nkét & három"));
  const std::string& recorder = report.events[0].recorder;
  EXPECT_NE(recorder, "charity") << "the name of the organisation";
  EXPECT_FALSE(recorder.empty());
  ASSERT_EQ(report.openings.size(), 1U);
  EXPECT_EQ(report.openings[0].purpose, "helyesbítés");
  EXPECT_EQ(report.openings[0].reference, "BKKH-5");
  EXPECT_EQ(report.openings[0].actor, "clerk-5");
  ASSERT_EQ(report.documents.size(), 1U);
  EXPECT_EQ(report.documents[0].value, std::string(64, 'e'));
  ASSERT_EQ(report.special_groups.size(), 1U);
  EXPECT_NE(report.special_groups[0], "TG10") << "the name of the group";
}

TEST_F(PersonReportTest, SpeaksBothLanguages) {
  EXPECT_EQ(Make(http::Language::kEnglish).openings[0].purpose, "rectification");
  EXPECT_THAT(ToHtml(Make()), HasSubstr("<html lang=\"hu\">"));
  EXPECT_THAT(ToHtml(Make(http::Language::kEnglish)), HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(ToHtml(Make(http::Language::kEnglish)), HasSubstr("What is held about you"));
}

TEST_F(PersonReportTest, WhatWasTypedIsNeverMarkup) {
  const std::string page = ToHtml(Make());
  EXPECT_THAT(page, HasSubstr("Kovács &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("két &amp; három"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(ToJson(Make()), HasSubstr("Kov\xC3\xA1"
                                        "cs <b>"));
}

}  // namespace
}  // namespace paktum::office
