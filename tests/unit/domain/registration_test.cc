#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(Registration, MakesAParticipantAndClaimsTheIdentityInOneAppend) {
  Scenario pact;
  const Uuid command = pact.NewCommand();
  const auto decided = pact.WhenAs(command, Register());
  ASSERT_TRUE(Records(decided, {"ParticipantRegistered", "IdentityClaimed"}));
  const std::string id = IdOfNewThing(command).ToString();
  EXPECT_EQ(decided->result, (ResultFields{{"participant_id", id}}));
  const PendingEvent& registered = decided->events[0];
  EXPECT_EQ(registered.stream, "participant/" + id);
  EXPECT_EQ(registered.event.occurred_on(), "2019-01-10");
  EXPECT_EQ(registered.event.participant_registered().participant_id(), id);
  EXPECT_EQ(registered.event.participant_registered().gender(), participant::v1::GENDER_FEMALE);
  EXPECT_TRUE(decided->events[1].stream.starts_with("identity/"));
  EXPECT_EQ(decided->events[1].event.identity_claimed().participant_id(), id);
}

TEST(Registration, SealsWhoThePersonIs) {
  Scenario pact;
  auto command = Register("123 456-788");
  command.set_email("ilona@example.hu");
  const auto decided = pact.When(command);
  ASSERT_TRUE(decided.ok());
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  const PendingSeal& seal = decided->events[0].seals[0];
  EXPECT_EQ(seal.person, decided->result.at("participant_id"));
  EXPECT_EQ(seal.content_type, "paktum.sealed.v1.PersonDetails");
  sealed::v1::PersonDetails details;
  ASSERT_TRUE(details.ParseFromString(seal.plaintext));
  EXPECT_EQ(details.family_name(), "Kovács");
  EXPECT_EQ(details.taj(), "123456788");
  EXPECT_EQ(details.email(), "ilona@example.hu");
  EXPECT_TRUE(decided->events[1].seals.empty());
}

TEST(Registration, TheSameTajInEitherOfficeFindsTheFirstRegistration) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  auto again = Register();
  again.set_registered_on("2020-06-01");
  again.set_family_name("Kovácsné");
  for (const char* office : {"government_office", "charity"}) {
    const auto decided = pact.When(again, office);
    EXPECT_TRUE(NothingToDo(decided));
    EXPECT_EQ(decided->result.at("participant_id"), first);
  }
}

TEST(Registration, AVoidedRegistrationFreesTheIdentity) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  pact.Given(Void(pact.last()), "government_office");
  const std::string second = pact.GivenPerson();
  EXPECT_NE(first, second);
  const auto decided = pact.When(Register());
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("participant_id"), second);
}

TEST(Registration, IsRefusedForADayToCome) {
  Scenario pact;
  auto command = Register();
  command.set_registered_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
  command.set_registered_on("2021-06-30");
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Registration, IsRefusedForADayThatDoesNotExistWithoutShowingIt) {
  Scenario pact;
  auto command = Register();
  command.set_birth_date("1985-02-30");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "date.unreadable"));
  EXPECT_EQ(decided.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(decided.status().ToString().find("1985"), std::string::npos);
}

TEST(Registration, NeedsAnAgeFromFourteenToAHundred) {
  Scenario pact;
  const auto born = [&](const char* birth_date) {
    auto command = Register();
    command.set_birth_date(birth_date);
    return pact.When(command);
  };
  EXPECT_TRUE(born("2005-01-10").ok()) << "fourteen on that day";
  EXPECT_TRUE(RefusedFor(born("2005-01-11"), "registration.age_out_of_range"));
  EXPECT_TRUE(born("1918-01-11").ok()) << "a hundred still";
  EXPECT_TRUE(RefusedFor(born("1918-01-10"), "registration.age_out_of_range"));
  EXPECT_TRUE(RefusedFor(born("2021-07-01"), "registration.birth_in_future"));
}

}  // namespace
}  // namespace paktum::domain
