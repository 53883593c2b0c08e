#include "services/vault/key_database.h"

#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include <fstream>
#include <iterator>

#include "services/vault/backups.h"
#include "tests/unit/vault/key_ring.h"
#include "tests/unit/vault/temporary_directory.h"

namespace paktum::vault_service {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using vault::DetailsOf;
using vault::Person;

const std::vector<std::string> kServing{"charity", "government_office"};

class KeyDatabaseTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path Directory() const { return directory_.path() / "vault"; }
  std::unique_ptr<KeyDatabase> Open() const { return Open(Directory()); }
  static std::unique_ptr<KeyDatabase> Open(const fs::path& path) {
    auto opened = KeyDatabase::Open(path);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  // A key as a member proposes it.
  [[nodiscard]] vault::StoredKey Key(std::uint64_t person) const {
    return vault::MakeKey(DetailsOf(person), kServing, ring_.Of("charity"))->stored;
  }
  // Whether any file below `directory` holds the bytes.
  static bool AnyFileHolds(const fs::path& directory, const std::string& bytes) {
    for (const auto& file : fs::recursive_directory_iterator(directory)) {
      if (!file.is_regular_file()) continue;
      std::ifstream input(file.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(input),
                            std::istreambuf_iterator<char>()};
      if (all.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  vault::TemporaryDirectory directory_;
  vault::KeyRing ring_;
};

TEST_F(KeyDatabaseTest, TheFirstProposedKeyStaysAlsoAfterARestart) {
  auto keys = Open();
  EXPECT_FALSE(keys->Find(DetailsOf(1))->has_value());
  const vault::StoredKey first = Key(1);
  EXPECT_EQ(*keys->Create(DetailsOf(1), first), first);
  EXPECT_EQ(*keys->Create(DetailsOf(1), Key(1)), first) << "who comes second gets the first";
  EXPECT_EQ(KeyDatabase::Open(Directory()).status().reason(), "vault.cannot_open");
  keys.reset();
  keys = Open();
  EXPECT_EQ(**keys->Find(DetailsOf(1)), first);
  EXPECT_FALSE(keys->Find({{"other", Person(1).person}, DetailsOf(1).content_type})->has_value())
      << "pacts are apart";
}

TEST_F(KeyDatabaseTest, ADestroyedKeyNeverComesBack) {
  auto keys = Open();
  const vault::StoredKey key = Key(1);
  ASSERT_TRUE(keys->Create(DetailsOf(1), key).ok());
  ASSERT_TRUE(keys->Create(DetailsOf(2), Key(2)).ok());
  EXPECT_THAT(*keys->Fence(Person(1), {}), ElementsAre(key.key_id));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(keys->Find(DetailsOf(1)).status().reason(), "vault.erased");
    EXPECT_EQ(keys->Create(DetailsOf(1), Key(1)).status().reason(), "vault.erased");
    EXPECT_EQ(keys->Create(DetailsOf(3), key).status().reason(), "vault.erased")
        << "nor under another person's name";
    EXPECT_TRUE(*keys->IsErased(Person(1)));
    EXPECT_TRUE(keys->Find(DetailsOf(2))->has_value());
    EXPECT_THAT(*keys->Fence(Person(1), {}), ElementsAre(key.key_id)) << "the same again";
    keys.reset();
    keys = Open();
  }
  EXPECT_THAT(*keys->Fence(Person(9), {}), IsEmpty()) << "without a key: fenced as well";
  EXPECT_EQ(keys->Create(DetailsOf(9), Key(9)).status().reason(), "vault.erased");
}

TEST_F(KeyDatabaseTest, EveryKindHasAKeyAndErasingDestroysAll) {
  auto keys = Open();
  const vault::KeyRef note{Person(1), "paktum.sealed.v1.Note"};
  const vault::StoredKey details_key = Key(1);
  const vault::StoredKey note_key = vault::MakeKey(note, kServing, ring_.Of("charity"))->stored;
  ASSERT_TRUE(keys->Create(DetailsOf(1), details_key).ok());
  EXPECT_FALSE(keys->Find(note)->has_value());
  ASSERT_TRUE(keys->Create(note, note_key).ok());
  EXPECT_EQ(**keys->Find(note), note_key);
  EXPECT_THAT(*keys->Fence(Person(1), {}),
              UnorderedElementsAre(details_key.key_id, note_key.key_id));
  EXPECT_EQ(keys->Find(note).status().reason(), "vault.erased");
  for (const vault::StoredKey& key : {details_key, note_key}) {
    EXPECT_FALSE(AnyFileHolds(Directory(), key.wrapped.front().box));
  }
}

TEST_F(KeyDatabaseTest, NoFileHoldsTheKeyOnceItIsDestroyed) {
  auto keys = Open();
  const vault::StoredKey key = Key(1);
  ASSERT_TRUE(keys->Create(DetailsOf(1), key).ok());
  ASSERT_TRUE(AnyFileHolds(Directory(), key.wrapped.front().box));
  ASSERT_TRUE(keys->Fence(Person(1), {}).ok());
  EXPECT_FALSE(AnyFileHolds(Directory(), key.wrapped.front().box));
}

// As if the process had ended between fencing and cleaning the files.
TEST_F(KeyDatabaseTest, AnInterruptedDestructionIsFinishedAtTheNextStart) {
  const vault::StoredKey key = Key(1);
  ASSERT_TRUE(Open()->Create(DetailsOf(1), key).ok());
  {
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), Directory().string(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    const std::string entry =
        "kpact" + std::string(1, '\0') + std::string(Person(1).person.bytes());
    const std::string key_entry = entry + DetailsOf(1).content_type;
    std::string value;
    ASSERT_TRUE(db->Get({}, key_entry, &value).ok());
    rocksdb::WriteBatch batch;
    batch.Delete(key_entry);
    batch.Put("e" + entry.substr(1), "");
    batch.Put("c", "");
    ASSERT_TRUE(db->Write({}, &batch).ok());
  }
  ASSERT_TRUE(AnyFileHolds(Directory(), key.wrapped.front().box));
  EXPECT_TRUE(*Open()->IsErased(Person(1)));
  EXPECT_FALSE(AnyFileHolds(Directory(), key.wrapped.front().box));
}

TEST_F(KeyDatabaseTest, KeysOfAnEarlierVersionAreNotTakenForNone) {
  ASSERT_NE(Open(), nullptr);
  {
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), Directory().string(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    const std::string entry =
        "kpact" + std::string(1, '\0') + std::string(Person(1).person.bytes());
    ASSERT_TRUE(db->Put({}, entry, "a key").ok());
  }
  EXPECT_EQ(KeyDatabase::Open(Directory()).status().reason(), "vault.older_form");
}

TEST_F(KeyDatabaseTest, AnErasedKeyIsGoneFromEveryGenerationOfBackups) {
  auto keys = Open();
  const vault::StoredKey key = Key(1);
  ASSERT_TRUE(keys->Create(DetailsOf(1), key).ok());
  ASSERT_TRUE(keys->Create(DetailsOf(2), Key(2)).ok());
  const fs::path place = directory_.path() / "backups";
  Backups backups(place, 3);
  const auto day = [](int number) { return Instant(1'600'000'000'000 + number * 86'400'000LL); };
  const std::chrono::hours every(24);
  EXPECT_TRUE(*backups.MakeIfDue(*keys, day(0), every));
  EXPECT_FALSE(*backups.MakeIfDue(*keys, Instant(day(0).unix_ms() + 1000), every)) << "not yet due";
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(*backups.MakeIfDue(*keys, day(i), every));
  ASSERT_THAT(backups.Generations(), SizeIs(3)) << "the oldest goes";
  ASSERT_TRUE(AnyFileHolds(place, key.wrapped.front().box));
  fs::create_directories(place / "vault-unfinished.tmp");

  const auto ids = *keys->Fence(Person(1), {});
  ASSERT_TRUE(backups.FenceAll(Person(1), ids).ok());
  EXPECT_FALSE(AnyFileHolds(place, key.wrapped.front().box));
  for (const std::string& name : backups.Generations()) {
    const auto generation = Open(place / name);
    EXPECT_EQ(generation->Find(DetailsOf(1)).status().reason(), "vault.erased") << name;
    EXPECT_TRUE(generation->Find(DetailsOf(2))->has_value()) << name;
  }
}

TEST_F(KeyDatabaseTest, AGenerationThatCannotBeErasedIsTold) {
  auto keys = Open();
  const fs::path place = directory_.path() / "backups";
  Backups backups(place, 3);
  ASSERT_TRUE(*backups.MakeIfDue(*keys, Instant(1'600'000'000'000), std::chrono::hours(1)));
  const auto held = Open(place / backups.Generations().front());  // somebody else has it open
  const Status status = backups.FenceAll(Person(1), {std::string(16, 'k')});
  EXPECT_EQ(status.reason(), "vault.backup_not_erased");
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace paktum::vault_service
