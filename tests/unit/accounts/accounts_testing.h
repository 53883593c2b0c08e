#pragma once
// What tests of accounts share: a directory of their own, a clock that stands, hashes that cost
// little.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "libs/accounts/accounts.h"

namespace paktum::accounts {

// The least that libsodium takes; the programs never use it.
inline constexpr PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};
inline constexpr const char* kGoodPassword = "kertben-piros-alma";
inline constexpr const char* kOtherPassword = "sarki-bolt-nyitva";

class AccountsFixture : public testing::Test {
 protected:
  AccountsFixture() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "paktum-accounts-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    Open();
  }
  ~AccountsFixture() override {
    accounts_.reset();
    std::filesystem::remove_all(directory_);
  }

  void Open(PasswordCost cost = kCheap) {
    accounts_.reset();
    auto opened = Accounts::Open(Options(cost), clock_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    accounts_ = *std::move(opened);
  }
  [[nodiscard]] AccountsOptions Options(PasswordCost cost = kCheap) const {
    return {.directory = directory_ / "accounts", .cost = cost, .sessions = {}};
  }
  Account MustAdd(const std::string& login, std::set<Grant> grants = {{Role::kCaseWorker, "*"}},
                  const std::string& password = kGoodPassword) {
    auto added = accounts_->Add({login, password, std::move(grants), false});
    EXPECT_TRUE(added.ok()) << added.status();
    return *added;
  }
  Result<LoggedIn> LogIn(const std::string& login, const std::string& password,
                         const std::string& address = "192.0.2.1") {
    return accounts_->LogIn({login, password, address});
  }
  [[nodiscard]] std::filesystem::path File() const { return directory_ / "accounts" / "accounts"; }
  [[nodiscard]] std::string FileText() const {
    std::ifstream file(File(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path directory_;
  ManualClock clock_{Instant(1'800'000'000'000)};
  std::unique_ptr<Accounts> accounts_;
};

}  // namespace paktum::accounts
