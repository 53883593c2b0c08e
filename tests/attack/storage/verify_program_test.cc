// paktum verify and paktum stats as programs: exit codes, both languages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::attack {
namespace {

using ledger::RocksStorage;
using testing::HasSubstr;

struct Ended {
  int code = -1;
  std::string output;  // both streams
};

Ended Paktum(const std::string& arguments) {
  const std::string command = std::string(PAKTUM_BIN_DIR) + "/paktum " + arguments + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  PAKTUM_CHECK(pipe != nullptr);
  Ended ended;
  std::array<char, 4096> buffer{};
  for (std::size_t size = 0; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ended.output.append(buffer.data(), size);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  return ended;
}

class VerifyProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto storage = Open();
    for (std::uint64_t n = 1; n <= 5; ++n) {
      ASSERT_TRUE(storage->Write({ledger::StampedAppend(ledger::kPact, n, n, {{"a", n}})}).ok());
    }
  }
  std::unique_ptr<RocksStorage> Open() const {
    ledger::RocksOptions options;
    options.path = data_;
    options.free_bytes_min = 0;
    auto opened = RocksStorage::Open(options);
    PAKTUM_CHECK(opened.ok());
    return std::move(*opened);
  }

  const TempDir directory_;
  const std::string data_ = directory_.Sub("log");
};

TEST_F(VerifyProgramTest, EndsWithZeroForASoundStoreInEitherLanguage) {
  const Ended hungarian = Paktum("verify " + data_);
  EXPECT_EQ(hungarian.code, 0) << hungarian.output;
  EXPECT_THAT(hungarian.output, HasSubstr("tiszakecske: 5 bejegyzés, 1 folyam, 5 parancs"));
  EXPECT_THAT(hungarian.output, HasSubstr("Nincs hiba"));
  const Ended english = Paktum("verify --language en " + data_);
  EXPECT_EQ(english.code, 0) << english.output;
  EXPECT_THAT(english.output, HasSubstr("tiszakecske: 5 records, 1 stream, 5 commands"));
  EXPECT_THAT(english.output, HasSubstr("No finding"));
}

TEST_F(VerifyProgramTest, EndsWithOneForAFinding) {
  for (const auto& entry : std::filesystem::directory_iterator(data_)) {
    if (entry.path().extension() != ".log") continue;
    std::filesystem::resize_file(entry.path(), entry.file_size() - 5);
  }
  const Ended ended = Paktum("verify --language en " + data_);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("storage.end_missing: acknowledged entries at the end"));
  EXPECT_THAT(ended.output, HasSubstr("1 finding."));
  EXPECT_THAT(ended.output, HasSubstr("docs/runbooks/data-loss.md"));
  EXPECT_THAT(Paktum("verify " + data_).output, HasSubstr("1 hiba."));
}

TEST_F(VerifyProgramTest, EndsWithTwoWhenItCannotCheck) {
  const auto in_use = Open();
  const Ended locked = Paktum("verify --language en " + data_);
  EXPECT_EQ(locked.code, 2) << locked.output;
  EXPECT_THAT(locked.output, HasSubstr("a program has the directory open"));
  EXPECT_EQ(Paktum("verify " + directory_.Sub("nothing")).code, 2);
  EXPECT_EQ(Paktum("verify").code, 2);
  EXPECT_EQ(Paktum("verify --language de " + data_).code, 2);
  EXPECT_EQ(Paktum("verify --help").code, 0);
}

TEST_F(VerifyProgramTest, StatsCountsInEitherLanguage) {
  const Ended hungarian = Paktum("stats " + data_);
  EXPECT_EQ(hungarian.code, 0) << hungarian.output;
  EXPECT_THAT(hungarian.output, HasSubstr("tiszakecske: 5 bejegyzés, 1 folyam, 5 parancs"));
  EXPECT_THAT(hungarian.output, HasSubstr("előreírt napló 1 állomány"));
  const Ended english = Paktum("stats --language en " + data_);
  EXPECT_THAT(english.output, HasSubstr("write-ahead log 1 file"));
  EXPECT_EQ(Paktum("stats " + directory_.Sub("nothing")).code, 2);
}

}  // namespace
}  // namespace paktum::attack
