// Holds docs/formats/storage.md and the bytes in a directory together.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "libs/base/hex.h"
#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/crc32c.h"
#include "libs/transparency/frontier.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {
namespace {

// The append of the worked example.
Record ExampleRecord() {
  RecordFields record;
  record.position = Position(17);
  record.stream = "scheme/S2";
  record.version = StreamVersion(3);
  record.recorded_at = *Instant::Parse("2018-10-25T08:00:00.000Z");
  record.command = *Uuid::Parse("0166aa3c-c000-7000-8000-000000000001");
  record.append_index = 0;
  record.append_count = 1;
  record.member = "government_office";
  record.content_digest = "digest";
  record.submitted = "event";
  return RecordOf(record);
}

void ExpectInDocument(const std::string& hex) {
  std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/docs/formats/storage.md");
  const std::string document((std::istreambuf_iterator<char>(file)),
                             std::istreambuf_iterator<char>());
  EXPECT_NE(document.find("`" + hex + "`"), std::string::npos) << hex;
}

TEST(StorageFormat, RecordOfTheExample) {
  const Record record = ExampleRecord();
  const std::string key = RecordKey("lenti", record.position);
  ExpectInDocument(ToHex(key));
  ExpectInDocument(ToHex(record.stored));
  ExpectInDocument(ToHex(SealValue(key, record.stored)));
}

TEST(StorageFormat, StreamEntryOfTheExample) {
  const Record record = ExampleRecord();
  const std::string key = StreamKey("lenti", record.stream, record.version);
  ExpectInDocument(ToHex(key));
  ExpectInDocument(ToHex(SealValue(key, EncodePosition(record.position))));
}

TEST(StorageFormat, CommandEntryOfTheExample) {
  const Record record = ExampleRecord();
  const std::string key = CommandKey("lenti", record.command);
  ExpectInDocument(ToHex(key));
  ExpectInDocument(ToHex(
      SealValue(key, EncodeCommand({{record.position, 1, record.recorded_at, true}, "digest"}))));
}

TEST(StorageFormat, TreeOfTheExample) {
  transparency::Frontier tree;
  tree.Append(transparency::LeafHash(ExampleRecord().stored));
  const std::string key = TreeKey("lenti");
  ExpectInDocument(ToHex(key));
  ExpectInDocument(ToHex(SealValue(key, tree.Encode())));
}

TEST(StorageFormat, ChecksumIsCrc32c) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(Crc32c("6789", Crc32c("12345")), 0xe3069283U);
}

TEST(StorageFormat, ChecksumsByTableAndByInstructionAgree) {
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    EXPECT_EQ(Crc32c(bytes), Crc32cByTable(bytes));
    bytes.push_back(static_cast<char>(length * 37));
  }
}

TEST(StorageFormat, KeysSortAsTheirNumbersDo) {
  EXPECT_LT(RecordKey("lenti", Position(255)), RecordKey("lenti", Position(256)));
  EXPECT_LT(StreamKey("lenti", "a", StreamVersion(1)), StreamKey("lenti", "a", StreamVersion(2)));
}

TEST(StorageFormat, EveryChangedBitOfKeyOrValueIsFound) {
  const std::string key = RecordKey("lenti", Position(1));
  const std::string value = SealValue(key, "payload");
  ASSERT_EQ(OpenValue(key, value), "payload");
  for (std::size_t bit = 0; bit < 8 * value.size(); ++bit) {
    std::string changed = value;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(OpenValue(key, changed).has_value());
  }
  EXPECT_FALSE(OpenValue(RecordKey("lenti", Position(2)), value).has_value());
  EXPECT_FALSE(OpenValue(key, value.substr(0, 3)).has_value());
  EXPECT_FALSE(OpenValue(key, value.substr(0, value.size() - 1)).has_value());
}

TEST(StorageFormat, CommandEntriesSurviveEncoding) {
  const FoundCommand command{{Position(1ULL << 40U), 64, Instant(-5), true}, std::string(32, 'd')};
  const auto decoded = DecodeCommand(EncodeCommand(command));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->append.first, command.append.first);
  EXPECT_EQ(decoded->append.count, 64U);
  EXPECT_EQ(decoded->append.recorded_at, Instant(-5));
  EXPECT_EQ(decoded->content_digest, command.content_digest);
  EXPECT_FALSE(DecodeCommand("short").has_value());
  EXPECT_FALSE(DecodePosition("short").has_value());
  EXPECT_FALSE(PactOfKey("").has_value());
  EXPECT_FALSE(PactOfKey(std::string(5, '\5')).has_value());
}

}  // namespace
}  // namespace paktum::ledger
