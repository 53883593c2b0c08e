#include "libs/wire/access_list.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/wire/curve_testing.h"

namespace paktum::wire {
namespace {

namespace fs = std::filesystem;

TEST(AccessList, AKeyIsItsOwnersInTheListedDomainsOnly) {
  const TestKeys keys;
  const auto list = ListOf("# who may come in\n\n" +
                           AccessLine("charity", keys.charity, "log.requests\tlog.hints") +
                           AccessLine("office", keys.office, "log.requests") + "\r\n");
  EXPECT_EQ(list->size(), 2U);
  EXPECT_EQ(list->NameOf(keys.charity.public_key, "log.requests"), "charity");
  EXPECT_EQ(list->NameOf(keys.charity.public_key, "log.hints"), "charity");
  EXPECT_EQ(list->NameOf(keys.office.public_key, "log.requests"), "office");
  EXPECT_EQ(list->NameOf(keys.office.public_key, "log.hints"), std::nullopt);
  EXPECT_EQ(list->NameOf(keys.charity.public_key, "log"), std::nullopt);
  EXPECT_EQ(list->NameOf(keys.charity.public_key, ""), std::nullopt);
  EXPECT_EQ(list->NameOf(keys.stranger.public_key, "log.requests"), std::nullopt);
  EXPECT_EQ(list->NameOf("", "log.requests"), std::nullopt);
}

TEST(AccessList, AnOwnerMayHaveSeveralKeysButAKeyOneOwner) {
  const TestKeys keys;
  const auto both =
      ListOf(AccessLine("charity", keys.charity) + AccessLine("charity", keys.office));
  EXPECT_EQ(both->NameOf(keys.charity.public_key, kTestDomain), "charity");
  EXPECT_EQ(both->NameOf(keys.office.public_key, kTestDomain), "charity");
  const Status shared =
      AccessList::Parse(AccessLine("charity", keys.charity) + AccessLine("office", keys.charity))
          .status();
  EXPECT_EQ(shared.reason(), "access.malformed");
  EXPECT_NE(shared.message().find("line 2"), std::string::npos) << shared;
}

TEST(AccessList, AMistakeIsToldWithItsLineAndWithoutTheKey) {
  const TestKeys keys;
  const std::string key = keys.charity.public_key;
  for (const std::string& line :
       {std::string("charity"), "charity " + key, "Charity " + key + " d", "charity " + key + " D",
        "charity " + key.substr(1) + " d", "charity " + key.substr(1) + "~ d", key + " charity d",
        "charity " + key + "x d", "../charity " + key + " d",
        std::string(65, 'c') + " " + key + " d"}) {
    const auto list = AccessList::Parse("# one\n" + line + "\n");
    ASSERT_FALSE(list.ok()) << line;
    EXPECT_EQ(list.status().reason(), "access.malformed");
    EXPECT_NE(list.status().message().find("line 2"), std::string::npos) << list.status();
    EXPECT_EQ(list.status().ToString().find(key), std::string::npos) << list.status();
  }
}

TEST(AccessList, TheExampleOfTheFormatPageIsTrue) {
  std::string page;
  std::getline(std::ifstream(std::string(PAKTUM_SOURCE_DIR) + "/docs/formats/wire.md"), page, '\0');
  const std::size_t begin = page.find("# name     public key");
  ASSERT_NE(begin, std::string::npos);
  const auto list = ListOf(page.substr(begin, page.find("```", begin) - begin));
  EXPECT_EQ(list->size(), 2U);
  EXPECT_EQ(list->NameOf("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "event_log.requests"),
            "charity");
}

TEST(AccessList, ReplacingItChangesTheRevisionAndAMistakeChangesNothing) {
  const TestKeys keys;
  const std::uint64_t first = keys.access->Refresh();
  EXPECT_EQ(keys.access->Refresh(), first);
  EXPECT_FALSE(keys.access->Replace("nonsense").ok());
  EXPECT_EQ(keys.access->Refresh(), first);
  EXPECT_TRUE(keys.access->NameOf(keys.charity.public_key, kTestDomain).has_value());
  EXPECT_TRUE(keys.access->Replace("").ok());
  EXPECT_NE(keys.access->Refresh(), first);
  EXPECT_EQ(keys.access->size(), 0U);
}

class AccessFileTest : public testing::Test {
 protected:
  AccessFileTest() {
    std::string pattern = (fs::temp_directory_path() / "paktum-access-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    path_ = directory_ + "/access";
  }
  ~AccessFileTest() override { fs::remove_all(directory_); }

  void Write(const std::string& text) { std::ofstream(path_, std::ios::trunc) << text; }
  std::shared_ptr<AccessList> Open() {
    auto list = AccessList::Open(path_, [this](const Status& status, std::size_t keys) {
      ++reports_;
      last_ = status;
      keys_listed_ = keys;
    });
    if (!list.ok()) ADD_FAILURE() << list.status();
    return std::move(list).value();
  }

  const TestKeys keys_;
  std::string directory_;
  std::string path_;
  int reports_ = 0;
  Status last_;
  std::size_t keys_listed_ = 0;
};

TEST_F(AccessFileTest, AChangedFileIsTakenUpAndReported) {
  Write(AccessLine("charity", keys_.charity));
  const auto list = Open();
  const std::uint64_t before = list->Refresh();
  Write(keys_.Both());
  ASSERT_TRUE(Eventually([&] { return list->Refresh() != before; }));
  EXPECT_EQ(list->NameOf(keys_.office.public_key, kTestDomain), "office");
  EXPECT_EQ(reports_, 1);
  EXPECT_TRUE(last_.ok()) << last_;
  EXPECT_EQ(keys_listed_, 2U);
  // Also when another file takes its place.
  std::ofstream(path_ + ".new") << AccessLine("office", keys_.office);
  fs::rename(path_ + ".new", path_);
  ASSERT_TRUE(Eventually([&] { return list->Refresh() && reports_ == 2; }));
  EXPECT_EQ(list->NameOf(keys_.charity.public_key, kTestDomain), std::nullopt);
}

TEST_F(AccessFileTest, AFileThatIsGoneOrWrongChangesNothingAndIsReportedOnce) {
  Write(keys_.Both());
  const auto list = Open();
  const std::uint64_t before = list->Refresh();
  Write("charity nonsense\n");
  ASSERT_TRUE(Eventually([&] { return list->Refresh() && reports_ == 1; }));
  EXPECT_EQ(last_.reason(), "access.malformed");
  EXPECT_NE(last_.message().find(path_), std::string::npos);
  fs::remove(path_);
  ASSERT_TRUE(Eventually([&] { return list->Refresh() && reports_ == 2; }));
  EXPECT_EQ(last_.reason(), "access.missing");
  EXPECT_EQ(list->Refresh(), before);
  EXPECT_EQ(list->size(), 2U);
  Write(AccessLine("office", keys_.office));
  ASSERT_TRUE(Eventually([&] { return list->Refresh() != before; }));
  EXPECT_EQ(list->size(), 1U);
  EXPECT_EQ(reports_, 3);
}

TEST_F(AccessFileTest, AMissingOrWrongFileIsToldAtTheStart) {
  EXPECT_EQ(AccessList::Open(path_, {}).status().reason(), "access.missing");
  Write("x\n");
  EXPECT_EQ(AccessList::Open(path_, {}).status().reason(), "access.malformed");
  EXPECT_EQ(AccessList::Open(directory_, {}).status().reason(), "access.unreadable");
  Write(std::string(kAccessFileBytesMax + 1, '#'));
  EXPECT_EQ(AccessList::Open(path_, {}).status().reason(), "access.malformed");
}

}  // namespace
}  // namespace paktum::wire
