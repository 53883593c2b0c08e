// The witness at work: on its log, its disk and its peers.
#include "libs/witness/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "libs/base/runtime.h"
#include "libs/base/secret_file.h"
#include "libs/http/client.h"
#include "libs/http/server.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/trust_directory.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/unit/witness/fake_log.h"

namespace paktum::witness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using transparency::KeyType;
using transparency::SigningKey;

bool Eventually(const std::function<bool()>& condition) {
  const Deadline end = DeadlineIn(std::chrono::seconds(20));
  while (SteadyNow() < end) {
    if (condition()) return true;
    std::this_thread::yield();
  }
  return false;
}

// One office: keys, state, log and witness, and where it answers.
class Office {
 public:
  Office(const TempDir& dir, const std::string& name, const SigningKey& log_key, FakeLog& log)
      : name_(name), keys_(dir.Sub(name + "-keys")), state_(dir.Sub(name + "-state")), log_(log) {
    const SigningKey key = MakeKey("paktum/witness/" + name, KeyType::kCosignature);
    vkey_ = key.verifier().Text();
    Write("witness.key", key.SecretText() + "\n", 0600);
    Write("servers/event_log.checkpoint.pub", log_key.verifier().Text() + "\n", 0644);
    Knows(name, vkey_);
  }

  void Knows(const std::string& name, const std::string& vkey) {
    Write("witnesses/" + name + ".pub", vkey + "\n", 0644);
  }
  void Write(const std::string& file, const std::string& text, unsigned mode) {
    ASSERT_TRUE(ReplaceFile(keys_ + "/" + file, text, mode).ok());
  }
  void Compares(const Office& other) {
    Knows(other.name_, other.vkey_);
    peers_.push_back({other.name_, "http://127.0.0.1:" + std::to_string(other.server_->port())});
  }

  Status Start() {
    WitnessOptions options;
    options.keys = keys_;
    options.directory = state_;
    options.pacts = {kPact};
    options.peers = peers_;
    options.poll = std::chrono::milliseconds(2);
    options.peer_poll = std::chrono::milliseconds(5);
    auto started = Witness::Start(options, std::make_unique<SharedLog>(log_), clock_, metrics_);
    if (!started.ok()) return started.status();
    witness_ = std::move(*started);
    http::Router router;
    witness_->AddRoutes(router);
    http::ServerOptions server;
    server.address = {"127.0.0.1", server_ == nullptr ? std::uint16_t{0} : server_->port()};
    server_.reset();
    server_ = *http::Server::Start(std::move(server), std::move(router));
    return OkStatus();
  }
  void MustStart() {
    const Status started = Start();
    ASSERT_TRUE(started.ok()) << started;
  }
  void Stop() { witness_.reset(); }

  [[nodiscard]] std::string Get(const std::string& target) const {
    const auto client =
        http::Client::ForAddress("http://127.0.0.1:" + std::to_string(server_->port()));
    const auto answer = (*client)->Get(target);
    return answer.ok() ? answer->body : answer.status().ToString();
  }
  [[nodiscard]] std::string About() const { return Get("/api/pacts/tiszakecske/witness"); }
  [[nodiscard]] bool HasAlarm(const std::string& kind) const {
    return witness_->alarms() == 1 &&
           About().find("\"kind\":\"" + kind + "\"") != std::string::npos;
  }
  [[nodiscard]] std::string StatePath(const std::string& file) const { return state_ + "/" + file; }

  ManualClock clock_{Instant(1'700'000'000'000)};
  service::Metrics metrics_;
  std::string vkey_;
  std::unique_ptr<Witness> witness_;

 private:
  const std::string name_;
  const std::string keys_;
  const std::string state_;
  FakeLog& log_;
  std::vector<Peer> peers_;
  std::unique_ptr<http::Server> server_;
};

class WitnessTest : public testing::Test {
 protected:
  // The size of the checkpoint that was cosigned last, after checking all signatures of it.
  std::uint64_t LastCosigned() const {
    const auto notes = log_.cosigned();
    if (notes.empty()) return 0;
    transparency::TrustDirectory trust;
    trust.log_keys = {log_key_.verifier()};
    auto keys = trust.LogKeysOf(kPact);
    keys.push_back(*transparency::VerifierKey::Parse(office_.vkey_));
    const auto opened = transparency::OpenCheckpoint(notes.back(), keys);
    EXPECT_TRUE(opened.ok()) << opened.status();
    if (!opened.ok() || opened->signatures.size() != 2) return 0;
    EXPECT_EQ(opened->signatures[1].time_s, 1'700'000'000U);
    return opened->checkpoint.size;
  }
  void ShowAndAwait(std::uint64_t size) {
    log_.Show(History(), size);
    ASSERT_TRUE(Eventually([&] { return LastCosigned() == size; })) << size;
  }

  TempDir dir_;
  const SigningKey log_key_ = MakeKey("log", KeyType::kNote);
  FakeLog log_{log_key_};
  Office office_{dir_, "charity", log_key_, log_};
};

TEST_F(WitnessTest, CosignsWhatOnlyGrewAndKeepsItFirst) {
  std::atomic<bool> kept_first{true};
  log_.on_cosign = [&](const std::string& note) {
    const auto kept = ReadSmallFile(office_.StatePath("tiszakecske.checkpoint"), 10'000);
    if (!kept.ok() || *kept != note) kept_first = false;
  };
  office_.MustStart();
  for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 700U}) ShowAndAwait(size);
  EXPECT_TRUE(kept_first);
  EXPECT_EQ(office_.witness_->alarms(), 0U);
  EXPECT_THAT(office_.About(), HasSubstr("\"size\":700"));
  EXPECT_THAT(office_.About(), HasSubstr("\"state\":\"cosigning\""));
}

TEST_F(WitnessTest, RemembersAfterARestartAndHandsInWhatTheLogHasLost) {
  office_.MustStart();
  ShowAndAwait(300);
  office_.Stop();
  log_.ForgetCosignatures();
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return LastCosigned() == 300; }));
  office_.Stop();
  log_.Show(History(), 299);
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return office_.witness_->alarms() == 1; }));
  EXPECT_TRUE(office_.HasAlarm("rolled_back"));
}

// Ended between keeping and handing in: the same cosignature comes later, not another one.
TEST_F(WitnessTest, WhatWasKeptAndNotHandedInIsHandedInAfterARestart) {
  office_.MustStart();
  ShowAndAwait(10);
  std::atomic<bool> away{true};
  log_.refuse_cosignatures = &away;
  log_.Show(History(), 20);
  const std::string path = office_.StatePath("tiszakecske.checkpoint");
  ASSERT_TRUE(Eventually([&] {
    const auto kept = ReadSmallFile(path, 10'000);
    return kept.ok() && kept->find("\n20\n") != std::string::npos;
  }));
  office_.Stop();
  EXPECT_EQ(LastCosigned(), 10U);
  const std::string kept = *ReadSmallFile(path, 10'000);
  office_.clock_.Set(Instant(1'700'000'100'000));
  away = false;
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return LastCosigned() == 20; }));
  EXPECT_EQ(log_.cosigned().back(), kept);
  EXPECT_EQ(*ReadSmallFile(path, 10'000), kept);
}

TEST_F(WitnessTest, AnAlarmStaysWithItsEvidenceAndNothingIsCosignedAnyMore) {
  office_.MustStart();
  ShowAndAwait(300);
  const std::string known = log_.cosigned().back();
  log_.Show(History("b", 200), 400);
  ASSERT_TRUE(Eventually([&] { return office_.witness_->alarms() == 1; }));
  EXPECT_TRUE(office_.HasAlarm("rewritten"));
  EXPECT_EQ(*ReadSmallFile(office_.StatePath("tiszakecske.alarm/known"), 10'000), known);
  const std::string shown = *ReadSmallFile(office_.StatePath("tiszakecske.alarm/shown"), 10'000);
  EXPECT_EQ(shown, *log_.Checkpoint(kPact, Deadline::max()));
  EXPECT_THAT(office_.metrics_.Expose(), HasSubstr("paktum_witness_alarms 1"));
  office_.Stop();
  log_.Show(History(), 500);  // the old history again: too late
  office_.MustStart();
  EXPECT_TRUE(office_.HasAlarm("rewritten"));
  EXPECT_EQ(log_.cosigned().back(), known);
  office_.Stop();
  fs::remove_all(office_.StatePath("tiszakecske.alarm"));
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return LastCosigned() == 500; }));
}

TEST_F(WitnessTest, TellsAForkedTreeOfTheSameSize) {
  office_.MustStart();
  ShowAndAwait(300);
  log_.Show(History("b", 299), 300);
  ASSERT_TRUE(Eventually([&] { return office_.witness_->alarms() == 1; }));
  EXPECT_TRUE(office_.HasAlarm("forked"));
}

TEST_F(WitnessTest, AnotherKeyOrAnotherOriginIsForeign) {
  log_.SignWith(MakeKey("log", KeyType::kNote));
  log_.Show(History(), 10);
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return office_.witness_->alarms() == 1; }));
  EXPECT_TRUE(office_.HasAlarm("foreign"));
  EXPECT_TRUE(log_.cosigned().empty());
}

TEST_F(WitnessTest, AKeyThatTookTheLogsPlaceIsBelievedOnceItIsListed) {
  office_.MustStart();
  ShowAndAwait(10);
  office_.Stop();
  const SigningKey next = MakeKey("log", KeyType::kNote);
  office_.Write("servers/event_log.checkpoint.pub",
                next.verifier().Text() + "\n" + log_key_.verifier().Text() + "\n", 0644);
  log_.SignWith(next);
  log_.Show(History(), 20);
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return log_.cosigned().size() == 2; }));
  EXPECT_EQ(office_.witness_->alarms(), 0U);
}

TEST_F(WitnessTest, ALogThatCannotBeReachedIsNoAlarm) {
  office_.MustStart();
  ShowAndAwait(10);
  log_.Fail(Unavailable("wire.not_connected", "away"));
  ASSERT_TRUE(Eventually([&] {
    return office_.metrics_.Expose().find("paktum_witness_failures_total 0") == std::string::npos;
  }));
  log_.Fail(OkStatus());
  ShowAndAwait(20);
  EXPECT_EQ(office_.witness_->alarms(), 0U);
}

TEST_F(WitnessTest, NothingIsCosignedAtAnEarlierTimeThanBefore) {
  office_.MustStart();
  ShowAndAwait(10);
  office_.clock_.Set(Instant(1'600'000'000'000));
  log_.Show(History(), 20);
  ASSERT_TRUE(Eventually([&] {
    return office_.metrics_.Expose().find("paktum_witness_failures_total 0") == std::string::npos;
  }));
  EXPECT_EQ(LastCosigned(), 10U);
  office_.clock_.Set(Instant(1'700'000'000'000));
  ASSERT_TRUE(Eventually([&] { return LastCosigned() == 20; }));
}

TEST_F(WitnessTest, ADamagedStateKeepsItFromBeginningAnew) {
  office_.MustStart();
  ShowAndAwait(10);
  office_.Stop();
  const std::string path = office_.StatePath("tiszakecske.checkpoint");
  const std::string sound = *ReadSmallFile(path, 10'000);
  std::string other_size = sound;
  other_size.replace(other_size.find("\n10\n"), 4, "\n11\n");
  std::string without_own = sound.substr(0, sound.rfind("\xe2\x80\x94"));
  for (const std::string& damaged :
       {std::string(), sound.substr(0, sound.size() - 3), other_size, without_own, "x" + sound}) {
    std::ofstream(path, std::ios::trunc) << damaged;
    const Status status = office_.Start();
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << damaged;
    EXPECT_EQ(status.reason(), "witness.state_damaged");
  }
  std::ofstream(path, std::ios::trunc) << sound;
  office_.MustStart();
}

TEST_F(WitnessTest, TheNoteIsShownAsTlogWitnessSays) {
  office_.MustStart();
  ShowAndAwait(10);
  // SHA-256 of "log/tiszakecske".
  EXPECT_EQ(
      office_.Get(
          "/witness/0e5124c209ae15e560964d6542396f3af9ce1cea28f12a2d94469c6871063a17/checkpoint"),
      log_.cosigned().back());
  EXPECT_THAT(office_.Get("/witness/00/checkpoint"), HasSubstr("witness.no_checkpoint"));
}

class ComparingTest : public WitnessTest {
 protected:
  FakeLog other_log_{log_key_};
  Office other_{dir_, "pact_office", log_key_, other_log_};
};

TEST_F(ComparingTest, AForkShownToOneMemberOnlyIsFoundByBoth) {
  log_.Show(History(), 300);
  other_log_.Show(History("b", 250), 310);
  office_.MustStart();
  other_.MustStart();
  ASSERT_TRUE(
      Eventually([&] { return log_.cosigned().size() == 1 && other_log_.cosigned().size() == 1; }));
  office_.Stop();
  other_.Stop();
  office_.Compares(other_);
  other_.Compares(office_);
  other_.MustStart();
  ASSERT_TRUE(Eventually([&] { return other_.witness_->alarms() == 1; }));
  EXPECT_TRUE(other_.HasAlarm("forked"));
  office_.MustStart();  // its log ends before that of the other
  ASSERT_TRUE(Eventually([&] { return office_.witness_->alarms() == 1; }));
  EXPECT_TRUE(office_.HasAlarm("split_view"));
  EXPECT_THAT(office_.About(), HasSubstr("\"source\":\"pact_office\""));
  EXPECT_TRUE(Eventually([&] {
    return office_.metrics_.Expose().find("paktum_witness_peer_alarms 1") != std::string::npos;
  }));
}

TEST_F(ComparingTest, WitnessesOfOneHistoryAgreeThoughOneIsBehind) {
  log_.Show(History(), 300);
  other_log_.Show(History(), 300);
  other_.MustStart();
  office_.Compares(other_);
  office_.MustStart();
  ASSERT_TRUE(Eventually([&] { return log_.cosigned().size() == 1; }));
  other_log_.Show(History(), 200 + 200);
  log_.Show(History(), 400);
  ASSERT_TRUE(Eventually([&] { return LastCosigned() == 400; }));
  EXPECT_EQ(office_.witness_->alarms(), 0U);
  EXPECT_EQ(other_.witness_->alarms(), 0U);
}

TEST_F(ComparingTest, APeerWithoutAKnownKeyIsAMistakeInTheConfiguration) {
  WitnessOptions options;
  options.keys = dir_.Sub("charity-keys");
  options.directory = dir_.Sub("charity-state");
  options.pacts = {kPact};
  options.peers = {{"nobody", "http://127.0.0.1:1"}};
  service::Metrics metrics;
  const auto started =
      Witness::Start(options, std::make_unique<SharedLog>(log_), office_.clock_, metrics);
  EXPECT_EQ(started.status().reason(), "config.witness_peer");
  EXPECT_EQ(ParsePeer("charity").status().reason(), "config.witness_peer");
  EXPECT_EQ(ParsePeer("=http://x").status().reason(), "config.witness_peer");
  EXPECT_EQ(ParsePeer("charity=http://127.0.0.1:1")->url, "http://127.0.0.1:1");
}

}  // namespace
}  // namespace paktum::witness
