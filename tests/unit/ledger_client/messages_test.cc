#include "libs/ledger_client/messages.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/hex.h"
#include "paktum/log/v1/log.pb.h"
#include "tests/contract/ledger/appends.h"
#include "tests/unit/ledger_client/bytes_given.h"

namespace paktum::ledger_client {
namespace {

using ledger::AppendOf;
using ledger::CommandId;
using ledger::EventOn;

TEST(LogMessages, AnAppendComesBackAsItWent) {
  const auto request =
      AppendOf(7, {EventOn("participant/a", "one"), EventOn("scheme/S2", std::string("\0\xff", 2))},
               {{"scheme/S2", StreamVersion(4)}});
  const auto decoded = DecodeAppend(EncodeAppend(request));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->pact, request.pact);
  EXPECT_EQ(decoded->command, CommandId(7));
  EXPECT_EQ(decoded->member, request.member);
  EXPECT_EQ(decoded->content_digest, request.content_digest);
  ASSERT_EQ(decoded->conditions.size(), 1U);
  EXPECT_EQ(decoded->conditions[0].stream, "scheme/S2");
  EXPECT_EQ(decoded->conditions[0].version, StreamVersion(4));
  ASSERT_EQ(decoded->events.size(), 2U);
  EXPECT_EQ(decoded->events[1].submitted, std::string("\0\xff", 2));
}

// Appends are encoded by hand; these are the bytes that protobuf makes.
TEST(LogMessages, BytesOfAnAppendAreThoseOfTheGeneratedClass) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 20000U}) {
    ledger::AppendRequest request = AppendOf(7, {});
    log::v1::AppendRequest message;
    message.set_pact(request.pact);
    message.set_command_id(std::string(request.command.bytes()));
    message.set_member(request.member);
    message.set_content_digest(request.content_digest);
    for (std::uint64_t i = 0; i < 3; ++i) {
      const std::string stream(i * size, 's');
      request.conditions.push_back({stream, StreamVersion(i * size)});
      message.add_conditions()->set_stream(stream);
      message.mutable_conditions()->rbegin()->set_version(i * size);
      request.events.push_back({stream, std::string(size, '\xff')});
      message.add_events()->set_stream(stream);
      message.mutable_events()->rbegin()->set_submitted(std::string(size, '\xff'));
    }
    const std::string bytes = EncodeAppend(request);
    ASSERT_EQ(ToHex(bytes), ToHex(message.SerializeAsString())) << size;
    const auto decoded = DecodeAppend(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(EncodeAppend(*decoded), bytes);
  }
}

TEST(LogMessages, AnAppendInAnyFormThatProtobufReadsIsRead) {
  ledger::AppendRequest request = AppendOf(7, {EventOn("pact", "one")});
  request.conditions.push_back({"árvíz", StreamVersion(1)});  // not ASCII
  // The member a second time, and a field this build does not know.
  const auto decoded = DecodeAppend(EncodeAppend(request) + "\x1a\x01m" + "\xa2\x06\x01x");
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->member, "m");
  EXPECT_EQ(decoded->conditions.at(0).stream, "árvíz");
  EXPECT_EQ(decoded->command, request.command);
}

TEST(LogMessages, AnAppendWithoutAWholeCommandIdIsMalformed) {
  EXPECT_EQ(DecodeAppend("").status().reason(), "append.malformed");
  EXPECT_EQ(DecodeAppend("\x12\x03xyz").status().reason(), "append.malformed");
}

// Two bytes are an empty condition, or an event, or a field that nobody knows: millions of them fit
// into a message. Read or refused, they cost no memory of their own.
TEST(LogMessages, AMillionTinyPartsOfAnAppendCostNoMemory) {
  constexpr std::size_t kMillion = 1'000'000;
  const std::string begin = EncodeAppend(AppendOf(7, {EventOn("pact", "one")}));
  const auto many = [](std::string_view part) {
    std::string all;
    for (std::size_t i = 0; i < kMillion; ++i) all += part;
    return all;
  };
  const std::string not_plain("\x1a\x81\x00m", 4);  // the length of the member in two bytes
  struct Attack {
    const char* what;
    std::string bytes;
    const char* reason;
  };
  const std::string unknown = many("\xa0\x06\x01");
  std::string inside = "\x32";  // an event
  for (std::size_t size = unknown.size(); size > 0; size >>= 7) {
    inside.push_back(static_cast<char>((size & 0x7fU) | (size >= 0x80 ? 0x80U : 0U)));
  }
  inside += unknown;
  const std::vector<Attack> attacks{
      {"conditions", begin + many({"\x2a\x00", 2}), "append.too_large"},
      {"events", begin + many({"\x32\x00", 2}), "append.too_large"},
      {"conditions behind what is not plain", begin + not_plain + many({"\x2a\x00", 2}),
       "append.malformed"},
      {"unknown fields behind what is not plain", begin + not_plain + unknown, "append.malformed"},
      {"unknown fields in an event", begin + not_plain + inside, "append.malformed"},
      {"groups", begin + many("\xa3\x06\xa4\x06"), "append.malformed"},
      {"groups in groups", begin + many("\xa3\x06") + many("\xa4\x06"), "append.malformed"}};
  for (const Attack& attack : attacks) {
    SCOPED_TRACE(attack.what);
    const std::size_t before = BytesGiven();
    const auto decoded = DecodeAppend(attack.bytes);
    EXPECT_EQ(decoded.status().reason(), attack.reason) << decoded.status();
    EXPECT_LT(BytesGiven() - before, std::size_t{1} << 20);
  }
}

TEST(LogMessages, TheLargestAppendIsReadInAnyForm) {
  ledger::AppendRequest request = AppendOf(7, {});
  request.events.assign(ledger::kAppendBatchEventsMax, EventOn("pact", "x"));
  request.conditions.assign(ledger::kConditionsMax, {"pact", StreamVersion(1)});
  for (const std::string& more : {std::string(), std::string("\x1a\x81\x00m", 4)}) {
    const auto decoded = DecodeAppend(EncodeAppend(request) + more);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(decoded->events.size(), ledger::kAppendBatchEventsMax);
    EXPECT_EQ(decoded->conditions.size(), ledger::kConditionsMax);
  }
  request.conditions.push_back({"pact", StreamVersion(1)});
  EXPECT_EQ(DecodeAppend(EncodeAppend(request)).status().reason(), "append.too_large");
}

TEST(LogMessages, RecordsKeepTheirStoredBytes) {
  const auto append = ledger::StampedAppend("lenti", 1, 5, {{"pact", 1}, {"member/city", 3}});
  const auto decoded = DecodeRecords(EncodeRecords(append.records, 9));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->head, 9U);
  ASSERT_EQ(decoded->records.size(), 2U);
  EXPECT_EQ(decoded->records[1].stored, append.records[1].stored);
  EXPECT_EQ(decoded->records[1].position, Position(6));
  EXPECT_EQ(decoded->records[1].stream, "member/city");
}

TEST(LogMessages, AnswersComeBackAsTheyWent) {
  const ledger::AppendResult result{Position(5), 2, Instant(1'540'450'000'000), true};
  const auto decoded = DecodeAppendResult(EncodeAppendResult(result));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->first, result.first);
  EXPECT_EQ(decoded->count, result.count);
  EXPECT_EQ(decoded->recorded_at, result.recorded_at);
  EXPECT_TRUE(decoded->repeated);
  const auto found = DecodeFoundCommand(EncodeFoundCommand({result, "digest"}));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->content_digest, "digest");
  EXPECT_EQ(found->append.first, Position(5));
  EXPECT_EQ(DecodeHint(EncodeHint(Position(17))), Position(17));
}

std::atomic<int>& Lines() {
  static std::atomic<int> lines{0};
  return lines;
}

TEST(LogMessages, BytesOfAPeerWriteNoLines) {
  Lines() = 0;
  auto* const before = google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel, const char*, int, const std::string&) { ++Lines(); });
  // The pact of an append, and the stream of a record in a batch: text that is not UTF-8.
  EXPECT_EQ(DecodeAppend("\x0a\x02\xff\xfe").status().reason(), "append.malformed");
  EXPECT_EQ(DecodeRecords("\x0a\x04\x12\x02\xff\xfe").status().reason(), "record.damaged");
  EXPECT_FALSE(DecodeFoundCommand("\xff").ok());
  EXPECT_EQ(Lines().load(), 0);
  google::protobuf::SetLogHandler(before);
}

TEST(LogMessages, BatchesInUnusualFormsAreReadAsProtobufReadsThem) {
  const auto append = ledger::StampedAppend("lenti", 1, 5, {{"pact", 1}, {"member/city", 3}});
  const std::string plain = EncodeRecords(append.records, 9);
  // The head again, a field of a newer service, a group: each is a message all the same.
  for (const char* more : {"1007", "aa0603616263", "a3060801a406"}) {
    SCOPED_TRACE(more);
    const std::string bytes = plain + *FromHex(more);
    log::v1::Records message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    const auto decoded = DecodeRecords(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(decoded->head, message.head());
    ASSERT_EQ(decoded->records.size(), 2U);
    EXPECT_EQ(decoded->records[1].stored, message.stored(1));
  }
  EXPECT_EQ(DecodeRecords(plain + "\x0a").status().reason(), "wire.malformed_reply");
}

TEST(LogMessages, RandomBytesNeverCrash) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 5000; ++i) {
    std::string bytes(random() % 80, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    (void)DecodeAppend(bytes);
    (void)DecodeAppendResult(bytes);
    (void)DecodeFoundCommand(bytes);
    (void)DecodeRecords(bytes);
    (void)DecodeHint(bytes);
  }
}

}  // namespace
}  // namespace paktum::ledger_client
