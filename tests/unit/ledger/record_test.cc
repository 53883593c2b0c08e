#include "libs/ledger/record.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "libs/base/hex.h"
#include "libs/ledger/append_rules.h"
#include "libs/ledger/internal/lru_cache.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {
namespace {

TEST(Record, SurvivesEncodingAndKeepsItsBytes) {
  const Record record = StampedAppend(kPact, 7, 41, {{"scheme/S2", 9}, {"pact", 2}}).records[1];
  const auto decoded = DecodeRecord(std::string(record.stored));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->position, Position(42));
  EXPECT_EQ(decoded->stream, "pact");
  EXPECT_EQ(decoded->version, StreamVersion(2));
  EXPECT_EQ(decoded->recorded_at, record.recorded_at);
  EXPECT_EQ(decoded->command, CommandId(7));
  EXPECT_EQ(decoded->append_index, 1U);
  EXPECT_EQ(decoded->append_count, 2U);
  EXPECT_EQ(decoded->append_first(), Position(41));
  EXPECT_EQ(decoded->member, "charity");
  EXPECT_EQ(decoded->submitted, "pact@2");
  EXPECT_EQ(decoded->stored, record.stored);
}

// Records are encoded by hand; these are the bytes that protobuf makes.
TEST(Record, BytesAreThoseOfTheGeneratedClass) {
  for (const std::uint64_t number : {0ULL, 1ULL, 127ULL, 128ULL, 1ULL << 31U, ~0ULL}) {
    const std::string text(number % 300, 't');
    RecordFields fields;
    fields.position = Position(number);
    fields.stream = text;
    fields.version = StreamVersion(number / 2);
    fields.recorded_at = Instant(static_cast<std::int64_t>(number));
    fields.command = CommandId(7);
    fields.append_index = static_cast<std::uint32_t>(number);
    fields.append_count = static_cast<std::uint32_t>(number / 3);
    fields.member = text;
    fields.content_digest = text;
    fields.submitted = text;
    event::v1::Record message;
    message.set_position(number);
    message.set_stream(text);
    message.set_version(number / 2);
    message.set_recorded_at_ms(static_cast<std::int64_t>(number));
    message.set_command_id(std::string(CommandId(7).bytes()));
    message.set_append_index(static_cast<std::uint32_t>(number));
    message.set_append_count(static_cast<std::uint32_t>(number / 3));
    message.set_member(text);
    message.set_content_digest(text);
    message.set_submitted(text);
    EXPECT_EQ(ToHex(EncodeRecord(fields)), ToHex(message.SerializeAsString())) << number;
    EXPECT_LE(EncodeRecord(fields).size(), 4 * text.size() + kRecordOverheadBytes);
  }
}

TEST(Record, FieldsOfANewerLedgerAreKeptInTheStoredBytes) {
  // Field 100, a string, unknown to this build.
  const std::string newer =
      std::string(StampedAppend(kPact, 1, 1, {{"pact", 1}}).records[0].stored) +
      *FromHex("a2060568656c6c6f");
  const auto decoded = DecodeRecord(newer);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->stored, newer);
}

TEST(Record, BytesThatAreNoRecordAreDamage) {
  const std::string whole(StampedAppend(kPact, 1, 1, {{"pact", 1}}).records[0].stored);
  EXPECT_EQ(DecodeRecord("").status().reason(), "record.damaged");
  EXPECT_EQ(DecodeRecord("\xff\xff").status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeRecord(whole.substr(0, whole.size() - 1)).status().code(), StatusCode::kDataLoss);
}

TEST(Record, StampsThatCannotBeAreDamage) {
  Record record = StampedAppend(kPact, 1, 1, {{"pact", 1}}).records[0];
  record.append_index = 1;
  EXPECT_EQ(DecodeRecord(EncodeRecord(record)).status().code(), StatusCode::kDataLoss);
  record.append_count = 5;  // its append would begin before position 1
  EXPECT_EQ(DecodeRecord(EncodeRecord(record)).status().code(), StatusCode::kDataLoss);
}

// Stored bytes as protobuf reads them; the rule for stamps is the decoder's own.
bool ProtobufReads(const std::string& bytes, event::v1::Record& message) {
  const google::protobuf::LogSilencer quiet;
  return message.ParseFromString(bytes) && message.position() != 0 && message.version() != 0 &&
         !message.stream().empty() && message.command_id().size() == Uuid::kSize &&
         message.append_index() < message.append_count() &&
         message.position() > message.append_index();
}

void ExpectAsProtobuf(const std::string& bytes) {
  event::v1::Record message;
  const bool readable = ProtobufReads(bytes, message);
  const auto record = DecodeRecord(bytes);
  ASSERT_EQ(record.ok(), readable) << ToHex(bytes);
  if (!readable) return;
  EXPECT_EQ(record->position.value(), message.position());
  EXPECT_EQ(record->stream, message.stream());
  EXPECT_EQ(record->version.value(), message.version());
  EXPECT_EQ(record->recorded_at.unix_ms(), message.recorded_at_ms());
  EXPECT_EQ(record->command.bytes(), message.command_id());
  EXPECT_EQ(record->append_index, message.append_index());
  EXPECT_EQ(record->append_count, message.append_count());
  EXPECT_EQ(record->member, message.member());
  EXPECT_EQ(record->content_digest, message.content_digest());
  EXPECT_EQ(record->submitted, message.submitted());
  EXPECT_EQ(record->stored, bytes);
}

TEST(Record, UnusualFormsAreReadAsProtobufReadsThem) {
  const std::string whole(StampedAppend(kPact, 1, 1, {{"pact", 1}}).records[0].stored);
  for (const char* more : {
           "0811",                    // position again: the last one counts
           "120161",                  // stream again
           "1202c3a1",                // a stream that is not ASCII
           "1202ffff",                // a stream that is not UTF-8
           "88800111",                // position under a tag longer than it need be
           "0891808080808080808001",  // position in ten bytes
           "0891808080808080808002",  // more than 64 bits
           "30ffffffff0f",            // append_index of 32 bits
           "3081808080808001",        // append_index of more: cut
           "0d01000000",              // position with the type of another
           "a3060801a406",            // a group
           "a306",                    // a group without its end
           "a406",                    // an end without a group
           "7a05616263",              // submitted that is longer than the rest
           "00",                      // field 0
       }) {
    SCOPED_TRACE(more);
    ExpectAsProtobuf(whole + *FromHex(more));
    ExpectAsProtobuf(*FromHex(more) + whole);
  }
}

TEST(Record, AgreesWithProtobufOnDamagedBytes) {
  const char* given = std::getenv("PAKTUM_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("PAKTUM_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto append = StampedAppend(kPact, 3, 77, {{"participant/a", 200}, {"pact", 1}});
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(append.records[random() % 2].stored);
    for (std::uint64_t changes = random() % 4; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    if (random() % 4 == 0) bytes += append.records[1].stored;
    ExpectAsProtobuf(bytes);
    if (HasFailure()) return;
  }
}

TEST(Record, OutlivesTheReadThatMadeIt) {
  Record kept;
  {
    const auto owner = std::make_shared<const std::string>(
        StampedAppend(kPact, 1, 1, {{"pact", 1}}).records[0].stored);
    std::vector<Record> records;
    ASSERT_TRUE(AddDecoded(owner, *owner, records).ok());
    kept = records[0];
  }
  EXPECT_EQ(kept.stream, "pact");
  EXPECT_EQ(kept.submitted, "pact@1");
}

TEST(AppendRules, LargestRecordFitsATileEntry) {
  AppendRequest request = AppendOf(1, {EventOn(std::string(kStreamNameBytesMax, 's'),
                                               std::string(std::size_t{60} * 1024, 'e'))});
  request.member = std::string(kMemberBytesMax, 'm');
  request.content_digest = std::string(kContentDigestBytesMax, 'd');
  ASSERT_TRUE(CheckAppend(request, kAppendEventsMax).ok());
  const std::string& submitted = request.events[0].submitted;
  RecordFields record;
  record.position = Position(~0ULL);
  record.version = StreamVersion(~0ULL);
  record.recorded_at = Instant(-1);
  record.stream = request.events[0].stream;
  record.command = request.command;
  record.append_count = record.append_index = ~0U;
  record.member = request.member;
  record.content_digest = request.content_digest;
  record.submitted = submitted;
  EXPECT_LE(EncodeRecord(record).size(), 65535U);
}

TEST(AppendRules, WholeAppendHasALimit) {
  const std::vector<NewEvent> events(100, EventOn("pact", std::string(50'000, 'x')));
  const Status status = CheckAppend(AppendOf(1, events), kAppendBatchEventsMax);
  EXPECT_EQ(status.reason(), "append.too_large");
  EXPECT_EQ(status.details().back().value, std::to_string(kAppendBytesMax));
}

TEST(LruCache, ForgetsWhatWasUnusedForLongest) {
  LruCache<int, int> cache(2);
  cache.Put(1, 10);
  cache.Put(2, 20);
  ASSERT_NE(cache.Find(1), nullptr);
  cache.Put(3, 30);
  EXPECT_EQ(cache.Find(2), nullptr);
  EXPECT_EQ(*cache.Find(1), 10);
  cache.Put(1, 11);
  EXPECT_EQ(*cache.Find(1), 11);
  EXPECT_EQ(cache.size(), 2U);
}

}  // namespace
}  // namespace paktum::ledger
