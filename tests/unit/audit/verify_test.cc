// What the check of a whole ledger finds, and what it names.
#include "services/audit/verify.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "services/audit/texts.h"
#include "tests/unit/audit/ledger_maker.h"

namespace paktum::audit {
namespace {

using ledger::RecordFields;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> CodesOf(const Findings& findings) {
  std::vector<std::string> codes;
  for (const Finding& finding : findings.list()) codes.push_back(finding.code);
  return codes;
}

class VerifyLedgerTest : public testing::Test {
 protected:
  LedgerReport Verify(const StoredRecords& records, const std::string& note = "") {
    MemorySource source(records, note);
    return VerifySource(source);
  }
  LedgerReport VerifySource(Source& source) {
    VerifyInput input;
    input.policy = &policy_;
    input.checkpoints = given_;
    auto report = VerifyLedger(source, input, {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? std::move(*report) : LedgerReport();
  }
  std::vector<std::string> CodesFor(const StoredRecords& records) {
    return CodesOf(Verify(records).findings);
  }

  TestKeys keys_;
  transparency::Policy policy_ = keys_.Policy();
  std::vector<GivenCheckpoint> given_;
};

TEST_F(VerifyLedgerTest, ASoundLedgerHasNoFindings) {
  for (const std::uint64_t size : {1U, 2U, 3U, 255U, 256U, 257U, 700U}) {
    const StoredRecords records = SmallLedger(size);
    const LedgerReport report = Verify(records, keys_.Sign(records));
    EXPECT_THAT(CodesOf(report.findings), IsEmpty()) << size;
    EXPECT_THAT(report.unchecked, ElementsAre(Unchecked::kNoMemberKeys)) << size;
    EXPECT_EQ(report.records, size);
    EXPECT_EQ(report.appends, size);
    EXPECT_EQ(report.root, TreeOf(records).Root());
    ASSERT_EQ(report.checkpoints.size(), 1U);
    EXPECT_EQ(report.checkpoints[0].cosignatures.size(), 1U);
  }
}

TEST_F(VerifyLedgerTest, AnEmptyLedgerIsSound) { EXPECT_THAT(CodesFor({}), IsEmpty()); }

TEST_F(VerifyLedgerTest, AChangedRecordGivesAnotherRootThanWasSigned) {
  StoredRecords records = SmallLedger(300);
  const std::string note = keys_.Sign(records);
  records[100] = Changed(records[100], [](RecordFields& fields) { fields.submitted = "other"; });
  const LedgerReport report = Verify(records, note);
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("checkpoint.other_root"));
  EXPECT_EQ(report.findings.list()[0].position, 300U);
  EXPECT_EQ(report.findings.list()[0].found.size(), 64U);
}

TEST_F(VerifyLedgerTest, TilesTellWhichRecordWasChanged) {
  const StoredRecords sound = SmallLedger(300);
  for (const std::size_t index : {100U, 280U}) {
    StoredRecords records = sound;
    records[index] =
        Changed(records[index], [](RecordFields& fields) { fields.submitted = "other"; });
    MemorySource source(records, keys_.Sign(sound));
    source.SetTiles(sound);
    const LedgerReport report = VerifySource(source);
    EXPECT_TRUE(std::any_of(report.findings.list().begin(), report.findings.list().end(),
                            [&](const Finding& finding) {
                              return finding.code == "tile.wrong" && finding.position == index + 1;
                            }))
        << index;
  }
}

TEST_F(VerifyLedgerTest, ADroppedRecordIsNamed) {
  StoredRecords records = SmallLedger(10);
  records.erase(records.begin() + 4);
  const LedgerReport report = Verify(records);
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("record.missing", "stream.gap"));
  EXPECT_EQ(report.findings.list()[0].position, 5U);
  EXPECT_EQ(report.findings.list()[1].where, "scheme/s1@3");
}

TEST_F(VerifyLedgerTest, ExchangedRecordsAreNamed) {
  StoredRecords records = SmallLedger(10);
  std::swap(records[4], records[5]);
  EXPECT_THAT(CodesFor(records),
              ElementsAre("record.missing", "record.misplaced", "record.time_went_back"));
}

TEST_F(VerifyLedgerTest, AnInsertedRecordIsNamed) {
  StoredRecords records = SmallLedger(10);
  records.insert(records.begin() + 4, records[3]);
  EXPECT_THAT(CodesFor(records), ElementsAre("record.misplaced", "stream.gap", "command.repeated"));
}

TEST_F(VerifyLedgerTest, ATruncatedLedgerIsShorterThanWasSigned) {
  StoredRecords records = SmallLedger(10);
  const std::string note = keys_.Sign(records);
  records.resize(8);
  const LedgerReport report = Verify(records, note);
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("ledger.shorter"));
  EXPECT_EQ(report.findings.list()[0].expected, "10");
  EXPECT_EQ(report.findings.list()[0].found, "8");
}

TEST_F(VerifyLedgerTest, ARolledBackLedgerThatGrewAgainIsNoticedByAWitnessesCheckpoint) {
  const StoredRecords seen = SmallLedger(10);
  StoredRecords records = SmallLedger(12);
  for (std::size_t i = 8; i < records.size(); ++i) {
    records[i] = Changed(records[i], [](RecordFields& fields) { fields.submitted = "after"; });
  }
  given_ = {{"witness", keys_.Sign(seen)}};
  const LedgerReport report = Verify(records, keys_.Sign(records));
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("checkpoint.other_root"));
  EXPECT_EQ(report.findings.list()[0].where, "witness");
}

TEST_F(VerifyLedgerTest, TwoRootsOfOneSizeAreAFork) {
  const StoredRecords records = SmallLedger(10);
  StoredRecords forked = records;
  forked[9] = Changed(forked[9], [](RecordFields& fields) { fields.submitted = "for you"; });
  given_ = {{"shown to the charity", keys_.Sign(forked)}};
  EXPECT_THAT(CodesOf(Verify(records, keys_.Sign(records)).findings),
              ElementsAre("checkpoint.fork", "checkpoint.other_root"));
}

TEST_F(VerifyLedgerTest, ATornAppendIsNamed) {
  StoredRecords records;
  for (const auto& record :
       ledger::StampedAppend(ledger::kPact, 1, 1, {{"a", 1}, {"b", 1}, {"c", 1}}).records) {
    records.emplace_back(record.stored);
  }
  EXPECT_THAT(CodesFor(records), IsEmpty());
  records.pop_back();
  EXPECT_THAT(CodesFor(records), ElementsAre("append.torn"));
}

TEST_F(VerifyLedgerTest, ARepeatedCommandIdIsNamedWithItsFirstPlace) {
  StoredRecords records = SmallLedger(4);
  records[3] =
      Changed(records[3], [](RecordFields& fields) { fields.command = ledger::CommandId(2); });
  const LedgerReport report = Verify(records);
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("command.repeated"));
  EXPECT_EQ(report.findings.list()[0].position, 4U);
  EXPECT_EQ(report.findings.list()[0].found, "2");
}

TEST_F(VerifyLedgerTest, ATimeThatGoesBackIsNamed) {
  StoredRecords records = SmallLedger(4);
  records[2] = Changed(records[2], [](RecordFields& fields) { fields.recorded_at = Instant(1); });
  EXPECT_THAT(CodesFor(records), ElementsAre("record.time_went_back"));
}

TEST_F(VerifyLedgerTest, BytesThatAreNoRecordAreNamed) {
  StoredRecords records = SmallLedger(4);
  records[2] = "no record";
  const LedgerReport report = Verify(records);
  ASSERT_THAT(CodesOf(report.findings), testing::Contains("record.damaged"));
  EXPECT_EQ(report.findings.list()[0].position, 3U);
}

TEST_F(VerifyLedgerTest, AMissingTileIsNamed) {
  MemorySource source(SmallLedger(300));
  source.tiles().erase(source.tiles().begin() + 1);
  const LedgerReport report = VerifySource(source);
  ASSERT_THAT(CodesOf(report.findings), ElementsAre("tile.missing"));
  EXPECT_THAT(report.findings.list()[0].where, testing::StartsWith("tile/"));
}

TEST_F(VerifyLedgerTest, SignaturesOfCheckpointsAreChecked) {
  const StoredRecords records = SmallLedger(3);
  EXPECT_THAT(CodesOf(Verify(records, keys_.Sign(records, false)).findings),
              ElementsAre("checkpoint.no_quorum"));
  EXPECT_THAT(CodesOf(Verify(records, TestKeys().Sign(records)).findings),
              ElementsAre("checkpoint.not_by_log"));
  std::string forged = keys_.Sign(records);
  forged.replace(forged.find("\n3\n"), 3, "\n4\n");
  EXPECT_THAT(CodesOf(Verify(records, forged).findings), ElementsAre("checkpoint.bad_signature"));
  EXPECT_THAT(CodesOf(Verify(records, "no note").findings), ElementsAre("checkpoint.malformed"));
}

TEST_F(VerifyLedgerTest, SwappedSignaturesOfTwoCheckpointsAreForged) {
  const StoredRecords records = SmallLedger(5);
  const StoredRecords fewer(records.begin(), records.begin() + 3);
  auto one = transparency::ParseNote(keys_.Sign(records));
  auto other = transparency::ParseNote(keys_.Sign(fewer));
  ASSERT_TRUE(one.ok() && other.ok());
  std::swap(one->signatures, other->signatures);
  given_ = {{"other", transparency::FormatNote(*other)}};
  EXPECT_THAT(CodesOf(Verify(records, transparency::FormatNote(*one)).findings),
              ElementsAre("checkpoint.bad_signature", "checkpoint.bad_signature"));
}

TEST_F(VerifyLedgerTest, WhatWasNotCheckedIsSaid) {
  MemorySource source(SmallLedger(3));
  const auto report = VerifyLedger(source, {}, {});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->unchecked, ElementsAre(Unchecked::kNoCheckpoint, Unchecked::kNoPolicy,
                                             Unchecked::kNoMemberKeys));
}

TEST_F(VerifyLedgerTest, FindingsAreBoundedAndTheRestIsCounted) {
  StoredRecords records = SmallLedger(400);
  for (std::string& stored : records) stored = "no record";
  const LedgerReport report = Verify(records);
  EXPECT_EQ(report.findings.list().size(), Findings::kMaxDefault);
  EXPECT_EQ(report.findings.total(), 400U);
  EXPECT_THAT(Describe(report.findings, Language::kEnglish),
              testing::HasSubstr("and 300 findings more"));
}

TEST_F(VerifyLedgerTest, ACheckCanBeStopped) {
  MemorySource source(SmallLedger(3));
  const auto report = VerifyLedger(source, {}, [](auto, auto) { return false; });
  EXPECT_EQ(report.status().reason(), "audit.stopped");
}

TEST(Texts, EveryCodeHasWordsInBothLanguages) {
  std::set<std::string_view> codes;
  for (const std::string_view code : KnownCodes()) {
    EXPECT_TRUE(codes.insert(code).second) << code;
    EXPECT_NE(WordsOf(code, Language::kHungarian), code);
    EXPECT_NE(WordsOf(code, Language::kHungarian), WordsOf(code, Language::kEnglish)) << code;
  }
}

}  // namespace
}  // namespace paktum::audit
