#include "services/paktum/key_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "libs/access/rules.h"
#include "libs/base/secret_file.h"
#include "libs/wire/curve_directory.h"

namespace paktum::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const OfficePacts kAllOffices{
    {"pact_office", {"lenti"}}, {"government_office", {"lenti"}}, {"charity", {"lenti"}}};

class KeySetTest : public testing::Test {
 protected:
  KeySetTest() {
    std::string pattern = (fs::temp_directory_path() / "paktum-keys-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~KeySetTest() override { fs::remove_all(root_); }

  KeySetReport Make(const std::string& machine, const std::vector<std::string>& only = {}) {
    auto report = MakeKeySet(root_ + "/" + machine, kAllOffices, only);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? std::move(report).value() : KeySetReport{};
  }
  [[nodiscard]] wire::CurveDirectory Of(const std::string& machine, const std::string& name) const {
    return wire::CurveDirectory(root_ + "/" + machine + "/" + name);
  }
  [[nodiscard]] std::string PublicOf(const std::string& machine, const std::string& name) const {
    return wire::ReadPublicKeyFile(Of(machine, name).own_public_path()).value();
  }
  // Path below root → content.
  [[nodiscard]] std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      if (!entry.is_regular_file()) continue;
      std::string text;
      std::getline(std::ifstream(entry.path()), text, '\0');
      files[entry.path().string()] = text;
    }
    return files;
  }
  void Carry(const std::string& from, const std::string& to) {
    fs::create_directories(fs::path(to).parent_path());
    fs::copy_file(from, to);
  }

  std::string root_;
};

TEST_F(KeySetTest, OneMachineGetsEverythingAndASecondRunMakesNothing) {
  const KeySetReport first = Make("one");
  EXPECT_TRUE(first.notices.empty()) << first.notices.front();
  // 22 pairs, 25 public keys of servers, 28 of members and the log, 5 access files, the rules of
  // log and vault
  EXPECT_EQ(first.made.size(), 104U);
  const auto files = Files();
  const KeySetReport second = Make("one");
  EXPECT_TRUE(second.made.empty());
  EXPECT_TRUE(second.notices.empty());
  EXPECT_EQ(Files(), files);

  const auto log = Of("one", "event_log").Server({});
  ASSERT_TRUE(log.ok()) << log.status();
  const auto name_of = [&](const char* program, const char* domain) {
    return log->access->NameOf(PublicOf("one", program), domain).value_or("");
  };
  EXPECT_EQ(name_of("charity", "event_log.requests"), "charity");
  EXPECT_EQ(name_of("charity", "event_log.hints"), "");  // needs none
  EXPECT_EQ(name_of("dashboard", "event_log.hints"), "dashboard");
  EXPECT_EQ(name_of("event_log", "event_log.requests"), "");
  const auto views = Of("one", "indicators").Server({});
  ASSERT_TRUE(views.ok()) << views.status();
  EXPECT_EQ(views->access->NameOf(PublicOf("one", "dashboard"), "indicators.requests"),
            "dashboard");
  EXPECT_EQ(views->access->NameOf(PublicOf("one", "charity"), "indicators.requests"), std::nullopt);
  const auto charity = Of("one", "charity").ClientOf("event_log");
  ASSERT_TRUE(charity.ok()) << charity.status();
  EXPECT_EQ((*charity)()->server_key, PublicOf("one", "event_log"));
}

TEST_F(KeySetTest, ARevokedKeyIsNotListedAgainByItself) {
  Make("one");
  const std::string path = Of("one", "event_log").access_path();
  std::ofstream(path, std::ios::trunc) << "# nobody\n";
  const KeySetReport report = Make("one");
  EXPECT_TRUE(report.made.empty());
  ASSERT_EQ(report.notices.size(), 10U);
  EXPECT_THAT(report.notices[1],
              HasSubstr("unless it was revoked: charity " + PublicOf("one", "charity")));
  EXPECT_EQ(Files().at(path), "# nobody\n");
}

TEST_F(KeySetTest, MembersOnMachinesOfTheirOwnExchangePublicKeysOnly) {
  // The charity makes its own; it lacks the log's public key.
  const KeySetReport there = Make("charity_machine", {"charity"});
  EXPECT_EQ(there.made.size(), 10U);  // 4 pairs, 2 of the copies
  ASSERT_EQ(there.notices.size(), 7U);
  EXPECT_THAT(there.notices.front(), HasSubstr("charity needs the public key of event_log"));
  EXPECT_FALSE(fs::exists(root_ + "/charity_machine/event_log"));

  // The log's machine gets the charity's public key and does not make up a secret for it.
  for (const char* file : {"own.pub", "sign.pub", "witness.pub", "unseal.pub"}) {
    Carry(root_ + "/charity_machine/charity/" + file, root_ + "/log_machine/charity/" + file);
  }
  const KeySetReport here = Make("log_machine");
  EXPECT_TRUE(here.notices.empty()) << here.notices.front();
  EXPECT_FALSE(fs::exists(Of("log_machine", "charity").own_key_path()));
  EXPECT_FALSE(fs::exists(root_ + "/log_machine/charity/sign.key"));
  const auto log = Of("log_machine", "event_log").Server({});
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(log->access->NameOf(PublicOf("charity_machine", "charity"), "event_log.requests"),
            "charity");

  const std::string log_machine = root_ + "/log_machine/";
  const std::string charity = root_ + "/charity_machine/charity/";
  Carry(log_machine + "event_log/own.pub", charity + "servers/event_log.pub");
  Carry(log_machine + "event_log/checkpoint.pub", charity + "servers/event_log.checkpoint.pub");
  Carry(log_machine + "vault/own.pub", charity + "servers/vault.pub");
  Carry(log_machine + "registers/own.pub", charity + "servers/registers.pub");
  Carry(log_machine + "government_office/unseal.pub", charity + "unseal/government_office.pub");
  for (const std::string office : {"government_office", "pact_office"}) {
    Carry(log_machine + office + "/witness.pub", charity + "witnesses/" + office + ".pub");
  }
  EXPECT_TRUE(Make("charity_machine", {"charity"}).notices.empty());
  EXPECT_TRUE(Of("charity_machine", "charity").ClientOf("event_log").ok());
}

TEST_F(KeySetTest, WhatDoesNotFitTogetherIsTold) {
  Make("one");
  // The log's keys were exchanged, the old public one still stands at the charity.
  fs::remove(Of("one", "event_log").own_key_path());
  fs::remove(Of("one", "event_log").own_public_path());
  const KeySetReport exchanged = Make("one");
  EXPECT_EQ(exchanged.made.size(), 2U);
  EXPECT_EQ(exchanged.notices.size(), 10U);  // everybody who connects to it
  EXPECT_THAT(exchanged.notices.front(), HasSubstr("is another key than that of event_log"));

  fs::remove(Of("one", "operator").own_key_path());
  ASSERT_TRUE(WriteNewFile(Of("one", "operator").own_key_path(),
                           wire::CurveKeyPair::Random().secret_key + "\n", 0600)
                  .ok());
  bool told = false;
  for (const std::string& notice : Make("one").notices) {
    told = told || notice.find("operator/own.pub does not belong") != std::string::npos;
  }
  EXPECT_TRUE(told);
}

TEST_F(KeySetTest, ANewKeyInFrontOfTheOldOneFits) {
  Make("one");
  const std::string charity = root_ + "/one/charity/";
  const std::string old = Files().at(charity + "unseal.pub");
  fs::rename(charity + "unseal.key", charity + "unseal-2026.key");
  fs::remove(charity + "unseal.pub");
  EXPECT_EQ(Make("one").notices.size(), 2U);  // both serving members have the old one only

  for (const char* office : {"charity", "government_office"}) {
    std::ofstream(root_ + "/one/" + office + "/unseal/charity.pub", std::ios::trunc)
        << Files().at(charity + "unseal.pub") << old;
  }
  EXPECT_TRUE(Make("one").notices.empty());
}

TEST_F(KeySetTest, EverySecretIsItsOwnersAloneAndNoTwoProgramsShareOne) {
  Make("one");
  std::map<std::string, std::string> owners;
  int secrets = 0;
  for (const auto& [path, text] : Files()) {
    const bool secret = path.ends_with(".key");
    secrets += secret ? 1 : 0;
    if (secret) {
      EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write)
          << path;
      EXPECT_TRUE(owners.emplace(text, path).second) << path << " is that of " << owners[text];
    }
  }
  EXPECT_EQ(secrets, 22);
}

TEST_F(KeySetTest, TheVaultAdmitsTheOfficesAndNobodyElse) {
  Make("one");
  const auto vault = Of("one", "vault").Server({});
  ASSERT_TRUE(vault.ok()) << vault.status();
  EXPECT_EQ(vault->access->size(), 3U);
  for (const char* name : {"pact_office", "government_office", "charity"}) {
    EXPECT_EQ(vault->access->NameOf(PublicOf("one", name), "vault.requests"), name);
  }
  EXPECT_EQ(vault->access->NameOf(PublicOf("one", "dashboard"), "vault.requests"), std::nullopt);
}

TEST_F(KeySetTest, AnOfficeThatServesNobodyWrapsKeysForItselfOnly) {
  Make("one");
  EXPECT_TRUE(fs::exists(root_ + "/one/pact_office/unseal.key"));
  EXPECT_TRUE(fs::exists(root_ + "/one/pact_office/unseal/pact_office.pub"));
  EXPECT_FALSE(fs::exists(root_ + "/one/pact_office/unseal/charity.pub"));
  EXPECT_FALSE(fs::exists(root_ + "/one/charity/unseal/pact_office.pub"));
  EXPECT_TRUE(fs::exists(root_ + "/one/charity/unseal/charity.pub"));
  EXPECT_TRUE(fs::exists(root_ + "/one/charity/unseal/government_office.pub"));
}

TEST_F(KeySetTest, TheRulesNameTheSigningKeysOfMembers) {
  Make("one");
  const auto rules = access::AccessRules::Load(root_ + "/one/event_log/rules.textproto");
  ASSERT_TRUE(rules.ok()) << rules.status();
  for (const char* name : {"pact_office", "government_office", "charity", "auditor"}) {
    const auto* member = (*rules)->Find(name);
    ASSERT_NE(member, nullptr) << name;
    ASSERT_EQ(member->keys().size(), 1U) << name;
    const auto key = access::SignKey::Load(root_ + "/one/" + name + "/sign.key");
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(member->keys().front().key, key->public_key()) << name;
  }
  EXPECT_TRUE((*rules)->Find("charity")->TakesPartIn("lenti"));
  EXPECT_FALSE((*rules)->Find("charity")->TakesPartIn("tiszakecske"));
  EXPECT_TRUE((*rules)->Find("dashboard")->keys().empty());
}

TEST_F(KeySetTest, TheVaultHasRulesOfItsOwn) {
  Make("one");
  const auto rules = access::AccessRules::Load(root_ + "/one/vault/rules.textproto");
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_TRUE((*rules)->CheckUnseal("charity", "lenti", "paktum.sealed.v1.Note").ok());
  EXPECT_EQ((*rules)->CheckUnseal("charity", "other", "paktum.sealed.v1.Note").reason(),
            "vault.unseal_not_allowed");
  for (const char* name : {"pact_office", "dashboard", "operator", "auditor", "nobody"}) {
    EXPECT_EQ((*rules)->CheckUnseal(name, "lenti", "paktum.sealed.v1.Note").reason(),
              "vault.unseal_not_allowed")
        << name;
  }
}

TEST_F(KeySetTest, WhatTheRulesLackIsToldAndNotWritten) {
  Make("one");
  const std::string path = root_ + "/one/event_log/rules.textproto";
  std::ofstream(path, std::ios::trunc) << "members { name: \"charity\" pacts: \"other\" }\n";
  const KeySetReport report = Make("one");
  EXPECT_TRUE(report.made.empty());
  ASSERT_EQ(report.notices.size(), 11U);  // 9 members, a pact, a key
  EXPECT_THAT(report.notices[0], HasSubstr("does not name this member"));
  EXPECT_THAT(report.notices[1], HasSubstr("has charity in the pact lenti"));
  EXPECT_THAT(report.notices[2], HasSubstr("does not name this signing key of charity"));
}

TEST_F(KeySetTest, ANewSigningKeyIsMissedAtTheLogOnly) {
  Make("one");
  fs::remove(root_ + "/one/charity/sign.key");
  fs::remove(root_ + "/one/charity/sign.pub");
  const KeySetReport report = Make("one");
  ASSERT_EQ(report.notices.size(), 1U);
  EXPECT_THAT(report.notices[0], HasSubstr("event_log/rules.textproto does not name this signing"));
}

TEST_F(KeySetTest, AnUnknownProgramIsRefused) {
  const auto report = MakeKeySet(root_, kAllOffices, {"mayor"});
  EXPECT_EQ(report.status().reason(), "init.unknown_program");
  EXPECT_TRUE(fs::is_empty(root_));
}

}  // namespace
}  // namespace paktum::cli
