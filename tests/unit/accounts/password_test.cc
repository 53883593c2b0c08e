#include "libs/accounts/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <set>
#include <thread>
#include <vector>

#include "tests/unit/accounts/accounts_testing.h"

namespace paktum::accounts {
namespace {

TEST(Passwords, AreLongEnoughAndNotAmongTheFirstTried) {
  EXPECT_TRUE(CheckNewPassword("kertben alma", "anna").ok());
  EXPECT_TRUE(CheckNewPassword("árvíztűrő tükörfúrógép", "anna").ok());
  const auto reason = [](std::string_view password, std::string_view login = "anna") {
    return CheckNewPassword(password, login).reason();
  };
  EXPECT_EQ(reason("kertben-alm"), "password.too_short");
  EXPECT_EQ(reason("űűűűűűáéíóö"), "password.too_short");  // characters count, not bytes
  EXPECT_EQ(reason(std::string(257, 'a')), "password.too_long");
  EXPECT_EQ(reason("PasswordPassword"), "password.too_common");
  EXPECT_EQ(reason("aaaaaaaaaaaabb"), "password.too_common");
  EXPECT_EQ(reason("kovacs.anna-2026", "kovacs.anna"), "password.too_common");
  EXPECT_EQ(reason("kertben-piros-\xff"), "password.not_utf8");
  EXPECT_EQ(reason(std::string_view("kertben\0alma-fa", 15)), "password.not_utf8");
}

TEST(Passwords, OfRandomMakingAreTakenAndNeverTheSame) {
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    const std::string password = RandomPassword();
    EXPECT_TRUE(CheckNewPassword(password, "anna").ok()) << password;
    EXPECT_TRUE(made.insert(password).second);
  }
}

TEST(PasswordHasher, KnowsItsPasswordAndNoOther) {
  PasswordHasher hasher(kCheap);
  const auto kept = hasher.Hash(kGoodPassword);
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(kept->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_NE(*kept, *hasher.Hash(kGoodPassword)) << "every hash has a salt of its own";
  EXPECT_TRUE(*hasher.Verify(*kept, kGoodPassword));
  EXPECT_FALSE(*hasher.Verify(*kept, kOtherPassword));
  EXPECT_FALSE(*hasher.Verify(*kept, ""));
  EXPECT_FALSE(*hasher.Verify("", kGoodPassword)) << "where there is none, none is right";
}

TEST(PasswordHasher, TheCostOfTheProgramsIsAsTheDecisionSays) {
  constexpr PasswordCost kPrograms;
  EXPECT_EQ(kPrograms.passes, 3U);
  EXPECT_EQ(kPrograms.memory_bytes, 64U * 1024 * 1024);
  PasswordHasher hasher(kPrograms);
  const auto kept = hasher.Hash(kGoodPassword);
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(kept->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *kept;
}

// Forty at once: two run, eight wait, and the others are told to come back instead of taking
// memory.
TEST(PasswordHasher, ManyAtOnceAreToldToComeBack) {
  constexpr int kThreads = 40;
  PasswordHasher hasher({.passes = 8, .memory_bytes = std::size_t{16} * 1024 * 1024});
  std::barrier begin(kThreads);
  std::atomic<int> hashed{0};
  std::atomic<int> busy{0};
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      begin.arrive_and_wait();
      const auto kept = hasher.Hash(kGoodPassword);
      hashed += kept.ok() ? 1 : 0;
      busy += kept.status().reason() == "login.busy" ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(hashed + busy, kThreads);
  EXPECT_GE(hashed, PasswordHasher::kHashesAtOnce);
  EXPECT_GT(busy, 0);
  EXPECT_TRUE(hasher.Hash(kGoodPassword).ok()) << "and afterwards they may";
}

TEST(PasswordHasher, LessThanTheCostOfNowIsWeak) {
  PasswordHasher cheap(kCheap);
  PasswordHasher dearer({.passes = 2, .memory_bytes = 8192});
  const std::string kept = *cheap.Hash(kGoodPassword);
  EXPECT_FALSE(cheap.IsWeak(kept));
  EXPECT_TRUE(dearer.IsWeak(kept));
  EXPECT_FALSE(cheap.IsWeak(*dearer.Hash(kGoodPassword))) << "more is not weak";
  EXPECT_TRUE(cheap.IsWeak("$2b$something else"));
}

}  // namespace
}  // namespace paktum::accounts
