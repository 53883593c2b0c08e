// Clerks' work on the page of the offices, in real Chromium against a whole running pact. Needs the
// built page (scripts/web).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

const std::string kWeb = std::string(PAKTUM_SOURCE_DIR) + "/web";

TEST(OfficePage, LetsClerksRecordImportFollowUpAndCorrect) {
  ASSERT_TRUE(std::filesystem::exists(kWeb + "/dist/office/index.html")) << "run scripts/web first";
  RunningPact pact({}, kWeb + "/dist");
  ASSERT_EQ(pact.Simulate(30, 5), 0);
  const auto at = [&](const char* service) {
    return "http://127.0.0.1:" + std::to_string(pact.Port(service));
  };
  const std::string command = "cd " + kWeb + " && CHARITY=" + at("charity") +
                              " GOVERNMENT_OFFICE=" + at("government_office") +
                              " PACT_OFFICE=" + at("pact_office") +
                              " node --test test/office/work_test.mjs";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace paktum::system_test
