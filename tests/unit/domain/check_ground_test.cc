// What a six-month check was counted from is not taken out or moved while the check stands: each
// fact that the day can come from, under each rule.
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

constexpr const char* kOffice = "government_office";

command::v1::StopSubsidy StopOf(const std::string& id, const std::string& grant,
                                const char* day = "2019-05-31") {
  auto stop = Stop(id, grant);
  stop.set_reason(subsidy::v1::STOP_REASON_CONDITIONS_NOT_MET);
  stop.set_stopped_on(day);
  return stop;
}

// Four months of another wage scheme at the same employer.
command::v1::GrantSubsidy Further(const std::string& id, const char* day) {
  auto further = Grant(id, "S3");
  further.set_granted_on(day);
  further.set_months(4);
  further.set_monthly_amount_ft(100000);
  further.set_intensity_percent(70);
  return further;
}

// A job supported from 2019-03-01 to 2019-10-31.
struct Story {
  Scenario pact;
  std::string id;
  std::string grant;

  explicit Story(plan::Plan plan) : pact(std::move(plan)) {
    id = pact.GivenParticipant();
    grant = pact.Given(Grant(id))["grant_id"];
    pact.Given(Hire(id));
  }

  // Records the command; the position of its first event.
  Position First(const google::protobuf::Message& command) {
    const Position before = pact.last();
    pact.Given(command);
    return Next(before);
  }
  Position FirstChecked(const char* day) {
    auto check = Check(id);
    check.set_checked_on(day);
    return First(check);
  }
};

Story UnderRule(const char* anchor) {
  return Story(ChangedPlan("anchor: ANCHOR_END_OF_SUBSIDY", std::string("anchor: ") + anchor));
}

struct Case {
  const char* name;
  const char* anchor;
  Position (*fact)(Story&);  // records what may be taken out
  bool counted;              // whether the check was counted from it
};

Position Stopped(Story& story) { return story.First(StopOf(story.id, story.grant)); }

Position StoppedThenGrantedFurther(Story& story) {
  const Position stopped = Stopped(story);
  story.pact.Given(Further(story.id, "2019-06-10"));  // until 2019-10-09
  return stopped;
}

Position StoppedThenGrantedForLonger(Story& story) {
  const Position stopped = Stopped(story);
  story.pact.Given(Further(story.id, "2019-08-10"));  // until 2019-12-09
  return stopped;
}

Position StoppedAfterTheJob(Story& story) {
  auto end = EndJob(story.id);
  end.set_ended_on("2019-05-30");
  story.pact.Given(end);
  return Stopped(story);
}

Position GrantedFurther(Story& story) { return story.First(Further(story.id, "2019-08-10")); }

Position GrantedFurtherWithin(Story& story) { return story.First(Further(story.id, "2019-04-10")); }

Position StoppedElsewhere(Story& story) {
  auto other = Further(story.id, "2019-08-10");
  other.set_employer("kalfem");
  const std::string grant = story.pact.Given(other)["grant_id"];
  auto stop = StopOf(story.id, grant, "2019-09-01");
  stop.set_scheme("S3");
  return story.First(stop);
}

constexpr const char* kEndOfSubsidy = "ANCHOR_END_OF_SUBSIDY";

const Case kCases[] = {
    {"the stop", kEndOfSubsidy, Stopped, true},
    {"the stop and the duty after it", "ANCHOR_END_OF_FOLLOW_ON", Stopped, true},
    {"the first day of work", "ANCHOR_START_OF_JOB", Stopped, false},
    {"a further support that ends before the stopped one would have", kEndOfSubsidy,
     StoppedThenGrantedFurther, true},
    {"a further support that ends after the stopped one would have", kEndOfSubsidy,
     StoppedThenGrantedForLonger, false},
    {"the end of the job, before the stop", kEndOfSubsidy, StoppedAfterTheJob, false},
    {"the further support itself", kEndOfSubsidy, GrantedFurther, true},
    {"the first support, which ends after the further one", kEndOfSubsidy, GrantedFurtherWithin,
     false},
    {"a support at another employer", kEndOfSubsidy, StoppedElsewhere, false},
};

class CheckGround : public ::testing::TestWithParam<Case> {};

TEST_P(CheckGround, IsTakenOutOnlyWithTheCheck) {
  Story story = UnderRule(GetParam().anchor);
  const Position fact = GetParam().fact(story);
  EXPECT_TRUE(story.pact.When(Void(fact), kOffice).ok()) << "nothing rests on it yet";
  const Position checked = story.FirstChecked("2020-12-01");
  const auto decided = story.pact.When(Void(fact), kOffice);
  if (!GetParam().counted) {
    EXPECT_TRUE(decided.ok()) << decided.status();
    return;
  }
  EXPECT_TRUE(RefusedFor(decided, "void.others_depend"));
  EXPECT_EQ(DetailOf(decided, "positions"), std::to_string(checked.value()));
  story.pact.Given(Void(checked), kOffice);
  EXPECT_TRUE(story.pact.When(Void(fact), kOffice).ok()) << "once the check is out";
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, CheckGround, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return "No" + std::to_string(tested.index); });

TEST(CheckGround, AStopThatCameAfterTheCheckIsNone) {
  Story story = UnderRule(kEndOfSubsidy);
  story.FirstChecked("2020-12-01");
  const Position stopped = Stopped(story);
  EXPECT_TRUE(story.pact.When(Void(stopped), kOffice).ok());
}

TEST(CheckGround, TheDayOfTheStopIsNotCorrectedButItsReasonIs) {
  Story story = UnderRule(kEndOfSubsidy);
  const Position stopped = Stopped(story);
  const Position checked = story.FirstChecked("2020-12-01");
  const auto later =
      story.pact.When(Correct(stopped, StopOf(story.id, story.grant, "2019-06-30")), kOffice);
  EXPECT_TRUE(RefusedFor(later, "correction.others_depend"));
  EXPECT_EQ(DetailOf(later, "positions"), std::to_string(checked.value()));
  auto other_reason = StopOf(story.id, story.grant);
  other_reason.set_reason(subsidy::v1::STOP_REASON_OWN_REQUEST);
  story.pact.Given(Correct(stopped, other_reason), kOffice);
  for (const RecordedEvent& event : story.pact.AppendOf(story.pact.last())) {
    if (!event.event.has_subsidy_stopped()) continue;
    EXPECT_TRUE(RefusedFor(story.pact.When(Void(event.position), kOffice), "void.others_depend"))
        << "the corrected stop bears the check";
  }
}

TEST(CheckGround, TheDutyAfterTheStopIsNotMovedEither) {
  Story story = UnderRule("ANCHOR_END_OF_FOLLOW_ON");
  const Position stopped = Stopped(story);
  story.FirstChecked("2020-12-01");
  EXPECT_TRUE(RefusedFor(
      story.pact.When(Correct(stopped, StopOf(story.id, story.grant, "2019-06-30")), kOffice),
      "correction.others_depend"));
}

TEST(CheckGround, AFurtherSupportKeepsItsDays) {
  Story story = UnderRule(kEndOfSubsidy);
  const Position granted = GrantedFurther(story);
  story.FirstChecked("2020-12-01");
  auto shorter = Further(story.id, "2019-08-10");
  shorter.set_months(3);
  EXPECT_TRUE(
      RefusedFor(story.pact.When(Correct(granted, shorter), kOffice), "correction.others_depend"));
  auto cheaper = Further(story.id, "2019-08-10");
  cheaper.set_monthly_amount_ft(90000);
  EXPECT_TRUE(story.pact.When(Correct(granted, cheaper), kOffice).ok());
}

TEST(CheckGround, OfAnEarlierRuleIsTheDayThatItFound) {
  Story story = UnderRule(kEndOfSubsidy);
  const Position stopped = Stopped(story);
  story.FirstChecked("2020-12-01");
  story.pact.SetPlan(ChangedPlan("version: 1\n    anchor: ANCHOR_END_OF_SUBSIDY",
                                 "version: 2\n    anchor: ANCHOR_START_OF_JOB"));
  EXPECT_TRUE(RefusedFor(story.pact.When(Void(stopped), kOffice), "void.others_depend"));
}

}  // namespace
}  // namespace paktum::domain
