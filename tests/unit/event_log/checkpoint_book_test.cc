// What the log publishes, keeps and takes from witnesses.
#include "services/event_log/checkpoint_book.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/runtime.h"
#include "libs/base/secret_file.h"
#include "libs/ledger/memory_storage.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/trust_directory.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::event_log {
namespace {

using ledger::kPact;
using ledger::MemoryStorage;
using ledger::StampedAppend;
using transparency::KeyType;
using transparency::SigningKey;

SigningKey MakeKey(const std::string& name, KeyType type) {
  auto key = SigningKey::Generate(name, type);
  PAKTUM_CHECK(key.ok());
  return std::move(*key);
}

// One-event appends up to position `last`, with another content from `differs_from` on.
void GrowTo(ledger::Storage& storage, std::uint64_t last, std::uint64_t differs_from = ~0ULL) {
  for (std::uint64_t i = storage.Head(kPact)->value() + 1; i <= last; ++i) {
    const std::uint64_t command = i >= differs_from ? i + 1'000'000 : i;
    ASSERT_TRUE(storage.Write({StampedAppend(kPact, command, i, {{"pact", i}})}).ok());
  }
}

class CheckpointBookTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteKey("checkpoint.key", log_key_.SecretText());
    WriteKey("checkpoint.pub", log_key_.verifier().Text());
    for (const SigningKey& witness : witnesses_) {
      const std::string name = witness.verifier().name();
      WriteKey("witnesses/" + name.substr(name.rfind('/') + 1) + ".pub", witness.verifier().Text());
    }
    storage_ = std::make_unique<MemoryStorage>();
  }
  void WriteKey(const std::string& file, const std::string& text) {
    ASSERT_TRUE(ReplaceFile(dir_.Sub("keys") + "/" + file, text + "\n", 0600).ok());
  }
  Status Open() {
    book_.reset();
    CheckpointOptions options;
    options.keys = dir_.Sub("keys");
    options.directory = dir_.Sub("published");
    options.interval = std::chrono::milliseconds(1);
    auto opened = CheckpointBook::Open(options, *storage_);
    if (!opened.ok()) return opened.status();
    book_ = std::move(*opened);
    return OkStatus();
  }
  void MustOpen() {
    const Status opened = Open();
    ASSERT_TRUE(opened.ok()) << opened;
  }
  std::uint64_t SizeOf(const Result<std::string>& note) const {
    if (!note.ok()) return 0;
    transparency::TrustDirectory trust;
    trust.log_keys = {log_key_.verifier()};
    const auto opened = transparency::OpenCheckpoint(*note, trust.LogKeysOf(kPact));
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->checkpoint.size : 0;
  }
  void PublishUpTo(std::uint64_t last) {
    GrowTo(*storage_, last);
    book_->Grew(kPact);
    const Deadline end = DeadlineIn(std::chrono::seconds(20));
    while (SizeOf(book_->Newest(kPact)) < last && SteadyNow() < end) std::this_thread::yield();
    ASSERT_EQ(SizeOf(book_->Newest(kPact)), last);
  }
  // The note with the cosignature of this witness alone.
  static std::string CosignedBy(const SigningKey& witness, const std::string& note) {
    transparency::Note parsed = *transparency::ParseNote(note);
    parsed.signatures = {transparency::Cosign(parsed.text, witness, 1'700'000'000)};
    return FormatNote(parsed);
  }

  TempDir dir_;
  const SigningKey log_key_ = MakeKey("paktum/log", KeyType::kNote);
  const std::vector<SigningKey> witnesses_ = [] {
    std::vector<SigningKey> keys;
    for (const char* name : {"a", "b", "c"}) {
      keys.push_back(MakeKey(std::string("w/") + name, KeyType::kCosignature));
    }
    return keys;
  }();
  std::unique_ptr<MemoryStorage> storage_;
  std::unique_ptr<CheckpointBook> book_;
};

TEST_F(CheckpointBookTest, SignsEveryLedgerAtTheStartAndWhileItGrows) {
  MustOpen();
  EXPECT_EQ(book_->Newest(kPact).status().reason(), "checkpoint.none");
  PublishUpTo(3);
  PublishUpTo(300);
  const auto opened =
      transparency::ParseCheckpoint(transparency::ParseNote(*book_->Newest(kPact))->text);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->origin, "paktum/log/tiszakecske");
  EXPECT_EQ(opened->root, storage_->Tree(kPact)->Root());
  GrowTo(*storage_, 310);
  MustOpen();
  EXPECT_EQ(SizeOf(book_->Newest(kPact)), 310U);
}

TEST_F(CheckpointBookTest, AHalfOfTheWitnessesIsTooFewAndMoreIsEnough) {
  MustOpen();
  PublishUpTo(10);
  const std::string first = *book_->Newest(kPact);
  EXPECT_EQ(book_->Witnessed(kPact).status().reason(), "checkpoint.not_witnessed");
  ASSERT_TRUE(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[0], first)).ok());
  ASSERT_TRUE(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[0], first)).ok());
  EXPECT_EQ(book_->Witnessed(kPact).status().reason(), "checkpoint.not_witnessed");
  PublishUpTo(20);
  ASSERT_TRUE(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[1], first)).ok());
  EXPECT_EQ(SizeOf(book_->Witnessed(kPact)), 10U);
  EXPECT_EQ(SizeOf(book_->Newest(kPact)), 20U);
  ASSERT_TRUE(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[2], first)).ok());
  EXPECT_EQ(transparency::ParseNote(*book_->Witnessed(kPact))->signatures.size(), 4U);
  transparency::TrustDirectory trust = *transparency::TrustDirectory::Read(dir_.Sub("keys"));
  EXPECT_TRUE(trust.PolicyOf(kPact)->Check(*book_->Witnessed(kPact)).ok());
  // It is still there after a restart, and an older one never takes its place.
  MustOpen();
  EXPECT_EQ(SizeOf(book_->Witnessed(kPact)), 10U);
  EXPECT_EQ(book_->counts().witnessed, 0U);
}

TEST_F(CheckpointBookTest, AnOlderCheckpointDoesNotReplaceAWitnessedOne) {
  MustOpen();
  PublishUpTo(10);
  const std::string older = *book_->Newest(kPact);
  PublishUpTo(20);
  const std::string newer = *book_->Newest(kPact);
  for (const std::string& note : {newer, older}) {
    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_TRUE(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[i], note)).ok());
    }
  }
  EXPECT_EQ(SizeOf(book_->Witnessed(kPact)), 20U);
}

TEST_F(CheckpointBookTest, RefusesWhatNoKnownWitnessSignedAndWhatItHasNotPublished) {
  MustOpen();
  PublishUpTo(10);
  const std::string note = *book_->Newest(kPact);
  const SigningKey stranger = MakeKey("w/a", KeyType::kCosignature);
  EXPECT_EQ(book_->TakeCosignatures(kPact, CosignedBy(stranger, note)).reason(),
            "cosign.unknown_witness");
  EXPECT_EQ(book_->TakeCosignatures(kPact, note).reason(), "cosign.unknown_witness");
  transparency::Note forged = *transparency::ParseNote(CosignedBy(witnesses_[0], note));
  forged.signatures[0].bytes.back() = static_cast<char>(forged.signatures[0].bytes.back() ^ 1);
  EXPECT_EQ(book_->TakeCosignatures(kPact, FormatNote(forged)).reason(), "note.bad_signature");
  EXPECT_EQ(book_->TakeCosignatures(kPact, "no note").reason(), "note.malformed");
  EXPECT_EQ(book_->TakeCosignatures("lenti", CosignedBy(witnesses_[0], note)).reason(),
            "checkpoint.none");
  transparency::Note other = *transparency::ParseNote(note);
  transparency::Checkpoint bigger = *transparency::ParseCheckpoint(other.text);
  bigger.size = 11;
  other.text = FormatCheckpoint(bigger);
  EXPECT_EQ(book_->TakeCosignatures(kPact, CosignedBy(witnesses_[0], FormatNote(other))).reason(),
            "cosign.superseded");
  EXPECT_EQ(book_->counts().cosigned, 0U);
  EXPECT_EQ(book_->counts().refused, 5U);
}

TEST_F(CheckpointBookTest, ALedgerThatEndsBeforeWhatWasPublishedIsRefused) {
  MustOpen();
  PublishUpTo(300);
  book_.reset();
  storage_ = std::make_unique<MemoryStorage>();
  EXPECT_EQ(Open().reason(), "checkpoint.ahead");  // nothing of it is left
  GrowTo(*storage_, 299);
  EXPECT_EQ(Open().code(), StatusCode::kDataLoss);
  EXPECT_EQ(Open().reason(), "checkpoint.ahead");
  GrowTo(*storage_, 300);
  MustOpen();
}

TEST_F(CheckpointBookTest, ALedgerWithOtherRecordsThanWasPublishedIsRefused) {
  MustOpen();
  PublishUpTo(300);
  for (const std::uint64_t differs_from : {1U, 256U, 300U}) {
    book_.reset();
    storage_ = std::make_unique<MemoryStorage>();
    GrowTo(*storage_, 400, differs_from);
    EXPECT_EQ(Open().reason(), "checkpoint.contradicted") << differs_from;
  }
  storage_ = std::make_unique<MemoryStorage>();
  GrowTo(*storage_, 400, 301);
  MustOpen();
}

TEST_F(CheckpointBookTest, DamagedFilesOfWhatWasPublishedAreTold) {
  MustOpen();
  PublishUpTo(10);
  book_.reset();
  std::ofstream(dir_.Sub("published/tiszakecske.checkpoint"), std::ios::trunc) << "nonsense";
  EXPECT_EQ(Open().reason(), "checkpoint.damaged");
}

TEST_F(CheckpointBookTest, AKeyThatWasChangedSignsAnew) {
  MustOpen();
  PublishUpTo(10);
  const SigningKey next = MakeKey("paktum/log", KeyType::kNote);
  WriteKey("checkpoint.key", next.SecretText());
  EXPECT_EQ(Open().reason(), "checkpoint.key_mismatch");
  WriteKey("checkpoint.pub", next.verifier().Text() + "\n" + log_key_.verifier().Text());
  MustOpen();
  const transparency::Note note = *transparency::ParseNote(*book_->Newest(kPact));
  EXPECT_EQ(note.signatures[0].key_id, next.Named("paktum/log/tiszakecske")->verifier().id());
}

}  // namespace
}  // namespace paktum::event_log
