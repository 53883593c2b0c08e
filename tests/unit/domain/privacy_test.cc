#include "libs/domain/privacy.h"

#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

constexpr const char* kOffice = "government_office";
constexpr const char* kCharity = "charity";

// A person whose erasure the government office's first clerk proposed; the next command is entered
// by somebody else.
struct Proposed {
  std::string person;
  std::string erasure;
};

Proposed GivenProposal(Scenario& pact, const std::string& person) {
  pact.SetActor("clerk-1");
  const std::string erasure = pact.Given(Propose(person), kOffice)["erasure_id"];
  pact.SetActor("clerk-2");
  return {person, erasure};
}

Proposed GivenAgreement(Scenario& pact, const std::string& person) {
  Proposed proposed = GivenProposal(pact, person);
  pact.Given(Agree(proposed.person, proposed.erasure), kCharity);
  return proposed;
}

void GivenErased(Scenario& pact, const Proposed& proposed, const std::string& identity = "") {
  const auto agreed = ErasureOf(pact.Stream("participant/" + proposed.person));
  ASSERT_TRUE(agreed.has_value());
  pact.Append(pact.NewCommand(), kCharity,
              PersonErasedEvents(proposed.person, *agreed, identity, {std::string(16, 'k')},
                                 Day("2021-06-15")));
}

TEST(Erasure, IsProposedByOneMemberAndAgreedByAnother) {
  Scenario pact;
  const std::string person = pact.GivenPerson();
  pact.SetActor("clerk-1");
  const auto proposal = pact.When(Propose(person), kOffice);
  ASSERT_TRUE(Records(proposal, {"ErasureProposed"}));
  EXPECT_EQ(proposal->events[0].stream, "participant/" + person);
  EXPECT_EQ(proposal->events[0].event.occurred_on(), "2021-06-01");
  const Proposed proposed = GivenProposal(pact, person);
  const auto agreed = pact.When(Agree(person, proposed.erasure), kCharity);
  ASSERT_TRUE(Records(agreed, {"ErasureAgreed"}));
  EXPECT_EQ(agreed->result.at("erasure_id"), proposed.erasure);
}

TEST(Erasure, TheProposersMemberMayNotAgree) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  EXPECT_TRUE(RefusedFor(pact.When(Agree(proposed.person, proposed.erasure), kOffice),
                         "erasure.same_member"));
}

TEST(Erasure, TheProposerMayNotAgreeForAnotherMember) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  pact.SetActor("clerk-1");
  EXPECT_TRUE(RefusedFor(pact.When(Agree(proposed.person, proposed.erasure), kCharity),
                         "erasure.same_person"));
}

TEST(Erasure, OfWhoeverEnteredIsRefusedWithTheDayUntilWhichTheLawKeepsIt) {
  Scenario pact;
  const std::string person = pact.GivenParticipant();
  const auto refused = pact.When(Propose(person), kOffice);
  EXPECT_TRUE(RefusedFor(refused, "erasure.kept_by_law"));
  EXPECT_EQ(DetailOf(refused, "kept_until_on"), "2028-12-31");
  pact.SetToday("2028-12-31");
  EXPECT_TRUE(RefusedFor(pact.When(Propose(person), kOffice), "erasure.kept_by_law"));
  pact.SetToday("2029-01-01");
  EXPECT_TRUE(Records(pact.When(Propose(person), kOffice), {"ErasureProposed"}));
}

TEST(Erasure, ADutyThatBeginsAfterTheProposalStopsTheAgreement) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  pact.Given(Enrol(proposed.person));
  EXPECT_TRUE(RefusedFor(pact.When(Agree(proposed.person, proposed.erasure), kCharity),
                         "erasure.kept_by_law"));
}

TEST(Erasure, NeedsAPersonAProposalAndDaysInOrder) {
  Scenario pact;
  const std::string nobody = pact.NewCommand().ToString();
  EXPECT_TRUE(RefusedFor(pact.When(Propose(nobody), kOffice), "participant.unknown"));
  const std::string person = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Agree(person, nobody), kCharity), "erasure.unknown"));
  const Proposed proposed = GivenProposal(pact, person);
  auto early = Agree(person, proposed.erasure);
  early.set_agreed_on("2021-05-31");
  EXPECT_TRUE(RefusedFor(pact.When(early, kCharity), "erasure.before_proposal"));
  auto later = Propose(person);
  later.set_requested_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(later, kOffice), "date.in_future"));
}

// What a voided registration sealed stays in the ledger until its key is gone.
TEST(Erasure, AlsoOfAPersonWhoseRegistrationWasVoided) {
  Scenario pact;
  const std::string person = pact.GivenPerson();
  pact.Given(Void(pact.last()), kOffice);
  const Proposed proposed = GivenProposal(pact, person);
  EXPECT_TRUE(Records(pact.When(Agree(person, proposed.erasure), kCharity), {"ErasureAgreed"}));
}

TEST(Erasure, DecidedTwiceAppendsNothing) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  const auto again = pact.When(Propose(proposed.person), kOffice);
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result.at("erasure_id"), proposed.erasure);
  EXPECT_TRUE(
      RefusedFor(pact.When(Propose(proposed.person), kCharity), "erasure.already_proposed"));
  pact.Given(Agree(proposed.person, proposed.erasure), kCharity);
  EXPECT_TRUE(NothingToDo(pact.When(Agree(proposed.person, proposed.erasure), kCharity)));
}

TEST(Erasure, AWithdrawnProposalMayBeFollowedByAnother) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  pact.Given(Void(pact.last()), kOffice);
  EXPECT_TRUE(
      RefusedFor(pact.When(Agree(proposed.person, proposed.erasure), kCharity), "erasure.unknown"));
  EXPECT_TRUE(Records(pact.When(Propose(proposed.person), kCharity), {"ErasureProposed"}));
}

TEST(Erasure, OnceAgreedNothingCanBeTakenBack) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  const Position proposal = pact.last();
  pact.Given(Agree(proposed.person, proposed.erasure), kCharity);
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last()), kCharity), "void.is_final"));
  EXPECT_TRUE(RefusedFor(pact.When(Void(proposal), kOffice), "void.others_depend"));
  GivenErased(pact, proposed);
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last()), kCharity), "void.is_final"));
}

TEST(Erasure, OnceAgreedNothingNewIsRecordedAboutThePerson) {
  Scenario pact;
  const Proposed proposed = GivenAgreement(pact, pact.GivenPerson());
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(RefusedFor(pact.When(Enrol(proposed.person)), "participant.erased"));
    EXPECT_TRUE(RefusedFor(pact.When(Interview(proposed.person)), "participant.erased"));
    EXPECT_TRUE(RefusedFor(pact.When(Service(proposed.person)), "participant.erased"));
    EXPECT_TRUE(RefusedFor(pact.When(Mentor(proposed.person)), "participant.erased"));
    EXPECT_TRUE(RefusedFor(pact.When(Propose(proposed.person), kCharity), "participant.erased"));
    EXPECT_TRUE(CheckMayOpen(pact.Stream("participant/" + proposed.person)).reason() ==
                "participant.erased");
    if (i == 0) GivenErased(pact, proposed);
  }
}

// What the funder's follow-up needs of a support that ran: dates and codes only.
TEST(Erasure, TheOutcomeOfASupportThatRanIsStillRecorded) {
  Scenario pact;
  const std::string person = pact.GivenParticipant();
  pact.Given(Grant(person));
  pact.Given(Hire(person));
  pact.SetToday("2029-06-30");
  const Proposed proposed = GivenAgreement(pact, person);
  GivenErased(pact, proposed);
  EXPECT_TRUE(Records(pact.When(EndJob(person)), {"EmploymentEnded"}));
  EXPECT_TRUE(Records(pact.When(Check(person)), {"SixMonthStatusChecked"}));
  EXPECT_TRUE(RefusedFor(pact.When(Hire(person)), "participant.erased"));
  EXPECT_TRUE(RefusedFor(pact.When(Grant(person, "S3")), "participant.erased"));
}

TEST(Erasure, TheNumberIsFreeForWhoComesBack) {
  Scenario pact;
  const std::string person = pact.GivenPerson();
  const std::string identity = pact.appends().front().back().stream;
  ASSERT_TRUE(identity.starts_with("identity/"));
  const Proposed proposed = GivenAgreement(pact, person);
  EXPECT_TRUE(NothingToDo(pact.When(Register()))) << "as long as the keys are there";
  GivenErased(pact, proposed, identity);
  const auto again = pact.When(Register());
  ASSERT_TRUE(Records(again, {"ParticipantRegistered", "IdentityClaimed"}));
  EXPECT_NE(again->result.at("participant_id"), person);
}

TEST(ErasureOf, TellsWhoHasToFinish) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  const std::string stream = "participant/" + proposed.person;
  EXPECT_FALSE(ErasureOf(pact.Stream(stream)).has_value());
  pact.Given(Agree(proposed.person, proposed.erasure), kCharity);
  const auto agreed = ErasureOf(pact.Stream(stream));
  ASSERT_TRUE(agreed.has_value());
  EXPECT_EQ(agreed->member, kCharity);
  EXPECT_EQ(agreed->erasure.ToString(), proposed.erasure);
  EXPECT_FALSE(agreed->finished);
  GivenErased(pact, proposed);
  EXPECT_TRUE(ErasureOf(pact.Stream(stream))->finished);
}

// No office records it; a ledger that holds it anyway must not make a vault destroy keys.
TEST(ErasureOf, AnAgreementOfTheProposersMemberIsNone) {
  Scenario pact;
  const Proposed proposed = GivenProposal(pact, pact.GivenPerson());
  PendingEvent forged;
  forged.stream = "participant/" + proposed.person;
  forged.event.set_occurred_on("2021-06-15");
  forged.event.mutable_erasure_agreed()->set_participant_id(proposed.person);
  forged.event.mutable_erasure_agreed()->set_erasure_id(proposed.erasure);
  Decision decision;
  decision.events.push_back(forged);
  decision.result = ResultOf(decision.events);
  pact.Append(pact.NewCommand(), kOffice, decision);
  EXPECT_FALSE(ErasureOf(pact.Stream(forged.stream)).has_value());
}

TEST(Unsealing, IsRecordedInAStreamOfItsOwnAndStays) {
  Scenario pact;
  const std::string person = pact.GivenPerson();
  ASSERT_TRUE(CheckMayOpen(pact.Stream("participant/" + person)).ok());
  EXPECT_EQ(CheckMayOpen(pact.Stream("participant/unknown")).reason(), "participant.unknown");
  Decision decision;
  decision.events.push_back(UnsealedEvent({.participant_id = person,
                                           .purpose = privacy::v1::UNSEAL_PURPOSE_CASE_WORK,
                                           .content_types = {"paktum.sealed.v1.PersonDetails"},
                                           .reference = "BKKH-1"},
                                          Day("2021-06-30")));
  decision.result = ResultOf(decision.events);
  EXPECT_EQ(decision.events[0].stream, "unsealing/" + person);
  pact.Append(pact.NewCommand(), kCharity, decision);
  EXPECT_TRUE(RefusedFor(pact.When(Void(pact.last()), kCharity), "void.is_final"));
}

}  // namespace
}  // namespace paktum::domain
