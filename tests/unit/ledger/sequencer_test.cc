#include "libs/ledger/sequencer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {
namespace {

constexpr std::chrono::seconds kPatience{20};

// A memory storage whose writes can be held up, failed and counted.
class ControlledStorage final : public Storage {
 public:
  // Every later Write waits until Release.
  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void Release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  // Waits until a Write has begun that has not ended.
  bool WaitUntilWriting() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return writing_; });
  }
  void FailNext(Status status) {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(std::move(status));
  }
  // The Write that has begun, or the next, succeeds; the one after it fails.
  void FailSecond(Status status) {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(OkStatus());
    outcomes_.push_back(std::move(status));
  }
  // Before the first append.
  void DamageStream(std::string stream) { damaged_stream_ = std::move(stream); }
  // Appends in each Write so far.
  std::vector<std::size_t> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }

  Status Write(const std::vector<StoredAppend>& batch) override {
    std::unique_lock lock(mutex_);
    batches_.push_back(batch.size());
    writing_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    writing_ = false;
    if (!outcomes_.empty()) {
      const Status status = outcomes_.front();
      outcomes_.pop_front();
      if (!status.ok()) return status;
    }
    return memory_.Write(batch);
  }
  Result<Position> Head(const std::string& pact) const override { return memory_.Head(pact); }
  Result<Instant> LastRecordedAt(const std::string& pact) const override {
    return memory_.LastRecordedAt(pact);
  }
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override {
    if (stream == damaged_stream_) return DataLoss("record.damaged", "checksum");
    return memory_.StreamHead(pact, stream);
  }
  Result<std::optional<FoundCommand>> FindCommand(const std::string& pact,
                                                  Uuid command) const override {
    return memory_.FindCommand(pact, command);
  }
  Result<transparency::Frontier> Tree(const std::string& pact) const override {
    return memory_.Tree(pact);
  }
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override {
    return memory_.ReadTile(pact, tile);
  }
  Result<std::vector<Record>> Read(const std::string& pact, Position after,
                                   ReadLimit limit) const override {
    return memory_.Read(pact, after, limit);
  }
  Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit) const override {
    return memory_.ReadStream(pact, stream, after, limit);
  }
  Result<std::vector<std::string>> Pacts() const override { return memory_.Pacts(); }

 private:
  MemoryStorage memory_;
  std::string damaged_stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;                 // guarded by mutex_
  bool writing_ = false;              // guarded by mutex_
  std::deque<Status> outcomes_;       // of the next writes; guarded by mutex_
  std::vector<std::size_t> batches_;  // guarded by mutex_
};

class SequencerTest : public testing::Test {
 protected:
  void Start(SequencerOptions options = {}) { sequencer_.emplace(storage_, clock_, options); }
  ~SequencerTest() override { storage_.Release(); }

  using Answer = std::future<Result<AppendResult>>;
  Answer Submit(AppendRequest request, Deadline deadline = DeadlineIn(kPatience)) {
    const auto promise = std::make_shared<std::promise<Result<AppendResult>>>();
    sequencer_->Submit(std::move(request), deadline, [promise](Result<AppendResult> answer) {
      promise->set_value(std::move(answer));
    });
    return promise->get_future();
  }
  static bool Answered(Answer& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  static Result<AppendResult> Await(Answer answer) {
    if (answer.wait_for(kPatience) != std::future_status::ready) {
      return Internal("test.no_answer", "no answer came");
    }
    return answer.get();
  }
  // Makes the writer wait in a Write that holds one append.
  Answer OccupyWriter(std::uint64_t command) {
    storage_.Hold();
    Answer answer = Submit(AppendOf(command, {EventOn("pact")}));
    EXPECT_TRUE(storage_.WaitUntilWriting());
    return answer;
  }

  ControlledStorage storage_;
  SystemClock clock_;
  std::optional<Sequencer> sequencer_;
};

TEST_F(SequencerTest, AppendsThatWaitShareOneWrite) {
  Start();
  std::vector<Answer> answers;
  answers.push_back(OccupyWriter(1));
  for (std::uint64_t i = 2; i <= 50; ++i) answers.push_back(Submit(AppendOf(i, {EventOn("pact")})));
  storage_.Release();
  for (std::uint64_t i = 0; i < answers.size(); ++i) {
    const auto answer = Await(std::move(answers[i]));
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->first, Position(i + 1));
  }
  EXPECT_EQ(storage_.batches(), (std::vector<std::size_t>{1, 49}));
}

TEST_F(SequencerTest, BatchesKeepWithinTheirLimits) {
  SequencerOptions options;
  options.batch_appends_max = 10;
  options.batch_bytes_max = 5000;
  Start(options);
  std::vector<Answer> answers;
  answers.push_back(OccupyWriter(1));
  for (std::uint64_t i = 2; i <= 13; ++i) {
    answers.push_back(Submit(AppendOf(i, {EventOn("pact", std::string(1000, 'x'))})));
  }
  storage_.Release();
  for (Answer& answer : answers) EXPECT_TRUE(Await(std::move(answer)).ok());
  // Three appends of a bit over 1,500 bytes fit 5,000; the ten taken first are not mixed with later
  // ones.
  EXPECT_EQ(storage_.batches(), (std::vector<std::size_t>{1, 3, 3, 3, 3}));
}

TEST_F(SequencerTest, AWriteHoldsAtMostItsNumberOfAppends) {
  SequencerOptions options;
  options.batch_appends_max = 10;
  Start(options);
  std::vector<Answer> answers;
  answers.push_back(OccupyWriter(1));
  for (std::uint64_t i = 2; i <= 25; ++i) {
    answers.push_back(Submit(AppendOf(i, {EventOn("pact")})));
  }
  storage_.Release();
  for (Answer& answer : answers) EXPECT_TRUE(Await(std::move(answer)).ok());
  EXPECT_EQ(storage_.batches(), (std::vector<std::size_t>{1, 10, 10, 4}));
}

TEST_F(SequencerTest, NothingIsAnsweredBeforeItsWriteHasReturned) {
  Start();
  Answer first = OccupyWriter(1);
  Answer repeat = Submit(AppendOf(1, {EventOn("pact")}));
  EXPECT_FALSE(Answered(first));
  EXPECT_FALSE(Answered(repeat));
  storage_.Release();
  EXPECT_TRUE(Await(std::move(first)).ok());
  EXPECT_TRUE(Await(std::move(repeat))->repeated);
}

TEST_F(SequencerTest, FailedWriteAnswersAllOfItsBatchAndLeavesNoTrace) {
  Start();
  Answer occupying = OccupyWriter(1);
  std::vector<Answer> batch;
  batch.push_back(Submit(AppendOf(2, {EventOn("scheme/S2")})));
  batch.push_back(Submit(AppendOf(2, {EventOn("scheme/S2")})));  // repeats what is not durable
  batch.push_back(Submit(AppendOf(3, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}})));
  batch.push_back(Submit(AppendOf(4, {EventOn("scheme/S2"), EventOn("member/city")})));
  storage_.FailSecond(Unavailable("storage.disk_full", "full"));
  storage_.Release();
  EXPECT_TRUE(Await(std::move(occupying)).ok());
  for (Answer& answer : batch) {
    EXPECT_EQ(Await(std::move(answer)).status().reason(), "storage.disk_full");
  }
  EXPECT_EQ(storage_.batches(), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(storage_.Head(kPact).value(), Position(1));
  const auto again =
      Await(Submit(AppendOf(3, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}})));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->first, Position(2));
}

TEST_F(SequencerTest, UnavailableWriteIsForgottenAndTheNextSucceeds) {
  Start();
  storage_.FailNext(Unavailable("storage.disk_full", "full"));
  EXPECT_EQ(Await(Submit(AppendOf(1, {EventOn("scheme/S2")}))).status().reason(),
            "storage.disk_full");
  const auto retried =
      Await(Submit(AppendOf(1, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}})));
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_FALSE(retried->repeated);
  EXPECT_EQ(retried->first, Position(1));
  EXPECT_EQ(storage_.StreamHead(kPact, "scheme/S2").value(), StreamVersion(1));
  EXPECT_TRUE(sequencer_->health().ok());
}

TEST_F(SequencerTest, AWriteThatFailsForGoodStopsTheLogForItsBatchAndAllLaterAppends) {
  Start();
  storage_.FailNext(DataLoss("storage.write_failed", "broken"));
  const Status stopped = DataLoss("log.stopped", "storage.write_failed: broken");
  EXPECT_EQ(Await(Submit(AppendOf(1, {EventOn("pact")}))).status(), stopped);
  EXPECT_EQ(Await(Submit(AppendOf(2, {EventOn("pact")}))).status(), stopped);
  EXPECT_EQ(sequencer_->health(), stopped);
  EXPECT_EQ(storage_.batches().size(), 1U);
}

TEST_F(SequencerTest, AppendsThatWaitBehindAFailedWriteAreToldThatTheLogHasStopped) {
  Start();
  Answer occupying = OccupyWriter(1);
  Answer waiting = Submit(AppendOf(2, {EventOn("pact")}));
  storage_.FailNext(DataLoss("storage.write_failed", "broken"));
  storage_.Release();
  EXPECT_EQ(Await(std::move(occupying)).status().reason(), "log.stopped");
  EXPECT_EQ(Await(std::move(waiting)).status().reason(), "log.stopped");
}

TEST_F(SequencerTest, ADamagedEntryStopsOnlyTheAppendsThatNeedIt) {
  storage_.DamageStream("scheme/S2");
  Start();
  const AppendRequest on_damaged =
      AppendOf(1, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}});
  EXPECT_EQ(Await(Submit(on_damaged)).status().reason(), "record.damaged");
  EXPECT_TRUE(Await(Submit(AppendOf(2, {EventOn("pact")}))).ok());
  EXPECT_TRUE(sequencer_->health().ok());
  EXPECT_EQ(Await(Submit(on_damaged)).status().reason(), "record.damaged");
}

TEST_F(SequencerTest, FullQueueIsResourceExhausted) {
  SequencerOptions options;
  options.queue_appends_max = 3;
  Start(options);
  std::vector<Answer> accepted;
  accepted.push_back(OccupyWriter(1));
  for (std::uint64_t i = 2; i <= 4; ++i) accepted.push_back(Submit(AppendOf(i, {EventOn("pact")})));
  Answer refused = Submit(AppendOf(5, {EventOn("pact")}));
  ASSERT_TRUE(Answered(refused));
  EXPECT_EQ(refused.get().status().code(), StatusCode::kResourceExhausted);
  storage_.Release();
  for (Answer& answer : accepted) EXPECT_TRUE(Await(std::move(answer)).ok());
  EXPECT_TRUE(Await(Submit(AppendOf(5, {EventOn("pact")}))).ok());
}

TEST_F(SequencerTest, QueueIsBoundedInBytes) {
  SequencerOptions options;
  options.queue_bytes_max = 100'000;
  Start(options);
  std::vector<Answer> accepted;
  accepted.push_back(OccupyWriter(1));
  accepted.push_back(Submit(AppendOf(2, {EventOn("pact", std::string(60'000, 'x'))})));
  Answer refused = Submit(AppendOf(3, {EventOn("pact", std::string(60'000, 'x'))}));
  ASSERT_TRUE(Answered(refused));
  EXPECT_EQ(refused.get().status().code(), StatusCode::kResourceExhausted);
  storage_.Release();
  for (Answer& answer : accepted) EXPECT_TRUE(Await(std::move(answer)).ok());
  EXPECT_TRUE(Await(Submit(AppendOf(3, {EventOn("pact", std::string(60'000, 'x'))}))).ok());
}

TEST_F(SequencerTest, AppendWhoseDeadlinePassedInTheQueueIsNotWritten) {
  Start();
  Answer occupying = OccupyWriter(1);
  Answer late = Submit(AppendOf(2, {EventOn("pact")}), DeadlineIn(std::chrono::seconds(-1)));
  storage_.Release();
  EXPECT_TRUE(Await(std::move(occupying)).ok());
  EXPECT_EQ(Await(std::move(late)).status().reason(), "append.expired");
  EXPECT_FALSE(storage_.FindCommand(kPact, CommandId(2))->has_value());
}

TEST_F(SequencerTest, AppendThatIsNotAnsweredInTimeHasAnUnknownOutcome) {
  Start();
  Answer occupying = OccupyWriter(1);
  const AppendRequest request = AppendOf(1, {EventOn("pact")});
  EXPECT_EQ(sequencer_->Append(request, DeadlineIn(std::chrono::milliseconds(20))).status().code(),
            StatusCode::kDeadlineExceeded);
  storage_.Release();
  EXPECT_TRUE(Await(std::move(occupying)).ok());
  EXPECT_TRUE(sequencer_->Append(request, DeadlineIn(kPatience))->repeated);
}

TEST_F(SequencerTest, StopWritesWhatWaitsAndRefusesWhatComesLater) {
  Start();
  Answer first = OccupyWriter(1);
  Answer waiting = Submit(AppendOf(2, {EventOn("pact")}));
  storage_.Release();
  sequencer_->Stop();
  EXPECT_TRUE(Answered(first) && first.get().ok());
  EXPECT_TRUE(Answered(waiting) && waiting.get().ok());
  EXPECT_EQ(Await(Submit(AppendOf(3, {EventOn("pact")}))).status().reason(), "append.stopped");
}

TEST_F(SequencerTest, ListenersHearEveryCommittedHeadAndNothingElse) {
  Start();
  std::mutex mutex;
  std::vector<std::pair<std::string, Position>> heard;
  sequencer_->OnCommit([&](const std::string& pact, Position head) {
    const std::lock_guard lock(mutex);
    heard.emplace_back(pact, head);
  });
  EXPECT_TRUE(Await(Submit(AppendOf(1, {EventOn("pact"), EventOn("pact")}))).ok());
  EXPECT_TRUE(Await(Submit(AppendOf(1, {EventOn("pact"), EventOn("pact")}))).ok());
  storage_.FailNext(Unavailable("storage.disk_full", "full"));
  EXPECT_FALSE(Await(Submit(AppendOf(2, {EventOn("pact")}))).ok());
  sequencer_->Stop();
  const std::vector<std::pair<std::string, Position>> expected{{kPact, Position(2)}};
  EXPECT_EQ(heard, expected);
}

TEST_F(SequencerTest, ACommitIsAnnouncedWhenAllItsAppendsAreAnswered) {
  Start();
  std::vector<Answer> answers;
  std::mutex mutex;
  std::vector<bool> answered;  // of each announcement: whether every append was answered by then
  sequencer_->OnCommit([&](const std::string&, Position) {
    const std::lock_guard lock(mutex);
    answered.push_back(std::all_of(answers.begin(), answers.end(), Answered));
  });
  {
    const std::lock_guard lock(mutex);
    storage_.Hold();
    answers.push_back(Submit(AppendOf(1, {EventOn("pact")})));
    ASSERT_TRUE(storage_.WaitUntilWriting());
  }
  storage_.Release();
  sequencer_->Stop();
  EXPECT_EQ(answered, std::vector<bool>{true});
}

// Answers that were gathered are sent on before anybody is told to look.
TEST_F(SequencerTest, AnswersAreSentOnBeforeTheirCommitIsAnnounced) {
  std::mutex mutex;
  std::string order;
  const auto note = [&](char what) {
    const std::lock_guard lock(mutex);
    order += what;
  };
  SequencerOptions options;
  options.on_answered = [&] { note('s'); };
  Start(options);
  sequencer_->OnCommit([&](const std::string&, Position) { note('a'); });
  EXPECT_TRUE(Await(Submit(AppendOf(1, {EventOn("pact")}))).ok());
  EXPECT_TRUE(Await(Submit(AppendOf(1, {EventOn("pact")}))).ok());  // nothing new to look at
  sequencer_->Stop();
  EXPECT_EQ(order, "sas");
}

TEST_F(SequencerTest, ImportsMayBeGivenLargerAppends) {
  SequencerOptions options;
  options.append_events_max = kAppendBatchEventsMax;
  Start(options);
  const std::vector<NewEvent> many(kAppendBatchEventsMax, EventOn("pact"));
  EXPECT_EQ(Await(Submit(AppendOf(1, many)))->count, kAppendBatchEventsMax);
}

}  // namespace
}  // namespace paktum::ledger
