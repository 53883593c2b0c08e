// Evidence and corrections in one append.
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

TEST(AttachedEvidence, StandsInTheStreamOfItsEvent) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(Evidence(pact.last()), "government_office");
  ASSERT_TRUE(Records(decided, {"EvidenceAttached"}));
  EXPECT_EQ(decided->events[0].stream, "participant/" + id);
  EXPECT_EQ(decided->events[0].event.evidence_attached().position(), pact.last().value());
  EXPECT_EQ(decided->events[0].event.occurred_on(), "2021-06-30") << "today";
}

TEST(AttachedEvidence, TheSameFileTwiceAppendsNothing) {
  Scenario pact;
  pact.GivenParticipant();
  const Position target = pact.last();
  pact.Given(Evidence(target), "government_office");
  auto again = Evidence(target);
  again.set_type(correction::v1::EVIDENCE_TYPE_OTHER);
  EXPECT_TRUE(NothingToDo(pact.When(again, "government_office")));
  again.set_file_sha256(std::string(64, 'b'));
  EXPECT_TRUE(Records(pact.When(again, "government_office"), {"EvidenceAttached"}));
}

TEST(AttachedEvidence, BelongsToTheRecorderAndToThoseWhoServeThePerson) {
  Scenario pact;
  pact.GivenParticipant();
  EXPECT_TRUE(pact.When(Evidence(pact.last()), "charity").ok());
  EXPECT_TRUE(RefusedFor(pact.When(Evidence(pact.last()), "pact_office"), "evidence.not_yours"));
  pact.Given(Meeting());
  EXPECT_TRUE(pact.When(Evidence(pact.last()), "pact_office").ok());
  EXPECT_TRUE(RefusedFor(pact.When(Evidence(pact.last()), "charity"), "evidence.not_yours"));
}

TEST(AttachedEvidence, NeedsAnEventThatStands) {
  Scenario pact;
  pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Evidence(Position(99))), "void.unknown_position"));
  const Position target = pact.last();
  pact.Given(Void(target), "government_office");
  EXPECT_TRUE(
      RefusedFor(pact.When(Evidence(target), "government_office"), "evidence.event_voided"));
  EXPECT_TRUE(RefusedFor(pact.When(Evidence(pact.last()), "government_office"),
                         "evidence.not_for_this_kind"));
}

// A hire at the wrong employer whose end is recorded already.
class Correction : public ::testing::Test {
 protected:
  Correction() {
    id_ = pact_.GivenParticipant();
    hire_id_ = pact_.Given(IndependentHire(id_))["hire_id"];
    hired_ = pact_.last();
    pact_.Given(EndJob(id_));
    right_ = IndependentHire(id_);
    right_.set_employer("kalfem");
  }

  Result<Decision> WhenCorrected(const google::protobuf::Message& command) {
    return pact_.When(Correct(hired_, command), "government_office");
  }

  Scenario pact_;
  std::string id_;
  std::string hire_id_;
  Position hired_;
  command::v1::RecordHire right_;
};

TEST_F(Correction, TakesOutAndReplacesInOneAppend) {
  const auto decided = WhenCorrected(right_);
  ASSERT_TRUE(Records(decided, {"EventVoided", "HireRecorded", "EventCorrected"}));
  const auto& hire = decided->events[1].event.hire_recorded();
  EXPECT_EQ(hire.employer(), "kalfem");
  EXPECT_EQ(hire.hire_id(), hire_id_) << "what refers to the job still holds";
  const auto& corrected = decided->events[2].event.event_corrected();
  EXPECT_EQ(corrected.command(), "RecordHire");
  EXPECT_THAT(corrected.target_positions(), ::testing::ElementsAre(hired_.value()));
  EXPECT_THAT(corrected.changed_fields(), ::testing::ElementsAre("employer"));
}

TEST_F(Correction, StandsInThePlaceOfWhatItTakesOut) {
  pact_.Given(Correct(hired_, right_), "government_office");
  EXPECT_TRUE(RefusedFor(pact_.When([&] {
    auto end = EndJob(id_);
    end.set_ended_on("2020-06-30");
    return end;
  }()),
                         "employment.none_running"))
      << "the end counts after the corrected hire";
  const Position corrected(pact_.last().value() - 1);
  EXPECT_TRUE(RefusedFor(pact_.When(Void(corrected), "government_office"), "void.others_depend"));
}

TEST_F(Correction, CorrectingTwiceAppendsNothing) {
  const auto first = pact_.Given(Correct(hired_, right_), "government_office");
  const auto again = WhenCorrected(right_);
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result, first);
  right_.set_employer("mizse-pekseg");
  EXPECT_TRUE(RefusedFor(WhenCorrected(right_), "correction.already_voided"));
}

TEST_F(Correction, OfACorrectionKeepsTheFirstIdAndPlace) {
  pact_.Given(Correct(hired_, right_), "government_office");
  hired_ = Position(pact_.last().value() - 1);
  right_.set_employer("mizse-pekseg");
  const auto decided = WhenCorrected(right_);
  ASSERT_TRUE(Records(decided, {"EventVoided", "HireRecorded", "EventCorrected"}));
  EXPECT_EQ(decided->events[1].event.hire_recorded().hire_id(), hire_id_);
  pact_.Given(Correct(hired_, right_), "government_office");
  EXPECT_TRUE(RefusedFor(pact_.When(EndJob(id_)), "employment.none_running") ||
              NothingToDo(pact_.When(EndJob(id_))));
}

TEST_F(Correction, WhatRestsOnItMustHoldAfterwards) {
  right_.set_hired_on("2020-03-01");  // the job ended on 2020-02-29
  const auto decided = WhenCorrected(right_);
  EXPECT_TRUE(RefusedFor(decided, "correction.others_depend"));
  EXPECT_EQ(DetailOf(decided, "positions"), std::to_string(hired_.value() + 1));
  EXPECT_TRUE(RefusedFor(WhenCorrected(StartCourse(id_)), "correction.others_depend"))
      << "no job, no end of it";
}

TEST_F(Correction, NeedsSomethingToChange) {
  EXPECT_TRUE(RefusedFor(WhenCorrected(IndependentHire(id_)), "correction.changes_nothing"));
  auto other = IndependentHire(id_);
  other.set_employer("mizse-pekseg");
  other.set_hired_on("2021-01-10");
  pact_.Given(other);
  EXPECT_TRUE(RefusedFor(WhenCorrected(other), "correction.recorded_already"));
}

TEST_F(Correction, IsDecidedByTheRulesOfItsCommand) {
  right_.set_hired_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(WhenCorrected(right_), "date.before_enrolment"));
}

TEST_F(Correction, BelongsToTheOfficeAndItsCommands) {
  EXPECT_TRUE(RefusedFor(pact_.When(Correct(hired_, right_), "charity"),
                         "correction.command_not_allowed") ||
              RefusedFor(pact_.When(Correct(hired_, right_), "charity"), "void.not_yours"));
  EXPECT_TRUE(RefusedFor(WhenCorrected(Interview(id_)), "correction.command_not_allowed"));
  EXPECT_TRUE(RefusedFor(WhenCorrected(Void(hired_)), "correction.command_not_allowed"));
  auto unknown = Correct(hired_, right_);
  unknown.set_command("NoSuchCommand");
  EXPECT_TRUE(
      RefusedFor(pact_.When(unknown, "government_office"), "correction.command_not_allowed"));
  EXPECT_TRUE(RefusedFor(pact_.When(Correct(Position(99), right_), "government_office"),
                         "void.unknown_position"));
}

TEST_F(Correction, OfTheWrongPersonMovesTheFact) {
  const std::string other = pact_.GivenParticipant("987654301");
  right_ = IndependentHire(other);
  EXPECT_TRUE(RefusedFor(WhenCorrected(right_), "correction.others_depend"));
  pact_.Given(Void(Position(hired_.value() + 1)), "government_office");
  const auto decided = WhenCorrected(right_);
  ASSERT_TRUE(Records(decided, {"EventVoided", "HireRecorded", "EventCorrected"}));
  EXPECT_EQ(decided->events[0].stream, "participant/" + id_);
  EXPECT_EQ(decided->events[1].stream, "participant/" + other);
  EXPECT_EQ(decided->events[2].stream, "participant/" + id_);
}

TEST(CorrectionOfAGrant, FreesAndTakesTheMoneyOfTheScheme) {
  Scenario pact(ChangedPlan("  persons: 68\n", "  persons: 1\n"));
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id));
  const Position granted(pact.last().value() - 1);
  auto right = Grant(id);
  right.set_monthly_amount_ft(200000);
  const auto decided = pact.When(Correct(granted, right), "government_office");
  ASSERT_TRUE(Records(decided, {"EventVoided", "EventVoided", "SubsidyGranted", "SchemeCommitted",
                                "EventCorrected"}));
  EXPECT_THAT(decided->events[4].event.event_corrected().changed_fields(),
              ::testing::ElementsAre("monthly_amount_ft"));
}

TEST(CorrectionOfAGrant, WhoseStopFreedMoneyKeepsItsAmounts) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant = pact.Given(Grant(id))["grant_id"];
  const Position granted(pact.last().value() - 1);
  pact.Given(Stop(id, grant));
  auto right = Grant(id);
  right.set_monthly_amount_ft(200000);
  EXPECT_TRUE(RefusedFor(pact.When(Correct(granted, right), "government_office"),
                         "correction.others_depend"));
  right = Grant(id);
  right.set_intensity_percent(90);
  EXPECT_TRUE(pact.When(Correct(granted, right), "government_office").ok());
}

TEST(CorrectionOfARegistration, KeepsThePersonAndSealsAnew) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const Position registered(1);
  auto right = Register();
  right.set_family_name("Kováts");
  const auto decided = pact.When(Correct(registered, right), "government_office");
  ASSERT_TRUE(Records(decided, {"EventVoided", "EventVoided", "ParticipantRegistered",
                                "IdentityClaimed", "EventCorrected"}));
  EXPECT_EQ(decided->events[2].event.participant_registered().participant_id(), id);
  EXPECT_EQ(decided->events[2].seals.size(), 1U);
  for (const PendingEvent& event : decided->events) {
    EXPECT_EQ(event.event.SerializeAsString().find("Kováts"), std::string::npos);
  }
  pact.Given(Correct(registered, right), "government_office");
  EXPECT_TRUE(pact.When(Grant(id)).ok()) << "the person is in the programme as before";
  EXPECT_TRUE(NothingToDo(pact.When(Register())));
}

// What a stop freed may be taken by somebody else: then the stop cannot be taken out.
TEST(Void, OfAStopThatFreedATakenPlaceIsRefused) {
  Scenario pact(ChangedPlan("  persons: 68\n", "  persons: 1\n"));
  const std::string first = pact.GivenParticipant();
  const std::string grant = pact.Given(Grant(first))["grant_id"];
  pact.Given(Stop(first, grant));
  const Position stopped(pact.last().value() - 1);
  EXPECT_TRUE(pact.When(Void(stopped), "government_office").ok());
  const std::string second = pact.GivenParticipant("987654301");
  pact.Given(Grant(second));
  EXPECT_TRUE(RefusedFor(pact.When(Void(stopped), "government_office"), "void.scheme_over_limit"));
}

// What a correction takes out, and puts in its place, cannot be taken out by voiding the
// correction.
TEST(Void, OfACorrectedEventTakesOutBoth) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(IndependentHire(id));
  const Position hired = pact.last();
  auto right = IndependentHire(id);
  right.set_employer("kalfem");
  pact.Given(Correct(hired, right), "government_office");
  const Position corrected(pact.last().value() - 1);
  pact.Given(Void(corrected), "government_office");
  EXPECT_TRUE(RefusedFor(pact.When(EndJob(id)), "employment.none_running"));
}

}  // namespace
}  // namespace paktum::domain
