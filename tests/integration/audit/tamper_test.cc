// What somebody may do to the records who has the log's machine, and what the audit says of it.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/integration/audit/audited_pact.h"

namespace paktum::audit_test {
namespace {

using testing::HasSubstr;
using Records = std::vector<OwnedRecord>;

constexpr int kEnrolments = 6;  // 14 records

// One pact for all tests, its log stopped; each test changes a copy.
class TamperTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    pact_ = new AuditedPact();
    pact_->Fill(kEnrolments / 2);
    pact_->Cosign();
    pact_->StopLog();
    CopyTree(pact_->store(), pact_->Sub("backup"));
    pact_->StartLog();
    pact_->Fill(kEnrolments / 2);
    pact_->Cosign();
    pact_->StopLog();
  }
  static void TearDownTestSuite() {
    delete pact_;
    pact_ = nullptr;
  }

  static Outcome Verify(const std::string& store, const std::string& more = "") {
    return Audit("verify --lang en --store " + store + pact_->Trust() + more);
  }
  // After a change that leaves indexes and tiles in order.
  static Outcome Rewritten(const std::function<void(Records&)>& change) {
    const std::string copy = pact_->Sub("copy");
    RewriteStore(pact_->store(), copy, change);
    return Verify(copy);
  }

  static AuditedPact* pact_;
};
AuditedPact* TamperTest::pact_ = nullptr;

TEST_F(TamperTest, AnUnchangedRewriteIsClean) {
  const Outcome outcome = Rewritten([](Records& records) { EXPECT_EQ(records.size(), 14U); });
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("8 signed appends were checked"));
  EXPECT_THAT(outcome.output, HasSubstr("cosigned by charity"));
}

TEST_F(TamperTest, AChangedRecordIsNamed) {
  const Outcome outcome = Rewritten([](Records& records) {
    event::v1::Event event;
    ASSERT_TRUE(event.ParseFromString(records[3].submitted));
    event.set_occurred_on("2019-12-31");
    records[3].submitted = event.SerializeAsString();
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("append.signature_invalid #3"));
  EXPECT_THAT(outcome.output, HasSubstr("checkpoint.other_root"));
}

TEST_F(TamperTest, AChangedTimeOfRecordingIsFoundThoughNoMemberSignsIt) {
  const Outcome outcome = Rewritten([](Records& records) {
    records.front().recorded_at_ms -= 1000;
    records[1].recorded_at_ms -= 1000;
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checkpoint.other_root"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("append.signature")));
}

TEST_F(TamperTest, ADroppedAppendIsFoundThoughTheRestIsRenumbered) {
  const Outcome outcome = Rewritten([](Records& records) {
    records.erase(records.begin() + 2, records.begin() + 4);
    for (std::size_t i = 2; i < records.size(); ++i) records[i].position -= 2;
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("ledger.shorter"));
  EXPECT_THAT(outcome.output, HasSubstr("expected: 14; found: 12"));
}

TEST_F(TamperTest, ReorderedAppendsAreFoundThoughTheyAreRenumbered) {
  const Outcome outcome = Rewritten([](Records& records) {
    std::swap_ranges(records.begin(), records.begin() + 2, records.begin() + 2);
    for (std::size_t i = 0; i < 4; ++i) records[i].position = i + 1;
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checkpoint.other_root"));
  EXPECT_THAT(outcome.output, HasSubstr("record.time_went_back"));
}

TEST_F(TamperTest, AnInsertedAppendHasNobodysSignature) {
  const Outcome outcome = Rewritten([](Records& records) {
    OwnedRecord forged = records.back();
    forged.position = 15;
    forged.version += 1;
    forged.command = Uuid::V7From(1'540'000'000'000, 3, 1);
    records.push_back(forged);
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("append.signature_invalid #15"));
  const Outcome unsigned_one = Rewritten([](Records& records) {
    OwnedRecord forged = records.back();
    forged.position = 15;
    forged.version += 1;
    forged.command = Uuid::V7From(1'540'000'000'000, 3, 1);
    forged.signer.clear();
    forged.signature.clear();
    records.push_back(forged);
  });
  EXPECT_EQ(unsigned_one.exit_code, 1);
  EXPECT_THAT(unsigned_one.output, HasSubstr("append.signature_missing #15"));
}

TEST_F(TamperTest, ExchangedSignaturesAreNamed) {
  const Outcome outcome =
      Rewritten([](Records& records) { std::swap(records[0].signature, records[2].signature); });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("append.signature_invalid #1"));
  EXPECT_THAT(outcome.output, HasSubstr("append.signature_invalid #3"));
}

TEST_F(TamperTest, AnotherMembersNameIsNamed) {
  const Outcome outcome = Rewritten([](Records& records) {
    records[0].member = "charity";
    records[1].member = "charity";
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("append.signer_unknown #1"));
}

TEST_F(TamperTest, ATruncatedLedgerIsShorterThanWasSigned) {
  const Outcome outcome = Rewritten([](Records& records) { records.resize(12); });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("ledger.shorter"));
}

TEST_F(TamperTest, ARestoredBackupIsNoticedByAWitnessesCheckpoint) {
  const Outcome alone = Verify(pact_->Sub("backup"));
  EXPECT_EQ(alone.exit_code, 0) << alone.output;
  const Outcome outcome = Verify(pact_->Sub("backup"), " --checkpoint " + pact_->KeptBy("charity"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("ledger.shorter"));
  EXPECT_THAT(outcome.output, HasSubstr("expected: 14; found: 7"));
}

TEST_F(TamperTest, ARewrittenEndIsNoticedByAWitnessesCheckpointThoughTheLogSignsAnew) {
  const std::string copy = pact_->Sub("copy");
  RewriteStore(pact_->store(), copy,
               [](Records& records) { records.back().submitted += std::string("\x3a\x00", 2); });
  std::filesystem::remove_all(copy + "/checkpoints");
  const Outcome outcome = Verify(copy, " --checkpoint " + pact_->KeptBy("government_office"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checkpoint.other_root"));
}

TEST_F(TamperTest, AForgedCheckpointIsNamed) {
  const std::string copy = pact_->Sub("copy");
  CopyTree(pact_->store(), copy);
  const std::string path = copy + "/checkpoints/" + kPact + ".witnessed";
  std::string note = ReadText(path);
  note.replace(note.find("\n14\n"), 4, "\n13\n");
  WriteText(path, note);
  const Outcome outcome = Verify(copy);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checkpoint.bad_signature"));
}

TEST_F(TamperTest, DamagedFilesAreFindingsAndWhatIsNoStoreCannotBeChecked) {
  const std::string copy = pact_->Sub("copy");
  CopyTree(pact_->store(), copy);
  for (const auto& entry : std::filesystem::directory_iterator(copy)) {
    if (entry.path().filename() == "CURRENT") WriteText(entry.path().string(), "nonsense");
  }
  EXPECT_EQ(Verify(copy).exit_code, 1);
  EXPECT_EQ(Verify(pact_->Sub("nowhere")).exit_code, 2);
  EXPECT_EQ(Audit("verify --lang en").exit_code, 2);
}

TEST_F(TamperTest, WithoutKeysTheReportSaysWhatWasNotChecked) {
  const Outcome outcome = Audit("verify --lang en --store " + pact_->store());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("not checked: there is no policy"));
  EXPECT_THAT(outcome.output, HasSubstr("not checked: there are no member keys"));
}

}  // namespace
}  // namespace paktum::audit_test
