#include "libs/access/rules_file.h"

#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

TEST(RulesFile, AChangedFileCountsAndABrokenOneIsToldAndChangesNothing) {
  const TestDirectory directory;
  const std::string path = directory.Put("rules", "members { name: \"charity\" }");
  std::vector<std::string> told;
  const auto file = RulesFile::Open(path, [&](const Status& status, std::size_t members) {
    told.push_back(status.ok() ? std::to_string(members) : status.reason());
  });
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->Current()->size(), 1U);

  directory.Put("rules", "members { name: \"charity\" } members { name: \"auditor\" }");
  EXPECT_TRUE(Eventually([&] { return (*file)->Current()->size() == 2; }));
  directory.Put("rules", "members { name: \"charity\"");
  EXPECT_TRUE(Eventually([&] { return (*file)->Current() != nullptr && told.size() == 2; }));
  EXPECT_EQ((*file)->Current()->size(), 2U);
  std::filesystem::remove(path);
  EXPECT_TRUE(Eventually([&] { return (*file)->Current() != nullptr && told.size() == 3; }));
  EXPECT_EQ((*file)->Current()->size(), 2U);
  directory.Put("rules", "");
  EXPECT_TRUE(Eventually([&] { return (*file)->Current()->size() == 0; }));
  EXPECT_EQ(told, (std::vector<std::string>{"2", "rules.malformed", "rules.missing", "0"}));
}

TEST(RulesFile, WithoutRulesThereIsNone) {
  EXPECT_EQ(RulesFile::Open("/nowhere/rules", {}).status().reason(), "rules.missing");
}

}  // namespace
}  // namespace paktum::access
