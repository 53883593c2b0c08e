#include "libs/domain/refusals.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

// The sources of the room, without the table itself.
std::string Sources() {
  std::ostringstream text;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(PAKTUM_SOURCE_DIR "/libs/domain")) {
    if (entry.path().extension() == ".cc") text << std::ifstream(entry.path()).rdbuf();
  }
  return text.str();
}

std::set<std::string> Placeholders(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open + 1, text.find('}', open) - open - 1));
  }
  return names;
}

// That a reason without texts does not compile is the other half of this rule.
TEST(Refusals, EveryTextIsUsedByADecider) {
  const std::string sources = Sources();
  for (const RefusalText& entry : AllRefusals()) {
    EXPECT_NE(sources.find('"' + std::string(entry.reason) + '"'), std::string::npos)
        << entry.reason << " is in the table and no decider refuses for it";
  }
}

TEST(Refusals, EveryReasonHasBothTextsWithTheSamePlaceholders) {
  for (const RefusalText& entry : AllRefusals()) {
    EXPECT_FALSE(entry.hu.empty()) << entry.reason;
    EXPECT_FALSE(entry.en.empty()) << entry.reason;
    EXPECT_EQ(Placeholders(entry.hu), Placeholders(entry.en)) << entry.reason;
    EXPECT_NE(entry.code, StatusCode::kOk) << entry.reason;
  }
}

TEST(Refusals, ReasonsAreUniqueAndFound) {
  std::set<std::string_view> reasons;
  for (const RefusalText& entry : AllRefusals()) {
    EXPECT_TRUE(reasons.insert(entry.reason).second) << entry.reason;
    EXPECT_EQ(FindRefusal(entry.reason), &entry);
  }
  EXPECT_EQ(FindRefusal("no.such_reason"), nullptr);
  EXPECT_EQ(FindRefusal(""), nullptr);
  EXPECT_FALSE(TextOf(Refused("no.such_reason", "…")).has_value());
}

TEST(Refusals, MoneyAndDatesAreWrittenTheWayOfTheLanguage) {
  const auto money = TextOf(Refused(
      "scheme.no_money_left", "", {{"scheme", "S5"}, {"left_ft", "1200000"}, {"asked_ft", "900"}}));
  ASSERT_TRUE(money.has_value());
  EXPECT_EQ(money->hu,
            "A(z) S5 támogatás kerete kevés: 1\u00A0200\u00A0000\u00A0Ft maradt, a kért összeg "
            "900\u00A0Ft.");
  EXPECT_EQ(money->en, "Scheme S5 has HUF 1,200,000 left; HUF 900 is asked.");
  const auto date = TextOf(Refused("six_month.too_early", "", {{"due_on", "2020-04-30"}}));
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(date->hu, "Az utánkövetés legkorábban 2020. 04. 30. napjára végezhető el.");
  EXPECT_EQ(date->en, "The check can be made for 2020-04-30 at the earliest.");
}

TEST(Refusals, AMissingDetailLeavesItsPlaceholder) {
  const auto text = TextOf(Refused("scheme.unknown", ""));
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->en, "The plan has no such scheme: {scheme}.");
}

}  // namespace
}  // namespace paktum::domain
