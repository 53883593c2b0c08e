// Damage to every file of a store, one at a time (G7): bits flipped, files cut short, emptied, gone
// or exchanged. It must be found when the store is opened, when the record is read, or by
// VerifyStore; or harm nothing. Never is something else served than was written, or less of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/ledger_rocksdb/verify.h"
#include "tests/attack/attack_env.h"
#include "tests/attack/storage/machine.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::attack {
namespace {

namespace fs = std::filesystem;
using ledger::RocksStorage;

enum class Outcome : std::uint8_t { kAtOpen, kAtRead, kByVerify, kHarmless };
constexpr std::uint64_t kMarkPageBytes = 4096;
const char* const kOutcomeNames[] = {"found at open", "found at read", "found by verify",
                                     "harmless"};

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void WriteAll(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Files by what they are, for the table of outcomes.
std::string KindOf(const std::string& name) {
  if (name.ends_with(".sst")) return "table files";
  if (name.ends_with(".log")) return "write-ahead log";
  return name.substr(0, name.find('-'));
}

// Not RocksDB's notes for people.
bool IsData(const std::string& name) {
  return !name.starts_with("LOG") && !name.starts_with("OPTIONS") && name != "IDENTITY";
}

ledger::RocksOptions OptionsOf(const fs::path& directory) {
  ledger::RocksOptions options;
  options.path = directory.string();
  options.write_buffer_bytes = 1;
  options.free_bytes_min = 0;
  return options;
}

// A store with two ledgers, made in several lives, so that each column family has table files and
// the last appends stand in the write-ahead log only.
class DamageTest : public testing::Test {
 protected:
  void SetUp() override {
    random_.seed(Seed());
    for (std::uint64_t life = 0; life < kLives; ++life) {
      if (life == kLives - 1) CopyAll(store_, older_);
      auto opened = RocksStorage::Open(OptionsOf(store_));
      ASSERT_TRUE(opened.ok()) << opened.status();
      for (std::uint64_t i = 1; i <= kAppendsInALife; ++i) {
        for (const char* pact : {"lenti", ledger::kPact}) {
          last_batch_ = BytesOfLog();
          Append(**opened, pact, life, i);
        }
      }
      if (life == kLives - 1) ReadExpected(**opened);
    }
    const auto report = ledger::VerifyStore({OptionsOf(store_)}, {});
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_TRUE(report->findings.empty()) << report->findings.front().code;
  }
  void TearDown() override {
    for (const auto& [kind, outcomes] : table_) {
      std::cout << "  " << kind << ":";
      for (const auto& [outcome, count] : outcomes) {
        std::cout << " " << kOutcomeNames[static_cast<std::size_t>(outcome)] << " " << count << ";";
      }
      std::cout << "\n";
    }
  }

  static void Append(RocksStorage& storage, const std::string& pact, std::uint64_t life,
                     std::uint64_t index) {
    const std::uint64_t number = life * kAppendsInALife + index;
    const std::uint64_t first = storage.Head(pact)->value() + 1;
    const Status written =
        storage.Write({ledger::StampedAppend(pact, number, first, {{"a", number}, {"b", number}})});
    ASSERT_TRUE(written.ok()) << written;
  }
  void ReadExpected(RocksStorage& storage) {
    for (const char* pact : {"lenti", ledger::kPact}) {
      const auto records = storage.Read(pact, Position(0), {});
      ASSERT_TRUE(records.ok());
      for (const auto& record : *records) expected_[pact].emplace_back(record.stored);
      ASSERT_EQ(expected_[pact].size(), 2 * kLives * kAppendsInALife);
    }
  }
  static void CopyAll(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to);
  }
  [[nodiscard]] fs::path NewestLog() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(store_)) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path());
    }
    return newest;
  }
  [[nodiscard]] std::uint64_t BytesOfLog() const {
    const fs::path log = NewestLog();
    return log.empty() ? 0 : fs::file_size(log);
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(store_)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("LOG.old")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  // Damages a copy of the store and looks what comes of it.
  void Try(const std::string& name, const std::string& how,
           const std::function<void(const fs::path&)>& damage) {
    SCOPED_TRACE(name + " " + how);
    CopyAll(store_, damaged_);
    damage(damaged_ / name);
    ++table_[KindOf(name)][Judge()];
  }

  Outcome Judge() {
    const auto report = ledger::VerifyStore({OptionsOf(damaged_)}, {});
    const bool verify_found = !report.ok() || !report->findings.empty();
    const auto opened = RocksStorage::Open(OptionsOf(damaged_));
    if (!opened.ok()) {
      EXPECT_EQ(opened.status().code(), StatusCode::kDataLoss) << opened.status();
      EXPECT_TRUE(verify_found) << opened.status();
      return Outcome::kAtOpen;
    }
    bool read_found = false;
    bool index_lacks = false;
    for (const auto& [pact, records] : expected_) {
      JudgeRecords(**opened, pact, records, read_found);
      JudgeCommands(**opened, pact, read_found, index_lacks);
    }
    EXPECT_TRUE(verify_found || !(read_found || index_lacks)) << "nobody tells";
    if (read_found) return Outcome::kAtRead;
    return verify_found ? Outcome::kByVerify : Outcome::kHarmless;
  }
  static void JudgeRecords(RocksStorage& storage, const std::string& pact,
                           const std::vector<std::string>& expected, bool& found) {
    EXPECT_EQ(storage.Head(pact)->value(), expected.size()) << "fewer records than before";
    for (std::uint64_t i = 0; i < expected.size(); i += 7) {
      const auto read = storage.Read(pact, Position(i), {7});
      if (!read.ok()) {
        EXPECT_EQ(read.status().code(), StatusCode::kDataLoss) << read.status();
        found = true;
        continue;
      }
      ASSERT_EQ(read->size(), std::min<std::size_t>(7, expected.size() - i));
      for (const auto& record : *read) {
        ASSERT_EQ(record.stored, expected[record.position.value() - 1]);
      }
    }
    for (const char* stream : {"a", "b"}) {
      const auto read = storage.ReadStream(pact, stream, StreamVersion(0), {});
      if (!read.ok()) {
        EXPECT_EQ(read.status().code(), StatusCode::kDataLoss) << read.status();
        found = true;
        continue;
      }
      ASSERT_EQ(read->size(), expected.size() / 2);
    }
  }
  static void JudgeCommands(RocksStorage& storage, const std::string& pact, bool& found,
                            bool& lacks) {
    for (std::uint64_t number = 1; number <= kLives * kAppendsInALife; ++number) {
      const auto command = storage.FindCommand(pact, ledger::CommandId(number));
      if (!command.ok()) {
        EXPECT_EQ(command.status().code(), StatusCode::kDataLoss) << command.status();
        found = true;
      } else if (!command->has_value()) {
        lacks = true;
      } else {
        ASSERT_EQ((*command)->append.first.value(), 2 * number - 1);
      }
    }
  }

  static constexpr std::uint64_t kLives = 3;
  static constexpr std::uint64_t kAppendsInALife = 40;

  const TempDir directory_{Machine::Memory()};
  const fs::path store_ = directory_.Sub("store");
  const fs::path older_ = directory_.Sub("older");
  const fs::path damaged_ = directory_.Sub("damaged");
  std::mt19937_64 random_;
  std::map<std::string, std::vector<std::string>> expected_;
  std::uint64_t last_batch_ = 0;  // where it begins in the write-ahead log
  std::map<std::string, std::map<Outcome, std::uint64_t>> table_;
};

TEST_F(DamageTest, FlippedBitsAreFoundOrHarmless) {
  for (const std::string& name : Files()) {
    const std::uint64_t size = fs::file_size(store_ / name);
    if (size == 0) continue;
    // The ends, where headers and footers are, and anywhere.
    std::vector<std::uint64_t> offsets{0, size - 1, size / 2,
                                       size - std::min<std::uint64_t>(size, 40)};
    const std::uint64_t more = Rounds(IsData(name) ? 4 : 1);
    for (std::uint64_t i = 0; i < more; ++i) offsets.push_back(random_() % size);
    for (const std::uint64_t offset : offsets) {
      const auto bit = static_cast<unsigned>(random_() % 8);
      Try(name, "bit " + std::to_string(bit) + " of byte " + std::to_string(offset),
          [&](const fs::path& file) {
            std::string bytes = ReadAll(file);
            bytes[offset] =
                static_cast<char>(static_cast<unsigned char>(bytes[offset]) ^ 1U << bit);
            WriteAll(file, bytes);
          });
      if (HasFailure()) return;
    }
  }
}

// The mark does not tell yet what the log held when the power went. Damage is then known by what
// follows it; only in the very last batch it looks like a batch whose sync never returned.
TEST_F(DamageTest, AfterACrashDamageInTheLogIsFoundUnlessInItsLastBatch) {
  const std::string log = NewestLog().filename().string();
  const std::uint64_t size = BytesOfLog();
  for (std::uint64_t i = 0; i < 60; ++i) {
    const std::uint64_t offset =
        i % 3 == 0 ? last_batch_ + random_() % (size - last_batch_) : random_() % size;
    SCOPED_TRACE("byte " + std::to_string(offset) + " of " + std::to_string(size));
    CopyAll(store_, damaged_);
    fs::copy_file(older_ / "MARK", damaged_ / "MARK", fs::copy_options::overwrite_existing);
    std::string bytes = ReadAll(damaged_ / log);
    bytes[offset] = static_cast<char>(bytes[offset] ^ 4);
    WriteAll(damaged_ / log, bytes);
    const auto opened = RocksStorage::Open(OptionsOf(damaged_));
    if (offset < last_batch_) {
      ASSERT_EQ(opened.status().reason(), "storage.damaged") << opened.status();
      continue;
    }
    ASSERT_TRUE(opened.ok()) << opened.status();
    ASSERT_EQ((*opened)->Head("lenti")->value(), expected_["lenti"].size());
    ASSERT_EQ((*opened)->Head(ledger::kPact)->value(), expected_[ledger::kPact].size() - 2);
  }
}

TEST_F(DamageTest, FilesCutShortOrGoneAreFoundOrHarmless) {
  for (const std::string& name : Files()) {
    const std::uint64_t size = fs::file_size(store_ / name);
    for (const std::uint64_t kept :
         {std::uint64_t{0}, size / 2, size - std::min<std::uint64_t>(size, 1),
          size == 0 ? 0 : random_() % size}) {
      Try(name, "cut to " + std::to_string(kept) + " of " + std::to_string(size),
          [&](const fs::path& file) { fs::resize_file(file, kept); });
    }
    Try(name, "gone", [](const fs::path& file) { fs::remove(file); });
    Try(name, "longer", [](const fs::path& file) {
      std::ofstream(file, std::ios::binary | std::ios::app) << std::string(100, '\x5a');
    });
    if (HasFailure()) return;
  }
}

TEST_F(DamageTest, PagesOfZerosAreFoundOrHarmless) {
  for (const std::string& name : Files()) {
    const std::uint64_t size = IsData(name) ? fs::file_size(store_ / name) : 1;
    for (std::uint64_t from = 0; from < size; from += 4096) {
      Try(name, "zeros from " + std::to_string(from), [&](const fs::path& file) {
        std::string bytes = ReadAll(file);
        const std::uint64_t to = std::min<std::uint64_t>(bytes.size(), from + 4096);
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                  bytes.begin() + static_cast<std::ptrdiff_t>(to), '\0');
        WriteAll(file, bytes);
      });
      if (HasFailure()) return;
    }
  }
}

// The mark says where the log had got, so it may itself be neither taken for what it is not nor put
// right without a word.
TEST_F(DamageTest, NoChangedByteOfTheMarkGoesUnnoticed) {
  const std::string mark = ReadAll(store_ / "MARK");
  ASSERT_EQ(mark.size(), 2 * kMarkPageBytes);
  const auto flip = [&](std::string& bytes, std::uint64_t offset) {
    bytes[offset] =
        static_cast<char>(static_cast<unsigned char>(bytes[offset]) ^ 1U << random_() % 8);
  };
  for (std::uint64_t i = 0; i < 20; ++i) {
    const std::uint64_t offset = i < 10 ? random_() % 60 : random_() % mark.size();
    SCOPED_TRACE("byte " + std::to_string(offset));
    CopyAll(store_, damaged_);
    std::string bytes = mark;
    flip(bytes, offset);
    WriteAll(damaged_ / "MARK", bytes);
    const auto report = ledger::VerifyStore({OptionsOf(damaged_)}, {});
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_EQ(report->findings.size(), 1U);
    EXPECT_EQ(report->findings[0].code, "file.damaged");
    EXPECT_EQ(report->findings[0].what, "MARK");
    EXPECT_EQ(Judge(), Outcome::kByVerify) << "the other page is enough to open";
  }
  const auto expect_refused = [&](const std::string& bytes) {
    CopyAll(store_, damaged_);
    // As if the log had ended a batch earlier: without the mark nothing else would tell.
    fs::resize_file(damaged_ / NewestLog().filename(), last_batch_);
    WriteAll(damaged_ / "MARK", bytes);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(Judge(), Outcome::kAtOpen) << "also the second time";
    EXPECT_EQ(ReadAll(damaged_ / "MARK"), bytes);
  };
  std::string both = mark;
  flip(both, random_() % 60);
  flip(both, kMarkPageBytes + random_() % 60);
  expect_refused(both);
  expect_refused("");
  expect_refused(mark.substr(0, kMarkPageBytes));
  expect_refused(mark + "more");
}

// A file in the place of another of its kind, whole in itself; also one of an earlier time.
TEST_F(DamageTest, ExchangedFilesAreFoundOrHarmless) {
  const std::vector<std::string> names = Files();
  for (const std::string& name : names) {
    for (const auto& other : fs::directory_iterator(store_)) {
      const std::string other_name = other.path().filename().string();
      if (other_name == name || KindOf(other_name) != KindOf(name)) continue;
      Try(name, "is " + other_name, [&](const fs::path& file) {
        fs::copy_file(other.path(), file, fs::copy_options::overwrite_existing);
      });
    }
    for (const auto& older : fs::directory_iterator(older_)) {
      const std::string older_name = older.path().filename().string();
      if (KindOf(older_name) != KindOf(name)) continue;
      Try(name, "is the older " + older_name, [&](const fs::path& file) {
        fs::copy_file(older.path(), file, fs::copy_options::overwrite_existing);
      });
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace paktum::attack
