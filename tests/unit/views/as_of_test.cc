#include "libs/views/as_of.h"

#include <gtest/gtest.h>

namespace paktum::views {
namespace {

constexpr Instant kJustBeforeMidnight{1561931999000};  // 2019-06-30T23:59:59+02:00

TEST(AsOf, DefaultsToTodayInBudapestAndToEverythingKnown) {
  const auto as_of = ParseAsOf({}, kJustBeforeMidnight);
  ASSERT_TRUE(as_of.ok());
  EXPECT_EQ(as_of->valid_at, *Date::Of(2019, 6, 30));
  EXPECT_EQ(as_of->known_at, kEverythingKnown);
  const auto later = ParseAsOf({}, Instant(kJustBeforeMidnight.unix_ms() + 1000));
  EXPECT_EQ(later->valid_at, *Date::Of(2019, 7, 1));
}

TEST(AsOf, ADayAsKnownAtMeansItsEndInBudapest) {
  const auto summer = ParseAsOf({{"known_at", "2019-06-30"}}, Instant(0));
  ASSERT_TRUE(summer.ok());
  EXPECT_EQ(summer->known_at.ToString(), "2019-06-30T21:59:59.999Z");
  const auto winter = ParseAsOf({{"known_at", "2019-01-31"}}, Instant(0));
  EXPECT_EQ(winter->known_at.ToString(), "2019-01-31T22:59:59.999Z");
}

TEST(AsOf, TakesAMomentAsKnownAt) {
  const auto as_of = ParseAsOf({{"known_at", "2019-03-31T09:30:00.250+02:00"}}, Instant(0));
  ASSERT_TRUE(as_of.ok());
  EXPECT_EQ(as_of->known_at.ToString(), "2019-03-31T07:30:00.250Z");
}

TEST(AsOf, RefusesWhatIsNoDayAndNamesTheParameter) {
  for (const char* bad : {"2019-02-30", "yesterday", "", "2019-6-1"}) {
    const auto as_of = ParseAsOf({{"valid_at", bad}}, Instant(0));
    ASSERT_FALSE(as_of.ok()) << bad;
    EXPECT_EQ(as_of.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(as_of.status().reason(), "view.bad_parameter");
    EXPECT_EQ(as_of.status().details().front(), (Status::Detail{"parameter", "valid_at"}));
    EXPECT_NE(as_of.status().message().find("YYYY-MM-DD"), std::string::npos);
  }
  const auto known = ParseAsOf({{"known_at", "now"}}, Instant(0));
  ASSERT_FALSE(known.ok());
  EXPECT_EQ(known.status().details().front(), (Status::Detail{"parameter", "known_at"}));
}

TEST(AsOf, RefusesParametersThatTheViewDoesNotHave) {
  EXPECT_TRUE(RefuseOtherParameters({{"valid_at", "2019-01-01"}}, {"valid_at", "known_at"}).ok());
  const Status status = RefuseOtherParameters({{"validat", "2019-01-01"}}, {"valid_at"});
  EXPECT_EQ(status.reason(), "view.bad_parameter");
  EXPECT_EQ(status.details().front(), (Status::Detail{"parameter", "validat"}));
}

TEST(AsOf, NumbersMustBeWholeAndInRange) {
  EXPECT_EQ(*ParseNumber({}, "limit", 1, 10, 5), 5u);
  EXPECT_EQ(*ParseNumber({{"limit", "10"}}, "limit", 1, 10, 5), 10u);
  for (const char* bad : {"0", "11", "-1", "1.5", "ten", "", "99999999999999999999999"}) {
    EXPECT_EQ(ParseNumber({{"limit", bad}}, "limit", 1, 10, 5).status().reason(),
              "view.bad_parameter")
        << bad;
  }
}

}  // namespace
}  // namespace paktum::views
