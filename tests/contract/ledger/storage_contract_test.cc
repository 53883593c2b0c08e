// The contract of Storage, for every implementation.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/read_ahead.h"
#include "libs/ledger/storage.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/transparency/tree.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::ledger {
namespace {

// A RocksStorage that is closed and opened again after every write when `reopen` is set.
class RocksInTempDir final : public Storage {
 public:
  explicit RocksInTempDir(bool reopen) : reopen_(reopen) { Open(); }

  Status Write(const std::vector<StoredAppend>& batch) override {
    const Status status = storage_->Write(batch);
    if (reopen_) Open();
    return status;
  }
  Result<Position> Head(const std::string& pact) const override { return storage_->Head(pact); }
  Result<Instant> LastRecordedAt(const std::string& pact) const override {
    return storage_->LastRecordedAt(pact);
  }
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override {
    return storage_->StreamHead(pact, stream);
  }
  Result<std::optional<FoundCommand>> FindCommand(const std::string& pact,
                                                  Uuid command) const override {
    return storage_->FindCommand(pact, command);
  }
  Result<transparency::Frontier> Tree(const std::string& pact) const override {
    return storage_->Tree(pact);
  }
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override {
    return storage_->ReadTile(pact, tile);
  }
  Result<std::vector<Record>> Read(const std::string& pact, Position after,
                                   ReadLimit limit) const override {
    return storage_->Read(pact, after, limit);
  }
  Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit) const override {
    return storage_->ReadStream(pact, stream, after, limit);
  }
  Result<StoredRange> ReadStored(const std::string& pact, Position after, ReadLimit limit,
                                 std::string& out) const override {
    return storage_->ReadStored(pact, after, limit, out);
  }
  Result<std::vector<std::string>> Pacts() const override { return storage_->Pacts(); }

 private:
  void Open() {
    storage_.reset();
    RocksOptions options;
    options.path = dir_.Sub("log");
    options.free_bytes_min = 0;
    options.write_buffer_bytes = 1024 * 1024;
    options.block_cache_bytes = 1024 * 1024;
    auto opened = RocksStorage::Open(options);
    PAKTUM_CHECK(opened.ok());
    storage_ = std::move(*opened);
  }

  const bool reopen_;
  TempDir dir_;
  std::unique_ptr<RocksStorage> storage_;
};

struct StorageParam {
  std::string name;
  std::function<std::unique_ptr<Storage>()> make;
};
void PrintTo(const StorageParam& param, std::ostream* out) { *out << param.name; }
std::string StorageParamName(const testing::TestParamInfo<StorageParam>& info) {
  return info.param.name;
}

class StorageContract : public testing::TestWithParam<StorageParam> {
 protected:
  void SetUp() override { storage_ = GetParam().make(); }
  Storage& storage() { return *storage_; }

  void MustWrite(const std::vector<StoredAppend>& batch) {
    const Status status = storage_->Write(batch);
    ASSERT_TRUE(status.ok()) << status;
  }
  template <typename T>
  static T Must(Result<T> result) {
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? std::move(result).value() : T{};
  }

 private:
  std::unique_ptr<Storage> storage_;
};

TEST_P(StorageContract, BeginsEmpty) {
  EXPECT_EQ(Must(storage().Head(kPact)), Position(0));
  EXPECT_EQ(Must(storage().LastRecordedAt(kPact)), Instant(0));
  EXPECT_EQ(Must(storage().StreamHead(kPact, "pact")), StreamVersion(0));
  EXPECT_FALSE(Must(storage().FindCommand(kPact, CommandId(1))).has_value());
  EXPECT_TRUE(Must(storage().Read(kPact, Position(0), {})).empty());
  EXPECT_TRUE(Must(storage().ReadStream(kPact, "pact", StreamVersion(0), {})).empty());
  EXPECT_TRUE(Must(storage().Pacts()).empty());
}

TEST_P(StorageContract, TheTreeHasTheStoredBytesOfEveryRecordAsItsLeaves) {
  std::map<std::string, transparency::Frontier> expected;
  EXPECT_EQ(Must(storage().Tree(kPact)), transparency::Frontier());
  for (std::uint64_t i = 0; i < 20; ++i) {
    std::vector<StoredAppend> batch;
    batch.push_back(StampedAppend(kPact, i, 3 * i + 1, {{"a", 2 * i + 1}, {"a", 2 * i + 2}}));
    batch.push_back(StampedAppend(kPact, 100 + i, 3 * i + 3, {{"b", i + 1}}));
    if (i % 3 == 0) batch.push_back(StampedAppend("lenti", i, i / 3 + 1, {{"a", i / 3 + 1}}));
    for (const StoredAppend& append : batch) {
      for (const Record& record : append.records) {
        expected[append.pact].Append(transparency::LeafHash(record.stored));
      }
    }
    MustWrite(batch);
    ASSERT_EQ(Must(storage().Tree(kPact)), expected[kPact]) << i;
    ASSERT_EQ(Must(storage().Tree("lenti")), expected["lenti"]) << i;
    ASSERT_EQ(Must(storage().Tree(kPact)).size(), Must(storage().Head(kPact)).value());
  }
}

// Reads all tiles of a ledger's tree out of its storage.
class TilesOfStorage final : public transparency::TileSource {
 public:
  TilesOfStorage(const Storage& storage, std::string pact)
      : storage_(storage), pact_(std::move(pact)) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return storage_.ReadTile(pact_, tile);
  }

 private:
  const Storage& storage_;
  const std::string pact_;
};

TEST_P(StorageContract, TilesGiveTheRootOfEverySizeThatTheTreeHasHad) {
  constexpr std::uint64_t kPerAppend = 64;
  std::map<std::uint64_t, transparency::Hash> roots;
  transparency::TileBuilder expected;
  std::map<transparency::TileId, std::string> full;
  // Full tiles of two levels would take 65,536 records; 4 · 256 + 64 show all that a level does.
  for (std::uint64_t append = 0; append < 17; ++append) {
    std::vector<std::pair<std::string, std::uint64_t>> events;
    for (std::uint64_t i = 1; i <= kPerAppend; ++i) {
      events.emplace_back("a", append * kPerAppend + i);
    }
    const StoredAppend written = StampedAppend(kPact, append, append * kPerAppend + 1, events);
    for (const Record& record : written.records) {
      expected.Append(transparency::LeafHash(record.stored));
    }
    for (transparency::Tile& tile : expected.TakeFull()) {
      full.emplace(tile.id, std::move(tile.bytes));
    }
    MustWrite({written});
    roots[expected.size()] = expected.Root();

    TilesOfStorage tiles(storage(), kPact);
    for (const auto& [size, root] : roots) {
      transparency::TileHashReader reader(tiles, size);
      ASSERT_EQ(Must(transparency::ReadRoot(reader, size)), root) << size;
    }
    for (const transparency::Tile& tile : expected.Partial()) {
      ASSERT_EQ(Must(storage().ReadTile(kPact, tile.id)), tile.bytes);
    }
  }
  ASSERT_EQ(full.size(), 4U);
  for (const auto& [id, bytes] : full) ASSERT_EQ(Must(storage().ReadTile(kPact, id)), bytes);
  EXPECT_EQ(Must(storage().ReadTile(kPact, {0, 2, 7})),
            full.at({0, 2, transparency::kTileWidth}).substr(0, 7 * transparency::kHashBytes));
}

TEST_P(StorageContract, ATileThatTheTreeHasNotIsMissing) {
  std::vector<std::pair<std::string, std::uint64_t>> events;
  for (std::uint64_t i = 1; i <= 60; ++i) events.emplace_back("a", i);
  EXPECT_EQ(storage().ReadTile(kPact, {0, 0, 1}).status().reason(), "tile.missing");
  MustWrite({StampedAppend(kPact, 1, 1, events)});
  EXPECT_TRUE(storage().ReadTile(kPact, {0, 0, 60}).ok());
  for (const transparency::TileId& tile : std::vector<transparency::TileId>{{0, 0, 61},
                                                                            {0, 0, 256},
                                                                            {0, 0, 0},
                                                                            {0, 1, 1},
                                                                            {1, 0, 1},
                                                                            {7, 0, 1},
                                                                            {8, 0, 1},
                                                                            {63, ~0ULL, 256}}) {
    EXPECT_EQ(storage().ReadTile(kPact, tile).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(storage().ReadTile(kPact, tile).status().reason(), "tile.missing");
  }
  EXPECT_EQ(storage().ReadTile("lenti", {0, 0, 1}).status().reason(), "tile.missing");
}

TEST_P(StorageContract, BatchOfSeveralAppendsAndPactsIsFoundAgain) {
  const StoredAppend first = StampedAppend(kPact, 1, 1, {{"participant/a", 1}, {"scheme/S2", 1}});
  const StoredAppend second = StampedAppend("lenti", 1, 1, {{"participant/a", 1}});
  const StoredAppend third = StampedAppend(kPact, 2, 3, {{"participant/a", 2}});
  MustWrite({first, second, third});

  EXPECT_EQ(Must(storage().Head(kPact)), Position(3));
  EXPECT_EQ(Must(storage().Head("lenti")), Position(1));
  EXPECT_EQ(Must(storage().LastRecordedAt(kPact)), third.result.recorded_at);
  EXPECT_EQ(Must(storage().StreamHead(kPact, "participant/a")), StreamVersion(2));
  EXPECT_EQ(Must(storage().StreamHead("lenti", "participant/a")), StreamVersion(1));
  EXPECT_EQ(Must(storage().StreamHead("lenti", "scheme/S2")), StreamVersion(0));
  EXPECT_EQ(Must(storage().Pacts()), (std::vector<std::string>{"lenti", kPact}));

  const auto records = Must(storage().Read(kPact, Position(0), {}));
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].stored, first.records[0].stored);
  EXPECT_EQ(records[1].stored, first.records[1].stored);
  EXPECT_EQ(records[2].stored, third.records[0].stored);
  EXPECT_EQ(records[2].submitted, "participant/a@2");
  EXPECT_EQ(records[2].recorded_at, third.result.recorded_at);
}

TEST_P(StorageContract, EveryAppendOfABatchAnswersByItsCommand) {
  MustWrite({StampedAppend(kPact, 1, 1, {{"pact", 1}, {"pact", 2}}),
             StampedAppend(kPact, 2, 3, {{"pact", 3}})});
  const auto first = Must(storage().FindCommand(kPact, CommandId(1)));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->append.first, Position(1));
  EXPECT_EQ(first->append.count, 2U);
  EXPECT_EQ(first->append.recorded_at, Instant(1'540'450'000'001));
  EXPECT_TRUE(first->append.repeated);
  EXPECT_EQ(first->content_digest, "digest-1");
  EXPECT_EQ(Must(storage().FindCommand(kPact, CommandId(2)))->append.first, Position(3));
  EXPECT_FALSE(Must(storage().FindCommand("lenti", CommandId(1))).has_value());
}

TEST_P(StorageContract, StreamsOfAlikeNamesAndPactsStayApart) {
  std::uint64_t command = 0;
  for (const char* pact : {"a", "a.b", "ab"}) {
    std::uint64_t position = 0;
    for (const char* stream : {"a", "a/b", "ab", "b/a", "a.b"}) {
      MustWrite({StampedAppend(pact, ++command, ++position, {{stream, 1}})});
    }
  }
  for (const char* pact : {"a", "a.b", "ab"}) {
    EXPECT_EQ(Must(storage().Head(pact)), Position(5));
    for (const char* stream : {"a", "a/b", "ab", "b/a", "a.b"}) {
      EXPECT_EQ(Must(storage().StreamHead(pact, stream)), StreamVersion(1));
      const auto records = Must(storage().ReadStream(pact, stream, StreamVersion(0), {}));
      ASSERT_EQ(records.size(), 1U);
      EXPECT_EQ(records[0].stream, stream);
    }
    EXPECT_EQ(Must(storage().StreamHead(pact, "a/")), StreamVersion(0));
  }
}

TEST_P(StorageContract, StoredBytesArePassedOnAsTheyAreRead) {
  for (std::uint64_t i = 1; i <= 20; ++i) {
    MustWrite({StampedAppend(kPact, i, 2 * i - 1, {{"participant/a", i}, {"pact", i}})});
  }
  for (const ReadLimit limit : {ReadLimit{}, ReadLimit{7, 4096}, ReadLimit{100, 250}}) {
    for (const std::uint64_t after : {0U, 5U, 39U, 40U, 1000U}) {
      const auto records = Must(storage().Read(kPact, Position(after), limit));
      std::string expected = "before";
      std::size_t bytes = 0;
      for (const Record& record : records) {
        AddStoredField(record.stored, expected);
        bytes += record.stored.size();
      }
      std::string out = "before";
      const StoredRange range = Must(storage().ReadStored(kPact, Position(after), limit, out));
      EXPECT_EQ(out, expected);
      EXPECT_EQ(range.records, records.size());
      EXPECT_EQ(range.bytes, bytes);
      EXPECT_EQ(range.last, records.empty() ? Position(after) : records.back().position);
    }
  }
}

TEST_P(StorageContract, ReadingAheadGivesTheLedgerOnceAndInOrder) {
  EXPECT_TRUE(Must(ReadAhead(storage(), kPact, Position(0)).Next()).empty());
  for (std::uint64_t i = 1; i <= 30; ++i) {
    MustWrite({StampedAppend(kPact, i, i, {{"pact", i}})});
  }
  ReadAhead ahead(storage(), kPact, Position(4));
  std::uint64_t last = 4;
  for (;;) {
    const auto records = Must(ahead.Next());
    if (records.empty()) break;
    for (const Record& record : records) ASSERT_EQ(record.position, Position(++last));
  }
  EXPECT_EQ(last, 30U);
  EXPECT_TRUE(Must(ahead.Next()).empty());
  const ReadAhead unread(storage(), kPact, Position(0));  // may be left at any time
}

TEST_P(StorageContract, StreamsAreReadFromAnyVersionWithinTheLimit) {
  for (std::uint64_t i = 1; i <= 20; ++i) {
    MustWrite({StampedAppend(kPact, i, 2 * i - 1, {{"participant/a", i}, {"pact", i}})});
  }
  const auto some =
      Must(storage().ReadStream(kPact, "participant/a", StreamVersion(12), {5, 4096}));
  ASSERT_EQ(some.size(), 5U);
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(some[i].version, StreamVersion(13 + i));
    EXPECT_EQ(some[i].position, Position(2 * (13 + i) - 1));
  }
  EXPECT_EQ(Must(storage().ReadStream(kPact, "pact", StreamVersion(0), {100, 1})).size(), 1U);
  EXPECT_TRUE(Must(storage().ReadStream(kPact, "pact", StreamVersion(20), {})).empty());
  EXPECT_TRUE(Must(storage().ReadStream(kPact, "pact", StreamVersion(~0ULL), {})).empty());
}

TEST_P(StorageContract, ReadKeepsWithinRecordsAndBytes) {
  for (std::uint64_t i = 1; i <= 10; ++i) MustWrite({StampedAppend(kPact, i, i, {{"pact", i}})});
  const auto all = Must(storage().Read(kPact, Position(0), {}));
  ASSERT_EQ(all.size(), 10U);
  EXPECT_EQ(Must(storage().Read(kPact, Position(6), {3, 4096})).size(), 3U);
  const std::size_t two = all[0].stored.size() + all[1].stored.size();
  EXPECT_EQ(Must(storage().Read(kPact, Position(0), {100, two})).size(), 2U);
  EXPECT_EQ(Must(storage().Read(kPact, Position(0), {100, two - 1})).size(), 1U);
  EXPECT_EQ(Must(storage().Read(kPact, Position(0), {0, 0})).size(), 1U);
  EXPECT_TRUE(Must(storage().Read(kPact, Position(10), {})).empty());
  EXPECT_TRUE(Must(storage().Read(kPact, Position(~0ULL), {})).empty());
}

TEST_P(StorageContract, NamesNoAppendCanHaveAreEmpty) {
  const std::string endless(1000, 'x');
  EXPECT_EQ(Must(storage().Head(endless)), Position(0));
  EXPECT_TRUE(Must(storage().Read(endless, Position(0), {})).empty());
  EXPECT_EQ(Must(storage().StreamHead(kPact, endless)), StreamVersion(0));
  EXPECT_TRUE(Must(storage().ReadStream("", "", StreamVersion(0), {})).empty());
  EXPECT_FALSE(Must(storage().FindCommand(endless, CommandId(1))).has_value());
}

TEST_P(StorageContract, EmptyBatchWritesNothing) {
  MustWrite({});
  EXPECT_TRUE(Must(storage().Pacts()).empty());
}

TEST_P(StorageContract, WriteAtTheWrongPositionStopsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(MustWrite({StampedAppend(kPact, 1, 2, {{"pact", 1}})}), "position");
}

StorageParam RocksParam(const std::string& name, bool reopen) {
  return {name, [reopen] { return std::make_unique<RocksInTempDir>(reopen); }};
}

INSTANTIATE_TEST_SUITE_P(
    All, StorageContract,
    testing::Values(StorageParam{"Memory", [] { return std::make_unique<MemoryStorage>(); }},
                    RocksParam("Rocks", false), RocksParam("RocksReopenedAfterEveryWrite", true)),
    StorageParamName);

// Readers beside the writer; not for the storage that closes under them.
class StorageUnderReaders : public StorageContract {};

TEST_P(StorageUnderReaders, SeeWholeAppendsOnly) {
  constexpr std::uint64_t kAppends = 300;
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const auto records = Must(storage().Read(kPact, Position(0), {}));
        ASSERT_EQ(records.size() % 2, 0U);
        const StreamVersion head = Must(storage().StreamHead(kPact, "participant/a"));
        ASSERT_GE(head.value(), records.size() / 2);
        const auto stream = Must(storage().ReadStream(kPact, "pact", StreamVersion(0), {}));
        ASSERT_GE(stream.size(), records.size() / 2);
      }
    });
  }
  for (std::uint64_t i = 1; i <= kAppends; ++i) {
    MustWrite({StampedAppend(kPact, i, 2 * i - 1, {{"participant/a", i}, {"pact", i}})});
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

INSTANTIATE_TEST_SUITE_P(
    All, StorageUnderReaders,
    testing::Values(StorageParam{"Memory", [] { return std::make_unique<MemoryStorage>(); }},
                    RocksParam("Rocks", false)),
    StorageParamName);

}  // namespace
}  // namespace paktum::ledger
