#pragma once
// A ledger in memory that fails on demand, and a fold that tells what was done to it.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"
#include "libs/projection/fold.h"

namespace paktum::projection::testing {

inline Deadline Soon() { return DeadlineIn(std::chrono::seconds(20)); }

// Waits for a condition that some thread brings about.
template <typename Condition>
bool Eventually(const Condition& condition) {
  std::mutex mutex;
  std::condition_variable tick;
  std::unique_lock lock(mutex);
  const Deadline deadline = Soon();
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    tick.wait_for(lock, std::chrono::milliseconds(2));
  }
  return true;
}

class TestLog final : public ledger::EventLog {
 public:
  // `command` tells records apart that stand at the same position of different ledgers.
  void Add(std::size_t count, std::uint64_t command = 1) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < count; ++i) {
      ledger::RecordFields record;
      record.position = Position(records_.size() + 1);
      record.stream = "pact";
      record.recorded_at = Instant(1000 * static_cast<std::int64_t>(records_.size() + 1));
      record.command = Uuid::V7From(static_cast<std::int64_t>(records_.size()), command, command);
      event::v1::Event event;
      event.set_occurred_on("2019-01-01");
      event.mutable_plan_adopted()->set_plan_version(1);
      AddRecord(record, event.SerializeAsString());
    }
    news_.notify_all();
  }
  void AddUnreadable() {
    Add(1);
    const std::lock_guard lock(mutex_);
    const ledger::Record last = records_.back();
    records_.pop_back();
    AddRecord(last, "\xff\xff no event");
  }
  // Next fails with this instead of delivering the record at the position.
  void Damage(Position position) {
    const std::lock_guard lock(mutex_);
    damaged_ = position;
  }
  // Another ledger stands here from now on.
  void Replace(std::size_t count, std::uint64_t command) {
    {
      const std::lock_guard lock(mutex_);
      records_.clear();
    }
    Add(count, command);
  }
  void SetAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
    news_.notify_all();
  }

  Result<ledger::AppendResult> Append(const ledger::AppendRequest&, Deadline) override {
    return Unavailable("test.unused", "no appends here");
  }
  Result<ledger::Slice> Read(const std::string&, Position after, ledger::ReadLimit limit,
                             Deadline) override {
    const std::lock_guard lock(mutex_);
    if (away_) return Unavailable("test.away", "away");
    return Take(after, limit.records);
  }
  Result<ledger::StreamSlice> ReadStream(const std::string&, const std::string&, StreamVersion,
                                         ledger::ReadLimit, Deadline) override {
    return Unavailable("test.unused", "no streams here");
  }
  Result<ledger::FoundCommand> FindCommand(const std::string&, Uuid, Deadline) override {
    return Unavailable("test.unused", "no commands here");
  }
  Result<Position> Head(const std::string&, Deadline) override {
    const std::lock_guard lock(mutex_);
    if (away_) return Unavailable("test.away", "away");
    return Position(records_.size());
  }
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string&,
                                                          Position after) override {
    return std::unique_ptr<ledger::Subscription>(std::make_unique<TestSubscription>(*this, after));
  }

 private:
  class TestSubscription final : public ledger::Subscription {
   public:
    TestSubscription(TestLog& log, Position after) : log_(log), after_(after) {}
    Result<ledger::Slice> Next(Deadline deadline) override {
      std::unique_lock lock(log_.mutex_);
      log_.news_.wait_until(lock, deadline,
                            [&] { return log_.away_ || log_.records_.size() > after_.value(); });
      if (log_.away_) return Unavailable("test.away", "away");
      if (paktum::Next(after_) == log_.damaged_) return DataLoss("record.damaged", "damaged");
      ledger::Slice slice = log_.Take(after_, 100);
      if (!slice.records.empty()) after_ = slice.records.back().position;
      return slice;
    }

   private:
    TestLog& log_;
    Position after_;
  };

  // Under mutex_.
  void AddRecord(ledger::RecordFields fields, const std::string& submitted) {
    fields.version = StreamVersion(fields.position.value());
    fields.append_count = 1;
    fields.submitted = submitted;
    auto record = ledger::DecodeRecord(ledger::EncodeRecord(fields));
    EXPECT_TRUE(record.ok()) << record.status();
    records_.push_back(std::move(record).value());
  }

  // Under mutex_.
  ledger::Slice Take(Position after, std::size_t limit) const {
    ledger::Slice slice;
    slice.head = Position(records_.size());
    for (std::size_t i = after.value(); i < records_.size() && slice.records.size() < limit; ++i) {
      if (records_[i].position == damaged_) break;
      slice.records.push_back(records_[i]);
    }
    return slice;
  }

  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<ledger::Record> records_;
  Position damaged_;
  bool away_ = false;
};

// Holds a fold at a position until it is opened.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

// Counts records; one row with the count and one row a record. Answers "<version>:<count>".
class TestFold final : public Fold {
 public:
  struct Log {
    std::atomic<std::uint64_t> applied{0};  // calls of Apply that took a record in
    std::atomic<std::uint64_t> loaded{0};   // rows
  };

  explicit TestFold(Log& log, std::uint32_t version = 1, Gate* gate = nullptr,
                    Position gate_at = Position(1))
      : log_(log), version_(version), gate_(gate), gate_at_(gate_at) {}

  [[nodiscard]] FoldIdentity identity() const override { return {"test", version_, "d"}; }
  [[nodiscard]] Position applied_through() const override { return applied_; }
  [[nodiscard]] bool LooksAt(const events::EventHead&) const override { return true; }
  void Pass(const ledger::Record&, const events::EventHead&) override { ADD_FAILURE(); }
  void Apply(const ledger::Record& record, const event::v1::Event& event) override {
    if (record.position <= applied_) return;
    EXPECT_EQ(record.position, Next(applied_));
    EXPECT_TRUE(event.has_plan_adopted());
    if (gate_ != nullptr && record.position == gate_at_) gate_->Pass();
    applied_ = record.position;
    ++count_;
    ++log_.applied;
    dirty_.emplace_back("p" + std::to_string(record.position.value()), "x");
  }
  std::vector<Row> TakeDirtyRows() override {
    dirty_.emplace_back("count", std::to_string(count_));
    return std::exchange(dirty_, {});
  }
  Status LoadRow(std::string_view key, std::string_view value) override {
    ++log_.loaded;
    if (key == "count") count_ = std::stoull(std::string(value));
    if (key.starts_with('p')) ++rows_;
    return OkStatus();
  }
  void FinishLoading(Position applied_through) override {
    // Rows and position were saved together, or one of them would be ahead.
    EXPECT_EQ(rows_, applied_through.value());
    EXPECT_EQ(count_, applied_through.value());
    applied_ = applied_through;
  }
  [[nodiscard]] Result<Answer> Query(const std::string& view, const Parameters&,
                                     Instant now) const override {
    if (view == "now") return Answer{"now", now.ToString()};
    if (view != "count") return NotFound("view.unknown", "no such view");
    return Answer{"count", std::to_string(version_) + ":" + std::to_string(count_)};
  }

 private:
  Log& log_;
  const std::uint32_t version_;
  Gate* const gate_;
  const Position gate_at_;
  Position applied_;
  std::uint64_t count_ = 0;
  std::uint64_t rows_ = 0;
  std::vector<Row> dirty_;
};

// A directory of the test's own, removed at the end.
class TempDirectory {
 public:
  TempDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "paktum-test-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace paktum::projection::testing
