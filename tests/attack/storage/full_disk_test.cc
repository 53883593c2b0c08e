// The real event_log program on a disk that is full, read-only or under a limit: clear refusals,
// nothing half appended, and no hand work once there is room again.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/attack/attacked_log.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::attack {
namespace {

using event_log::EventLogProcess;
using ledger::AppendOf;
using ledger::EventOn;
using testing::HasSubstr;

constexpr std::uint64_t kMebibyte = std::uint64_t{1024} * 1024;

Deadline Soon() { return DeadlineIn(std::chrono::seconds(20)); }

// A file system of its own in memory; needs the right to mount.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& directory) : directory_(directory) {
    std::filesystem::create_directory(directory_);
    mounted_ = mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=300m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::string data() const { return directory_ + "/log"; }

  // Somebody else's file takes the room; 0 gives it back.
  void Fill(std::uint64_t bytes) const {
    const std::string path = directory_ + "/ballast";
    unlink(path.c_str());
    if (bytes == 0) return;
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ASSERT_EQ(posix_fallocate(file, 0, static_cast<off_t>(bytes)), 0);
    close(file);
  }
  void MakeReadOnly(bool read_only) const {
    ASSERT_EQ(mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT | (read_only ? MS_RDONLY : 0),
                    "size=300m"),
              0);
  }

 private:
  const std::string directory_;
  bool mounted_ = false;
};

class FullDiskTest : public testing::Test {
 protected:
  void Start() {
    process_ = std::make_unique<EventLogProcess>(data_);
    ASSERT_TRUE(process_->ready()) << process_->log();
    client_ = ConnectTo(process_->listen(), process_->hints());
    log_ = std::make_unique<WatchedLog>(*client_, oracle_);
  }
  void Stop() {
    log_.reset();
    client_.reset();
    process_->Terminate();
  }
  Result<ledger::AppendResult> Append(std::size_t bytes = 100) {
    return log_->Append(AppendOf(++command_, {EventOn("a", std::string(bytes, 'x')), EventOn("b")}),
                        Soon());
  }
  void ExpectPromisesKept() {
    const Report report = oracle_.Check(*client_);
    EXPECT_TRUE(report.ok()) << report;
  }

  const TempDir directory_;
  std::string data_ = directory_.Sub("log");
  Oracle oracle_;
  std::uint64_t command_ = 0;
  std::unique_ptr<EventLogProcess> process_;
  std::unique_ptr<ledger_client::RemoteEventLog> client_;
  std::unique_ptr<WatchedLog> log_;
};

TEST_F(FullDiskTest, WithoutRoomAppendsAreRefusedAndGoOnWhenThereIsRoom) {
  const SmallDisk disk(directory_.Sub("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a file system";
  data_ = disk.data();
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_TRUE(Append().ok());
  disk.Fill(100 * kMebibyte);
  for (int i = 0; i < 3; ++i) {
    const auto refused = Append();
    EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable) << refused.status();
    EXPECT_EQ(refused.status().reason(), "storage.disk_full") << refused.status();
  }
  EXPECT_EQ(*log_->Head(ledger::kPact, Soon()), Position(2));
  EXPECT_EQ(log_->Read(ledger::kPact, Position(0), {}, Soon())->records.size(), 2U);
  disk.Fill(0);
  const auto again = Append();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->first, Position(3));
  ExpectPromisesKept();

  // Started on a disk that has no room it serves reads and refuses appends.
  Stop();
  disk.Fill(100 * kMebibyte);
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(log_->Read(ledger::kPact, Position(0), {}, Soon())->records.size(), 4U);
  EXPECT_EQ(Append().status().reason(), "storage.disk_full");
  disk.Fill(0);
  ASSERT_TRUE(Append().ok());
  ExpectPromisesKept();
  Stop();
}

TEST_F(FullDiskTest, OnAReadOnlyDiskItDoesNotStartSaysWhyAndStartsWhenItCanWrite) {
  const SmallDisk disk(directory_.Sub("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a file system";
  data_ = disk.data();
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_TRUE(Append().ok());
  Stop();
  ASSERT_NO_FATAL_FAILURE(disk.MakeReadOnly(true));
  EventLogProcess refused(
      {"--data", data_, "--listen", "tcp://127.0.0.1:*", "--hints", "tcp://127.0.0.1:*"});
  EXPECT_EQ(refused.Wait(), 1);
  EXPECT_THAT(refused.log(), HasSubstr("storage.cannot_open"));
  EXPECT_THAT(refused.log(), HasSubstr("Read-only file system"));
  ASSERT_NO_FATAL_FAILURE(disk.MakeReadOnly(false));
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_TRUE(Append().ok());
  ExpectPromisesKept();
  Stop();
}

// A limit on the size of files: the write-ahead log itself cannot grow, and the disk does not tell.
TEST_F(FullDiskTest, LogThatCannotBeWrittenStopsAppendsServesReadsAndIsWholeAfterARestart) {
  ASSERT_NO_FATAL_FAILURE(Start());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Append().ok());
  const rlimit limit{64 * 1024, 64 * 1024};
  ASSERT_EQ(prlimit(process_->pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
  Status failed;
  for (int i = 0; i < 100 && failed.ok(); ++i) failed = Append(4000).status();
  EXPECT_EQ(failed.code(), StatusCode::kDataLoss) << failed;
  EXPECT_EQ(failed.reason(), "log.stopped") << failed;
  EXPECT_EQ(Append().status().reason(), "log.stopped");
  const auto read = log_->Read(ledger::kPact, Position(0), {}, Soon());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_GE(read->records.size(), 20U);
  Stop();
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_TRUE(Append().ok());
  ExpectPromisesKept();
  Stop();
}

}  // namespace
}  // namespace paktum::attack
