// A whole pact with keys, as `paktum up` starts it: what a revoked key and a plain peer still get.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEventsOfARegistration = 2;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Overwrite(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc) << text;
}

std::string WithoutLineOf(const std::string& name, const std::string& text) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name + " ")) rest += line + "\n";
  }
  return rest;
}

// Value of one line of the event log's metrics; -1 when it is not there.
double Metric(RunningPact& pact, const std::string& name) {
  const std::string text = "\n" + pact.Get("log_http", "/metrics").body;
  const std::size_t line = text.find("\n" + name + " ");
  return line == std::string::npos ? -1 : std::stod(text.substr(line + name.size() + 2));
}

TEST(Keys, APactRunsWithKeysThatOnlyTheirOwnersMayRead) {
  RunningPact pact;
  const Reply reply = pact.Post("charity", "RegisterParticipant", Registration(1));
  EXPECT_EQ(reply.status, 201U) << reply.body;
  EXPECT_EQ(pact.Ledger().size(), kEventsOfARegistration);
  int directories = 0;
  for (const auto& entry : fs::directory_iterator(pact.data() + "/curve")) {
    struct stat about {};
    ASSERT_EQ(stat((entry.path() / "own.key").c_str(), &about), 0) << entry.path();
    EXPECT_EQ(about.st_mode & 0777, 0600U) << entry.path();
    ++directories;
  }
  EXPECT_EQ(directories, 11);
}

TEST(Keys, ARevokedOfficeIsCutOffAndItsCommandsWaitUntilItIsListedAgain) {
  RunningPact pact;
  ASSERT_EQ(pact.Post("charity", "RegisterParticipant", Registration(1)).status, 201U);
  const std::string access = pact.data() + "/curve/event_log/access";
  const std::string everybody = ReadText(access);
  Overwrite(access, WithoutLineOf("charity", everybody));
  ASSERT_TRUE(Eventually([&] { return Metric(pact, "paktum_wire_keys_refused_total") >= 1; }));
  EXPECT_GE(Metric(pact, "paktum_wire_revoked_total"), 1);

  const Reply waiting = pact.Post("charity", "RegisterParticipant", Registration(2));
  EXPECT_EQ(waiting.status, 202U) << waiting.body;
  EXPECT_EQ(pact.Post("government_office", "RegisterParticipant", Registration(3)).status, 201U);
  EXPECT_EQ(pact.Ledger().size(), 2 * kEventsOfARegistration);

  Overwrite(access, everybody);
  EXPECT_TRUE(Eventually([&] { return pact.Ledger().size() == 3 * kEventsOfARegistration; }));
}

TEST(Keys, APlainProgramGetsNothingFromAPactWithKeys) {
  RunningPact pact;
  const std::string command =
      std::string("timeout 5 ") + PAKTUM_BIN_DIR +
      "/paktum tail --until-head --log tcp://127.0.0.1:" + std::to_string(pact.Port("event_log")) +
      " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string text;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  EXPECT_NE(pclose(pipe), 0);
  EXPECT_NE(text.find("wire.not_connected"), std::string::npos) << text;
  EXPECT_GE(Metric(pact, "paktum_wire_handshakes_failed_total"), 1);
}

TEST(Keys, APlainPactStillRuns) {
  RunningPact pact({"--plain"});
  EXPECT_EQ(pact.Post("charity", "RegisterParticipant", Registration(1)).status, 201U);
  EXPECT_EQ(pact.Ledger().size(), kEventsOfARegistration);
  EXPECT_FALSE(fs::exists(pact.data() + "/curve"));
}

}  // namespace
}  // namespace paktum::system_test
