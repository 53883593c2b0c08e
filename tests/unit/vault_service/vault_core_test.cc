#include "services/vault/vault_core.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "libs/domain/privacy.h"
#include "libs/events/streams.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/vault_client/messages.h"
#include "services/vault/ledger_follower.h"
#include "tests/unit/vault/key_ring.h"
#include "tests/unit/vault/temporary_directory.h"

namespace paktum::vault_service {
namespace {

using ::testing::ElementsAre;
using vault::DetailsOf;
using vault::Person;

const ServingMembers kServing{{"pact", {"charity", "government_office"}}};
const std::string kDetails = DetailsOf(1).content_type;
constexpr const char* kNote = "paktum.sealed.v1.Note";

Deadline Soon() { return DeadlineIn(std::chrono::seconds(5)); }

class VaultCoreTest : public testing::Test {
 protected:
  VaultCoreTest() { core_.SetFollowed("pact"); }

  // Appends one event of the member to the person's stream.
  void Append(const std::string& member, const vault::PersonRef& person, event::v1::Event event) {
    event.set_occurred_on("2021-06-15");
    ledger::AppendRequest append;
    append.pact = "pact";
    append.command = Uuid::V7From(1'600'000'000'000, 3, ++commands_);
    append.member = member;
    append.content_digest = "digest";
    append.events.push_back(
        {events::ParticipantStream(person.person.ToString()), event.SerializeAsString()});
    const auto appended = log_.Append(append, Soon());
    ASSERT_TRUE(appended.ok()) << appended.status();
  }
  void Propose(const std::string& member, const vault::PersonRef& person) {
    event::v1::Event event;
    event.mutable_erasure_proposed()->set_participant_id(person.person.ToString());
    event.mutable_erasure_proposed()->set_erasure_id(erasure_.ToString());
    Append(member, person, event);
  }
  void Agree(const std::string& member, const vault::PersonRef& person) {
    event::v1::Event event;
    event.mutable_erasure_agreed()->set_participant_id(person.person.ToString());
    event.mutable_erasure_agreed()->set_erasure_id(erasure_.ToString());
    Append(member, person, event);
  }
  void Erased(const std::string& member, const vault::PersonRef& person) {
    event::v1::Event event;
    event.mutable_person_erased()->set_participant_id(person.person.ToString());
    event.mutable_person_erased()->set_erasure_id(erasure_.ToString());
    Append(member, person, event);
  }

  Result<vault::v1::GetKeyReply> Get(const std::string& caller, const vault::PersonRef& person,
                                     const vault::StoredKey* proposed = nullptr) {
    return Ask(core_, caller, {person, kDetails}, proposed);
  }
  static Result<vault::v1::GetKeyReply> Ask(VaultCore& core, const std::string& caller,
                                            const vault::KeyRef& key,
                                            const vault::StoredKey* proposed = nullptr) {
    vault::v1::GetKeyRequest request;
    request.set_pact(key.person.pact);
    request.set_person(std::string(key.person.person.bytes()));
    request.set_content_type(key.content_type);
    if (proposed != nullptr) vault_client::ToMessage(*proposed, *request.mutable_proposed());
    PAKTUM_ASSIGN_OR_RETURN(const std::string answer,
                            core.GetOrCreateKey(caller, request.SerializeAsString()));
    vault::v1::GetKeyReply reply;
    EXPECT_TRUE(reply.ParseFromString(answer));
    return reply;
  }
  Result<std::string> Destroy(const std::string& caller, const vault::PersonRef& person) {
    vault::v1::DestroyRequest request;
    request.set_pact(person.pact);
    request.set_person(std::string(person.person.bytes()));
    request.set_erasure_id(erasure_.ToString());
    return core_.Destroy(caller, request.SerializeAsString(), Soon());
  }
  [[nodiscard]] vault::StoredKey KeyOf(const std::string& maker, std::uint64_t person) const {
    return vault::MakeKey(DetailsOf(person), kServing.at("pact"), ring_.Of(maker))->stored;
  }

  vault::TemporaryDirectory directory_;
  vault::KeyRing ring_;
  ManualClock clock_{*Instant::Parse("2021-06-15T08:00:00Z")};
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  ledger::LocalEventLog log_{storage_, sequencer_};
  std::unique_ptr<KeyDatabase> keys_ = KeyDatabase::Open(directory_.path() / "vault").value();
  Backups backups_{"", 1};
  AgreedErasures agreed_{log_};
  VaultCore core_{*keys_, backups_, agreed_, kServing, nullptr};
  const Uuid erasure_ = Uuid::V7From(1'600'000'000'000, 9, 9);
  std::uint64_t commands_ = 0;
};

TEST_F(VaultCoreTest, BothServingMembersGetTheFirstKeyAndOthersNothing) {
  const vault::StoredKey first = KeyOf("charity", 1);
  EXPECT_FALSE(Get("government_office", Person(1))->has_key());
  EXPECT_EQ(Get("charity", Person(1), &first)->key().key_id(), first.key_id);
  const vault::StoredKey second = KeyOf("government_office", 1);
  EXPECT_EQ(Get("government_office", Person(1), &second)->key().key_id(), first.key_id);
  for (const char* other : {"pact_office", "dashboard", "operator"}) {
    EXPECT_EQ(Get(other, Person(1)).status().reason(), "vault.not_entitled") << other;
    EXPECT_EQ(Destroy(other, Person(1)).status().reason(), "vault.not_entitled") << other;
  }
  EXPECT_EQ(Get("charity", {"other", Person(1).person}).status().reason(), "vault.not_entitled");
}

// Who serves nobody, and who serves persons of another pact.
TEST_F(VaultCoreTest, NoMessageIsAnsweredToWhoDoesNotServeThePactsPersons) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(Get("charity", Person(1), &key).ok());
  const auto ask = [&](const std::string& caller, const std::string& pact) {
    const std::string person(Person(1).person.bytes());
    vault::v1::GetKeyRequest get;
    vault::v1::DestroyRequest destroy;
    vault::v1::FenceRequest fence;
    vault::v1::IsErasedRequest erased;
    get.set_pact(pact), get.set_person(person), get.set_content_type(kDetails);
    destroy.set_pact(pact), destroy.set_person(person), destroy.set_erasure_id(erasure_.ToString());
    fence.set_pact(pact), fence.set_person(person);
    erased.set_pact(pact), erased.set_person(person);
    return std::vector<std::string>{
        core_.GetOrCreateKey(caller, get.SerializeAsString()).status().reason(),
        core_.Destroy(caller, destroy.SerializeAsString(), Soon()).status().reason(),
        core_.Fence(caller, fence.SerializeAsString(), Soon()).status().reason(),
        core_.IsErased(caller, erased.SerializeAsString()).status().reason()};
  };
  for (const char* caller : {"pact_office", "dashboard", "operator", "auditor", "registers"}) {
    EXPECT_THAT(ask(caller, "pact"), testing::Each("vault.not_entitled")) << caller;
  }
  EXPECT_THAT(ask("charity", "other"), testing::Each("vault.not_entitled"));
  EXPECT_TRUE(Get("charity", Person(1))->has_key()) << "nothing was destroyed";
}

TEST_F(VaultCoreTest, AProposedKeyIsTheCallersAndForEverybodyWhoServes) {
  const vault::StoredKey other = KeyOf("government_office", 1);
  EXPECT_EQ(Get("charity", Person(1), &other).status().reason(), "vault.not_entitled");
  vault::StoredKey mine = KeyOf("charity", 1);
  mine.wrapped.pop_back();
  EXPECT_EQ(Get("charity", Person(1), &mine).status().reason(), "vault.malformed")
      << "the other member could not open it";
  EXPECT_EQ(core_.GetOrCreateKey("charity", "no message").status().reason(), "vault.malformed");
}

TEST_F(VaultCoreTest, AKeyIsOfOneKindOfPart) {
  EXPECT_EQ(Ask(core_, "charity", {Person(1), ""}).status().reason(), "vault.malformed");
  EXPECT_EQ(Ask(core_, "charity", {Person(1), std::string(201, 'x')}).status().reason(),
            "vault.malformed");
  const vault::StoredKey details = KeyOf("charity", 1);
  ASSERT_TRUE(Get("charity", Person(1), &details).ok());
  EXPECT_FALSE(Ask(core_, "charity", {Person(1), kNote})->has_key());
}

// The rules as a file that the vault follows.
class VaultRulesTest : public VaultCoreTest {
 protected:
  VaultRulesTest() {
    Write("may_unseal: 'paktum.sealed.v1.PersonDetails' may_unseal: 'paktum.sealed.v1.Note'");
    rules_ = access::RulesFile::Open(path_, {}).value();
    core_with_rules_.emplace(*keys_, backups_, agreed_, kServing, rules_);
    core_with_rules_->SetFollowed("pact");
  }

  // The charity's rule; the government office opens notes only.
  void Write(const std::string& charity) const {
    std::ofstream(path_ + ".new") << "members { name: 'charity' pacts: 'pact' " << charity
                                  << " }\nmembers { name: 'government_office' pacts: 'pact' "
                                     "may_unseal: 'paktum.sealed.v1.Note' }\n"
                                     "members { name: 'elsewhere' pacts: 'other' "
                                     "may_unseal: 'paktum.sealed.v1.Note' }\n";
    std::filesystem::rename(path_ + ".new", path_);
  }
  std::string ReasonOf(const std::string& caller, const std::string& content_type) {
    return Ask(*core_with_rules_, caller, {Person(1), content_type}).status().reason();
  }

  const std::string path_ = (directory_.path() / "rules.textproto").string();
  std::shared_ptr<access::RulesFile> rules_;
  std::optional<VaultCore> core_with_rules_;
};

TEST_F(VaultRulesTest, AMemberGetsKeysOfTheKindsThatItMayOpenOnly) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(Ask(*core_with_rules_, "charity", {Person(1), kDetails}, &key)->has_key());
  EXPECT_EQ(ReasonOf("government_office", kDetails), "vault.unseal_not_allowed");
  EXPECT_EQ(ReasonOf("government_office", kNote), "");
  EXPECT_EQ(ReasonOf("charity", "paktum.sealed.v1.SpecialTargetGroups"),
            "vault.unseal_not_allowed");
  // Proposing one is no way to get the key that is kept.
  const vault::StoredKey own = KeyOf("government_office", 1);
  EXPECT_EQ(
      Ask(*core_with_rules_, "government_office", {Person(1), kDetails}, &own).status().reason(),
      "vault.unseal_not_allowed");
}

TEST_F(VaultRulesTest, AChangedRuleCountsWhileTheVaultRuns) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(Ask(*core_with_rules_, "charity", {Person(1), kDetails}, &key)->has_key());
  const auto becomes = [&](const std::string& reason) {
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (ReasonOf("charity", kDetails) != reason) {
      if (SteadyNow() >= give_up) return false;
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
    return true;
  };
  Write("");
  EXPECT_TRUE(becomes("vault.unseal_not_allowed"));
  Write("may_unseal: 'paktum.sealed.v1.PersonDetails'");
  EXPECT_TRUE(becomes(""));
}

TEST_F(VaultCoreTest, NoMemberAloneDestroysAKey) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(Get("charity", Person(1), &key).ok());
  EXPECT_EQ(Destroy("charity", Person(1)).status().reason(), "vault.not_agreed");
  Propose("charity", Person(1));
  EXPECT_EQ(Destroy("charity", Person(1)).status().reason(), "vault.not_agreed");
  Agree("charity", Person(1));  // past its office's own rules
  EXPECT_EQ(Destroy("charity", Person(1)).status().reason(), "vault.not_agreed");
  EXPECT_TRUE(Get("charity", Person(1))->has_key());
}

TEST_F(VaultCoreTest, WhatTwoMembersAgreedOnIsDestroyedOnceAndTheAnswerRepeats) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(Get("charity", Person(1), &key).ok());
  Propose("government_office", Person(1));
  Agree("charity", Person(1));
  for (int i = 0; i < 2; ++i) {
    const auto answer = Destroy("charity", Person(1));
    ASSERT_TRUE(answer.ok()) << answer.status();
    vault::v1::DestroyReply reply;
    ASSERT_TRUE(reply.ParseFromString(*answer));
    EXPECT_THAT(reply.key_ids(), ElementsAre(key.key_id));
  }
  EXPECT_TRUE(Get("government_office", Person(1))->erased());
  EXPECT_TRUE(Get("charity", Person(1), &key)->erased());
}

// Names of staff, addresses of the newsletter.
class OwnKeysTest : public VaultCoreTest {
 protected:
  static constexpr const char* kAddress = "paktum.sealed.v1.NewsletterAddress";

  [[nodiscard]] vault::StoredKey OwnKey(const std::string& maker, const std::string& member) const {
    return vault::MakeKey({Person(7), kAddress}, {member}, ring_.Of(maker))->stored;
  }
  Result<vault::v1::DestroyReply> DestroyOwn(const std::string& caller,
                                             const vault::PersonRef& person) {
    vault::v1::DestroyRequest request;
    request.set_pact(person.pact);
    request.set_person(std::string(person.person.bytes()));
    request.set_erasure_id(Uuid().ToString());
    PAKTUM_ASSIGN_OR_RETURN(const std::string answer,
                            core_.Destroy(caller, request.SerializeAsString(), Soon()));
    vault::v1::DestroyReply reply;
    EXPECT_TRUE(reply.ParseFromString(answer));
    return reply;
  }
};

TEST_F(OwnKeysTest, AreMadeForAnyMemberAndWrappedForItAlone) {
  const vault::StoredKey shared = OwnKey("pact_office", "charity");
  EXPECT_EQ(Ask(core_, "pact_office", {Person(7), kAddress}, &shared).status().reason(),
            "vault.malformed");
  const vault::StoredKey own = OwnKey("pact_office", "pact_office");
  EXPECT_EQ(Ask(core_, "charity", {Person(7), kAddress}, &own).status().reason(),
            "vault.not_entitled")
      << "a key of somebody else's making";
  ASSERT_TRUE(Ask(core_, "pact_office", {Person(7), kAddress}, &own)->has_key());
  EXPECT_EQ(Ask(core_, "pact_office", {Person(7), kDetails}).status().reason(),
            "vault.not_entitled")
      << "it still gets no key of a participant";
}

TEST_F(OwnKeysTest, AreDestroyedOnTheWordOfTheirMakerOnly) {
  const vault::StoredKey own = OwnKey("pact_office", "pact_office");
  ASSERT_TRUE(Ask(core_, "pact_office", {Person(7), kAddress}, &own)->has_key());
  EXPECT_EQ(DestroyOwn("charity", Person(7))->key_ids_size(), 0);
  EXPECT_FALSE(Ask(core_, "pact_office", {Person(7), kAddress})->erased());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(DestroyOwn("pact_office", Person(7))->key_ids(), ElementsAre(own.key_id));
  }
  EXPECT_TRUE(Ask(core_, "pact_office", {Person(7), kAddress})->erased());
}

TEST_F(OwnKeysTest, NobodyDestroysAParticipantsKeyThisWay) {
  const vault::StoredKey details = KeyOf("charity", 1);
  ASSERT_TRUE(Get("charity", Person(1), &details).ok());
  for (const char* member : {"charity", "pact_office"}) {
    EXPECT_EQ(DestroyOwn(member, Person(1))->key_ids_size(), 0);
    EXPECT_EQ(DestroyOwn(member, Person(2))->key_ids_size(), 0) << "nor fences one to come";
  }
  EXPECT_TRUE(Get("charity", Person(1))->has_key());
  EXPECT_FALSE(Get("charity", Person(2))->erased());
}

TEST_F(OwnKeysTest, StayDestroyedAfterARestore) {
  const vault::StoredKey own = OwnKey("pact_office", "pact_office");
  ASSERT_TRUE(keys_->Create({Person(7), kAddress}, own).ok());
  const vault::KeyRef name{Person(8), "paktum.sealed.v1.StaffName"};
  const auto of_staff = vault::MakeKey(name, {"charity"}, ring_.Of("charity"))->stored;
  ASSERT_TRUE(keys_->Create(name, of_staff).ok());
  event::v1::Event left;
  left.mutable_newsletter_unsubscribed()->set_subscription_id(Person(7).person.ToString());
  Append("pact_office", Person(7), left);
  event::v1::Event erased;
  erased.mutable_staff_name_erased()->set_staff_id(Person(8).person.ToString());
  Append("charity", Person(8), erased);
  VaultCore restored(*keys_, backups_, agreed_, kServing, nullptr);
  {
    const LedgerFollower follower("pact", log_, *keys_, restored);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!restored.Ready().ok() && SteadyNow() < give_up) {
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
  }
  EXPECT_TRUE(Ask(core_, "pact_office", {Person(7), kAddress})->erased());
  EXPECT_TRUE(Ask(core_, "charity", name)->erased());
}

// Only its maker has a say over a key that it alone keeps.
TEST_F(OwnKeysTest, AreNotDestroyedByAnotherMembersRecord) {
  const vault::KeyRef name{Person(8), "paktum.sealed.v1.StaffName"};
  const auto of_staff = vault::MakeKey(name, {"charity"}, ring_.Of("charity"))->stored;
  ASSERT_TRUE(keys_->Create(name, of_staff).ok());
  EXPECT_TRUE(core_.RepeatOwn(Person(8), "pact_office")->empty());
  EXPECT_FALSE(Ask(core_, "charity", name)->erased());
}

// The ledger was restored from a backup and ends before what the vault had seen of it.
TEST_F(VaultCoreTest, AShorterLedgerIsReadFromItsFirstRecord) {
  ASSERT_TRUE(keys_->Create(DetailsOf(1), KeyOf("charity", 1)).ok());
  Propose("government_office", Person(1));
  Agree("charity", Person(1));
  Erased("charity", Person(1));
  ASSERT_TRUE(keys_->SetFollowed("pact", Position(100)).ok());

  VaultCore restarted(*keys_, backups_, agreed_, kServing, nullptr);
  {
    const LedgerFollower follower("pact", log_, *keys_, restarted);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!restarted.Ready().ok() && SteadyNow() < give_up) {
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
  }
  ASSERT_TRUE(restarted.Ready().ok());
  EXPECT_TRUE(*keys_->IsErased(Person(1)));
  EXPECT_EQ(*keys_->Followed("pact"), Position(3));
}

// The database and a generation of its backups, both from before the erasure, brought back.
TEST_F(VaultCoreTest, ARestoredVaultAndItsGenerationsGiveNoErasedKeyOut) {
  const vault::StoredKey key = KeyOf("charity", 1);
  ASSERT_TRUE(keys_->Create(DetailsOf(1), key).ok());
  ASSERT_TRUE(keys_->Create(DetailsOf(2), KeyOf("charity", 2)).ok());
  Backups backups(directory_.path() / "backups", 3);
  ASSERT_TRUE(*backups.MakeIfDue(*keys_, Instant(1'600'000'000'000), std::chrono::hours(1)));
  Propose("government_office", Person(1));
  Agree("charity", Person(1));
  Erased("charity", Person(1));

  VaultCore restored(*keys_, backups, agreed_, kServing, nullptr);
  {
    const LedgerFollower follower("pact", log_, *keys_, restored);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!restored.Ready().ok() && SteadyNow() < give_up) {
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
  }
  ASSERT_TRUE(restored.Ready().ok());
  EXPECT_TRUE(Ask(restored, "charity", {Person(1), kDetails})->erased());
  // Nor a copy of the key that somebody kept.
  EXPECT_TRUE(Ask(restored, "charity", {Person(1), kDetails}, &key)->erased());
  const auto generations = backups.Generations();
  ASSERT_EQ(generations.size(), 1U);
  const auto generation =
      KeyDatabase::Open(directory_.path() / "backups" / generations.front()).value();
  EXPECT_EQ(generation->Find(DetailsOf(1)).status().reason(), "vault.erased");
  EXPECT_EQ(generation->Create(DetailsOf(1), key).status().reason(), "vault.erased");
  EXPECT_TRUE(generation->Find(DetailsOf(2))->has_value());
}

// A vault that was restored from before the erasure.
TEST_F(VaultCoreTest, TheErasuresOfTheLedgerAreRepeatedBeforeAnythingIsAnswered) {
  const vault::StoredKey key = KeyOf("charity", 1);
  const vault::StoredKey kept = KeyOf("charity", 2);
  ASSERT_TRUE(keys_->Create(DetailsOf(1), key).ok());
  ASSERT_TRUE(keys_->Create(DetailsOf(2), kept).ok());
  Propose("government_office", Person(1));
  Agree("charity", Person(1));
  Erased("charity", Person(1));
  Erased("charity", Person(2));  // that nobody agreed on

  VaultCore restored(*keys_, backups_, agreed_, kServing, nullptr);
  vault::v1::GetKeyRequest request;
  request.set_pact("pact");
  request.set_person(std::string(Person(1).person.bytes()));
  request.set_content_type(kDetails);
  EXPECT_EQ(restored.GetOrCreateKey("charity", request.SerializeAsString()).status().reason(),
            "vault.catching_up");
  EXPECT_EQ(restored.Ready().reason(), "vault.catching_up");
  {
    const LedgerFollower follower("pact", log_, *keys_, restored);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!restored.Ready().ok() && SteadyNow() < give_up) {
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
  }
  ASSERT_TRUE(restored.Ready().ok());
  vault::v1::GetKeyReply reply;
  ASSERT_TRUE(
      reply.ParseFromString(*restored.GetOrCreateKey("charity", request.SerializeAsString())));
  EXPECT_TRUE(reply.erased());
  EXPECT_TRUE(Get("charity", Person(2))->has_key());
}

}  // namespace
}  // namespace paktum::vault_service
