#include "libs/office/office_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "libs/office/commands.h"
#include "libs/office/rights.h"
#include "tests/unit/office/temp_directory.h"

namespace paktum::office {
namespace {

using ::testing::HasSubstr;

http::Response Get(const http::Router& router, const std::string& path) {
  const auto match = router.Find("GET", path);
  if (match.route == nullptr) return http::TextResponse("", 404);
  http::Request request;
  request.method = "GET";
  request.parameters = match.parameters;
  return match.route->handler(request);
}

OfficePageOptions Options() {
  return {.office_json = OfficeJson("charity", true, {}), .commands_json = CommandsJson("charity")};
}

TEST(OfficePage, CommandsNameTheRolesThatMaySendThem) {
  const auto parsed = ParseJson(CommandsJson("charity"));
  for (const Json& command : std::get<Json>(parsed).Find("commands")->items()) {
    const std::string name = command.Find("command")->text();
    const std::string roles = command.Find("roles")->ToText();
    EXPECT_THAT(roles, HasSubstr("\"manager\"")) << name;
    EXPECT_EQ(roles.find("case_worker") != roles.npos, IsForCaseWorkers(name)) << name;
    EXPECT_NE(command.Find("title")->Find("hu")->text(), "") << name;
  }
  EXPECT_THAT(CommandsJson("charity"), HasSubstr("\"HoldFirstInterview\""));
  EXPECT_EQ(CommandsJson("charity").find("\"GrantSubsidy\""), std::string::npos);
}

TEST(OfficePage, IsServedAtTheRootAndAtLogin) {
  const TempDirectory directory;
  std::ofstream(directory.path() / "index.html") << "<title>Page</title>";
  std::ofstream(directory.path() / "style.css") << "p {}";
  OfficePageOptions options = Options();
  options.directory = directory.path().string();
  http::Router router;
  ASSERT_TRUE(AddOfficePage(router, options).ok());
  EXPECT_THAT(Get(router, "/").body, HasSubstr("Page"));
  EXPECT_THAT(Get(router, "/login").body, HasSubstr("Page"));
  EXPECT_EQ(Get(router, "/style.css").body, "p {}");
  EXPECT_EQ(Get(router, "/nothing").status, 404U);
  EXPECT_THAT(Get(router, "/api/office").body, HasSubstr("Karitat"));
}

TEST(OfficePage, AMissingDirectoryIsAConfigurationError) {
  OfficePageOptions options = Options();
  options.directory = "/nonexistent/page";
  http::Router router;
  EXPECT_EQ(AddOfficePage(router, options).reason(), "http.web_directory");
}

TEST(OfficePage, WithoutADirectoryThereIsNoPage) {
  http::Router router;
  ASSERT_TRUE(AddOfficePage(router, Options()).ok());
  EXPECT_EQ(Get(router, "/").status, 404U);
  EXPECT_EQ(Get(router, "/api/office").status, 200U);
}

}  // namespace
}  // namespace paktum::office
