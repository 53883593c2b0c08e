// The real page in real Chromium against the real services. Needs the built page (scripts/web).
#include <cstdlib>
#include <filesystem>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

const std::string& Web() {
  static const auto* const kWeb = new std::string(std::string(PAKTUM_SOURCE_DIR) + "/web");
  return *kWeb;
}

// Runs node's test runner in web/ with the addresses of this pact.
int RunNode(const RunningPact& pact, const std::string& files) {
  const auto at = [&](const char* service) {
    return "http://127.0.0.1:" + std::to_string(pact.Port(service));
  };
  const std::string command =
      "cd " + Web() + " && BASE_URL=" + at("dashboard") + " CHARITY=" + at("charity") +
      " GOVERNMENT_OFFICE=" + at("government_office") + " node --test " + files;
  return std::system(command.c_str());
}

TEST(Dashboard, ShowsASimulatedProgrammeAccessibly) {
  ASSERT_TRUE(std::filesystem::exists(Web() + "/dist/index.html")) << "run scripts/web first";
  RunningPact pact({}, Web() + "/dist");
  ASSERT_EQ(pact.Simulate(60, 5), 0);
  EXPECT_EQ(RunNode(pact, "test/browser/page_test.mjs"), 0);
}

TEST(Dashboard, ChangesWhileCommandsComeIn) {
  ASSERT_TRUE(std::filesystem::exists(Web() + "/dist/index.html")) << "run scripts/web first";
  RunningPact pact({}, Web() + "/dist");
  ASSERT_EQ(pact.Simulate(20, 5), 0);
  EXPECT_EQ(RunNode(pact, "test/live/live_test.mjs"), 0);
}

TEST(Dashboard, ShowsEveryRegisterOfBothPactsAsTheServicesAnswer) {
  ASSERT_TRUE(std::filesystem::exists(Web() + "/dist/index.html")) << "run scripts/web first";
  const std::string lenti = std::string(PAKTUM_SOURCE_DIR) + "/plans/lenti.textproto";
  RunningPact pact({"--plan", lenti}, Web() + "/dist");
  ASSERT_EQ(pact.Simulate(60, 5), 0);
  ASSERT_EQ(pact.Simulate(0, 5, lenti), 0);
  EXPECT_EQ(RunNode(pact, "test/live/registers_test.mjs"), 0);
}

}  // namespace
}  // namespace paktum::system_test
