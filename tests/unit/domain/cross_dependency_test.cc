// What rests on an event in other streams keeps it from being taken out: every pair of them.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>

#include "libs/plan/load.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

using command::v1::AdoptDefinition;
using command::v1::ClosePeriod;
using command::v1::CorrectEvent;
using command::v1::HoldBodySitting;
using command::v1::PlanTask;
using command::v1::RejectDocument;
using command::v1::ReopenPeriod;
using command::v1::ReturnInterimEvaluation;
using command::v1::SubmitDocument;

constexpr const char* kMember = "pact_office";
constexpr const char* kResolution = "3/2019";  // of Meeting(), held on 2019-03-28
const std::string kFile(64, 'b');

// The last recorded event of this kind.
Position Last(const Scenario& pact, event::v1::Event::BodyCase kind) {
  Position last;
  for (const auto& append : pact.appends()) {
    for (const RecordedEvent& event : append) {
      if (event.event.body_case() == kind) last = event.position;
    }
  }
  EXPECT_GT(last.value(), 0U);
  return last;
}

void Draft(Scenario& pact, const std::string& submitted_to) {
  command::v1::DraftDocument draft;
  draft.set_document_kind("D05");
  draft.set_document_version(1);
  draft.set_drafted_on("2019-03-01");
  draft.set_file_sha256(kFile);
  draft.set_title("Strategy");
  pact.Given(draft, kMember);
  SubmitDocument submit;
  submit.set_document_kind("D05");
  submit.set_document_version(1);
  submit.set_submitted_on("2019-03-02");
  submit.set_submitted_to(submitted_to);
  pact.Given(submit, kMember);
}

// A sitting of the Steering Group whose resolution the rest of the story uses.
Scenario Sat() {
  Scenario pact;
  pact.Given(Meeting());
  return pact;
}

Scenario DocumentApprovedBySitting() {
  Scenario pact = Sat();
  auto approve = Approve();
  approve.set_resolution(kResolution);
  pact.Given(approve);
  return pact;
}

Scenario DocumentRejectedBySitting() {
  Scenario pact = Sat();
  Draft(pact, "steering-group");
  RejectDocument reject;
  reject.set_document_kind("D05");
  reject.set_document_version(1);
  reject.set_rejected_on("2019-03-28");
  reject.set_rejected_by("steering-group");
  reject.set_reason(governance::v1::DOCUMENT_REJECTION_REASON_INCOMPLETE);
  reject.set_resolution(kResolution);
  pact.Given(reject);
  return pact;
}

Scenario PlanAdoptedBySitting() {
  Scenario pact = Sat();
  auto adopt = Adopt();
  adopt.set_resolution(kResolution);
  pact.Given(adopt);
  return pact;
}

Scenario DefinitionAdoptedBySitting() {
  Scenario pact = Sat();
  AdoptDefinition define;
  define.set_indicator("PR26");
  define.set_definition_version(1);
  define.set_adopted_on("2019-03-28");
  define.set_resolution(kResolution);
  pact.Given(define);
  return pact;
}

ReturnInterimEvaluation GiveBack(const std::string& resolution) {
  ReturnInterimEvaluation command;
  command.set_period("2019-H1");
  command.set_returned_on("2019-08-20");
  command.set_resolution(resolution);
  return command;
}

// The approval stands on an earlier sitting than the return.
Scenario EvaluationReturnedBySitting() {
  Scenario pact = EvaluatedPact();
  auto meeting = Meeting();
  meeting.set_held_on("2019-08-19");
  meeting.mutable_resolutions(0)->set_number("12/2019");
  pact.Given(meeting);
  pact.Given(GiveBack("12/2019"));
  return pact;
}

Scenario ReopenedPact() {
  Scenario pact = ClosedPact();
  ReopenPeriod reopen;
  reopen.set_period("2019-H1");
  reopen.set_reopened_on("2019-08-19");
  reopen.set_reason(pact::v1::REOPEN_REASON_INSPECTION_FINDING);
  pact.Given(reopen);
  pact.Given(GiveBack(""));
  return pact;
}

// A plan that counts in months, and its years from the first of them.
Scenario PlannedByProgrammeYears() {
  std::ifstream file(PAKTUM_SOURCE_DIR "/plans/lenti.textproto");
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string calendar = "work_programme_year_mode: PERIOD_MODE_CALENDAR";
  text.replace(text.find(calendar), calendar.size(),
               "work_programme_year_mode: PERIOD_MODE_PROGRAMME");
  auto plan = plan::ParsePlan(text, "lenti by programme years");
  EXPECT_TRUE(plan.ok()) << plan.status();
  Scenario pact(*plan);
  auto adopt = Adopt();
  adopt.set_programme_start("2018-03-01");
  pact.Given(adopt);
  PlanTask task;
  task.set_year(2019);
  task.set_measure(pact.plan().data().measures(0).code());
  task.set_subject("Partner map");
  task.set_responsible(pact.plan().data().bodies(0).code());
  task.set_due_on("2020-02-28");
  task.set_planned_on("2019-03-01");
  pact.Given(task);
  return pact;
}

struct Case {
  const char* name;
  Scenario (*story)();
  event::v1::Event::BodyCase target;
  event::v1::Event::BodyCase dependent;
  const char* stream;  // of the dependent
};

using event::v1::Event;

const std::vector<Case>& Cases() {
  static const auto* const kCases = new std::vector<Case>{
      {"ApprovedEvaluation", EvaluatedPact, Event::kSteeringGroupMeetingHeld,
       Event::kInterimEvaluationApproved, "evaluation/2019-H1"},
      {"ReturnedEvaluation", EvaluationReturnedBySitting, Event::kSteeringGroupMeetingHeld,
       Event::kInterimEvaluationReturned, "evaluation/2019-H1"},
      {"ApprovedDocument", DocumentApprovedBySitting, Event::kSteeringGroupMeetingHeld,
       Event::kDocumentApproved, "document/D05"},
      {"RejectedDocument", DocumentRejectedBySitting, Event::kSteeringGroupMeetingHeld,
       Event::kDocumentRejected, "document/D05"},
      {"AdoptedPlan", PlanAdoptedBySitting, Event::kSteeringGroupMeetingHeld, Event::kPlanAdopted,
       "pact"},
      {"AdoptedDefinition", DefinitionAdoptedBySitting, Event::kSteeringGroupMeetingHeld,
       Event::kDefinitionVersionAdopted, "pact"},
      {"ClosedPeriod", ClosedPact, Event::kInterimEvaluationApproved, Event::kPeriodClosed,
       "periods"},
      {"ReturnAfterReopening", ReopenedPact, Event::kPeriodReopened,
       Event::kInterimEvaluationReturned, "evaluation/2019-H1"},
      {"TaskOfAProgrammeYear", PlannedByProgrammeYears, Event::kPlanAdopted, Event::kTaskPlanned,
       "work-programme/2019"}};
  return *kCases;
}

class Elsewhere : public ::testing::TestWithParam<std::size_t> {
 protected:
  Elsewhere() : case_(Cases()[GetParam()]), pact_(case_.story()) {}
  const Case& case_;
  Scenario pact_;
};

TEST_P(Elsewhere, WhatStandsOnAnEventIsNamedAndKeepsIt) {
  const Position target = Last(pact_, case_.target);
  const Position dependent = Last(pact_, case_.dependent);
  const auto refused = pact_.When(Void(target), kMember);
  ASSERT_TRUE(RefusedFor(refused, "void.others_depend_elsewhere")) << case_.name;
  EXPECT_EQ(DetailOf(refused, "facts"),
            std::string(case_.stream) + ": " + std::to_string(dependent.value()));
  pact_.Given(Void(dependent), kMember);
  EXPECT_TRUE(Records(pact_.When(Void(target), kMember), {"EventVoided"}))
      << case_.name << ": nothing stands on it any more";
}

INSTANTIATE_TEST_SUITE_P(EveryPair, Elsewhere, ::testing::Range(std::size_t{0}, Cases().size()),
                         [](const auto& param) { return Cases()[param.param].name; });

// Sittings of other bodies carry resolutions too; a number alone is no reference.
TEST(CrossDependency, OnlyTheBodyThatResolvedIsHeldFast) {
  Scenario pact = DocumentApprovedBySitting();
  HoldBodySitting other;
  other.set_body("management-organisation");
  other.set_held_on("2019-03-20");
  other.set_members_present(3);
  other.add_resolutions()->set_number(kResolution);
  other.mutable_resolutions(0)->set_subject("Another matter");
  pact.Given(other, kMember);
  EXPECT_TRUE(pact.When(Void(pact.last()), kMember).ok());
}

CorrectEvent Correction(Position position, const google::protobuf::Message& right) {
  CorrectEvent command;
  command.set_position(position.value());
  command.set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
  command.set_command(right.GetDescriptor()->name());
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(right, &json).ok());
  command.set_fields_json(json);
  return command;
}

TEST(CrossDependency, ACorrectedSittingKeepsWhatItsResolutionCarries) {
  Scenario pact = EvaluatedPact();
  const Position held = Last(pact, Event::kSteeringGroupMeetingHeld);
  auto right = Meeting();
  right.set_held_on("2019-07-18");
  right.set_members_present(8);
  right.mutable_resolutions(0)->set_number("11/2019");
  EXPECT_TRUE(Records(pact.When(Correction(held, right), kMember),
                      {"EventVoided", "SteeringGroupMeetingHeld", "EventCorrected"}));
  auto renumbered = right;
  renumbered.mutable_resolutions(0)->set_number("12/2019");
  EXPECT_TRUE(RefusedFor(pact.When(Correction(held, renumbered), kMember),
                         "correction.others_depend_elsewhere"));
  auto later = right;
  later.set_held_on("2019-07-19");
  EXPECT_TRUE(
      RefusedFor(pact.When(Correction(held, later), kMember), "correction.others_depend_elsewhere"))
      << "after the approval";
}

// The corrected approval stands in the place of the first: the close still rests on it.
TEST(CrossDependency, ACorrectedEventIsHeldFastInItsOldPlace) {
  Scenario pact = EvaluatedPact();
  const Position approved = Last(pact, Event::kInterimEvaluationApproved);
  auto meeting = Meeting();
  meeting.set_held_on("2019-07-17");
  meeting.mutable_resolutions(0)->set_number("10/2019");
  pact.Given(meeting);
  ClosePeriod close;
  close.set_period("2019-H1");
  close.set_closed_on("2019-07-31");
  pact.Given(close);
  command::v1::ApproveInterimEvaluation right;
  right.set_period("2019-H1");
  right.set_approved_on("2019-07-18");
  right.set_resolution("10/2019");
  pact.Given(Correction(approved, right), kMember);
  EXPECT_TRUE(RefusedFor(pact.When(Void(Last(pact, Event::kInterimEvaluationApproved)), kMember),
                         "void.others_depend_elsewhere"));
}

TEST(CrossDependency, ASittingWithoutResolutionsReadsNoOtherStream) {
  Scenario pact;
  auto meeting = Meeting();
  meeting.clear_resolutions();
  pact.Given(meeting);
  EXPECT_TRUE(StreamsThatMayRestOn(pact.AppendOf(pact.last()), pact.plan()).empty());
}

// One transaction reads at most 64 streams.
TEST(CrossDependency, AVoidOfASittingFitsATransaction) {
  Scenario pact = Sat();
  const auto streams = StreamsThatMayRestOn(pact.AppendOf(pact.last()), pact.plan());
  EXPECT_LT(streams.size(), 60U);
  EXPECT_THAT(streams, ::testing::Contains("evaluation/2021-H1"));
  EXPECT_THAT(streams, ::testing::Contains("document/D05"));
}

}  // namespace
}  // namespace paktum::domain
