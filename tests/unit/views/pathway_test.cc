#include "libs/views/pathway.h"

#include <gtest/gtest.h>

#include "libs/views/register_view.h"
#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Ledger;
using testing::Person;
using testing::Refusal;
using testing::RegistersOf;
using view::v1::PathwayView;

const std::string& Stream() {
  static const std::string kStream = "participant/" + Person(1);
  return kStream;
}

std::uint64_t Enter(Ledger& ledger, const std::string& day) {
  return AddBody(
      ledger, Stream(), day, &Event::mutable_participant_enrolled,
      [](auto& body) {
        body.set_participant_id(Person(1));
        body.set_document(participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
        body.add_target_groups("TG01");
        body.add_target_groups("TG04");
      },
      "government_office");
}

std::uint64_t Interview(Ledger& ledger, const std::string& day) {
  return AddBody(
      ledger, Stream(), day, &Event::mutable_first_interview_held,
      [](auto& body) { body.set_minutes(60); }, "charity");
}

void Exit(Ledger& ledger, const std::string& day) {
  AddBody(ledger, Stream(), day, &Event::mutable_participant_exited,
          [](auto& body) { body.set_reason(participant::v1::EXIT_REASON_GOT_JOB); });
}

PathwayView At(const Ledger& ledger, const std::string& day,
               const std::string& known_at = "2030-01-01") {
  return Ask<PathwayView>(
      RegistersOf(ledger), "pathway",
      As("serving", {{"participant", Person(1)}, {"valid_at", day}, {"known_at", known_at}}));
}

std::string FieldOf(const view::v1::PathwayStep& step, const std::string& name) {
  for (const auto& field : step.fields()) {
    if (field.field() == name) return field.value().en();
  }
  return "";
}

TEST(Pathway, StepsOfAllOfficesStandByTheirDay) {
  Ledger ledger;
  Interview(ledger, "2018-11-20");
  Enter(ledger, "2018-11-10");
  AddBody(ledger, "participant/" + Person(2), "2018-11-15", &Event::mutable_first_interview_held,
          [](auto& body) { body.set_minutes(30); });
  const PathwayView view = At(ledger, "2018-12-01");
  ASSERT_EQ(view.steps_size(), 2);
  EXPECT_EQ(view.steps(0).office(), "government_office");
  EXPECT_EQ(view.steps(1).office(), "charity");
  EXPECT_EQ(view.steps(0).type_name().hu(), "Programba lépés");
  EXPECT_EQ(FieldOf(view.steps(0), "document"), "cooperation agreement");
  EXPECT_EQ(FieldOf(view.steps(0), "target_groups"), "TG01, TG04");
  EXPECT_EQ(FieldOf(view.steps(0), "participant_id"), "");
  EXPECT_EQ(FieldOf(view.steps(1), "minutes"), "60");
}

TEST(Pathway, AReentryKeepsTheFirstEntryAndMovesTheExit) {
  Ledger ledger;
  Enter(ledger, "2018-11-10");
  Exit(ledger, "2019-02-01");
  AddBody(ledger, Stream(), "2019-05-01", &Event::mutable_participant_reentered,
          [](auto& body) { body.set_participant_id(Person(1)); });
  EXPECT_EQ(At(ledger, "2019-03-01").exited_on(), "2019-02-01");
  EXPECT_FALSE(At(ledger, "2019-03-01").in_programme());
  const PathwayView again = At(ledger, "2019-06-01");
  EXPECT_TRUE(again.in_programme());
  EXPECT_EQ(again.entered_on(), "2018-11-10");
  EXPECT_EQ(again.exited_on(), "");
}

TEST(Pathway, AVoidedStepStaysAndIsStruckWithItsReason) {
  Ledger ledger;
  ledger.RecordAt("2018-11-21");
  Enter(ledger, "2018-11-10");
  const auto interview = Interview(ledger, "2018-11-20");
  ledger.RecordAt("2019-01-10");
  Event voided;
  voided.mutable_event_voided()->add_target_positions(interview);
  voided.mutable_event_voided()->set_reason(correction::v1::VOID_REASON_DUPLICATE);
  const auto position = ledger.Add(Stream(), "2019-01-10", voided);
  Event corrected;
  corrected.mutable_event_corrected()->add_target_positions(interview);
  const auto said = ledger.Add(Stream(), "2019-01-10", corrected);
  const PathwayView before = At(ledger, "2019-02-01", "2019-01-09");
  EXPECT_EQ(before.struck(), 0u);
  EXPECT_EQ(before.counting(), 2u);
  const PathwayView after = At(ledger, "2019-02-01");
  EXPECT_EQ(after.struck(), 1u);
  EXPECT_EQ(after.steps(1).voided_by(), position);
  EXPECT_EQ(after.steps(1).void_reason(), correction::v1::VOID_REASON_DUPLICATE);
  EXPECT_EQ(after.steps(1).corrected_by(), said);
}

TEST(Pathway, AStruckStepTellsItsReasonOnEveryDay) {
  Ledger ledger;
  Enter(ledger, "2018-11-10");
  Event voided;
  voided.mutable_event_voided()->add_target_positions(Interview(ledger, "2018-11-20"));
  voided.mutable_event_voided()->set_reason(correction::v1::VOID_REASON_DUPLICATE);
  ledger.Add(Stream(), "2019-01-10", voided);
  const PathwayView before = At(ledger, "2018-12-01");
  EXPECT_EQ(before.struck(), 1u);
  EXPECT_EQ(before.steps(1).void_reason(), correction::v1::VOID_REASON_DUPLICATE);
}

TEST(Pathway, ACorrectionInAnotherPersonsStreamIsNamed) {
  Ledger ledger;
  Enter(ledger, "2018-11-10");
  Event corrected;
  corrected.mutable_event_corrected()->add_target_positions(Interview(ledger, "2018-11-20"));
  const auto said = ledger.Add("participant/" + testing::Person(2), "2019-01-10", corrected);
  EXPECT_EQ(At(ledger, "2019-02-01").steps(1).corrected_by(), said);
}

TEST(Pathway, LateRecordsAreMarkedWithTheirReason) {
  Ledger ledger;
  ledger.RecordAt("2019-08-01");
  Event late;
  late.mutable_first_interview_held()->set_minutes(60);
  late.set_late_reason(event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
  ledger.Add(Stream(), "2018-11-20", late);
  const PathwayView view = At(ledger, "2019-09-01");
  ASSERT_EQ(view.steps_size(), 1);
  EXPECT_TRUE(view.steps(0).recorded_late());
  EXPECT_EQ(view.steps(0).late_reason(), event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
  EXPECT_EQ(At(ledger, "2019-09-01", "2019-07-31").steps_size(), 0);
}

TEST(Pathway, AttachedFilesAreCountedAtTheirStep) {
  Ledger ledger;
  const auto entry = Enter(ledger, "2018-11-10");
  AddBody(ledger, Stream(), "2018-11-12", &Event::mutable_evidence_attached,
          [&](auto& body) { body.set_position(entry); });
  EXPECT_EQ(At(ledger, "2018-12-01").steps(0).evidence(), 1u);
}

TEST(Pathway, AJobIsTheirsUntilItsLastDay) {
  Ledger ledger;
  Enter(ledger, "2018-11-10");
  AddBody(ledger, Stream(), "2019-01-10", &Event::mutable_hire_recorded, [](auto& body) {
    body.set_participant_id(Person(1));
    body.set_hire_id(Person(9));
  });
  AddBody(ledger, Stream(), "2019-06-30", &Event::mutable_employment_ended,
          [](auto& body) { body.set_hire_id(Person(9)); });
  EXPECT_FALSE(At(ledger, "2019-01-09").in_job());
  EXPECT_TRUE(At(ledger, "2019-06-30").in_job());
  EXPECT_FALSE(At(ledger, "2019-07-01").in_job());
}

TEST(Pathway, IsForServingOfficesOnly) {
  const auto fold = RegistersOf(Ledger());
  EXPECT_EQ(Refusal(fold, "pathway", {{"participant", Person(1)}}).reason(), "view.not_for_you");
  EXPECT_EQ(Refusal(fold, "pathway", As("member", {{"participant", Person(1)}})).reason(),
            "view.not_for_you");
  EXPECT_EQ(Refusal(fold, "worklist", As("member", {})).reason(), "view.not_for_you");
}

TEST(Pathway, NeedsAPerson) {
  const auto fold = RegistersOf(Ledger());
  EXPECT_EQ(Refusal(fold, "pathway", As("serving", {})).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "pathway", As("serving", {{"participant", "x"}})).reason(),
            "view.bad_parameter");
  EXPECT_FALSE(At(Ledger(), "2019-01-01").known());
}

}  // namespace
}  // namespace paktum::views
