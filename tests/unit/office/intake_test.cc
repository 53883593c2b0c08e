#include "libs/office/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "libs/events/catalogue.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/office/commands.h"
#include "libs/plan/load.h"
#include "libs/vault/identity_index.h"
#include "libs/vault/shared_vault.h"
#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/office/temp_directory.h"

namespace paktum::office {
namespace {

using ledger::AppendRequest;
using ledger::AppendResult;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPact = "tiszakecske";

// A log that can be away, do its work and lose the answer, or have stopped after a failed write;
// and whose streams can fail one by one.
class FaultyLog final : public ledger::EventLog {
 public:
  enum class Fault { kNone, kAway, kAnswerLost, kStopped, kEntryDamaged };

  explicit FaultyLog(ledger::EventLog& log) : log_(log) {}
  std::atomic<Fault> fault = Fault::kNone;
  std::atomic<int> appends = 0;  // that reached the log
  std::map<std::string, Status> failing_streams;

  Result<AppendResult> Append(const AppendRequest& request, Deadline deadline) override {
    if (fault == Fault::kAway) return Away();
    if (fault == Fault::kStopped) return DataLoss("log.stopped", "I/O error");
    if (fault == Fault::kEntryDamaged) return DataLoss("record.damaged", "a checksum fails");
    ++appends;
    Result<AppendResult> result = log_.Append(request, deadline);
    if (fault == Fault::kAnswerLost) return DeadlineExceeded("test.lost", "answer lost");
    return result;
  }
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override {
    if (fault == Fault::kAway || fault == Fault::kAnswerLost) return Away();
    return log_.Read(pact, after, limit, deadline);
  }
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override {
    if (fault == Fault::kAway) return Away();
    if (const auto failing = failing_streams.find(stream); failing != failing_streams.end()) {
      return failing->second;
    }
    return log_.ReadStream(pact, stream, after, limit, deadline);
  }
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override {
    if (fault == Fault::kAway) return Away();
    if (fault == Fault::kAnswerLost && appends > 0) return Away();
    return log_.FindCommand(pact, command, deadline);
  }
  Result<Position> Head(const std::string& pact, Deadline deadline) override {
    return log_.Head(pact, deadline);
  }
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string& pact,
                                                          Position after) override {
    return log_.Subscribe(pact, after);
  }

 private:
  static Status Away() { return Unavailable("test.away", "the log is away"); }
  ledger::EventLog& log_;
};

class IntakeTest : public ::testing::Test {
 protected:
  IntakeTest() { Reopen(); }

  // What a restart of the office does; the log stays.
  void Reopen() {
    intake_.reset();
    processor_.reset();
    outbox_.reset();
    vault_ = std::make_unique<vault::SharedVault>(
        key_store_, UnsealKeys(),
        vault::SharedVault::Serving{{kPact, {"charity", "government_office"}}});
    outbox_ = Outbox::Open(directory_.path() / "outbox", Key('o')).value();
    std::map<std::string, PactSetting> pacts;
    pacts.emplace(kPact, PactSetting{plan_, std::make_shared<vault::IdentityIndex>(Key('i'))});
    processor_ = std::make_unique<CommandProcessor>("government_office", std::move(pacts), log_,
                                                    *vault_, clock_);
    intake_ =
        std::make_unique<Intake>(*processor_, *outbox_, clock_, std::chrono::milliseconds(200));
  }

  static vault::SecretKey Key(char fill) {
    return vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, fill)).value();
  }

  static vault::UnsealKeys UnsealKeys() {
    vault::UnsealKeys keys;
    keys.member = "government_office";
    keys.own.push_back(Key('g'));
    keys.members["government_office"] = {vault::PublicKeyOf(Key('g'))};
    keys.members["charity"] = {vault::PublicKeyOf(Key('c'))};
    return keys;
  }

  Uuid NewKey() { return Uuid::V7From(1'600'000'000'000, 0, ++keys_); }

  Result<Taken> Submit(const std::string& command, const std::string& json, Uuid key,
                       std::string* canonical_out = nullptr) {
    CheckedCommand checked = ReadCommand(*FindCommand(command), json);
    EXPECT_THAT(checked.violations, IsEmpty());
    if (checked.message == nullptr) return Internal("test", "wrong input");
    const std::string canonical = CanonicalBytes(*checked.message);
    if (canonical_out != nullptr) *canonical_out = canonical;
    return intake_->Submit({.pact = kPact,
                            .command = key,
                            .message = std::move(checked.message),
                            .content_digest = vault::KeyedDigest(Key('d'), canonical),
                            .actor = "clerk-1",
                            .simulated = true,
                            .late_reason = late_reason_},
                           canonical);
  }

  static std::string Taj(int first_eight_digits) {
    std::string taj = std::to_string(first_eight_digits);
    int sum = 0;
    for (std::size_t i = 0; i < 8; ++i) sum += (taj[i] - '0') * (i % 2 == 0 ? 3 : 7);
    return taj + std::to_string(sum % 10);
  }
  static std::string Registration(const std::string& taj = "123456788") {
    return R"({"registered_on":"2019-03-01","family_name":"MARKERNAME","given_name":"Réka",
      "birth_date":"1980-02-28","taj":")" +
           taj + R"(","gender":"GENDER_FEMALE"})";
  }
  static std::string Enrolment(const std::string& participant) {
    return R"({"participant_id":")" + participant +
           R"(","enrolled_on":"2019-03-02","document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",
      "document_signed_on":"2019-03-02","labour_status":"LABOUR_STATUS_UNEMPLOYED",
      "schooling":"SCHOOLING_ISCED_3_4"})";
  }
  static std::string Hire(const std::string& participant) {
    return R"({"participant_id":")" + participant +
           R"(","hired_on":"2019-04-01","employer":"11111111-1-11",
      "placement":"PLACEMENT_INDEPENDENT"})";
  }

  // What the pact office records when it closes 2019-H1.
  void CloseFirstHalf() {
    event::v1::Event closed;
    closed.set_occurred_on("2019-07-31");
    closed.mutable_period_closed()->set_period("2019-H1");
    AppendRequest close;
    close.pact = kPact;
    close.command = NewKey();
    close.member = "pact_office";
    close.content_digest = "digest";
    close.events.push_back({"periods", closed.SerializeAsString()});
    ASSERT_TRUE(local_.Append(close, DeadlineIn(std::chrono::seconds(5))).ok());
  }

  std::vector<ledger::Record> Ledger() {
    return local_.Read(kPact, Position(0), {}, DeadlineIn(std::chrono::seconds(5)))->records;
  }

  bool Drain() {
    return intake_->DrainPass(stop_,
                              [this](const std::string& command, const std::string& outcome) {
                                settled_.push_back(command + " " + outcome);
                              });
  }

  TempDirectory directory_;
  ManualClock clock_{*Instant::Parse("2020-06-01T08:00:00Z")};
  plan::Plan plan_ =
      plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto").value();
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  ledger::LocalEventLog local_{storage_, sequencer_};
  FaultyLog log_{local_};
  vault::MemoryKeyStore key_store_;
  std::unique_ptr<vault::SharedVault> vault_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<CommandProcessor> processor_;
  std::unique_ptr<Intake> intake_;
  std::atomic<bool> stop_ = false;
  std::vector<std::string> settled_;
  std::uint64_t keys_ = 0;
  event::v1::LateReason late_reason_ = event::v1::LATE_REASON_UNSPECIFIED;
};

TEST_F(IntakeTest, ARegistrationIsRecordedWithItsEnvelopeAndSealedDetails) {
  const Uuid key = NewKey();
  const Result<Taken> taken = Submit("RegisterParticipant", Registration(), key);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->state, Taken::State::kRecorded);
  const std::vector<ledger::Record> records = Ledger();
  ASSERT_EQ(records.size(), taken->answer.positions.size());
  bool sealed = false;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto event = events::ParseEvent(records[i].submitted).value();
    EXPECT_EQ(Uuid::FromBytes(event.id()), key.Derived(static_cast<std::uint32_t>(i)));
    EXPECT_EQ(event.source(), "/pacts/tiszakecske/members/government_office");
    EXPECT_EQ(event.subject(), records[i].stream);
    EXPECT_EQ(event.actor(), "clerk-1");
    EXPECT_TRUE(event.simulated());
    EXPECT_EQ(records[i].stored.find("MARKERNAME"), std::string::npos);
    for (const auto& part : event.sealed()) {
      sealed = true;
      EXPECT_EQ((part.ciphertext().size() - 16) % 256, 0U);
      const auto opened = vault_->Unseal({kPact, *Uuid::Parse(part.person())}, part.content_type(),
                                         {part.key_id(), part.nonce(), part.ciphertext()},
                                         DeadlineIn(std::chrono::seconds(5)));
      ASSERT_TRUE(opened.ok()) << opened.status();
      sealed::v1::PersonDetails details;
      ASSERT_TRUE(details.ParseFromString(*opened));
      EXPECT_EQ(details.family_name(), "MARKERNAME");
      EXPECT_EQ(details.taj(), "123456788");
    }
  }
  EXPECT_TRUE(sealed);
}

TEST_F(IntakeTest, ARepeatedCommandGetsTheFirstAnswerAlsoAfterARestart) {
  const Uuid key = NewKey();
  const Result<Taken> first = Submit("RegisterParticipant", Registration(), key);
  ASSERT_TRUE(first.ok());
  Reopen();
  const Result<Taken> again = Submit("RegisterParticipant", Registration("123 456 788"), key);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state, Taken::State::kRecorded);
  EXPECT_EQ(again->answer.positions, first->answer.positions);
  EXPECT_EQ(again->answer.result, first->answer.result);
}

TEST_F(IntakeTest, AReusedKeyWithAnotherBodyIsRefused) {
  const Uuid key = NewKey();
  ASSERT_TRUE(Submit("RegisterParticipant", Registration(), key).ok());
  EXPECT_EQ(Submit("RegisterParticipant", Registration("987654322"), key).status().reason(),
            "append.command_reused");
}

TEST_F(IntakeTest, AKnownTajFindsTheFirstRegistrationAndRecordsNothing) {
  const Result<Taken> first = Submit("RegisterParticipant", Registration(), NewKey());
  ASSERT_TRUE(first.ok());
  const std::size_t before = Ledger().size();
  const Result<Taken> second = Submit("RegisterParticipant", Registration(), NewKey());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->state, Taken::State::kNothingToDo);
  EXPECT_EQ(second->answer.result.at("participant_id"), first->answer.result.at("participant_id"));
  EXPECT_EQ(Ledger().size(), before);
}

TEST_F(IntakeTest, AVoidedRegistrationStepNeedsItsWholeAppend) {
  const Result<Taken> first = Submit("RegisterParticipant", Registration(), NewKey());
  ASSERT_TRUE(first.ok());
  const std::string participant = first->answer.result.at("participant_id");
  const Result<Taken> enrolled = Submit("EnrolParticipant", Enrolment(participant), NewKey());
  ASSERT_TRUE(enrolled.ok()) << enrolled.status();
  const std::string position = std::to_string(enrolled->answer.positions[0].value());
  const Result<Taken> voided =
      Submit("VoidEvent", R"({"position":")" + position + R"(","reason":"VOID_REASON_DUPLICATE"})",
             NewKey());
  ASSERT_TRUE(voided.ok()) << voided.status();
  EXPECT_EQ(voided->state, Taken::State::kRecorded);
  EXPECT_EQ(voided->answer.result.at("voided_positions"), position);
  EXPECT_FALSE(
      Submit("VoidEvent", R"({"position":"99","reason":"VOID_REASON_DUPLICATE"})", NewKey()).ok());
}

TEST_F(IntakeTest, CommandsWaitWhileTheLogIsAwayAndAreAppendedOnceInOrder) {
  log_.fault = FaultyLog::Fault::kAway;
  const Uuid first = NewKey();
  const Uuid second = NewKey();
  for (int repeat = 0; repeat < 2; ++repeat) {
    EXPECT_EQ(Submit("RegisterParticipant", Registration(), first)->state, Taken::State::kWaiting);
    EXPECT_EQ(Submit("RegisterParticipant", Registration("987654322"), second)->state,
              Taken::State::kWaiting);
  }
  EXPECT_EQ(Submit("RegisterParticipant", Registration("987654322"), first).status().reason(),
            "append.command_reused");
  EXPECT_FALSE(Drain());
  EXPECT_EQ(intake_->StateOf(kPact, first)->kind, CommandState::Kind::kWaiting);
  Reopen();
  log_.fault = FaultyLog::Fault::kNone;
  EXPECT_TRUE(Drain());
  EXPECT_THAT(settled_,
              ElementsAre("RegisterParticipant recorded", "RegisterParticipant recorded"));
  std::vector<Uuid> commands;
  for (const ledger::Record& record : Ledger()) {
    if (record.append_index == 0) commands.push_back(record.command);
  }
  EXPECT_THAT(commands, ElementsAre(first, second));
  const Result<CommandState> state = intake_->StateOf(kPact, first);
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->kind, CommandState::Kind::kAppended);
  EXPECT_FALSE(state->answer.result.at("participant_id").empty());
}

TEST_F(IntakeTest, WhileCommandsWaitNewOnesQueueBehindThem) {
  log_.fault = FaultyLog::Fault::kAway;
  ASSERT_TRUE(Submit("RegisterParticipant", Registration(), NewKey()).ok());
  log_.fault = FaultyLog::Fault::kNone;
  EXPECT_EQ(Submit("RegisterParticipant", Registration("987654322"), NewKey())->state,
            Taken::State::kWaiting);
  EXPECT_TRUE(Drain());
  EXPECT_EQ(Submit("RegisterParticipant", Registration("987654322"), NewKey())->state,
            Taken::State::kNothingToDo);
}

TEST_F(IntakeTest, ALostAnswerNeverYieldsASecondAppend) {
  const Uuid key = NewKey();
  log_.fault = FaultyLog::Fault::kAnswerLost;
  EXPECT_EQ(Submit("RegisterParticipant", Registration(), key)->state, Taken::State::kWaiting);
  const std::size_t written = Ledger().size();
  EXPECT_GT(written, 0U);
  EXPECT_FALSE(Drain());
  Reopen();
  log_.fault = FaultyLog::Fault::kNone;
  EXPECT_TRUE(Drain());
  EXPECT_EQ(Ledger().size(), written);
  EXPECT_EQ(intake_->StateOf(kPact, key)->kind, CommandState::Kind::kAppended);
}

TEST_F(IntakeTest, ACrashAfterTheAppendAndBeforeTheRemovalRepeatsHarmlessly) {
  log_.fault = FaultyLog::Fault::kAway;
  const Uuid key = NewKey();
  std::string canonical;
  ASSERT_TRUE(Submit("RegisterParticipant", Registration(), key, &canonical).ok());
  log_.fault = FaultyLog::Fault::kNone;
  // The drain's append without its removal: what a kill between the two leaves behind.
  ASSERT_TRUE(processor_
                  ->Process({.pact = kPact,
                             .command = key,
                             .message = FromCanonicalBytes(canonical).value(),
                             .content_digest = vault::KeyedDigest(Key('d'), canonical),
                             .actor = "clerk-1",
                             .simulated = true},
                            DeadlineIn(std::chrono::seconds(5)))
                  .ok());
  const std::size_t written = Ledger().size();
  Reopen();
  EXPECT_EQ(outbox_->WaitingCount(), 1U);
  EXPECT_TRUE(Drain());
  EXPECT_EQ(Ledger().size(), written);
  EXPECT_THAT(settled_, ElementsAre("RegisterParticipant recorded"));
}

TEST_F(IntakeTest, ARefusalAfterWaitingNeedsAttentionAndBlocksNobody) {
  const Result<Taken> registered = Submit("RegisterParticipant", Registration(), NewKey());
  const std::string participant = registered->answer.result.at("participant_id");
  log_.fault = FaultyLog::Fault::kAway;
  const Uuid hire = NewKey();
  const Uuid enrolment = NewKey();
  ASSERT_TRUE(Submit("RecordHire", Hire(participant), hire).ok());
  ASSERT_TRUE(Submit("EnrolParticipant", Enrolment(participant), enrolment).ok());
  const Uuid known = NewKey();
  ASSERT_TRUE(Submit("RegisterParticipant", Registration(), known).ok());
  log_.fault = FaultyLog::Fault::kNone;
  EXPECT_TRUE(Drain());
  EXPECT_THAT(settled_, ElementsAre("RecordHire refused", "EnrolParticipant recorded",
                                    "RegisterParticipant nothing_to_do"));
  Reopen();
  const Result<CommandState> state = intake_->StateOf(kPact, hire);
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->kind, CommandState::Kind::kRefused);
  EXPECT_FALSE(state->refusal.reason().empty());
  const Result<CommandState> needless = intake_->StateOf(kPact, known);
  EXPECT_EQ(needless->kind, CommandState::Kind::kNothingToDo);
  EXPECT_EQ(needless->answer.result.at("participant_id"), participant);
  // The enrolment it missed is there now: decided again, it goes through.
  ASSERT_TRUE(outbox_->Retry(kPact, hire).ok());
  EXPECT_TRUE(Drain());
  EXPECT_EQ(intake_->StateOf(kPact, hire)->kind, CommandState::Kind::kAppended);
  EXPECT_EQ(outbox_->AttentionCount(), 0U);
}

TEST_F(IntakeTest, WhileTheLogHasStoppedCommandsWaitAndNoneIsLost) {
  log_.fault = FaultyLog::Fault::kStopped;
  const Uuid key = NewKey();
  const Result<Taken> taken = Submit("RegisterParticipant", Registration(), key);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->state, Taken::State::kWaiting);
  EXPECT_FALSE(Drain());
  Reopen();
  EXPECT_FALSE(Drain());
  EXPECT_EQ(intake_->StateOf(kPact, key)->kind, CommandState::Kind::kWaiting);
  EXPECT_EQ(outbox_->AttentionCount(), 0U);
  log_.fault = FaultyLog::Fault::kNone;
  EXPECT_TRUE(Drain());
  EXPECT_EQ(intake_->StateOf(kPact, key)->kind, CommandState::Kind::kAppended);
}

TEST_F(IntakeTest, ADamagedStreamNeedsAttentionAndBlocksNobody) {
  const std::string damaged =
      Submit("RegisterParticipant", Registration(), NewKey())->answer.result.at("participant_id");
  const std::string sound = Submit("RegisterParticipant", Registration("987654322"), NewKey())
                                ->answer.result.at("participant_id");
  for (const Status& failure :
       {DataLoss("record.damaged", "a checksum fails"), DataLoss("event.unreadable", "no event"),
        DataLoss("vault.damaged", "a wrapped key cannot be opened"),
        ResourceExhausted("transact.too_many_records", "too long")}) {
    settled_.clear();
    log_.failing_streams = {{"participant/" + damaged, failure}};
    log_.fault = FaultyLog::Fault::kAway;
    const Uuid first = NewKey();
    ASSERT_TRUE(Submit("EnrolParticipant", Enrolment(damaged), first).ok());
    ASSERT_TRUE(Submit("EnrolParticipant", Enrolment(sound), NewKey()).ok());
    log_.fault = FaultyLog::Fault::kNone;
    EXPECT_TRUE(Drain()) << failure;
    ASSERT_EQ(settled_.size(), 2U) << failure;
    EXPECT_EQ(settled_[0], "EnrolParticipant refused");
    EXPECT_EQ(outbox_->FindRefused(kPact, first)->refusal.reason(), failure.reason());
  }
  log_.failing_streams.clear();
  const auto entries = outbox_->Attention(kPact, 100).value();
  ASSERT_EQ(entries.size(), 4U);
  ASSERT_TRUE(outbox_->Retry(kPact, entries[0].command.command).ok());
  EXPECT_TRUE(Drain());
  EXPECT_EQ(settled_.back(), "EnrolParticipant recorded") << "what was typed is still there";
}

TEST_F(IntakeTest, AnAppendThatMeetsADamagedEntryNeedsAttention) {
  log_.fault = FaultyLog::Fault::kEntryDamaged;
  const Uuid key = NewKey();
  EXPECT_EQ(Submit("RegisterParticipant", Registration(), key)->state, Taken::State::kWaiting);
  EXPECT_TRUE(Drain());
  EXPECT_EQ(intake_->StateOf(kPact, key)->kind, CommandState::Kind::kRefused);
  EXPECT_EQ(outbox_->FindRefused(kPact, key)->refusal.reason(), "record.damaged");
}

TEST_F(IntakeTest, ABusyLogKeepsTheFrontCommandInTheQueue) {
  const std::string participant =
      Submit("RegisterParticipant", Registration(), NewKey())->answer.result.at("participant_id");
  log_.fault = FaultyLog::Fault::kAway;
  ASSERT_TRUE(Submit("EnrolParticipant", Enrolment(participant), NewKey()).ok());
  log_.fault = FaultyLog::Fault::kNone;
  log_.failing_streams = {
      {"participant/" + participant, ResourceExhausted("wire.too_many_calls", "busy")}};
  EXPECT_FALSE(Drain());
  EXPECT_EQ(outbox_->WaitingCount(), 1U);
  EXPECT_EQ(outbox_->AttentionCount(), 0U);
}

TEST_F(IntakeTest, OnlyDamageOfTheLogLetsACommandWait) {
  const std::string participant =
      Submit("RegisterParticipant", Registration(), NewKey())->answer.result.at("participant_id");
  const std::string stream = "participant/" + participant;
  log_.failing_streams = {{stream, DataLoss("vault.damaged", "damaged")}};
  EXPECT_EQ(Submit("EnrolParticipant", Enrolment(participant), NewKey()).status().reason(),
            "vault.damaged");
  EXPECT_EQ(outbox_->WaitingCount(), 0U);
  log_.failing_streams = {{stream, DataLoss("record.damaged", "damaged")}};
  const Result<Taken> taken = Submit("EnrolParticipant", Enrolment(participant), NewKey());
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->state, Taken::State::kWaiting);
}

TEST_F(IntakeTest, ARefusedCommandSentAgainKeepsItsKeyAndLeavesTheListOnceDone) {
  const std::string participant =
      Submit("RegisterParticipant", Registration(), NewKey())->answer.result.at("participant_id");
  log_.fault = FaultyLog::Fault::kAway;
  const Uuid recorded = NewKey();
  const Uuid needless = NewKey();
  ASSERT_TRUE(Submit("RecordHire", Hire(participant), recorded).ok());
  ASSERT_TRUE(Submit("RecordHire", Hire(participant), needless).ok());
  log_.fault = FaultyLog::Fault::kNone;
  ASSERT_TRUE(Drain());
  ASSERT_EQ(outbox_->AttentionCount(), 2U);
  EXPECT_EQ(Submit("RecordHire", Hire(participant), recorded).status().reason(),
            "participant.not_enrolled");
  EXPECT_EQ(outbox_->AttentionCount(), 2U) << "refused again: it still needs attention";

  // Another request under the key is never taken, though nothing waits any more.
  const std::size_t before = Ledger().size();
  EXPECT_EQ(Submit("EnrolParticipant", Enrolment(participant), recorded).status().reason(),
            "append.command_reused");
  EXPECT_EQ(Ledger().size(), before);

  ASSERT_TRUE(Submit("EnrolParticipant", Enrolment(participant), NewKey()).ok());
  EXPECT_EQ(Submit("RecordHire", Hire(participant), recorded)->state, Taken::State::kRecorded);
  EXPECT_EQ(outbox_->AttentionCount(), 1U);
  EXPECT_EQ(Submit("RecordHire", Hire(participant), needless)->state, Taken::State::kNothingToDo);
  EXPECT_EQ(outbox_->AttentionCount(), 0U);
  Reopen();
  EXPECT_EQ(outbox_->AttentionCount(), 0U);
}

TEST_F(IntakeTest, ManyAtOnceWithALogThatComesAndGoesAreAppendedOnceEach) {
  constexpr int kThreads = 4;
  constexpr int kCommands = 25;
  std::atomic<bool> done = false;
  std::thread drain([&] {
    const Intake::Settled ignore = [](const std::string&, const std::string&) {};
    while (!done || outbox_->WaitingCount() > 0) {
      log_.fault = FaultyLog::Fault::kNone;
      intake_->DrainPass(stop_, ignore);
      log_.fault = done ? FaultyLog::Fault::kNone : FaultyLog::Fault::kAway;
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> clerks;
  for (int clerk = 0; clerk < kThreads; ++clerk) {
    clerks.emplace_back([&] {
      for (int i = 0; i < kCommands; ++i) {  // every clerk sends the same commands
        const Uuid key = Uuid::V7From(1'700'000'000'000, 0, static_cast<std::uint64_t>(i));
        EXPECT_TRUE(Submit("RegisterParticipant", Registration(Taj(30'000'000 + i)), key).ok());
      }
    });
  }
  for (std::thread& clerk : clerks) clerk.join();
  done = true;
  drain.join();
  std::map<Uuid, int> appends;
  for (const ledger::Record& record : Ledger()) {
    if (record.append_index == 0) ++appends[record.command];
  }
  for (const auto& [command, count] : appends) EXPECT_EQ(count, 1) << command;
  EXPECT_EQ(appends.size(), std::size_t{kCommands});
}

TEST_F(IntakeTest, TheReasonOfALateFactIsKeptWhileItWaits) {
  CloseFirstHalf();

  const auto without = Submit("RegisterParticipant", Registration(), NewKey());
  EXPECT_EQ(without.status().reason(), "period.closed");
  late_reason_ = event::v1::LATE_REASON_DOCUMENT_CAME_LATE;
  log_.fault = FaultyLog::Fault::kAway;
  ASSERT_EQ(Submit("RegisterParticipant", Registration(), NewKey())->state, Taken::State::kWaiting);
  Reopen();
  log_.fault = FaultyLog::Fault::kNone;
  ASSERT_TRUE(Drain());
  EXPECT_THAT(settled_, ElementsAre("RegisterParticipant recorded"));
  for (const ledger::Record& record : Ledger()) {
    if (record.stream == "periods") continue;
    EXPECT_EQ(events::ParseEvent(record.submitted)->late_reason(), late_reason_) << record.stream;
  }
}

TEST_F(IntakeTest, WhatWasRefusedForAClosedPeriodIsDecidedAgainWithAReason) {
  log_.fault = FaultyLog::Fault::kAway;
  const Uuid key = NewKey();
  ASSERT_EQ(Submit("RegisterParticipant", Registration(), key)->state, Taken::State::kWaiting);
  log_.fault = FaultyLog::Fault::kNone;
  CloseFirstHalf();
  ASSERT_TRUE(Drain());
  ASSERT_EQ(outbox_->AttentionCount(kPact), 1U);
  ASSERT_TRUE(outbox_->Retry(kPact, key, event::v1::LATE_REASON_NOT_RECORDED_IN_TIME).ok());
  ASSERT_TRUE(Drain());
  EXPECT_THAT(settled_, ElementsAre("RegisterParticipant refused", "RegisterParticipant recorded"));
  EXPECT_EQ(events::ParseEvent(Ledger().back().submitted)->late_reason(),
            event::v1::LATE_REASON_NOT_RECORDED_IN_TIME);
}

TEST_F(IntakeTest, AnUnknownCommandIdIsUnknown) {
  EXPECT_EQ(intake_->StateOf(kPact, NewKey())->kind, CommandState::Kind::kUnknown);
  log_.fault = FaultyLog::Fault::kAway;
  EXPECT_EQ(intake_->StateOf(kPact, NewKey()).status().code(), StatusCode::kUnavailable);
}

TEST(Padding, HidesTheLengthAndKeepsTheMessage) {
  for (const std::size_t length : {0U, 1U, 100U, 250U, 251U, 252U, 253U, 254U, 300U, 4000U}) {
    sealed::v1::Note note;
    note.set_text(std::string(length, 'x'));
    const std::string padded = PaddedForSealing(note.SerializeAsString());
    EXPECT_EQ(padded.size() % 256, 0U) << length;
    sealed::v1::Note read;
    ASSERT_TRUE(read.ParseFromString(padded)) << length;
    EXPECT_EQ(read.text(), note.text());
  }
}

}  // namespace
}  // namespace paktum::office
