// Proofs of single events, as files.
#include "services/audit/prove.h"

#include "tests/unit/audit/ledger_maker.h"

namespace paktum::audit {
namespace {

class ProveTest : public testing::Test {
 protected:
  StoredRecords records_ = SmallLedger(600);
  TestKeys keys_;
  std::string note_ = keys_.Sign(records_);
  MemorySource source_{records_, note_};
};

TEST_F(ProveTest, EveryEventsProofHoldsAndCarriesTheRecord) {
  for (const std::uint64_t position : {1U, 2U, 256U, 257U, 511U, 600U}) {
    const auto proof = ProveRecord(source_, Position(position), note_);
    ASSERT_TRUE(proof.ok()) << proof.status();
    const auto checked = CheckProof(transparency::FormatTlogProof(*proof), keys_.Policy());
    ASSERT_TRUE(checked.ok()) << checked.status();
    EXPECT_EQ(checked->record.position, Position(position));
    EXPECT_EQ(checked->record.stored, records_[position - 1]);
    EXPECT_EQ(checked->checkpoint.checkpoint.size, 600U);
  }
}

TEST_F(ProveTest, AnOlderCheckpointProvesWhatItCovers) {
  const StoredRecords fewer(records_.begin(), records_.begin() + 300);
  const std::string note = keys_.Sign(fewer);
  EXPECT_TRUE(ProveRecord(source_, Position(300), note).ok());
  EXPECT_EQ(ProveRecord(source_, Position(301), note).status().reason(), "proof.not_covered");
}

TEST_F(ProveTest, ARecordThatIsNotThereCannotBeProven) {
  EXPECT_EQ(ProveRecord(source_, Position(601), note_).status().reason(), "record.none");
  EXPECT_EQ(ProveRecord(source_, Position(0), note_).status().reason(), "record.none");
}

TEST_F(ProveTest, TilesThatAreNotTheRecordsProveNothing) {
  source_.tiles()[0].bytes[40] ^= 1;
  EXPECT_EQ(ProveRecord(source_, Position(1), note_).status().reason(), "proof.not_included");
}

TEST_F(ProveTest, AChangedRecordOrPositionIsRefused) {
  auto proof = ProveRecord(source_, Position(7), note_);
  ASSERT_TRUE(proof.ok());
  transparency::TlogProof changed = *proof;
  changed.extra = records_[7];
  const auto refused = CheckProof(transparency::FormatTlogProof(changed), keys_.Policy());
  EXPECT_EQ(refused.status().reason(), "proof.not_included");
  ASSERT_TRUE(FindingOf(refused.status(), "file"));
  changed = *proof;
  changed.index = 7;
  EXPECT_FALSE(CheckProof(transparency::FormatTlogProof(changed), keys_.Policy()).ok());
  changed = *proof;
  changed.extra.reset();
  EXPECT_EQ(CheckProof(transparency::FormatTlogProof(changed), keys_.Policy()).status().reason(),
            "proof.no_record");
}

TEST_F(ProveTest, AProofOfARecordThatSaysAnotherPositionIsRefused) {
  StoredRecords records = records_;
  records[6] = records_[7];
  const std::string note = keys_.Sign(records);
  MemorySource source(records, note);
  EXPECT_EQ(ProveRecord(source, Position(7), note).status().reason(), "record.damaged");
  transparency::TlogProof proof;
  transparency::TileHashReader hashes(source, records.size());
  proof.extra = records[6];
  proof.index = 6;
  proof.inclusion = *transparency::MakeInclusionProof(hashes, 6, records.size());
  proof.checkpoint = note;
  EXPECT_EQ(CheckProof(transparency::FormatTlogProof(proof), keys_.Policy()).status().reason(),
            "proof.other_position");
}

TEST_F(ProveTest, AnotherPolicyRefusesTheProof) {
  const auto proof = ProveRecord(source_, Position(7), note_);
  ASSERT_TRUE(proof.ok());
  const auto refused = CheckProof(transparency::FormatTlogProof(*proof), TestKeys().Policy());
  const auto finding = FindingOf(refused.status(), "file");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->code, "checkpoint.not_by_log");
}

TEST_F(ProveTest, AFileThatIsNoProofIsNoFinding) {
  const auto refused = CheckProof("no proof", keys_.Policy());
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(FindingOf(refused.status(), "file"));
}

}  // namespace
}  // namespace paktum::audit
