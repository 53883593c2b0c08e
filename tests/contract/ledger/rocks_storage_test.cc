// What RocksStorage does when the disk, its files or its neighbours misbehave (G1, G7).
#include "libs/ledger_rocksdb/rocks_storage.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/file_checksum.h"
#include "libs/ledger_rocksdb/verify.h"
#include "libs/transparency/tile.h"
#include "tests/attack/storage/power_cut_file_system.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::ledger {
namespace {

using attack::Failure;
using attack::Fault;
using attack::FileKind;
using attack::Operation;

class RocksStorageTest : public testing::Test {
 protected:
  RocksOptions Options() {
    RocksOptions options;
    options.path = dir_.Sub("log");
    options.free_bytes_min = 1000;
    options.env = disk_.env();
    options.mark_interval_ms = 3'600'000;  // only Open and an orderly end mark where it ended
    return options;
  }
  void Open() {
    storage_.reset();
    auto opened = RocksStorage::Open(Options());
    ASSERT_TRUE(opened.ok()) << opened.status();
    storage_ = std::move(*opened);
  }
  Status OpenStatus() {
    storage_.reset();
    return RocksStorage::Open(Options()).status();
  }
  // One batch of appends, each one event in stream "pact", that makes the positions up to `last`.
  Status WriteUpToStatus(std::uint64_t last) {
    std::vector<StoredAppend> batch;
    for (std::uint64_t i = storage_->Head(kPact)->value() + 1; i <= last; ++i) {
      batch.push_back(StampedAppend(kPact, i, i, {{"pact", i}}));
    }
    return storage_->Write(batch);
  }
  void WriteUpTo(std::uint64_t last) {
    const Status status = WriteUpToStatus(last);
    ASSERT_TRUE(status.ok()) << status;
  }
  // Fills buffers until a flush is due and its error reaches a write.
  Status WriteUntilItFails() {
    Status status;
    while (status.ok() && storage_->Head(kPact)->value() < 100'000) {
      status = WriteUpToStatus(storage_->Head(kPact)->value() + 500);
    }
    return status;
  }
  void OpenWithSmallBuffers() {
    RocksOptions options = Options();
    options.write_buffer_bytes = 1024 * 1024;
    auto opened = RocksStorage::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    storage_ = std::move(*opened);
  }
  Status WriteNext() { return WriteUpToStatus(storage_->Head(kPact)->value() + 1); }

  // Changes the directory behind the storage's back.
  void EditRaw(const std::function<void(rocksdb::DB&, rocksdb::ColumnFamilyHandle* records,
                                        rocksdb::ColumnFamilyHandle* streams,
                                        rocksdb::ColumnFamilyHandle* commands)>& edit) {
    storage_.reset();
    const std::vector<rocksdb::ColumnFamilyDescriptor> families{
        {"default", {}}, {"records", {}}, {"streams", {}}, {"commands", {}}, {"tiles", {}}};
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, dir_.Sub("log"), families, &handles, &raw).ok());
    tiles_ = handles[4];
    edit(*raw, handles[1], handles[2], handles[3]);
    for (auto* handle : handles) ASSERT_TRUE(raw->DestroyColumnFamilyHandle(handle).ok());
    ASSERT_TRUE(raw->Close().ok());
    delete raw;
  }
  // Flips one bit of the value under the key, with RocksDB's own checksums right again.
  static void FlipBit(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const std::string& key,
                      std::size_t from_end) {
    std::string value;
    ASSERT_TRUE(db.Get({}, family, key, &value).ok());
    value[value.size() - from_end] = static_cast<char>(value[value.size() - from_end] ^ 1);
    ASSERT_TRUE(db.Put({}, family, key, value).ok());
  }
  // The largest file whose name ends so.
  std::filesystem::path LargestFile(const std::string& suffix) {
    std::filesystem::path largest;
    for (const auto& entry : std::filesystem::directory_iterator(dir_.Sub("log"))) {
      if (!entry.path().string().ends_with(suffix)) continue;
      if (largest.empty() || entry.file_size() > std::filesystem::file_size(largest)) {
        largest = entry.path();
      }
    }
    EXPECT_FALSE(largest.empty());
    return largest;
  }
  static void FlipByteOfFile(const std::filesystem::path& file, std::uintmax_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(byte ^ 0x40));
  }

  TempDir dir_;
  attack::PowerCutDisk disk_{dir_.Sub("log"), /*seed=*/1};
  std::unique_ptr<RocksStorage> storage_;
  rocksdb::ColumnFamilyHandle* tiles_ = nullptr;  // in EditRaw
};

TEST_F(RocksStorageTest, SecondOpenOfADirectoryIsUnavailable) {
  Open();
  const auto second = RocksStorage::Open(Options());
  EXPECT_EQ(second.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(second.status().reason(), "storage.in_use");
}

TEST_F(RocksStorageTest, MissingParentIsUnavailable) {
  RocksOptions options = Options();
  options.path = dir_.Sub("no/such/parent");
  const auto opened = RocksStorage::Open(options);
  EXPECT_EQ(opened.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(opened.status().reason(), "storage.cannot_open");
}

TEST_F(RocksStorageTest, DirectoryOfSomebodyElseIsRefused) {
  rocksdb::Options raw_options;
  raw_options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(raw_options, dir_.Sub("log"), &raw).ok());
  rocksdb::ColumnFamilyHandle* other = nullptr;
  ASSERT_TRUE(raw->CreateColumnFamily({}, "theirs", &other).ok());
  ASSERT_TRUE(raw->DestroyColumnFamilyHandle(other).ok());
  delete raw;
  EXPECT_EQ(OpenStatus().reason(), "storage.foreign");
}

TEST_F(RocksStorageTest, NewerFormatIsRefused) {
  Open();
  storage_.reset();
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  ASSERT_TRUE(
      rocksdb::DB::Open(
          {}, dir_.Sub("log"),
          {{"default", {}}, {"records", {}}, {"streams", {}}, {"commands", {}}, {"tiles", {}}},
          &handles, &raw)
          .ok());
  ASSERT_TRUE(raw->Put({}, handles[0], "format", "paktum-ledger/4").ok());
  for (auto* handle : handles) ASSERT_TRUE(raw->DestroyColumnFamilyHandle(handle).ok());
  delete raw;
  EXPECT_EQ(OpenStatus().reason(), "storage.foreign");
}

// ---- damage is found, reported and never served ------------------------------------------------

TEST_F(RocksStorageTest, DamagedRecordIsReportedAndTheRecordsBeforeItAreServed) {
  Open();
  WriteUpTo(5000);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    FlipBit(db, records, RecordKey(kPact, Position(3)), 1);
  });
  // Small buffers: the damage lies before the end that Open goes through.
  RocksOptions options = Options();
  options.write_buffer_bytes = 64 * 1024;
  auto opened = RocksStorage::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto before = (*opened)->Read(kPact, Position(0), {2, kReadBytesMax});
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->size(), 2U);
  for (const auto& read :
       {(*opened)->Read(kPact, Position(0), {}), (*opened)->Read(kPact, Position(2), {}),
        (*opened)->ReadStream(kPact, "pact", StreamVersion(2), {})}) {
    EXPECT_EQ(read.status().code(), StatusCode::kDataLoss);
    EXPECT_EQ(read.status().reason(), "record.damaged");
  }
  EXPECT_EQ((*opened)->Read(kPact, Position(3), {2, kReadBytesMax})->size(), 2U);
}

TEST_F(RocksStorageTest, RecordUnderAnotherPositionIsDamage) {
  Open();
  WriteUpTo(5);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    std::string value;
    ASSERT_TRUE(db.Get({}, records, RecordKey(kPact, Position(2)), &value).ok());
    ASSERT_TRUE(db.Put({}, records, RecordKey(kPact, Position(3)), value).ok());
  });
  EXPECT_EQ(OpenStatus().code(), StatusCode::kDataLoss);
}

// What a writer with a bug could leave: entries in the wrong place, their checksums right.
TEST_F(RocksStorageTest, SoundEntriesInAWrongPlaceAreNotServed) {
  Open();
  WriteUpTo(5000);
  ASSERT_TRUE(
      storage_->Write({StampedAppend(kPact, 5001, 5001, {{"other", 1}, {"other", 2}})}).ok());
  EditRaw([](rocksdb::DB& db, auto* records, auto* streams, auto*) {
    const std::string second = RecordKey(kPact, Position(2));
    const std::string third = RecordKey(kPact, Position(3));
    std::string value;
    ASSERT_TRUE(db.Get({}, records, second, &value).ok());
    const auto stored = OpenValue(second, value);
    ASSERT_TRUE(stored.has_value());
    ASSERT_TRUE(db.Put({}, records, third, SealValue(third, *stored)).ok());
    const std::string entry = StreamKey(kPact, "other", StreamVersion(1));
    const std::string of_another = EncodePosition(Position(1));  // "pact", version 1
    ASSERT_TRUE(db.Put({}, streams, entry, SealValue(entry, of_another)).ok());
  });
  RocksOptions options = Options();
  options.write_buffer_bytes = 64 * 1024;  // the end that Open goes through lies behind them
  auto opened = RocksStorage::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->Read(kPact, Position(2), {}).status().reason(), "record.damaged");
  EXPECT_EQ((*opened)->ReadStream(kPact, "other", StreamVersion(0), {}).status().reason(),
            "record.damaged");
}

TEST_F(RocksStorageTest, MissingRecordIsDamage) {
  Open();
  WriteUpTo(5);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    ASSERT_TRUE(db.Delete({}, records, RecordKey(kPact, Position(3))).ok());
  });
  const Status status = OpenStatus();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("position 3"), std::string::npos);
}

// The tree is made again from the last unfinished tile only: it does not see this one.
TEST_F(RocksStorageTest, MissingRecordBeforeTheUnfinishedTileIsDamage) {
  Open();
  WriteUpTo(2 * transparency::kTileWidth + 5);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    ASSERT_TRUE(db.Delete({}, records, RecordKey(kPact, Position(3))).ok());
  });
  const Status status = OpenStatus();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("position 3"), std::string::npos);
}

TEST_F(RocksStorageTest, DamagedIndexesAreReportedAndRebuiltFromTheRecords) {
  Open();
  WriteUpTo(20);
  EditRaw([](rocksdb::DB& db, auto*, auto* streams, auto* commands) {
    FlipBit(db, streams, StreamKey(kPact, "pact", StreamVersion(20)), 1);
    ASSERT_TRUE(db.Delete({}, commands, CommandKey(kPact, CommandId(20))).ok());
    ASSERT_TRUE(db.Delete({}, streams, StreamKey(kPact, "pact", StreamVersion(7))).ok());
  });
  EXPECT_EQ(OpenStatus().reason(), "storage.index_damaged");
  const auto rebuilt = RocksStorage::RebuildIndexes(Options());
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(*rebuilt, 20U);
  Open();
  EXPECT_EQ(*storage_->StreamHead(kPact, "pact"), StreamVersion(20));
  EXPECT_EQ(storage_->ReadStream(kPact, "pact", StreamVersion(0), {})->size(), 20U);
  const auto found = storage_->FindCommand(kPact, CommandId(20));
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->append.first, Position(20));
  EXPECT_EQ((*found)->content_digest, "digest-20");
  EXPECT_TRUE(WriteNext().ok());
}

TEST_F(RocksStorageTest, ATreeThatIsDamagedOrEndsElsewhereIsReportedAndRebuilt) {
  Open();
  WriteUpTo(20);
  const transparency::Frontier tree = *storage_->Tree(kPact);
  std::string older;
  EditRaw([&](rocksdb::DB& db, auto*, auto*, auto*) {
    ASSERT_TRUE(db.Get({}, TreeKey(kPact), &older).ok());
    FlipBit(db, db.DefaultColumnFamily(), TreeKey(kPact), 20);
  });
  EXPECT_EQ(OpenStatus().reason(), "storage.index_damaged");
  ASSERT_TRUE(RocksStorage::RebuildIndexes(Options()).ok());
  Open();
  EXPECT_EQ(*storage_->Tree(kPact), tree);
  WriteUpTo(25);
  const transparency::Frontier grown = *storage_->Tree(kPact);
  EditRaw([&](rocksdb::DB& db, auto*, auto*, auto*) {
    ASSERT_TRUE(db.Put({}, TreeKey(kPact), older).ok());
  });
  EXPECT_EQ(OpenStatus().reason(), "storage.index_damaged");
  ASSERT_TRUE(RocksStorage::RebuildIndexes(Options()).ok());
  Open();
  EXPECT_EQ(*storage_->Tree(kPact), grown);
}

TEST_F(RocksStorageTest, ADirectoryOfABuildWithoutTreesIsGivenThemByARebuild) {
  Open();
  WriteUpTo(20);
  const transparency::Frontier tree = *storage_->Tree(kPact);
  EditRaw([](rocksdb::DB& db, auto*, auto*, auto*) {
    ASSERT_TRUE(db.Delete({}, TreeKey(kPact)).ok());
    ASSERT_TRUE(db.Put({}, "format", "paktum-ledger/1").ok());
  });
  EXPECT_EQ(OpenStatus().reason(), "storage.index_damaged");
  ASSERT_TRUE(RocksStorage::RebuildIndexes(Options()).ok());
  Open();
  EXPECT_EQ(*storage_->Tree(kPact), tree);
  EXPECT_TRUE(WriteNext().ok());
}

TEST_F(RocksStorageTest, AnEdgeThatIsNotThatOfTheRecordsStopsTheLog) {
  Open();
  WriteUpTo(300);
  const transparency::Frontier tree = *storage_->Tree(kPact);
  // Another event at position 299, all checksums right again: only the tree can tell.
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    const std::string key = RecordKey(kPact, Position(299));
    const StoredAppend other = StampedAppend(kPact, 299, 299, {{"pact", 299}});
    RecordFields fields = other.records[0];
    fields.submitted = "something else";
    ASSERT_TRUE(db.Put({}, records, key, SealValue(key, EncodeRecord(fields))).ok());
  });
  const Status status = OpenStatus();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.reason(), "storage.index_damaged");
}

TEST_F(RocksStorageTest, ATileThatIsDamagedIsNeverServedAndStopsTheLogWhereTheEdgeNeedsIt) {
  Open();
  WriteUpTo(300);
  EditRaw(
      [&](rocksdb::DB& db, auto*, auto*, auto*) { FlipBit(db, tiles_, TileKey(kPact, 0, 0), 1); });
  EXPECT_EQ(OpenStatus().reason(), "tile.damaged");
  ASSERT_TRUE(RocksStorage::RebuildIndexes(Options()).ok());
  Open();
  const std::string sound = *storage_->ReadTile(kPact, {0, 0, transparency::kTileWidth});
  EditRaw([&](rocksdb::DB& db, auto*, auto*, auto*) {
    // Sound, but another tile: the edge is made of it.
    ASSERT_TRUE(db.Put({}, tiles_, TileKey(kPact, 0, 0),
                       SealValue(TileKey(kPact, 0, 0), std::string(sound.rbegin(), sound.rend())))
                    .ok());
  });
  EXPECT_EQ(OpenStatus().reason(), "storage.index_damaged");
  ASSERT_TRUE(RocksStorage::RebuildIndexes(Options()).ok());
  Open();
  EXPECT_EQ(*storage_->ReadTile(kPact, {0, 0, transparency::kTileWidth}), sound);
}

TEST_F(RocksStorageTest, ADirectoryOfABuildWithoutTilesIsGivenThemWhenItIsOpened) {
  Open();
  WriteUpTo(600);
  const std::string first = *storage_->ReadTile(kPact, {0, 0, transparency::kTileWidth});
  const std::string second = *storage_->ReadTile(kPact, {0, 1, transparency::kTileWidth});
  const std::string above = *storage_->ReadTile(kPact, {1, 0, 2});
  EditRaw([&](rocksdb::DB& db, auto*, auto*, auto*) {
    ASSERT_TRUE(db.DropColumnFamily(tiles_).ok());
    ASSERT_TRUE(db.Put({}, "format", "paktum-ledger/2").ok());
  });
  VerifyOptions verify{Options()};
  const auto report = VerifyStore(verify, {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->findings.empty());
  RocksOptions options = Options();
  std::vector<std::uint64_t> told;
  options.on_tiles_made = [&](const std::string& pact, std::uint64_t done, std::uint64_t all) {
    EXPECT_EQ(pact, kPact);
    EXPECT_EQ(all, 600U);
    told.push_back(done);
  };
  for (int opened = 0; opened < 2; ++opened) {
    auto storage = RocksStorage::Open(options);
    ASSERT_TRUE(storage.ok()) << storage.status();
    EXPECT_EQ(*(*storage)->ReadTile(kPact, {0, 0, transparency::kTileWidth}), first);
    EXPECT_EQ(*(*storage)->ReadTile(kPact, {0, 1, transparency::kTileWidth}), second);
    EXPECT_EQ(*(*storage)->ReadTile(kPact, {1, 0, 2}), above);
  }
  EXPECT_EQ(told, std::vector<std::uint64_t>{600});
  Open();
  EXPECT_TRUE(WriteNext().ok());
}

TEST_F(RocksStorageTest, DamagedRecordStopsARebuildBeforeItTouchesTheIndexes) {
  Open();
  WriteUpTo(5);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    FlipBit(db, records, RecordKey(kPact, Position(3)), 1);
  });
  EXPECT_EQ(RocksStorage::RebuildIndexes(Options()).status().reason(), "record.damaged");
  EditRaw([](rocksdb::DB& db, auto*, auto* streams, auto*) {
    std::string value;
    EXPECT_TRUE(db.Get({}, streams, StreamKey(kPact, "pact", StreamVersion(5)), &value).ok());
  });
}

TEST_F(RocksStorageTest, MissingTableFileIsDamage) {
  Open();
  WriteUpTo(50);
  EditRaw([](rocksdb::DB& db, auto* records, auto*, auto*) {
    ASSERT_TRUE(db.Flush({}, records).ok());
  });
  std::filesystem::remove(LargestFile(".sst"));
  EXPECT_EQ(OpenStatus().code(), StatusCode::kDataLoss);
}

// ---- the write-ahead log after a crash ---------------------------------------------------------

TEST_F(RocksStorageTest, TornEndOfTheLogIsDroppedAndAllBeforeItKept) {
  Open();
  WriteUpTo(49);
  WriteUpTo(50);
  disk_.CutPower();
  storage_.reset();
  disk_.StartAgain();
  const auto log = LargestFile(".log");
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 7);
  Open();
  EXPECT_EQ(*storage_->Head(kPact), Position(49));
  EXPECT_EQ(storage_->Read(kPact, Position(0), {})->size(), 49U);
  EXPECT_EQ(*storage_->StreamHead(kPact, "pact"), StreamVersion(49));
  EXPECT_FALSE(storage_->FindCommand(kPact, CommandId(50))->has_value());
  EXPECT_TRUE(WriteNext().ok());
  Open();
  EXPECT_EQ(*storage_->Head(kPact), Position(50));
}

TEST_F(RocksStorageTest, LogThatIsShorterThanAtAnOrderlyEndIsReported) {
  Open();
  WriteUpTo(49);
  WriteUpTo(50);
  storage_.reset();
  const auto log = LargestFile(".log");
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 7);
  EXPECT_EQ(OpenStatus().reason(), "storage.end_missing");
  EXPECT_EQ(OpenStatus().reason(), "storage.end_missing") << "not only the first time";
}

TEST_F(RocksStorageTest, DirectoryWithoutCurrentIsNotBegunAnew) {
  Open();
  WriteUpTo(5);
  storage_.reset();
  const auto current = std::filesystem::path(dir_.Sub("log")) / "CURRENT";
  std::string manifest;
  std::ifstream(current) >> manifest;
  std::filesystem::remove(current);
  EXPECT_EQ(OpenStatus().reason(), "storage.damaged");
  std::ofstream(current) << manifest << "\n";
  Open();
  EXPECT_EQ(*storage_->Head(kPact), Position(5));
}

TEST_F(RocksStorageTest, DamageInsideTheLogIsNotSkipped) {
  Open();
  for (const std::uint64_t last : {10U, 20U, 30U, 40U, 50U}) WriteUpTo(last);
  storage_.reset();
  const auto log = LargestFile(".log");
  FlipByteOfFile(log, std::filesystem::file_size(log) / 2);
  const Status status = OpenStatus();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.reason(), "storage.damaged");
}

// ---- the disk -----------------------------------------------------------------------------------

TEST_F(RocksStorageTest, EverySyncOfTheLogIsTimedAlsoOneThatFails) {
  std::atomic<int> syncs = 0;
  RocksOptions options = Options();
  options.on_log_sync = [&syncs](std::chrono::nanoseconds took) {
    EXPECT_GT(took.count(), 0);
    ++syncs;
  };
  auto opened = RocksStorage::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  storage_ = std::move(*opened);
  const int before = syncs;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    WriteUpTo(i);
    EXPECT_EQ(syncs, before + static_cast<int>(i)) << "before Write has returned";
  }
  disk_.Break({Operation::kSync, Failure::kIoError, FileKind::kLog});
  EXPECT_FALSE(WriteUpToStatus(4).ok());
  EXPECT_EQ(syncs, before + 4);
  storage_.reset();
}

TEST_F(RocksStorageTest, WithoutRoomNothingIsWrittenAndWithRoomItGoesOn) {
  Open();
  WriteUpTo(3);
  disk_.set_free_bytes(999);
  const Status full = WriteNext();
  EXPECT_EQ(full.code(), StatusCode::kUnavailable);
  EXPECT_EQ(full.reason(), "storage.disk_full");
  EXPECT_EQ(*storage_->Head(kPact), Position(3));
  EXPECT_EQ(storage_->Read(kPact, Position(0), {})->size(), 3U);
  disk_.set_free_bytes(1000);
  EXPECT_TRUE(WriteNext().ok());
  EXPECT_EQ(*storage_->Head(kPact), Position(4));
}

TEST_F(RocksStorageTest, FullDiskUnderAFlushIsUnavailableAndWritesGoOnAfterIt) {
  OpenWithSmallBuffers();
  disk_.Break({Operation::kAppend, Failure::kDiskFull, FileKind::kTable});
  const Status full = WriteUntilItFails();
  EXPECT_EQ(full.code(), StatusCode::kUnavailable) << full;
  const std::uint64_t head = storage_->Head(kPact)->value();
  EXPECT_EQ(WriteNext().reason(), "storage.disk_full");
  EXPECT_EQ(storage_->Head(kPact)->value(), head);
  disk_.Mend();
  disk_.set_free_bytes(1'000'000);
  // A write may still be refused until RocksDB has told what it met.
  const Deadline patience = DeadlineIn(std::chrono::seconds(20));
  Status resumed = WriteNext();
  while (resumed.code() == StatusCode::kUnavailable) {
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
    resumed = WriteNext();
  }
  EXPECT_TRUE(resumed.ok()) << resumed;
  Open();
  EXPECT_EQ(storage_->Head(kPact)->value(), head + 1);
  EXPECT_EQ(storage_->Read(kPact, Position(head), {})->size(), 1U);
}

TEST_F(RocksStorageTest, FullDiskThatTheFileSystemDoesNotTellEndsWriting) {
  OpenWithSmallBuffers();
  disk_.Break({Operation::kAppend, Failure::kNoSpace, FileKind::kTable});
  EXPECT_FALSE(WriteUntilItFails().ok());
  // The write that is refused may come back before RocksDB has told why.
  const Deadline patience = DeadlineIn(std::chrono::seconds(20));
  while (WriteNext().code() != StatusCode::kDataLoss) {
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
  }
  const std::uint64_t head = storage_->Head(kPact)->value();
  disk_.Mend();
  EXPECT_EQ(WriteNext().code(), StatusCode::kDataLoss);
  Open();
  EXPECT_EQ(storage_->Head(kPact)->value(), head);
  EXPECT_TRUE(WriteNext().ok());
}

TEST_F(RocksStorageTest, AnyOtherFailedWriteEndsWriting) {
  for (const Fault& fault : {Fault{Operation::kAppend, Failure::kIoError, FileKind::kLog},
                             Fault{Operation::kSync, Failure::kIoError, FileKind::kLog},
                             Fault{Operation::kAppend, Failure::kNoSpace, FileKind::kLog}}) {
    Open();
    const std::uint64_t head = storage_->Head(kPact)->value();
    WriteUpTo(head + 3);
    disk_.Break(fault);
    EXPECT_EQ(WriteNext().code(), StatusCode::kDataLoss);
    disk_.Mend();
    EXPECT_EQ(WriteNext().code(), StatusCode::kDataLoss);
    EXPECT_EQ(storage_->Head(kPact)->value(), head + 3);
    EXPECT_EQ(storage_->Read(kPact, Position(head), {})->size(), 3U);
  }
}

TEST(FileChecksums, AreThoseOfRocksDb) {
  const auto theirs = rocksdb::GetFileChecksumGenCrc32cFactory()->CreateFileChecksumGenerator({});
  const auto ours = FileChecksums()->CreateFileChecksumGenerator({});
  std::string piece;
  for (std::size_t size = 0; size < 300; size += 7) {
    piece.push_back(static_cast<char>(size));
    for (auto* each : {theirs.get(), ours.get()}) each->Update(piece.data(), piece.size());
  }
  for (auto* each : {theirs.get(), ours.get()}) each->Finalize();
  EXPECT_EQ(ours->GetChecksum(), theirs->GetChecksum());
  EXPECT_STREQ(ours->Name(), theirs->Name());
  rocksdb::FileChecksumGenContext other;
  other.requested_checksum_func_name = "other";
  EXPECT_EQ(FileChecksums()->CreateFileChecksumGenerator(other), nullptr);
}

}  // namespace
}  // namespace paktum::ledger
