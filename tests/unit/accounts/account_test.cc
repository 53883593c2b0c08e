#include "libs/accounts/account.h"

#include <gtest/gtest.h>

namespace paktum::accounts {
namespace {

TEST(Grants, AreReadAsTheyAreWritten) {
  for (const char* text : {"case_worker@tiszakecske", "manager@*", "auditor@lenti", "viewer@a-b_9",
                           "administrator@*"}) {
    const auto grant = ParseGrant(text);
    ASSERT_TRUE(grant.ok()) << text << grant.status();
    EXPECT_EQ(GrantText(*grant), text);
  }
  EXPECT_EQ(GrantText(*ParseGrant("manager")), "manager@*");
}

TEST(Grants, NothingElseIsOne) {
  for (const char* text : {"", "@", "boss", "manager@", "manager@a b", "manager@A", "manager@a@b",
                           "administrator@lenti", "manager@a,b", "Manager"}) {
    EXPECT_EQ(ParseGrant(text).status().reason(), "account.grant") << text;
  }
}

TEST(LoginNames, HaveOneForm) {
  EXPECT_EQ(*NormalisedLogin("Kovacs.Anna"), "kovacs.anna");
  EXPECT_EQ(*NormalisedLogin("a_b-9@x"), "a_b-9@x");
  for (const char* text : {"", "ab", "a b", "ab\n", "kovács", "a,b,c", "a:b:c"}) {
    EXPECT_EQ(NormalisedLogin(text).status().reason(), "account.login") << text;
  }
  EXPECT_FALSE(NormalisedLogin(std::string(65, 'a')).ok());
  EXPECT_TRUE(NormalisedLogin(std::string(64, 'a')).ok());
}

TEST(LoginNames, AreNotRepeatedInErrors) {
  EXPECT_EQ(NormalisedLogin("Márker Név").status().ToString().find("rker"), std::string::npos);
}

}  // namespace
}  // namespace paktum::accounts
