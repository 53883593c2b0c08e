#include "services/event_log/append_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "libs/access/append_signer.h"
#include "libs/access/default_rules.h"
#include "libs/ledger/memory_storage.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::event_log {
namespace {

constexpr const char* kCharity = "charity";
constexpr const char* kStream = "participant/1";

class AppendGateTest : public testing::Test {
 protected:
  AppendGateTest() {
    const auto key = access::SignKey::Random();
    signer_ = access::AppendSigner::With(access::SignKey::Parse(key.SecretText()).value());
    const std::string path = directory_.Sub("rules");
    std::filesystem::create_directories(directory_.Sub(""));
    std::ofstream(path) << access::RulesText({{kCharity, {"lenti"}, {key.public_key()}}});
    auto rules = access::RulesFile::Open(path, {});
    EXPECT_TRUE(rules.ok()) << rules.status();
    rules_ = std::move(*rules);
  }

  // Its condition holds only when all before it were recorded.
  NamedAppend Interview(std::uint64_t after, ledger::Sequencer::Done done) const {
    event::v1::Event event;
    event.mutable_first_interview_held();
    ledger::AppendRequest request;
    request.pact = "lenti";
    request.command = Uuid::V7From(1, 2, after + 1);
    request.member = kCharity;
    request.content_digest = "digest";
    request.conditions.push_back({kStream, StreamVersion(after)});
    request.events.push_back({kStream, event.SerializeAsString()});
    signer_->Sign(request);
    return {kCharity, {std::move(request), DeadlineIn(std::chrono::minutes(1)), std::move(done)}};
  }

  const TempDir directory_;
  const SystemClock clock_;
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  std::unique_ptr<access::AppendSigner> signer_;
  std::shared_ptr<access::RulesFile> rules_;
};

TEST_F(AppendGateTest, AppendsReachTheSequencerInTheOrderInWhichTheyCame) {
  constexpr std::uint64_t kAppends = 2'000;
  std::atomic<std::uint64_t> recorded{0};
  {
    AppendGateOptions options;
    options.threads = 4;
    options.chunk_appends_max = 3;
    AppendGate gate(options, *rules_, sequencer_, clock_);
    std::vector<NamedAppend> some;
    for (std::uint64_t i = 0; i < kAppends; ++i) {
      some.push_back(Interview(
          i, [&](const Result<ledger::AppendResult>& answer) { recorded += answer.ok() ? 1 : 0; }));
      if (some.size() == 1 + i % 10 || i + 1 == kAppends) {
        gate.Submit(std::move(some));
        some.clear();
      }
    }
  }
  sequencer_.Stop();
  EXPECT_EQ(recorded, kAppends);
}

TEST_F(AppendGateTest, MoreThanMayWaitIsRefusedAndOthersGoOn) {
  std::promise<void> go_on;
  std::promise<void> held;
  std::mutex mutex;
  std::vector<std::string> outcomes;
  const auto note = [&](const Result<ledger::AppendResult>& answer) {
    const std::lock_guard lock(mutex);
    outcomes.push_back(answer.ok() ? "recorded" : answer.status().reason());
  };
  {
    AppendGateOptions options;
    options.threads = 1;
    options.appends_max = 3;
    options.chunk_appends_max = 1;
    AppendGate gate(options, *rules_, sequencer_, clock_);
    const auto submit = [&](NamedAppend append) {
      std::vector<NamedAppend> one;
      one.push_back(std::move(append));
      gate.Submit(std::move(one));
    };
    // A refused append whose answer holds the only thread.
    auto refused = Interview(0, [&](const Result<ledger::AppendResult>& answer) {
      EXPECT_EQ(answer.status().reason(), "append.member_not_yours");
      held.set_value();
      go_on.get_future().wait();
    });
    refused.peer = "pact_office";
    submit(std::move(refused));
    held.get_future().wait();
    for (std::uint64_t i = 0; i < 4; ++i) submit(Interview(i, note));
    EXPECT_EQ(outcomes, (std::vector<std::string>{"append.queue_full", "append.queue_full"}));
    go_on.set_value();
  }
  sequencer_.Stop();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"append.queue_full", "append.queue_full",
                                                "recorded", "recorded"}));
}

}  // namespace
}  // namespace paktum::event_log
