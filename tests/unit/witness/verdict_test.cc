// What a witness makes of what a log shows.
#include "libs/witness/verdict.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/witness/fake_log.h"

namespace paktum::witness {
namespace {

constexpr char kOrigin[] = "log/tiszakecske";
using Outcome = Verdict::Outcome;

transparency::Checkpoint At(History& history, std::uint64_t size) {
  history.GrowTo(size);
  return history.CheckpointAt(size, kOrigin);
}

// Answers every tile with the same status.
class NoTiles final : public transparency::TileSource {
 public:
  explicit NoTiles(Status status) : status_(std::move(status)) {}
  Result<std::string> ReadTile(const transparency::TileId& /*tile*/) override { return status_; }

 private:
  const Status status_;
};

Verdict MustJudge(const std::optional<transparency::Checkpoint>& known,
                  const transparency::Checkpoint& shown, transparency::TileSource& tiles) {
  auto verdict = Judge(known, shown, tiles);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  return verdict.ok() ? *verdict : Verdict();
}

TEST(Verdict, ATreeThatOnlyGrewIsFoundToHaveGrown) {
  History history;
  history.GrowTo(1030);
  TilesOfHistory tiles(history);
  for (const std::uint64_t before : {1U, 2U, 3U, 7U, 8U, 255U, 256U, 257U, 511U, 512U, 800U}) {
    for (const std::uint64_t after :
         {2U, 3U, 8U, 9U, 256U, 257U, 512U, 513U, 1000U, 1024U, 1030U}) {
      if (after <= before) continue;
      const Verdict verdict = MustJudge(history.CheckpointAt(before, kOrigin),
                                        history.CheckpointAt(after, kOrigin), tiles);
      EXPECT_EQ(verdict.outcome, Outcome::kGrown) << before << " " << after << verdict.detail;
    }
  }
}

TEST(Verdict, TheFirstTreeIsBelievedWhenItsTilesAreItsOwn) {
  History history;
  History other("b");
  const auto shown = At(history, 300);
  other.GrowTo(300);
  TilesOfHistory tiles(history);
  TilesOfHistory others(other);
  EXPECT_EQ(MustJudge(std::nullopt, shown, tiles).outcome, Outcome::kGrown);
  const Verdict verdict = MustJudge(std::nullopt, shown, others);
  EXPECT_EQ(verdict.outcome, Outcome::kAlarm);
  EXPECT_EQ(verdict.kind, AlarmKind::kUnproven);
}

TEST(Verdict, TheSameTreeAgainIsTheSame) {
  History history;
  const auto shown = At(history, 300);
  NoTiles none(Unavailable("log.away", "away"));
  EXPECT_EQ(MustJudge(shown, shown, none).outcome, Outcome::kSame);
}

TEST(Verdict, ASmallerTreeIsARollback) {
  History history;
  const auto known = At(history, 300);
  TilesOfHistory tiles(history);
  const Verdict verdict = MustJudge(known, history.CheckpointAt(299, kOrigin), tiles);
  EXPECT_EQ(verdict.outcome, Outcome::kAlarm);
  EXPECT_EQ(verdict.kind, AlarmKind::kRolledBack);
}

TEST(Verdict, TwoTreesOfOneSizeAreAFork) {
  History history;
  History other("b", 299);
  const auto known = At(history, 300);
  const auto shown = At(other, 300);
  TilesOfHistory tiles(other);
  const Verdict verdict = MustJudge(known, shown, tiles);
  EXPECT_EQ(verdict.outcome, Outcome::kAlarm);
  EXPECT_EQ(verdict.kind, AlarmKind::kForked);
}

TEST(Verdict, ATreeThatGrewFromAnotherOneIsARewrittenHistory) {
  for (const std::uint64_t known_size : {1U, 5U, 256U, 257U, 299U}) {
    for (const std::uint64_t rewritten : {0U, 4U, 255U, 256U, 298U}) {
      if (rewritten >= known_size) continue;
      History history;
      History other("b", rewritten);
      const auto known = At(history, known_size);
      const auto shown = At(other, 600);
      TilesOfHistory tiles(other);
      const Verdict verdict = MustJudge(known, shown, tiles);
      EXPECT_EQ(verdict.outcome, Outcome::kAlarm) << known_size << " " << rewritten;
      EXPECT_EQ(verdict.kind, AlarmKind::kRewritten) << verdict.detail;
    }
  }
}

TEST(Verdict, ALogWhoseTilesAreNotThoseOfItsCheckpointHasProvenNothing) {
  History history;
  History other("b", 100);
  const auto known = At(history, 200);
  const auto shown = At(history, 400);
  other.GrowTo(400);
  TilesOfHistory others(other);
  EXPECT_EQ(MustJudge(known, shown, others).kind, AlarmKind::kUnproven);
  NoTiles missing(NotFound("tile.missing", "none"));
  EXPECT_EQ(MustJudge(known, shown, missing).kind, AlarmKind::kUnproven);
  NoTiles damaged(DataLoss("tile.damaged", "checksum"));
  EXPECT_EQ(MustJudge(known, shown, damaged).kind, AlarmKind::kUnproven);
}

TEST(Verdict, ALogThatCannotBeAskedIsJudgedLater) {
  History history;
  const auto known = At(history, 200);
  const auto shown = At(history, 400);
  for (const Status& passing :
       {Unavailable("wire.not_connected", "away"), DeadlineExceeded("wire.deadline", "slow"),
        ResourceExhausted("log.reads_full", "busy")}) {
    NoTiles tiles(passing);
    EXPECT_EQ(Judge(known, shown, tiles).status().reason(), passing.reason());
  }
}

TEST(Verdict, AnotherWitnessHasABeginningOfTheSameTreeOrAFork) {
  History history;
  const auto own = At(history, 400);
  TilesOfHistory tiles(history);
  for (const std::uint64_t size : {1U, 256U, 399U, 400U}) {
    auto same = JudgeOther(own, history.CheckpointAt(size, kOrigin), tiles);
    ASSERT_TRUE(same.ok());
    EXPECT_EQ(same->outcome, Outcome::kSame) << size;
    History fork("b", size - 1);
    auto other = JudgeOther(own, At(fork, size), tiles);
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(other->outcome, Outcome::kAlarm) << size;
    EXPECT_EQ(other->kind, AlarmKind::kForked) << size;
  }
}

TEST(Verdict, NamesOfAlarmsAreReadBack) {
  for (const AlarmKind kind : {AlarmKind::kRolledBack, AlarmKind::kForked, AlarmKind::kRewritten,
                               AlarmKind::kUnproven, AlarmKind::kForeign, AlarmKind::kSplitView}) {
    EXPECT_EQ(AlarmKindOf(NameOf(kind)), kind);
  }
  EXPECT_EQ(AlarmKindOf("else"), std::nullopt);
}

}  // namespace
}  // namespace paktum::witness
