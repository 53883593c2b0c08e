#include "libs/accounts/internal/session_table.h"

#include <gtest/gtest.h>

namespace paktum::accounts::internal {
namespace {

using std::chrono::milliseconds;

class SessionTableTest : public testing::Test {
 protected:
  void After(std::int64_t ms) { now_ = Instant(now_.unix_ms() + ms); }

  SessionTable table_{
      {.idle = milliseconds(100), .longest = milliseconds(1000), .of_one_account = 2, .all = 3}};
  Instant now_{1'800'000'000'000};
  const Uuid anna_ = Uuid::V7From(1, 1, 1);
  const Uuid bela_ = Uuid::V7From(1, 1, 2);
};

TEST_F(SessionTableTest, ASecretIsItsAccountsUntilItEnds) {
  const std::string secret = table_.Open(anna_, now_);
  EXPECT_EQ(secret.size(), 64U);
  EXPECT_EQ(table_.Use(secret, now_), anna_);
  EXPECT_EQ(table_.Use("", now_), std::nullopt);
  EXPECT_EQ(table_.Use(std::string(64, '0'), now_), std::nullopt);
  table_.End(secret);
  EXPECT_EQ(table_.Use(secret, now_), std::nullopt);
}

TEST_F(SessionTableTest, AnIdleSessionEndsAndUseKeepsIt) {
  const std::string secret = table_.Open(anna_, now_);
  for (int i = 0; i < 5; ++i) {
    After(99);
    EXPECT_EQ(table_.Use(secret, now_), anna_) << i;
  }
  After(100);
  EXPECT_EQ(table_.Use(secret, now_), std::nullopt);
}

TEST_F(SessionTableTest, NoSessionOutlivesTheLongestTime) {
  const std::string secret = table_.Open(anna_, now_);
  for (int i = 0; i < 19; ++i) {
    After(50);
    EXPECT_EQ(table_.Use(secret, now_), anna_) << i;
  }
  After(50);
  EXPECT_EQ(table_.Use(secret, now_), std::nullopt);
}

TEST_F(SessionTableTest, OverALimitTheOldestEnds) {
  const std::string first = table_.Open(anna_, now_);
  After(1);
  const std::string second = table_.Open(anna_, now_);
  After(1);
  const std::string third = table_.Open(anna_, now_);
  EXPECT_EQ(table_.Use(first, now_), std::nullopt);
  EXPECT_EQ(table_.Use(second, now_), anna_);
  EXPECT_EQ(table_.Use(third, now_), anna_);
  After(1);
  const std::string other = table_.Open(bela_, now_);
  EXPECT_EQ(table_.Use(other, now_), bela_);
  After(1);
  EXPECT_EQ(table_.Use(third, now_), anna_);
  const std::string more = table_.Open(bela_, now_);
  EXPECT_EQ(table_.Use(second, now_), std::nullopt) << "used longest ago";
  EXPECT_EQ(table_.Use(more, now_), bela_);
}

TEST_F(SessionTableTest, AllOfAnAccountEndTogether) {
  const std::string a = table_.Open(anna_, now_);
  const std::string b = table_.Open(anna_, now_);
  const std::string c = table_.Open(bela_, now_);
  table_.EndAllOf(anna_);
  EXPECT_EQ(table_.Use(a, now_), std::nullopt);
  EXPECT_EQ(table_.Use(b, now_), std::nullopt);
  EXPECT_EQ(table_.Use(c, now_), bela_);
}

}  // namespace
}  // namespace paktum::accounts::internal
