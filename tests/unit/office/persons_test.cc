// Opening under record, and erasing, of an office over a log and a key store in this process.
#include "libs/office/persons.h"

#include <gmock/gmock.h>

#include "libs/events/catalogue.h"
#include "libs/events/streams.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/office/command_processor.h"
#include "libs/office/commands.h"
#include "libs/plan/load.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::office {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kPact = "tiszakecske";
const std::string kDetails = "paktum.sealed.v1.PersonDetails";

Deadline Soon() { return DeadlineIn(std::chrono::seconds(10)); }

vault::SecretKey Key(char fill) {
  return vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, fill)).value();
}

// A store that several offices use; away when told so.
class SharedStore final : public vault::KeyStore {
 public:
  explicit SharedStore(vault::MemoryKeyStore& store, const bool& away)
      : store_(store), away_(away) {}
  Result<std::optional<vault::StoredKey>> Find(const vault::KeyRef& key,
                                               Deadline deadline) override {
    if (away_) return Away();
    return store_.Find(key, deadline);
  }
  Result<vault::StoredKey> Create(const vault::KeyRef& key, const vault::StoredKey& proposed,
                                  Deadline deadline) override {
    if (away_) return Away();
    return store_.Create(key, proposed, deadline);
  }
  Result<std::vector<std::string>> Destroy(const vault::PersonRef& person, const Uuid& erasure,
                                           Deadline deadline) override {
    if (away_) return Away();
    return store_.Destroy(person, erasure, deadline);
  }
  Result<bool> IsErased(const vault::PersonRef& person, Deadline deadline) override {
    if (away_) return Away();
    return store_.IsErased(person, deadline);
  }

 private:
  static Status Away() { return Unavailable("vault.away", "away"); }
  vault::MemoryKeyStore& store_;
  const bool& away_;
};

class PersonsTest : public testing::Test {
 protected:
  PersonsTest() {
    for (const char* member : {"government_office", "charity"}) Start(member);
  }

  void Start(const std::string& member) {
    vault::UnsealKeys keys;
    keys.member = member;
    keys.own.push_back(Key(member.front()));
    for (const char* other : {"government_office", "charity"}) {
      keys.members[other] = {vault::PublicKeyOf(Key(*other))};
    }
    const auto identities = std::make_shared<vault::IdentityIndex>(Key('i'));
    std::map<std::string, PersonsPact> pacts;
    pacts.emplace(kPact, PersonsPact{plan_, identities});
    std::map<std::string, PactSetting> settings;
    settings.emplace(kPact, PactSetting{plan_, identities});
    processors_.erase(member);
    persons_[member] = Persons::Over(member, std::make_unique<SharedStore>(store_, away_),
                                     std::move(keys), std::move(pacts), Key('d'), log_, clock_);
    processors_[member] = std::make_unique<CommandProcessor>(member, std::move(settings), log_,
                                                             persons_[member]->vault(), clock_);
  }

  Result<Answer> Send(const std::string& member, const std::string& command,
                      const std::string& json, const std::string& actor) {
    CheckedCommand checked = ReadCommand(*FindCommand(command), json);
    EXPECT_THAT(checked.violations, IsEmpty());
    if (checked.message == nullptr) return Internal("test", "wrong input");
    return processors_[member]->Process({.pact = kPact,
                                         .command = Uuid::V7From(1'600'000'000'000, 0, ++sent_),
                                         .message = std::move(checked.message),
                                         .content_digest = "digest",
                                         .actor = actor},
                                        Soon());
  }
  std::string Register(const std::string& member, const std::string& taj = "123456788") {
    return Send(member, "RegisterParticipant",
                R"({"registered_on":"2019-03-01","family_name":"Kovács","given_name":"Réka",
                "birth_date":"1980-02-28","gender":"GENDER_FEMALE","taj":")" +
                    taj + "\"}",
                "clerk-1")
        ->result.at("participant_id");
  }
  void AgreeToErasure(const std::string& person) {
    const auto proposed =
        Send("government_office", "ProposeErasure",
             R"({"participant_id":")" + person +
                 R"(","requested_on":"2020-05-01","reason":"ERASURE_REASON_OBJECTION",
             "reference":"BKKH-1"})",
             "clerk-1");
    ASSERT_TRUE(proposed.ok()) << proposed.status();
    const auto agreed =
        Send("charity", "AgreeToErasure",
             R"({"participant_id":")" + person + R"(","erasure_id":")" +
                 proposed->result.at("erasure_id") + R"(","agreed_on":"2020-05-02"})",
             "clerk-2");
    ASSERT_TRUE(agreed.ok()) << agreed.status();
  }
  OpenRequest Asked(const std::string& person) {
    return {.pact = kPact,
            .participant_id = person,
            .command = Uuid::V7From(1'600'000'000'000, 1, ++sent_),
            .actor = "clerk-9",
            .purpose = privacy::v1::UNSEAL_PURPOSE_CASE_WORK,
            .reference = "BKKH-2",
            .content_types = {kDetails}};
  }
  // Types of the events of a stream, in order.
  std::vector<std::string> Types(const std::string& stream) {
    std::vector<std::string> types;
    const auto slice = log_.ReadStream(kPact, stream, StreamVersion(0), {}, Soon());
    for (const ledger::Record& record : slice->records) {
      const std::string type = events::TypeOf(*events::ParseEvent(record.submitted));
      types.push_back(type.substr(type.rfind('.') + 1));
    }
    return types;
  }
  static bool Eventually(const std::function<bool()>& condition) {
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!condition()) {
      if (SteadyNow() > give_up) return false;
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
    return true;
  }

  plan::Plan plan_ =
      plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto").value();
  ManualClock clock_{*Instant::Parse("2020-06-01T08:00:00Z")};
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  ledger::LocalEventLog log_{storage_, sequencer_};
  vault::MemoryKeyStore store_;
  bool away_ = false;
  std::map<std::string, std::unique_ptr<Persons>> persons_;
  std::map<std::string, std::unique_ptr<CommandProcessor>> processors_;
  std::uint64_t sent_ = 0;
};

TEST_F(PersonsTest, WhatOneOfficeSealedTheOtherOpensAfterItWasRecorded) {
  const std::string person = Register("charity");
  const auto opened = persons_["government_office"]->access().Open(Asked(person), Soon());
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_THAT(opened->parts, SizeIs(1));
  sealed::v1::PersonDetails details;
  ASSERT_TRUE(details.ParseFromString(opened->parts[0].plaintext));
  EXPECT_EQ(details.family_name(), "Kovács");
  EXPECT_THAT(Types(events::UnsealingStream(person)), ElementsAre("PersonalDataUnsealed"));
}

TEST_F(PersonsTest, NothingIsOpenedThatCannotBeRecorded) {
  const std::string person = Register("charity");
  sequencer_.Stop();
  EXPECT_FALSE(persons_["government_office"]
                   ->access()
                   .Open(Asked(person), DeadlineIn(std::chrono::milliseconds(200)))
                   .ok());
}

TEST_F(PersonsTest, ARepeatedRequestIsRecordedOnce) {
  const std::string person = Register("charity");
  const OpenRequest asked = Asked(person);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(persons_["charity"]->access().Open(asked, Soon()).ok());
  }
  EXPECT_THAT(Types(events::UnsealingStream(person)), SizeIs(1));
  OpenRequest other = asked;
  other.reference = "BKKH-3";
  EXPECT_EQ(persons_["charity"]->access().Open(other, Soon()).status().reason(),
            "append.command_reused");
}

TEST_F(PersonsTest, WhileTheVaultIsAwayNothingIsRecordedAsOpened) {
  const std::string person = Register("charity");
  away_ = true;
  EXPECT_EQ(persons_["government_office"]->access().Open(Asked(person), Soon()).status().reason(),
            "vault.away");
  EXPECT_THAT(Types(events::UnsealingStream(person)), IsEmpty());
}

TEST_F(PersonsTest, NobodyUnknownIsOpened) {
  EXPECT_EQ(persons_["charity"]->access().Open(Asked(Uuid().ToString()), Soon()).status().reason(),
            "participant.unknown");
}

TEST_F(PersonsTest, TheOfficeThatAgreedErasesAndTheIndexForgets) {
  const std::string person = Register("government_office");
  const std::string other = Register("charity", "987654322");
  for (auto& [member, persons] : persons_) persons->Follow();
  for (auto& [member, persons] : persons_) {
    ASSERT_TRUE(Eventually([&office = *persons] { return office.IndexComplete(kPact); }));
    EXPECT_THAT(persons->IndexOf(kPact).FindByName("reka", 10), SizeIs(2)) << member;
  }
  AgreeToErasure(person);
  ASSERT_TRUE(Eventually([&] {
    return Types(events::ParticipantStream(person)).back() == "PersonErased" &&
           persons_["government_office"]->IndexOf(kPact).size() == 1 &&
           persons_["charity"]->IndexOf(kPact).size() == 1;
  }));
  EXPECT_TRUE(*store_.IsErased({kPact, *Uuid::Parse(person)}, Soon()));
  for (auto& [member, persons] : persons_) {
    EXPECT_EQ(persons->access().Open(Asked(person), Soon()).status().reason(),
              "participant.erased");
    EXPECT_TRUE(persons->access().Open(Asked(other), Soon()).ok());
  }
  EXPECT_THAT(Types(events::UnsealingStream(person)), IsEmpty());
  // The number is free: whoever comes back is somebody new.
  EXPECT_NE(Register("charity"), person);
}

// Every place where the office may end: before the keys are destroyed, and before it is recorded.
TEST_F(PersonsTest, AnErasureThatACrashInterruptedIsFinishedAfterTheStart) {
  const std::string person = Register("government_office");
  const std::string second = Register("government_office", "987654322");
  AgreeToErasure(person);
  AgreeToErasure(second);
  ASSERT_TRUE(store_.Destroy({kPact, *Uuid::Parse(second)}, Uuid(), Soon()).ok());
  EXPECT_EQ(Types(events::ParticipantStream(person)).back(), "ErasureAgreed");
  Start("charity");
  persons_["charity"]->Follow();
  for (const std::string& id : {person, second}) {
    ASSERT_TRUE(
        Eventually([&] { return Types(events::ParticipantStream(id)).back() == "PersonErased"; }));
    EXPECT_TRUE(*store_.IsErased({kPact, *Uuid::Parse(id)}, Soon()));
  }
  Start("charity");
  persons_["charity"]->Follow();
  ASSERT_TRUE(Eventually([&] { return persons_["charity"]->IndexComplete(kPact); }));
  EXPECT_THAT(Types(events::ParticipantStream(person)), SizeIs(4)) << "recorded once";
}

}  // namespace
}  // namespace paktum::office
