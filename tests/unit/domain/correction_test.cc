#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(Void, TakesOutAllEventsOfTheAppendInEachOfItsStreams) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id));
  const Position committed = pact.last();
  const Position granted(committed.value() - 1);
  for (const Position target : {granted, committed}) {
    const auto decided = pact.When(Void(target), "government_office");
    ASSERT_TRUE(Records(decided, {"EventVoided", "EventVoided"}));
    EXPECT_EQ(decided->events[0].stream, "participant/" + id);
    EXPECT_THAT(decided->events[0].event.event_voided().target_positions(),
                ::testing::ElementsAre(granted.value()));
    EXPECT_EQ(decided->events[1].stream, "scheme/S2");
    EXPECT_THAT(decided->events[1].event.event_voided().target_positions(),
                ::testing::ElementsAre(committed.value()));
    EXPECT_EQ(decided->events[0].event.occurred_on(), "2021-06-30") << "today";
    EXPECT_EQ(decided->result.at("voided_positions"),
              std::to_string(granted.value()) + "," + std::to_string(committed.value()));
  }
}

TEST(Void, VoidingTwiceAppendsNothing) {
  Scenario pact;
  pact.GivenPerson();
  const Position target = pact.last();
  const ResultFields first = pact.Given(Void(target), "government_office");
  const auto again = pact.When(Void(target), "government_office");
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result, first);
}

TEST(Void, NeedsAnExistingPosition) {
  Scenario pact;
  pact.GivenPerson();
  const auto decided = pact.When(Void(Position(99)), "government_office");
  EXPECT_TRUE(RefusedFor(decided, "void.unknown_position"));
  EXPECT_EQ(decided.status().code(), StatusCode::kNotFound);
}

TEST(Void, BelongsToTheOfficeThatRecorded) {
  Scenario pact;
  pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last()), "charity"), "void.not_yours"));
}

TEST(Void, ACorrectionCannotBeVoided) {
  Scenario pact;
  pact.GivenPerson();
  pact.Given(Void(pact.last()), "government_office");
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last()), "government_office"), "void.is_correction"));
}

// An office refuses to void a correction, but a ledger may hold such an event: what the correction
// had taken out counts again, here as in the views.
TEST(Void, AVoidedCorrectionVoidsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Enrol(id));
  const Position enrolled = pact.last();
  pact.Given(Void(enrolled), "government_office");
  const Position correction = pact.last();
  EXPECT_TRUE(RefusedFor(pact.When(StartCourse(id)), "participant.not_enrolled"));

  PendingEvent voided;
  voided.stream = "participant/" + id;
  voided.event.set_occurred_on("2021-06-30");
  voided.event.mutable_event_voided()->add_target_positions(correction.value());
  pact.Append(pact.NewCommand(), "government_office",
              {.events = {voided}, .result = ResultOf(std::vector<PendingEvent>{voided})});
  EXPECT_TRUE(pact.When(StartCourse(id)).ok());
  EXPECT_TRUE(NothingToDo(pact.When(Enrol(id))));
  EXPECT_TRUE(Records(pact.When(Void(enrolled), "government_office"), {"EventVoided"}))
      << "it stands again, so it can be voided again";
}

TEST(Void, IsDatedByTheOfficeButNotInTheFuture) {
  Scenario pact;
  pact.GivenPerson();
  auto command = Void(pact.last());
  command.set_voided_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command, "government_office"), "date.in_future"));
  command.set_voided_on("2020-01-31");
  const auto decided = pact.When(command, "government_office");
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].event.occurred_on(), "2020-01-31");
}

TEST(Void, AnEventOfAnUnknownKindStays) {
  Scenario pact;
  const Uuid id = pact.NewCommand();
  PendingEvent unknown;
  unknown.stream = "pact";
  unknown.event.set_occurred_on("2019-01-01");
  pact.Append(id, "pact_office", {.events = {unknown}, .result = {}});
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last())), "void.unknown_kind"));
}

// One row: what is recorded last rests on the event voided.
class VoidDependents : public ::testing::Test {
 protected:
  // Records the command; returns the position of its first event.
  Position First(const google::protobuf::Message& command) {
    const Position before = pact_.last();
    pact_.Given(command);
    return Next(before);
  }

  // `target` cannot be voided while `dependents` stand, in whatever office it was recorded.
  void ExpectBlocked(Position target, const std::vector<Position>& dependents) {
    const std::string office = pact_.AppendOf(target).front().member;
    const auto decided = pact_.When(Void(target), office);
    EXPECT_TRUE(RefusedFor(decided, "void.others_depend"));
    std::string positions;
    for (const Position position : dependents) {
      positions += (positions.empty() ? "" : ", ") + std::to_string(position.value());
    }
    EXPECT_EQ(DetailOf(decided, "positions"), positions);
  }

  void ExpectFree(Position target) {
    EXPECT_TRUE(pact_.When(Void(target), pact_.AppendOf(target).front().member).ok());
  }

  void TakeOut(Position target) {
    pact_.Given(Void(target), pact_.AppendOf(target).front().member);
  }

  Scenario pact_;
};

TEST_F(VoidDependents, OfAPersonsWayThroughTheProgramme) {
  const Position registered = First(Register());
  const std::string id =
      pact_.AppendOf(registered)[0].event.participant_registered().participant_id();
  const Position enrolled = First(Enrol(id));
  const Position granted = First(Grant(id));
  const Position hired = First(Hire(id));
  const Position ended = First(EndJob(id));
  const Position checked = First(Check(id));
  ExpectBlocked(registered, {enrolled, granted, hired, ended, checked});
  ExpectBlocked(enrolled, {granted, hired});
  ExpectBlocked(granted, {hired});
  ExpectBlocked(hired, {ended, checked});
  ExpectFree(ended);  // the six months run from the end of the support, not of the job
  for (const Position position : {checked, ended, hired, granted, enrolled, registered}) {
    ExpectFree(position);
    TakeOut(position);
  }
}

TEST_F(VoidDependents, OfTheEndOfAJobThatACheckRunsFrom) {
  const std::string id = pact_.GivenParticipant();
  First(Grant(id));
  First(Hire(id));
  auto end = EndJob(id);
  end.set_ended_on("2019-08-31");
  const Position ended = First(end);
  const Position checked = First(Check(id));
  ExpectBlocked(ended, {checked});
}

TEST_F(VoidDependents, OfTheEndOfAJobBeforeAnotherAtTheSameEmployer) {
  const std::string id = pact_.GivenParticipant();
  First(IndependentHire(id));
  const Position ended = First(EndJob(id));
  auto again = IndependentHire(id);
  again.set_hired_on("2020-06-01");
  const Position second = First(again);
  ExpectBlocked(ended, {second});
}

TEST_F(VoidDependents, OfATraining) {
  const std::string id = pact_.GivenParticipant();
  const Position started = First(StartCourse(id));
  const Position completed = First(CompleteCourse(id));
  ExpectBlocked(started, {completed});
  auto again = StartCourse(id);
  again.set_started_on("2020-01-07");
  const Position second = First(again);
  ExpectBlocked(completed, {second});
}

TEST_F(VoidDependents, OfTheFirstInterview) {
  const std::string id = pact_.GivenPerson();
  const Position held = First(Interview(id));
  ExpectFree(held);
  const Position made = First(DevelopmentPlan(id));
  ExpectBlocked(held, {made});
  ExpectFree(made);
}

TEST_F(VoidDependents, OfAMentoring) {
  const std::string id = pact_.GivenPerson();
  const Position started = First(Mentor(id));
  const Position session = First(Session(id));
  const Position ended = First(EndMentor(id));
  ExpectBlocked(started, {session, ended});
  auto again = Mentor(id);
  again.set_started_on("2020-01-07");
  const Position second = First(again);
  ExpectBlocked(ended, {second});
  ExpectFree(session);
}

TEST_F(VoidDependents, DoNotCountOnceTheyAreVoided) {
  const std::string id = pact_.GivenPerson();
  const Position enrolled = First(Enrol(id));
  const Position started = First(StartCourse(id));
  ExpectBlocked(enrolled, {started});
  TakeOut(started);
  ExpectFree(enrolled);
}

}  // namespace
}  // namespace paktum::domain
