// Power cuts at random operations of the disk: what was acknowledged is kept (G1), what was not is
// there whole or not at all (G2), and the log starts again by itself.
#include <gtest/gtest.h>

#include <string>

#include "tests/attack/attack_env.h"
#include "tests/attack/storage/machine.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::attack {
namespace {

constexpr std::uint64_t kRounds = 15;
constexpr int kCutsInARound = 4;

// Starts the machine until it stays on; the power may go off again within Open.
void StartAfterCut(Machine& machine, std::string& told) {
  for (;;) {
    const Status started = machine.Start();
    if (!machine.disk().off()) {
      ASSERT_TRUE(started.ok()) << started << "\n" << told;
      return;
    }
    machine.Stop();
    told += "\nin Open: " + machine.disk().StartAgain();
  }
}

// Works until the power goes off, or long enough.
void WorkUntilCut(Machine& machine) {
  const std::uint64_t clients = machine.random()() % 3;
  for (std::uint64_t i = 0; i < clients; ++i) machine.AddClient();
  for (int i = 0; i < 70 && !machine.disk().off(); ++i) {
    const auto appended = machine.AppendMuch();
    if (!appended.ok()) break;
  }
  machine.disk().CutPower();
  machine.Stop();
}

TEST(PowerCut, LosesNothingAcknowledgedAndLeavesNothingHalf) {
  const std::uint64_t rounds = Rounds(kRounds);
  const std::uint64_t seed = Seed();
  std::uint64_t records = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Machine machine(seed + round);
    std::string told;
    for (int cut = 0; cut < kCutsInARound; ++cut) {
      // Sometimes soon, within Open or a first flush; sometimes late.
      const std::uint64_t span = machine.random()() % 3 == 0 ? 40 : 900;
      machine.disk().CutPowerAtOperation(machine.disk().operations() + 1 +
                                         machine.random()() % span);
      ASSERT_NO_FATAL_FAILURE(StartAfterCut(machine, told));
      const Report found = machine.Check();
      ASSERT_TRUE(found.ok() || machine.disk().off()) << found << told;
      WorkUntilCut(machine);
      told += "\n" + machine.disk().StartAgain();
    }
    ASSERT_NO_FATAL_FAILURE(StartAfterCut(machine, told));
    const Report found = machine.Check();
    ASSERT_TRUE(found.ok()) << found << told;
    ASSERT_TRUE(machine.AppendMuch().ok());
    records += found.records;
  }
  std::cout << rounds << " rounds of " << kCutsInARound << " power cuts, " << records
            << " records\n";
}

// The smallest store: a crash between any two steps of making it leaves one that can be made.
TEST(PowerCut, WithinTheFirstOpenLeavesADirectoryThatOpens) {
  const std::uint64_t seed = Seed();
  for (std::uint64_t operation = 1;; ++operation) {
    SCOPED_TRACE("operation " + std::to_string(operation));
    Machine machine(seed + operation);
    machine.disk().CutPowerAtOperation(operation);
    if (machine.Start().ok() && !machine.disk().off()) break;  // longer than Open takes
    machine.disk().CutPower();
    machine.Stop();
    std::string told = machine.disk().StartAgain();
    ASSERT_NO_FATAL_FAILURE(StartAfterCut(machine, told));
    ASSERT_TRUE(machine.AppendMuch().ok()) << told;
    machine.disk().CutPower();
    machine.Stop();
    told += machine.disk().StartAgain();
    ASSERT_NO_FATAL_FAILURE(StartAfterCut(machine, told));
    const Report found = machine.Check();
    ASSERT_TRUE(found.ok()) << found << told;
    ASSERT_GT(found.records, 0U);
  }
}

// What a rebuild of the indexes leaves when it is cut off is never taken for whole indexes, and is
// rebuilt.
TEST(PowerCut, WithinARebuildOfTheIndexesLeavesADirectoryThatIsRebuilt) {
  const std::uint64_t seed = Seed();
  std::uint64_t half = 0;
  std::uint64_t operation = 1;
  std::uint64_t cuts = 0;
  for (bool whole = false; !whole; ++cuts) {
    SCOPED_TRACE("operation " + std::to_string(operation));
    Machine machine(seed + operation);
    ASSERT_TRUE(machine.Start().ok());
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
    machine.Stop();
    machine.disk().CutPowerAtOperation(machine.disk().operations() + operation);
    const auto cut = ledger::RocksStorage::RebuildIndexes(machine.options());
    whole = !machine.disk().off();  // longer than a rebuild takes
    machine.disk().CutPower();
    std::string told = machine.disk().StartAgain();
    const Status started = machine.Start();
    if (!started.ok()) {
      ++half;
      EXPECT_FALSE(cut.ok());
      EXPECT_TRUE(started.reason() == "storage.index_damaged" || started.reason() == "tile.damaged")
          << started << told;
      machine.Stop();
      const auto rebuilt = ledger::RocksStorage::RebuildIndexes(machine.options());
      ASSERT_TRUE(rebuilt.ok()) << rebuilt.status() << told;
      ASSERT_TRUE(machine.Start().ok());
    }
    ASSERT_TRUE(machine.AppendMuch().ok());
    const Report found = machine.Check();
    ASSERT_TRUE(found.ok()) << found << told;
    operation += Rounds(0) > 0 ? 1 : 1 + machine.random()() % 4;  // a long run cuts at every one
  }
  std::cout << half << " of " << cuts << " were half rebuilt\n";
  EXPECT_GT(half, 0U);
}

// A sync that has failed once may never be believed again: Linux drops the pages.
TEST(PowerCut, AfterASyncThatFailedOnceLosesNothingAcknowledged) {
  const std::uint64_t seed = Seed();
  const std::uint64_t rounds = Rounds(12);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Machine machine(seed + round);
    ASSERT_TRUE(machine.Start().ok());
    const FileKind kinds[] = {FileKind::kLog, FileKind::kTable, FileKind::kManifest};
    const FileKind kind = kinds[round % 3];
    for (std::uint64_t i = machine.random()() % 30; i > 0; --i) {
      ASSERT_TRUE(machine.AppendMuch().ok());
    }
    machine.disk().Break({Operation::kSync, Failure::kIoError, kind, /*times=*/1});
    Status failed;
    for (int i = 0; i < 500 && failed.ok(); ++i) failed = machine.AppendMuch().status();
    EXPECT_EQ(failed.code(), StatusCode::kDataLoss) << failed;
    EXPECT_EQ(failed.reason(), "log.stopped");
    EXPECT_EQ(machine.AppendMuch().status().reason(), "log.stopped");

    // The process starts again, reads what the page cache still has, and only then the power goes.
    machine.Stop();
    ASSERT_TRUE(machine.Start().ok());
    const Report before = machine.Check();
    ASSERT_TRUE(before.ok()) << before;
    ASSERT_TRUE(machine.AppendMuch().ok());
    machine.disk().CutPower();
    machine.Stop();
    std::string told = machine.disk().StartAgain();
    ASSERT_NO_FATAL_FAILURE(StartAfterCut(machine, told));
    const Report after = machine.Check();
    ASSERT_TRUE(after.ok()) << after << told;
    // What a reader has seen after the restart is still there.
    ASSERT_GT(after.records, before.records);
  }
}

// A disk that answers OK and keeps nothing is beyond the promise: nothing on it can tell. What is
// left must still be a beginning of the ledger, or be refused.
TEST(PowerCut, OnADiskThatLiesLeavesABeginningOfTheLedgerOrIsRefused) {
  const std::uint64_t seed = Seed();
  const std::uint64_t rounds = Rounds(16);
  std::uint64_t refused = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Machine machine(seed + round);
    ASSERT_TRUE(machine.Start().ok());
    const std::uint64_t honest = machine.random()() % 40;
    for (std::uint64_t i = 0; i < honest; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
    machine.disk().Break({Operation::kSync, Failure::kLie});
    if (round % 2 == 0) machine.disk().Break({Operation::kSyncDirectory, Failure::kLie});
    const std::uint64_t unsynced = 1 + machine.random()() % 30;
    for (std::uint64_t i = 0; i < unsynced; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
    std::vector<std::string> written;
    for (Position after;;) {
      const auto read = machine.storage().Read(ledger::kPact, after, {});
      ASSERT_TRUE(read.ok()) << read.status();
      if (read->empty()) break;
      for (const auto& record : *read) written.emplace_back(record.stored);
      after = read->back().position;
    }
    machine.disk().CutPower();
    machine.Stop();
    const std::string told = machine.disk().StartAgain();
    const Status started = machine.Start();
    if (!started.ok()) {
      EXPECT_EQ(started.code(), StatusCode::kDataLoss) << started << told;
      ++refused;
      continue;
    }
    std::size_t read_again = 0;
    for (Position after;;) {
      const auto read = machine.storage().Read(ledger::kPact, after, {});
      if (!read.ok()) {
        EXPECT_EQ(read.status().code(), StatusCode::kDataLoss) << read.status();
        break;
      }
      if (read->empty()) break;
      for (const auto& record : *read) {
        ASSERT_LT(read_again, written.size());
        ASSERT_EQ(record.stored, written[read_again]) << "position " << ++read_again << told;
        ++read_again;
      }
      after = read->back().position;
    }
  }
  std::cout << refused << " of " << rounds << " were refused\n";
}

}  // namespace
}  // namespace paktum::attack
