// Disks that fail without a power cut: full, read-only, I/O errors; at every kind of file and
// operation. Refusals are clear, nothing is half written, and it goes on as rocks_storage.h says.
#include <gtest/gtest.h>

#include <string>

#include "tests/attack/attack_env.h"
#include "tests/attack/storage/machine.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::attack {
namespace {

struct FaultCase {
  const char* name;
  Fault fault;
};

const FaultCase kFaults[] = {
    {"LogEio", {Operation::kAppend, Failure::kIoError, FileKind::kLog}},
    {"LogShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kLog}},
    {"LogNoSpace", {Operation::kAppend, Failure::kNoSpace, FileKind::kLog}},
    {"LogDiskFull", {Operation::kAppend, Failure::kDiskFull, FileKind::kLog}},
    {"LogSyncEio", {Operation::kSync, Failure::kIoError, FileKind::kLog}},
    {"LogSyncNoSpace", {Operation::kSync, Failure::kNoSpace, FileKind::kLog}},
    {"LogCreateEio", {Operation::kCreate, Failure::kIoError, FileKind::kLog}},
    {"LogCreateNoSpace", {Operation::kCreate, Failure::kNoSpace, FileKind::kLog}},
    {"TableEio", {Operation::kAppend, Failure::kIoError, FileKind::kTable}},
    {"TableShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kTable}},
    {"TableNoSpace", {Operation::kAppend, Failure::kNoSpace, FileKind::kTable}},
    {"TableDiskFull", {Operation::kAppend, Failure::kDiskFull, FileKind::kTable}},
    {"TableSyncEio", {Operation::kSync, Failure::kIoError, FileKind::kTable}},
    {"TableCreateEio", {Operation::kCreate, Failure::kIoError, FileKind::kTable}},
    {"ManifestEio", {Operation::kAppend, Failure::kIoError, FileKind::kManifest}},
    {"ManifestShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kManifest}},
    {"ManifestNoSpace", {Operation::kAppend, Failure::kNoSpace, FileKind::kManifest}},
    {"ManifestSyncEio", {Operation::kSync, Failure::kIoError, FileKind::kManifest}},
    {"DirectorySyncEio", {Operation::kSyncDirectory, Failure::kIoError}},
};

class DiskFault : public testing::TestWithParam<FaultCase> {};

TEST_P(DiskFault, RefusesClearlyWritesNothingHalfAndGoesOn) {
  Machine machine(Seed());
  ASSERT_TRUE(machine.Start().ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
  machine.disk().Break(GetParam().fault);
  Status failed;
  for (int i = 0; i < 500 && failed.ok(); ++i) failed = machine.AppendMuch().status();
  ASSERT_FALSE(failed.ok());
  ASSERT_GT(machine.disk().faults_struck(), 0U);
  EXPECT_TRUE(failed.reason() == "storage.disk_full" || failed.reason() == "log.stopped") << failed;
  // What is there stays readable, and the refused append is not among it.
  ASSERT_TRUE(machine.storage().Read(ledger::kPact, Position(0), {}).ok());

  machine.disk().Mend();
  const Deadline patience = DeadlineIn(std::chrono::seconds(20));
  Status again = machine.AppendMuch().status();
  while (again.code() == StatusCode::kUnavailable) {
    ASSERT_LT(std::chrono::steady_clock::now(), patience) << again;
    again = machine.AppendMuch().status();
  }
  if (!again.ok()) {
    EXPECT_EQ(again.reason(), "log.stopped") << again;
    machine.Stop();
    const Status started = machine.Start();
    ASSERT_TRUE(started.ok()) << started;
    ASSERT_TRUE(machine.AppendMuch().ok());
  }
  const Report found = machine.Check();
  ASSERT_TRUE(found.ok()) << found;
  machine.disk().CutPower();
  machine.Stop();
  const std::string told = machine.disk().StartAgain();
  const Status started = machine.Start();
  ASSERT_TRUE(started.ok()) << started << told;
  const Report after = machine.Check();
  ASSERT_TRUE(after.ok()) << after << told;
}

INSTANTIATE_TEST_SUITE_P(All, DiskFault, testing::ValuesIn(kFaults),
                         [](const auto& tested) { return std::string(tested.param.name); });

// While a directory is opened: recovery reads everything, begins a log and a manifest, puts CURRENT
// in its place and deletes what is not needed any more.
const FaultCase kFaultsAtOpen[] = {
    {"LogRead", {Operation::kRead, Failure::kIoError, FileKind::kLog}},
    {"TableRead", {Operation::kRead, Failure::kIoError, FileKind::kTable}},
    {"ManifestRead", {Operation::kRead, Failure::kIoError, FileKind::kManifest}},
    {"CurrentRead", {Operation::kRead, Failure::kIoError, FileKind::kCurrent}},
    {"MarkRead", {Operation::kRead, Failure::kIoError, FileKind::kOther}},
    {"LogCreate", {Operation::kCreate, Failure::kIoError, FileKind::kLog}},
    {"TableCreateNoSpace", {Operation::kCreate, Failure::kNoSpace, FileKind::kTable}},
    {"ManifestCreate", {Operation::kCreate, Failure::kIoError, FileKind::kManifest}},
    {"CurrentCreateNoSpace", {Operation::kCreate, Failure::kNoSpace, FileKind::kCurrent}},
    {"TableShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kTable}},
    {"ManifestShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kManifest}},
    {"CurrentShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kCurrent}},
    {"MarkShort", {Operation::kAppend, Failure::kShortWrite, FileKind::kOther}},
    {"TableSync", {Operation::kSync, Failure::kIoError, FileKind::kTable}},
    {"ManifestSync", {Operation::kSync, Failure::kIoError, FileKind::kManifest}},
    {"CurrentSync", {Operation::kSync, Failure::kIoError, FileKind::kCurrent}},
    {"MarkSync", {Operation::kSync, Failure::kIoError, FileKind::kOther}},
    {"CurrentRename", {Operation::kRename, Failure::kIoError, FileKind::kCurrent}},
    {"LogDelete", {Operation::kDelete, Failure::kIoError, FileKind::kLog}},
    {"DirectorySync", {Operation::kSyncDirectory, Failure::kIoError}},
};

class DiskFaultAtOpen : public testing::TestWithParam<FaultCase> {};

TEST_P(DiskFaultAtOpen, LosesNothingAndIsOverWithTheFault) {
  for (const std::uint64_t times : {std::uint64_t{1}, GetParam().fault.times}) {
    SCOPED_TRACE("times " + std::to_string(times));
    Machine machine(Seed());
    ASSERT_TRUE(machine.Start().ok());
    for (int i = 0; i < 60; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
    machine.disk().CutPower();  // so that there is something to recover
    machine.Stop();
    std::string told = machine.disk().StartAgain();
    Fault fault = GetParam().fault;
    fault.times = times;
    machine.disk().Break(fault);
    const Status broken = machine.Start();
    const bool reads = fault.operation == Operation::kRead;
    EXPECT_TRUE(!broken.ok() || !reads) << "opened without what it could not read";
    if (!broken.ok()) {
      EXPECT_TRUE(broken.reason() == "storage.cannot_open" || broken.reason() == "storage.damaged")
          << broken;
    }
    ASSERT_GT(machine.disk().faults_struck(), 0U);
    machine.Stop();
    machine.disk().Mend();
    const Status started = machine.Start();
    ASSERT_TRUE(started.ok()) << started << "\nbefore: " << broken << told;
    ASSERT_TRUE(machine.AppendMuch().ok());
    machine.disk().CutPower();
    machine.Stop();
    told += machine.disk().StartAgain();
    const Status again = machine.Start();
    ASSERT_TRUE(again.ok()) << again << told;
    const Report found = machine.Check();
    ASSERT_TRUE(found.ok()) << found << told;
  }
}

INSTANTIATE_TEST_SUITE_P(All, DiskFaultAtOpen, testing::ValuesIn(kFaultsAtOpen),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ReadOnlyDisk, RefusesAppendsServesReadsAndGoesOnAfterARestart) {
  Machine machine(Seed());
  ASSERT_TRUE(machine.Start().ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
  const Position head = *machine.storage().Head(ledger::kPact);
  machine.disk().MakeReadOnly();
  EXPECT_EQ(machine.AppendMuch().status().reason(), "log.stopped");
  EXPECT_EQ(*machine.storage().Head(ledger::kPact), head);
  EXPECT_TRUE(machine.storage().Read(ledger::kPact, Position(0), {}).ok());
  machine.Stop();
  const Status refused = machine.Start();
  EXPECT_EQ(refused.code(), StatusCode::kUnavailable) << refused;
  EXPECT_EQ(refused.reason(), "storage.cannot_open") << refused;
  machine.disk().Mend();
  const Status started = machine.Start();
  ASSERT_TRUE(started.ok()) << started;
  ASSERT_TRUE(machine.AppendMuch().ok());
  const Report found = machine.Check();
  ASSERT_TRUE(found.ok()) << found;
}

TEST(UnreadableDisk, IsReportedNeverServedAndForgottenWhenItReadsAgain) {
  Machine machine(Seed());
  ASSERT_TRUE(machine.Start().ok());
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(machine.AppendMuch().ok());
  machine.disk().Break({Operation::kRead, Failure::kIoError, FileKind::kTable});
  Position after;
  Status failed;
  while (failed.ok()) {
    const auto read =
        machine.log().Read(ledger::kPact, after, {}, DeadlineIn(std::chrono::hours(1)));
    failed = read.status();
    if (!read.ok()) break;
    ASSERT_FALSE(read->records.empty()) << "everything came from the cache";
    after = read->records.back().position;
  }
  EXPECT_EQ(failed.code(), StatusCode::kDataLoss);
  EXPECT_EQ(failed.reason(), "record.damaged");
  machine.disk().Mend();
  const Report found = machine.Check();
  ASSERT_TRUE(found.ok()) << found;

  machine.Stop();
  machine.disk().Break({Operation::kRead, Failure::kIoError, FileKind::kManifest});
  EXPECT_FALSE(machine.Start().ok());
  machine.disk().Mend();
  ASSERT_TRUE(machine.Start().ok());
}

}  // namespace
}  // namespace paktum::attack
