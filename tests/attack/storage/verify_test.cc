// VerifyStore: every kind of finding, planted with RocksDB's own checksums right again, is told by
// its code; a sound store has none; the directory is left as it was.
#include "libs/ledger_rocksdb/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/ledger_rocksdb/store_stats.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::ledger {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsSupersetOf;

class VerifyTest : public testing::Test {
 protected:
  struct Raw {
    rocksdb::DB& db;
    rocksdb::ColumnFamilyHandle* main;
    rocksdb::ColumnFamilyHandle* records;
    rocksdb::ColumnFamilyHandle* streams;
    rocksdb::ColumnFamilyHandle* commands;
    rocksdb::ColumnFamilyHandle* tiles;

    void Put(rocksdb::ColumnFamilyHandle* family, const std::string& key,
             const std::string& payload) const {
      ASSERT_TRUE(db.Put({}, family, key, SealValue(key, payload)).ok());
    }
    void Delete(rocksdb::ColumnFamilyHandle* family, const std::string& key) const {
      ASSERT_TRUE(db.Delete({}, family, key).ok());
    }
    // A record of the fields, whatever stood there.
    void PutRecord(const RecordFields& fields) const {
      Put(records, RecordKey(kPact, fields.position), EncodeRecord(fields));
    }
  };

  // 20 appends of two events: a@n at 2n-1 and b@n at 2n; and a small second ledger.
  void SetUp() override {
    auto opened = RocksStorage::Open(options_.rocks);
    ASSERT_TRUE(opened.ok()) << opened.status();
    for (std::uint64_t n = 1; n <= 20; ++n) {
      ASSERT_TRUE(
          (*opened)->Write({StampedAppend(kPact, n, 2 * n - 1, {{"a", n}, {"b", n}})}).ok());
    }
    ASSERT_TRUE((*opened)->Write({StampedAppend("lenti", 1, 1, {{"c", 1}})}).ok());
    const auto records = (*opened)->Read(kPact, Position(0), {});
    ASSERT_TRUE(records.ok());
    records_ = *records;
  }
  void Edit(const std::function<void(const Raw&)>& edit) {
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(
        rocksdb::DB::Open(
            {}, options_.rocks.path,
            {{"default", {}}, {"records", {}}, {"streams", {}}, {"commands", {}}, {"tiles", {}}},
            &handles, &db)
            .ok());
    edit({*db, handles[0], handles[1], handles[2], handles[3], handles[4]});
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    ASSERT_TRUE(db->Close().ok());
    delete db;
  }
  // So that its tree has three full tiles.
  void Lengthen() {
    auto opened = RocksStorage::Open(options_.rocks);
    ASSERT_TRUE(opened.ok()) << opened.status();
    std::vector<StoredAppend> batch;
    for (std::uint64_t n = 41; n <= 800; ++n) {
      batch.push_back(StampedAppend(kPact, n, n, {{"c", n - 40}}));
    }
    ASSERT_TRUE((*opened)->Write(batch).ok());
  }
  RecordFields At(std::uint64_t position) const { return records_[position - 1]; }
  VerifyReport Verify() const {
    auto report = VerifyStore(options_, {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : VerifyReport();
  }
  // "code@position" of each finding.
  std::vector<std::string> Found() const {
    std::vector<std::string> found;
    for (const StoreFinding& finding : Verify().findings) {
      found.push_back(finding.code + "@" + std::to_string(finding.position));
    }
    return found;
  }
  std::map<std::string, std::string> Content() const {
    std::map<std::string, std::string> content;
    for (const auto& entry : std::filesystem::directory_iterator(options_.rocks.path)) {
      std::ifstream file(entry.path(), std::ios::binary);
      content[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return content;
  }

  const TempDir directory_;
  VerifyOptions options_{[this] {
    RocksOptions rocks;
    rocks.path = directory_.Sub("log");
    rocks.free_bytes_min = 0;
    return rocks;
  }()};
  std::vector<Record> records_;
};

TEST_F(VerifyTest, SoundStoreHasNoFindingsAndIsLeftAsItWas) {
  const auto before = Content();
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.complete);
  EXPECT_TRUE(report.findings.empty());
  ASSERT_EQ(report.ledgers.size(), 2U);
  EXPECT_EQ(report.ledgers[0].pact, "lenti");
  EXPECT_EQ(report.ledgers[1].pact, kPact);
  EXPECT_EQ(report.ledgers[1].records, 40U);
  EXPECT_EQ(report.ledgers[1].streams, 2U);
  EXPECT_EQ(report.ledgers[1].commands, 20U);
  EXPECT_EQ(report.ledgers[1].root.size(), 64U);
  EXPECT_EQ(Content(), before);
}

TEST_F(VerifyTest, StoreThatIsOpenIsNotChecked) {
  const auto opened = RocksStorage::Open(options_.rocks);
  ASSERT_TRUE(opened.ok());
  const auto report = VerifyStore(options_, {});
  EXPECT_EQ(report.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(report.status().reason(), "storage.in_use");
}

TEST_F(VerifyTest, DirectoryThatIsNoneOfOursIsNotChecked) {
  VerifyOptions other = options_;
  other.rocks.path = directory_.Sub("other");
  EXPECT_EQ(VerifyStore(other, {}).status().reason(), "storage.foreign");
  std::filesystem::create_directory(other.rocks.path);
  EXPECT_EQ(VerifyStore(other, {}).status().reason(), "storage.foreign");
  EXPECT_TRUE(std::filesystem::is_empty(other.rocks.path));
}

TEST_F(VerifyTest, IsStoppedByItsProgress) {
  Edit([](const Raw& raw) { ASSERT_TRUE(raw.db.Flush({}, raw.records).ok()); });
  EXPECT_EQ(VerifyStore(options_, [](const VerifyProgress&) { return false; }).status().reason(),
            "verify.stopped");
}

TEST_F(VerifyTest, TellsDamagedRecords) {
  Edit([](const Raw& raw) {
    const std::string key = RecordKey(kPact, Position(7));
    std::string value;
    ASSERT_TRUE(raw.db.Get({}, raw.records, key, &value).ok());
    value.back() = static_cast<char>(value.back() ^ 1);
    ASSERT_TRUE(raw.db.Put({}, raw.records, key, value).ok());
    raw.Put(raw.records, RecordKey(kPact, Position(12)), "no record");
  });
  EXPECT_THAT(Found(), ElementsAre("record.damaged@7", "record.damaged@12"));
}

TEST_F(VerifyTest, TellsMissingAndMisplacedRecords) {
  Edit([&](const Raw& raw) {
    raw.Delete(raw.records, RecordKey(kPact, Position(9)));
    raw.Delete(raw.records, RecordKey(kPact, Position(10)));
    raw.Put(raw.records, RecordKey(kPact, Position(20)), std::string(records_[20].stored));
  });
  EXPECT_THAT(Found(), IsSupersetOf({"record.missing@9", "record.misplaced@20",
                                     "stream_index.wrong@9", "command_index.wrong@9"}));
}

// Nobody appends behind a gap; whoever only reads gets what stands before and behind it.
TEST_F(VerifyTest, AGapNearTheEndStopsAWriterAndIsFoundByAReaderWhereItIs) {
  Lengthen();
  Edit([](const Raw& raw) { raw.Delete(raw.records, RecordKey(kPact, Position(9))); });
  EXPECT_EQ(RocksStorage::Open(options_.rocks).status().reason(), "storage.damaged");
  const auto reader = RocksStorage::OpenForReading(options_.rocks);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->Read(kPact, Position(0), {}).status().reason(), "record.damaged");
  const auto before = (*reader)->Read(kPact, Position(0), {8, kReadBytesMax});
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->size(), 8U);
  const auto behind = (*reader)->Read(kPact, Position(9), {});
  ASSERT_TRUE(behind.ok()) << behind.status();
  ASSERT_FALSE(behind->empty());
  EXPECT_EQ(behind->front().position, Position(10));
}

TEST_F(VerifyTest, TellsTimeThatWentBack) {
  Edit([&](const Raw& raw) {
    for (const std::uint64_t position : {15U, 16U}) {
      RecordFields fields = At(position);
      fields.recorded_at = Instant(1);
      raw.PutRecord(fields);
    }
  });
  EXPECT_THAT(Found(), Contains("record.time_went_back@15"));
}

TEST_F(VerifyTest, TellsAppendsThatAreNotWhole) {
  Edit([&](const Raw& raw) {
    RecordFields alone = At(5);
    alone.append_count = 3;
    raw.PutRecord(alone);
    RecordFields other_member = At(12);
    other_member.member = "pact_office";
    raw.PutRecord(other_member);
  });
  EXPECT_THAT(Found(), IsSupersetOf({"append.torn@6", "append.torn@12", "tree.damaged@0"}));
}

TEST_F(VerifyTest, TellsCommandThatStandsTwice) {
  Edit([&](const Raw& raw) {
    for (const std::uint64_t position : {15U, 16U}) {
      RecordFields fields = At(position);
      fields.command = CommandId(3);
      raw.PutRecord(fields);
    }
  });
  EXPECT_THAT(Found(), IsSupersetOf({"command_index.wrong@15"}));
}

TEST_F(VerifyTest, TellsWhatTheStreamIndexLacksAndHasTooMuch) {
  Edit([](const Raw& raw) {
    raw.Delete(raw.streams, StreamKey(kPact, "a", StreamVersion(4)));
    raw.Put(raw.streams, StreamKey(kPact, "b", StreamVersion(6)), EncodePosition(Position(13)));
    raw.Put(raw.streams, StreamKey(kPact, "d", StreamVersion(1)), EncodePosition(Position(99)));
    ASSERT_TRUE(
        raw.db.Put({}, raw.streams, StreamKey(kPact, "a", StreamVersion(9)), "damaged").ok());
  });
  EXPECT_THAT(Found(),
              IsSupersetOf({"stream.gap@0", "stream_index.missing@7", "stream_index.wrong@12",
                            "stream_index.wrong@99", "stream_index.damaged@0"}));
}

TEST_F(VerifyTest, TellsWhatTheCommandIndexLacksAndHasTooMuch) {
  Edit([](const Raw& raw) {
    raw.Delete(raw.commands, CommandKey(kPact, CommandId(4)));
    FoundCommand other;
    other.append = {Position(9), 2, Instant(5), false};
    other.content_digest = "other";
    raw.Put(raw.commands, CommandKey(kPact, CommandId(5)), EncodeCommand(other));
    raw.Put(raw.commands, CommandKey(kPact, CommandId(77)), EncodeCommand(other));
    ASSERT_TRUE(raw.db.Put({}, raw.commands, CommandKey(kPact, CommandId(8)), "damaged").ok());
  });
  EXPECT_THAT(Found(), ElementsAre("command_index.damaged@0", "command_index.missing@7",
                                   "command_index.wrong@9", "command_index.wrong@9"));
}

TEST_F(VerifyTest, TellsForeignKeysAndForeignLedgers) {
  Edit([](const Raw& raw) {
    for (auto* family : {raw.main, raw.records, raw.streams, raw.commands}) {
      ASSERT_TRUE(raw.db.Put({}, family, "foreign", "value").ok());
    }
    raw.Put(raw.streams, StreamKey("nobody", "a", StreamVersion(1)), EncodePosition(Position(1)));
  });
  EXPECT_EQ(Found(), (std::vector<std::string>{"stream_index.wrong@1", "key.foreign@0",
                                               "key.foreign@0", "key.foreign@0", "key.foreign@0"}));
}

TEST_F(VerifyTest, TellsDamagedTree) {
  Edit([](const Raw& raw) {
    const std::string key = TreeKey(kPact);
    std::string value;
    ASSERT_TRUE(raw.db.Get({}, raw.main, key, &value).ok());
    std::string payload = value.substr(4);
    payload.back() = static_cast<char>(payload.back() ^ 1);
    raw.Put(raw.main, key, payload);
  });
  EXPECT_THAT(Found(), ElementsAre("tree.damaged@0"));
}

// Whoever reads the records himself compares the trees himself.
TEST_F(VerifyTest, WithoutTreesTellsOnlyOfKeysThatNoTreeHas) {
  Edit([](const Raw& raw) {
    raw.Put(raw.main, TreeKey(kPact), "no tree");
    raw.Put(raw.tiles, TileKey(kPact, 0, 7), "no tile of this tree");
  });
  EXPECT_THAT(Found(), ElementsAre("tree.damaged@0", "key.foreign@0"));
  options_.trees = false;
  EXPECT_THAT(Found(), ElementsAre("key.foreign@0"));
  EXPECT_EQ(Verify().ledgers[1].root, "");
  EXPECT_EQ(Verify().ledgers[1].records, 40U);
}

TEST_F(VerifyTest, TellsOfRecordsThenOfStreamsThenOfCommands) {
  Edit([](const Raw& raw) {
    ASSERT_TRUE(raw.db.Put({}, raw.commands, CommandKey(kPact, CommandId(1)), "damaged").ok());
    ASSERT_TRUE(
        raw.db.Put({}, raw.streams, StreamKey(kPact, "a", StreamVersion(1)), "damaged").ok());
    ASSERT_TRUE(raw.db.Put({}, raw.records, RecordKey(kPact, Position(40)), "damaged").ok());
  });
  const auto found = Found();
  ASSERT_GE(found.size(), 3U);
  EXPECT_EQ(found[0], "record.damaged@40");
  EXPECT_EQ(found[1], "stream_index.damaged@0");
  EXPECT_EQ(found[2], "command_index.damaged@0");
}

TEST_F(VerifyTest, TellsTilesThatAreDamagedMissingWrongOrTooMany) {
  Lengthen();
  const VerifyReport sound = Verify();
  EXPECT_TRUE(sound.findings.empty());
  EXPECT_EQ(sound.ledgers[1].tiles, 3U);
  const auto stats = ReadStoreStats(options_.rocks, [](const auto&, const auto&) { return true; });
  ASSERT_TRUE(stats.ok());
  EXPECT_EQ(stats->ledgers[1].tiles, 3U);
  Edit([](const Raw& raw) {
    const std::string first = TileKey(kPact, 0, 0);
    std::string value;
    ASSERT_TRUE(raw.db.Get({}, raw.tiles, first, &value).ok());
    raw.Put(raw.tiles, TileKey(kPact, 0, 1), value.substr(4));
    raw.Delete(raw.tiles, TileKey(kPact, 0, 2));
    raw.Put(raw.tiles, TileKey(kPact, 0, 3), value.substr(4));
    value.back() = static_cast<char>(value.back() ^ 1);
    ASSERT_TRUE(raw.db.Put({}, raw.tiles, first, value).ok());
  });
  EXPECT_THAT(Found(), ElementsAre("tile.damaged@256", "tile.wrong@512", "tile.missing@768",
                                   "key.foreign@0"));
}

TEST_F(VerifyTest, ListsFindingsUpToItsBoundAndCountsTheRest) {
  Edit([](const Raw& raw) {
    for (std::uint64_t n = 1; n <= 40; ++n) {
      ASSERT_TRUE(raw.db.Put({}, raw.records, RecordKey(kPact, Position(n)), "damaged").ok());
    }
  });
  options_.findings_max = 10;
  const VerifyReport report = Verify();
  EXPECT_EQ(report.findings.size(), 10U);
  EXPECT_GE(report.findings_left_out, 30U);
}

TEST_F(VerifyTest, StatsCountWhatIsThere) {
  const auto before = Content();
  std::uint64_t records = 0;
  const auto stats =
      ReadStoreStats(options_.rocks, [&](const std::string& /*pact*/, const Record& /*record*/) {
        ++records;
        return true;
      });
  ASSERT_TRUE(stats.ok()) << stats.status();
  EXPECT_EQ(records, 41U);
  ASSERT_EQ(stats->ledgers.size(), 2U);
  const LedgerStats& ledger = stats->ledgers[1];
  EXPECT_EQ(ledger.pact, kPact);
  EXPECT_EQ(ledger.head, Position(40));
  EXPECT_EQ(ledger.streams, 2U);
  EXPECT_EQ(ledger.commands, 20U);
  EXPECT_EQ(ledger.first_recorded_at, records_.front().recorded_at);
  EXPECT_EQ(ledger.last_recorded_at, records_.back().recorded_at);
  EXPECT_GT(ledger.record_bytes, 0U);
  EXPECT_GT(stats->log_bytes, 0U);
  EXPECT_EQ(Content(), before);
}

}  // namespace
}  // namespace paktum::ledger
