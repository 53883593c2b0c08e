#include "libs/tabular/values.h"

#include <gtest/gtest.h>

namespace paktum::tabular {
namespace {

TEST(ReadDate, AllUsualWaysOfWritingAreRead) {
  for (const char* text : {"2019.03.31.", "2019. 03. 31.", "2019.3.31", "2019-03-31", "2019/03/31",
                           "2019. március 31.", "2019. MÁRCIUS 31.", "2019.03.31. 0:00",
                           "2019-03-31T00:00:00", " 2019.03.31. ",
                           "2019.\xC2\xA0"
                           "03.\xC2\xA0"
                           "31."}) {
    const auto date = ReadDate(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(date->ToString(), "2019-03-31") << text;
  }
}

TEST(ReadDate, WhatIsNoDayIsNotGuessed) {
  for (const char* text :
       {"", "2019", "2019.02.30.", "31.03.2019", "19.03.31.", "2019.13.01.", "2019.03.31. 14:30",
        "2019-03/31", "2019.03.31x", "2019.-3.31.", "2019. márc 31.", "43555"}) {
    EXPECT_FALSE(ReadDate(text).has_value()) << text;
  }
}

TEST(ReadWhole, AmountsAsTheyStandInTheSourcesAreRead) {
  EXPECT_EQ(ReadWhole("215.000 Ft"), 215'000);
  EXPECT_EQ(ReadWhole("215 000 Ft"), 215'000);
  EXPECT_EQ(ReadWhole("215\xC2\xA0"
                      "000\xC2\xA0"
                      "Ft"),
            215'000);
  EXPECT_EQ(ReadWhole("112.500,- Ft"), 112'500);
  EXPECT_EQ(ReadWhole("112.500,– Ft"), 112'500);
  EXPECT_EQ(ReadWhole("6 450 000"), 6'450'000);
  EXPECT_EQ(ReadWhole("-12"), -12);
  EXPECT_EQ(ReadWhole("−12"), -12);
  EXPECT_EQ(ReadWhole("45 fő"), 45);
  EXPECT_EQ(ReadWhole("100 %"), 100);
  EXPECT_EQ(ReadWhole("3,0"), 3);
  EXPECT_EQ(ReadWhole("1.234"), 1'234);
}

TEST(ReadWhole, WhatIsNoWholeNumberIsNotGuessed) {
  for (const char* text : {"", "Ft", "16 741,04", "12 34", "1234 567", "1.23.456", "1 234.567",
                           "12x", "--1", "1.2345", "99999999999999999999", "4 5 6"}) {
    EXPECT_FALSE(ReadWhole(text).has_value()) << text;
  }
}

TEST(ReadBool, HungarianAndEnglishWordsAreRead) {
  EXPECT_EQ(ReadBool("Igen"), true);
  EXPECT_EQ(ReadBool("NEM"), false);
  EXPECT_EQ(ReadBool("x"), true);
  EXPECT_FALSE(ReadBool("talán").has_value());
}

TEST(MendHungarian, LatinOneReadingsBecomeHungarian) {
  EXPECT_EQ(MendHungarian("Cseszt Regélõ, mûhely, Õ, Û"), "Cseszt Regélő, műhely, Ő, Ű");
}

TEST(Folded, NamesCompareWhateverTheirCaseAndSpaces) {
  EXPECT_EQ(Folded("  CSESZT \xC2\xA0 Regélõ "), "cseszt regélő");
  EXPECT_EQ(Folded("ÁRVÍZTŰRŐ"), "árvíztűrő");
}

}  // namespace
}  // namespace paktum::tabular
