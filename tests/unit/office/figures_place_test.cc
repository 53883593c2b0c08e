// What an office finds out about the place of the ledger that figures were taken at, also where it
// may not read what stands behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/office/command_processor.h"
#include "libs/office/commands.h"
#include "libs/plan/load.h"

namespace paktum::office {
namespace {

using ::testing::IsEmpty;

constexpr const char* kPact = "tiszakecske";

// A log that refuses the record behind one position, as it does of a stream that the caller may not
// read.
class GuardedLog final : public ledger::EventLog {
 public:
  explicit GuardedLog(ledger::EventLog& log) : log_(log) {}
  void Refuse(Position after, Status how) {
    refused_ = after;
    how_ = std::move(how);
  }

  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request,
                                      Deadline deadline) override {
    return log_.Append(request, deadline);
  }
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override {
    if (after == refused_) return how_;
    return log_.Read(pact, after, limit, deadline);
  }
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override {
    return log_.ReadStream(pact, stream, after, limit, deadline);
  }
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override {
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
  ledger::EventLog& log_;
  Position refused_{UINT64_MAX};
  Status how_ = OkStatus();
};

class FiguresPlaceTest : public ::testing::Test {
 protected:
  FiguresPlaceTest() {
    std::map<std::string, PactSetting> pacts;
    pacts.emplace(
        kPact, PactSetting{
                   .plan = plan::LoadPlan(PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto").value(),
                   .identities = nullptr});
    processor_ = std::make_unique<CommandProcessor>("pact_office", std::move(pacts), guarded_,
                                                    no_sealer_, clock_);
    // Two meetings before the end of the half-year.
    EXPECT_TRUE(
        Take("HoldForum", R"({"held_on":"2019-05-16","participants":40,"topics":["Igények"]})")
            .ok());
    EXPECT_TRUE(
        Take("HoldForum", R"({"held_on":"2019-05-17","participants":40,"topics":["Igények"]})")
            .ok());
    clock_.Set(*Instant::Parse("2019-07-10T08:00:00Z"));
  }

  Result<Answer> Take(const std::string& command, const std::string& json) {
    CheckedCommand checked = ReadCommand(*FindCommand(command), json);
    EXPECT_THAT(checked.violations, IsEmpty());
    Submission submission;
    submission.pact = kPact;
    submission.command = Uuid::V7From(1'600'000'000'000, 0, ++keys_);
    submission.content_digest = "digest " + std::to_string(keys_);
    submission.message = std::move(checked.message);
    submission.actor = "clerk";
    return processor_->Process(submission, DeadlineIn(std::chrono::seconds(5)));
  }
  Status IssuedAt(int position) {
    return Take("IssueStatusReport",
                R"({"period":"2019-H1","issued_on":"2019-07-10","figures_sha256":")" +
                    std::string(64, 'a') + R"(","figures_position":)" + std::to_string(position) +
                    "}")
        .status();
  }

  ManualClock clock_{*Instant::Parse("2019-06-15T08:00:00Z")};
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  ledger::LocalEventLog log_{storage_, sequencer_};
  GuardedLog guarded_{log_};
  vault::NoSealer no_sealer_;
  std::unique_ptr<CommandProcessor> processor_;
  std::uint64_t keys_ = 0;
};

TEST_F(FiguresPlaceTest, APlaceBehindWhichTheHalfYearGoesOnIsTooEarly) {
  EXPECT_EQ(IssuedAt(1).reason(), "figures.before_period_end");
}

TEST_F(FiguresPlaceTest, WhatMayNotBeReadIsNoReasonToRefuse) {
  guarded_.Refuse(Position(1), PermissionDenied("access.read_not_allowed", "another's stream"));
  EXPECT_TRUE(IssuedAt(1).ok());
}

TEST_F(FiguresPlaceTest, WhatCannotBeReadNowIsTriedAgainLater) {
  guarded_.Refuse(Position(1), Unavailable("log.away", "the log is away"));
  EXPECT_EQ(IssuedAt(1).code(), StatusCode::kUnavailable);
}

TEST_F(FiguresPlaceTest, TheEndOfTheLedgerHasNothingBehindIt) {
  guarded_.Refuse(Position(2), Unavailable("log.away", "must not be asked"));
  EXPECT_EQ(IssuedAt(9).reason(), "figures.no_such_position");
  EXPECT_TRUE(IssuedAt(2).ok());
}

}  // namespace
}  // namespace paktum::office
