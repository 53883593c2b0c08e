#include "libs/office/person_index.h"

#include <gmock/gmock.h>

namespace paktum::office {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Uuid Person(std::uint64_t number) { return Uuid::V7From(1'500'000'000'000, 1, number); }

std::shared_ptr<const vault::IdentityIndex> Hashes() {
  return std::make_shared<vault::IdentityIndex>(
      *vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, 'i')));
}

TEST(NameParts, LeaveOutCaseAccentsTitlesAndOrder) {
  const auto parts = ElementsAre("ilona", "kovacs", "nagy");
  EXPECT_THAT(NameParts("dr. Kovács-Nagy Ilona"), parts);
  EXPECT_THAT(NameParts("ILONA NAGY KOVÁCS"), parts);
  EXPECT_THAT(NameParts("Kova\xCC\x81"
                        "cs  Nagy, Ilona"),
              parts)
      << "accents of their own";
  EXPECT_THAT(NameParts("özv. Kovács Nagy Ilona"), parts);
}

TEST(NameParts, TheSlipsOfWrongCodePagesAreTheSameLetters) {
  EXPECT_EQ(NameParts("Dezső Bűvös"), NameParts("Dezsõ Bûvös"));
  EXPECT_EQ(NameParts("Őri Úrsula"), NameParts("õri URSULA"));
}

TEST(NameParts, AnythingElseIsKeptOrSeparates) {
  EXPECT_THAT(NameParts(""), IsEmpty());
  EXPECT_THAT(NameParts("12 -- \xFF\xFE"), IsEmpty());
  EXPECT_THAT(NameParts("O'Neill"), ElementsAre("oneill"));
  EXPECT_THAT(NameParts("Šimko Žofia"), ElementsAre("simko", "zofia"));
  std::string many;
  for (char c = 'a'; c <= 'z'; ++c) many += std::string(2, c) + " ";
  EXPECT_EQ(NameParts(many).size(), kNamePartsMax);
}

TEST(PersonIndex, FindsByAnyPartsOfTheNameAndByTheNumber) {
  PersonIndex index(Hashes());
  ASSERT_TRUE(index.Add(Person(1), "Kovács-Nagy Ilona", "123456788"));
  ASSERT_TRUE(index.Add(Person(2), "Kovács Béla", "987654322"));
  EXPECT_THAT(index.FindByName("kovacs", 10), ElementsAre(Person(1), Person(2)));
  EXPECT_THAT(index.FindByName("Ilona Kovács", 10), ElementsAre(Person(1)));
  EXPECT_THAT(index.FindByName("Kovács Ilona Béla", 10), IsEmpty());
  EXPECT_THAT(index.FindByName("Kov", 10), IsEmpty()) << "whole parts only";
  EXPECT_THAT(index.FindByName("", 10), IsEmpty());
  EXPECT_THAT(index.FindByName("kovacs", 1), ElementsAre(Person(1)));
  EXPECT_THAT(index.FindByTaj("987654322", 10), ElementsAre(Person(2)));
  EXPECT_THAT(index.FindByTaj("123456787", 10), IsEmpty());
}

TEST(PersonIndex, WhoLeavesIsNotFoundAnyMore) {
  PersonIndex index(Hashes());
  ASSERT_TRUE(index.Add(Person(1), "Kovács Ilona", "123456788"));
  ASSERT_TRUE(index.Add(Person(1), "Szabó Ilona", "123456788")) << "replaces";
  EXPECT_THAT(index.FindByName("kovacs", 10), IsEmpty());
  index.Remove(Person(1));
  EXPECT_THAT(index.FindByName("ilona", 10), IsEmpty());
  EXPECT_THAT(index.FindByTaj("123456788", 10), IsEmpty());
  EXPECT_EQ(index.size(), 0U);
}

}  // namespace
}  // namespace paktum::office
