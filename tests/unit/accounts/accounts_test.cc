#include "libs/accounts/accounts.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "libs/accounts/internal/account_file.h"
#include "tests/unit/accounts/accounts_testing.h"

namespace paktum::accounts {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::set<Grant> kAdmin{{Role::kAdministrator, "*"}};

using AccountsTest = AccountsFixture;

TEST_F(AccountsTest, WhoHasTheRightPasswordIsLetInUnderTheAccountsId) {
  const Account anna = MustAdd("Anna.Kovacs");
  const auto in = LogIn("ANNA.KOVACS", kGoodPassword);
  ASSERT_TRUE(in.ok()) << in.status();
  EXPECT_EQ(in->principal.account.id, anna.id);
  const auto principal = accounts_->BySession(in->session);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->account.id, anna.id);
  EXPECT_TRUE(principal->Has(Role::kCaseWorker, "tiszakecske"));
  EXPECT_FALSE(principal->Has(Role::kManager, "tiszakecske"));
  EXPECT_FALSE(principal->token.has_value());
  EXPECT_TRUE(principal->IsCsrfToken(in->principal.csrf_token));
  EXPECT_FALSE(principal->IsCsrfToken(""));
  EXPECT_FALSE(principal->IsCsrfToken(in->session)) << "the cookie is not the CSRF token";
}

TEST_F(AccountsTest, ARoleCountsInItsPactOnly) {
  MustAdd("anna", {{Role::kManager, "lenti"}, {Role::kViewer, "*"}});
  const auto in = LogIn("anna", kGoodPassword);
  ASSERT_TRUE(in.ok());
  EXPECT_TRUE(in->principal.Has(Role::kManager, "lenti"));
  EXPECT_FALSE(in->principal.Has(Role::kManager, "tiszakecske"));
  EXPECT_FALSE(in->principal.Has(Role::kManager));
  EXPECT_TRUE(in->principal.Has(Role::kViewer, "tiszakecske"));
}

TEST_F(AccountsTest, UnknownNameWrongPasswordAndDisabledAreOneAnswer) {
  const Account anna = MustAdd("anna");
  const Account bela = MustAdd("bela");
  ASSERT_TRUE(accounts_->SetDisabled(bela.id, true).ok());
  MustAdd("program", {}, "");
  const Status wrong = LogIn("anna", kOtherPassword, "192.0.2.1").status();
  EXPECT_EQ(wrong.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(wrong.reason(), "login.refused");
  EXPECT_EQ(LogIn("nobody", kGoodPassword, "192.0.2.2").status(), wrong);
  EXPECT_EQ(LogIn("bela", kGoodPassword, "192.0.2.3").status(), wrong);
  EXPECT_EQ(LogIn("program", "", "192.0.2.4").status(), wrong);
  EXPECT_EQ(LogIn("no such name!", kGoodPassword, "192.0.2.5").status(), wrong);
  EXPECT_EQ(LogIn("anna", std::string(5'000, 'x'), "192.0.2.6").status(), wrong);
}

TEST_F(AccountsTest, WhoFailsOftenHasToWaitAlsoWithTheRightPassword) {
  MustAdd("anna");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(LogIn("anna", kOtherPassword, "192.0.2." + std::to_string(i)).status().reason(),
              "login.refused");
  }
  const Status slow = LogIn("anna", kGoodPassword, "192.0.2.77").status();
  EXPECT_EQ(slow.reason(), "login.slow_down");
  ASSERT_EQ(slow.details().size(), 1U);
  EXPECT_EQ(slow.details()[0].value, "2");
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_TRUE(LogIn("anna", kGoodPassword, "192.0.2.77").ok());
  EXPECT_EQ(LogIn("anna", kOtherPassword).status().reason(), "login.refused") << "counts anew";
}

TEST_F(AccountsTest, ANameThatDoesNotExistIsSlowedDownTheSame) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(LogIn("nobody", kOtherPassword, "192.0.2." + std::to_string(i)).status().reason(),
              "login.refused");
  }
  EXPECT_EQ(LogIn("nobody", kOtherPassword, "192.0.2.77").status().reason(), "login.slow_down");
}

TEST_F(AccountsTest, AnAddressThatTriesManyNamesHasToWait) {
  MustAdd("anna");
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(LogIn("name" + std::to_string(i), kOtherPassword).status().reason(), "login.refused");
  }
  EXPECT_EQ(LogIn("anna", kGoodPassword).status().reason(), "login.slow_down");
  EXPECT_TRUE(LogIn("anna", kGoodPassword, "192.0.2.9").ok());
}

TEST_F(AccountsTest, AnAttackersOwnAccountDoesNotClearHisAddress) {
  MustAdd("anna");
  MustAdd("mallory", {}, kOtherPassword);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(LogIn("name" + std::to_string(i), kOtherPassword).status().reason(), "login.refused");
    if (i == 20) {
      EXPECT_TRUE(LogIn("mallory", kOtherPassword).ok());
    }
  }
  EXPECT_EQ(LogIn("mallory", kOtherPassword).status().reason(), "login.slow_down");
}

TEST_F(AccountsTest, ASessionEndsByLogOutDisablingPasswordsAndRestart) {
  const Account anna = MustAdd("anna");
  const auto opened = [&] { return LogIn("anna", kGoodPassword)->session; };
  std::string session = opened();
  accounts_->LogOut(session);
  EXPECT_FALSE(accounts_->BySession(session));

  session = opened();
  ASSERT_TRUE(accounts_->SetDisabled(anna.id, true).ok());
  EXPECT_FALSE(accounts_->BySession(session));
  ASSERT_TRUE(accounts_->SetDisabled(anna.id, false).ok());
  EXPECT_FALSE(accounts_->BySession(session)) << "not even after it was enabled again";

  session = opened();
  const std::string beside = opened();
  ASSERT_TRUE(accounts_->ChangePassword(session, kGoodPassword, kOtherPassword, "192.0.2.1").ok());
  EXPECT_FALSE(accounts_->BySession(session));
  EXPECT_FALSE(accounts_->BySession(beside));
  EXPECT_FALSE(LogIn("anna", kGoodPassword).ok());

  session = LogIn("anna", kOtherPassword)->session;
  ASSERT_TRUE(accounts_->SetPassword(anna.id, kGoodPassword).ok());
  EXPECT_FALSE(accounts_->BySession(session));

  session = opened();
  Open();
  EXPECT_FALSE(accounts_->BySession(session));
}

TEST_F(AccountsTest, AGivenPasswordHasToBeChangedAndAChosenOneNot) {
  const auto given = accounts_->Add({"anna", kGoodPassword, {}, true});
  ASSERT_TRUE(given.ok());
  auto in = LogIn("anna", kGoodPassword);
  ASSERT_TRUE(in.ok());
  EXPECT_TRUE(in->principal.account.must_change_password);
  EXPECT_EQ(accounts_->ChangePassword(in->session, kGoodPassword, kGoodPassword, "a").reason(),
            "password.same");
  EXPECT_EQ(accounts_->ChangePassword(in->session, kGoodPassword, "short", "a").reason(),
            "password.too_short");
  EXPECT_EQ(accounts_->ChangePassword(in->session, kOtherPassword, kOtherPassword, "a").reason(),
            "login.refused");
  EXPECT_EQ(accounts_->ChangePassword("none", kGoodPassword, kOtherPassword, "a").reason(),
            "session.required");
  ASSERT_TRUE(accounts_->ChangePassword(in->session, kGoodPassword, kOtherPassword, "a").ok());
  in = LogIn("anna", kOtherPassword);
  ASSERT_TRUE(in.ok());
  EXPECT_FALSE(in->principal.account.must_change_password);
}

TEST_F(AccountsTest, ATokenLetsInUntilItExpiresIsRevokedOrItsAccountIsDisabled) {
  const Account import = MustAdd("import", {{Role::kCaseWorker, "lenti"}}, "");
  const auto issue = [&](std::int64_t ms) {
    return accounts_->Issue(
        {import.id, "nightly", {Scope::kCommands}, Instant(clock_.Now().unix_ms() + ms)});
  };
  const auto token = issue(1'000);
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_TRUE(token->secret.starts_with("paktum_"));
  EXPECT_EQ(token->secret.size(), 71U);
  const auto principal = accounts_->ByToken(token->secret);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->account.id, import.id);
  EXPECT_EQ(principal->token->scopes, std::set<Scope>{Scope::kCommands});
  EXPECT_FALSE(accounts_->ByToken(token->secret + "0"));
  EXPECT_FALSE(accounts_->ByToken(token->secret.substr(7)));
  EXPECT_FALSE(accounts_->ByToken(""));
  EXPECT_FALSE(accounts_->BySession(token->secret)) << "a token is no session";

  ASSERT_TRUE(accounts_->SetDisabled(import.id, true).ok());
  EXPECT_FALSE(accounts_->ByToken(token->secret));
  ASSERT_TRUE(accounts_->SetDisabled(import.id, false).ok());
  EXPECT_TRUE(accounts_->ByToken(token->secret));
  Open();
  EXPECT_TRUE(accounts_->ByToken(token->secret)) << "tokens outlive a restart";
  clock_.Advance(std::chrono::milliseconds(1'000));
  EXPECT_FALSE(accounts_->ByToken(token->secret));

  const auto other = issue(60'000);
  ASSERT_TRUE(accounts_->Revoke(other->token.id).ok());
  EXPECT_FALSE(accounts_->ByToken(other->secret));
  EXPECT_EQ(accounts_->Revoke(other->token.id).reason(), "token.unknown");
}

TEST_F(AccountsTest, ATokenIsOfAnAccountAndBounded) {
  const Account import = MustAdd("import", {}, "");
  const Instant soon(clock_.Now().unix_ms() + 1'000);
  const auto reason = [&](NewToken token) { return accounts_->Issue(token).status().reason(); };
  EXPECT_EQ(reason({Uuid::V7From(1, 1, 1), "a", {Scope::kRead}, soon}), "account.unknown");
  EXPECT_EQ(reason({import.id, "a b", {Scope::kRead}, soon}), "token.label");
  EXPECT_EQ(reason({import.id, "a", {}, soon}), "token.scopes");
  EXPECT_EQ(reason({import.id, "a", {Scope::kRead}, clock_.Now()}), "token.expiry");
  const Instant late(clock_.Now().unix_ms() + std::int64_t{401} * 24 * 3'600'000);
  EXPECT_EQ(reason({import.id, "a", {Scope::kRead}, late}), "token.expiry");
}

TEST_F(AccountsTest, SomebodyCanAlwaysKeepTheAccounts) {
  EXPECT_FALSE(accounts_->HasAdministrator());
  const Account first = MustAdd("first", kAdmin);
  EXPECT_TRUE(accounts_->HasAdministrator());
  EXPECT_EQ(accounts_->SetDisabled(first.id, true).reason(), "account.last_administrator");
  EXPECT_EQ(accounts_->SetGrants(first.id, {}).reason(), "account.last_administrator");
  EXPECT_TRUE(LogIn("first", kGoodPassword).ok()) << "what was refused has changed nothing";
  const Account second = MustAdd("second", kAdmin);
  EXPECT_TRUE(accounts_->SetDisabled(first.id, true).ok());
  EXPECT_EQ(accounts_->SetDisabled(second.id, true).reason(), "account.last_administrator");
}

TEST_F(AccountsTest, ADisabledAccountMayBeForgotten) {
  MustAdd("first", kAdmin);
  const Account anna = MustAdd("anna");
  const auto token =
      accounts_->Issue({anna.id, "a", {Scope::kRead}, Instant(clock_.Now().unix_ms() + 1'000)});
  EXPECT_EQ(accounts_->Remove(anna.id).reason(), "account.not_disabled");
  ASSERT_TRUE(accounts_->SetDisabled(anna.id, true).ok());
  ASSERT_TRUE(accounts_->Remove(anna.id).ok());
  EXPECT_FALSE(accounts_->FindByLogin("anna"));
  EXPECT_TRUE(accounts_->Tokens().empty());
  EXPECT_THAT(FileText(), Not(HasSubstr("anna")));
  EXPECT_EQ(accounts_->Remove(anna.id).reason(), "account.unknown");
  EXPECT_TRUE(accounts_->Add({"anna", kGoodPassword, {}, true}).ok()) << "the name is free again";
}

TEST_F(AccountsTest, ALoginNameIsGivenOnce) {
  MustAdd("anna");
  EXPECT_EQ(accounts_->Add({"ANNA", kGoodPassword, {}, true}).status().reason(),
            "account.login_taken");
  EXPECT_EQ(accounts_->Add({"bela", "short", {}, true}).status().reason(), "password.too_short");
  EXPECT_FALSE(accounts_->FindByLogin("bela"));
}

TEST_F(AccountsTest, EverythingKeptSurvivesARestart) {
  const Account anna = MustAdd("anna", {{Role::kManager, "lenti"}, {Role::kViewer, "*"}});
  MustAdd("none", {}, "");
  ASSERT_TRUE(accounts_->SetDisabled(anna.id, true).ok());
  const std::string before = FileText();
  Open();
  const auto again = accounts_->FindByLogin("anna");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->id, anna.id);
  EXPECT_EQ(again->grants, anna.grants);
  EXPECT_TRUE(again->disabled);
  EXPECT_FALSE(accounts_->FindByLogin("none")->has_password);
  ASSERT_TRUE(accounts_->SetDisabled(anna.id, true).ok());
  EXPECT_EQ(FileText(), before);
}

TEST_F(AccountsTest, TheFileHoldsNoSecretAndIsItsOwnersOnly) {
  const Account anna = MustAdd("anna");
  const auto token =
      accounts_->Issue({anna.id, "a", {Scope::kRead}, Instant(clock_.Now().unix_ms() + 1'000)});
  const std::string text = FileText();
  EXPECT_THAT(text, HasSubstr("$argon2id$"));
  EXPECT_THAT(text, Not(HasSubstr(kGoodPassword)));
  EXPECT_THAT(text, Not(HasSubstr(token->secret.substr(7))));
  struct stat about = {};
  ASSERT_EQ(::stat(File().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  accounts_.reset();
  ASSERT_EQ(::chmod(File().c_str(), 0640), 0);
  EXPECT_EQ(Accounts::Open(Options(), clock_).status().reason(), "accounts.too_open");
}

TEST_F(AccountsTest, AChangedOrShortenedFileIsDamagedAtEveryByte) {
  MustAdd("anna");
  const std::string text = FileText();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(internal::ParseBook(changed).status().reason(), "accounts.damaged") << i;
    EXPECT_FALSE(internal::ParseBook(text.substr(0, i)).ok()) << i;
  }
  EXPECT_TRUE(internal::ParseBook(text).ok());
}

TEST_F(AccountsTest, AnUnfinishedChangeLeavesTheOldFile) {
  MustAdd("anna");
  std::ofstream(directory_ / "accounts" / "accounts.new") << "half a fi";
  Open();
  EXPECT_TRUE(LogIn("anna", kGoodPassword).ok());
  MustAdd("bela");
  Open();
  EXPECT_TRUE(accounts_->FindByLogin("bela").has_value());
}

TEST_F(AccountsTest, WhatCannotBeWrittenHasNotHappened) {
  const Account anna = MustAdd("anna");
  const std::filesystem::path blocked = directory_ / "accounts" / "accounts.new";
  std::filesystem::create_directory(blocked);
  EXPECT_EQ(accounts_->SetDisabled(anna.id, true).reason(), "accounts.not_written");
  EXPECT_TRUE(LogIn("anna", kGoodPassword).ok());
  std::filesystem::remove(blocked);
  EXPECT_TRUE(accounts_->SetDisabled(anna.id, true).ok());
}

TEST_F(AccountsTest, OnlyOneProcessHasTheStore) {
  EXPECT_EQ(Accounts::Open(Options(), clock_).status().reason(), "accounts.in_use");
}

TEST_F(AccountsTest, APasswordIsKeptAtTheCostOfNowAfterTheNextLogIn) {
  MustAdd("anna");
  Open({.passes = 2, .memory_bytes = 16'384});
  EXPECT_THAT(FileText(), HasSubstr("m=8,t=1,"));
  EXPECT_FALSE(LogIn("anna", kOtherPassword).ok());
  EXPECT_THAT(FileText(), HasSubstr("m=8,t=1,")) << "not for a wrong password";
  ASSERT_TRUE(LogIn("anna", kGoodPassword).ok());
  EXPECT_THAT(FileText(), HasSubstr("m=16,t=2,"));
  EXPECT_THAT(FileText(), Not(HasSubstr("m=8,t=1,")));
  EXPECT_TRUE(LogIn("anna", kGoodPassword).ok());
}

TEST_F(AccountsTest, ManyMayLogInAtTheSameTime) {
  MustAdd("anna");
  std::vector<std::thread> threads;
  std::atomic<int> in{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto opened = LogIn("anna", kGoodPassword, "192.0.2." + std::to_string(i));
      // The tries before it that have not ended count as failures: it may have to wait.
      if (opened.ok()) {
        in += accounts_->BySession(opened->session).has_value() ? 1 : 0;
      } else {
        EXPECT_EQ(opened.status().reason(), "login.slow_down");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(in, 5);
}

}  // namespace
}  // namespace paktum::accounts
