// The real programs: event log, indicators and schedule as processes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/ledger_client/remote_event_log.h"
#include "tests/integration/event_log/event_log_process.h"
#include "tests/integration/projections/projection_testing.h"
#include "tests/unit/projection/projection_testing.h"

namespace paktum::projections {
namespace {

using event_log::EventLogProcess;
using projection::testing::TempDirectory;

// A program of ours as a child process, with its log.
class Process {
 public:
  Process(const std::string& name, const std::vector<std::string>& arguments) {
    std::array<int, 2> fds{};
    PAKTUM_CHECK(pipe2(fds.data(), O_CLOEXEC) == 0);
    log_fd_ = fds[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO);
    std::string program = std::string(PAKTUM_BIN_DIR) + "/" + name;
    std::vector<std::string> owned = arguments;
    std::vector<char*> argv{program.data()};
    for (std::string& argument : owned) argv.push_back(argument.data());
    argv.push_back(nullptr);
    PAKTUM_CHECK(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(fds[1]);
  }
  ~Process() {
    if (pid_ > 0) Kill();
    close(log_fd_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Where it listens, once it says so; empty when it ended before.
  std::string Endpoint() {
    for (;;) {
      const auto line = log_.find("service.ready");
      const auto end = line == std::string::npos ? line : log_.find('\n', line);
      if (end != std::string::npos) {
        const auto from = log_.find("listen=", line) + 7;
        return log_.substr(from, log_.find_first_of(" \n", from) - from);
      }
      if (!ReadSome()) return {};
    }
  }
  void Kill() {
    kill(pid_, SIGKILL);
    Wait();
  }
  int Terminate() {
    kill(pid_, SIGTERM);
    return Wait();
  }
  // Exit code; -1 when a signal ended it.
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    while (ReadSome()) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] const std::string& log() const { return log_; }

 private:
  bool ReadSome() {
    pollfd waiting{log_fd_, POLLIN, 0};
    if (poll(&waiting, 1, 60'000) <= 0) return false;
    std::array<char, 4096> buffer{};
    const ssize_t size = read(log_fd_, buffer.data(), buffer.size());
    if (size <= 0) return false;
    log_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
  }

  pid_t pid_ = -1;
  int log_fd_ = -1;
  std::string log_;
};

class ProjectionProcessTest : public ::testing::Test {
 protected:
  std::vector<std::string> Flags(const std::string& log, const std::string& hints) const {
    return {"--plan",  PlanFile(), "--data",   directory_.path() + "/view", "--log", log,
            "--hints", hints,      "--listen", "tcp://127.0.0.1:*"};
  }
  static std::unique_ptr<ledger_client::RemoteEventLog> Connect(const EventLogProcess& log) {
    ledger_client::RemoteEventLogOptions options;
    options.endpoint = log.listen();
    options.hints_endpoint = log.hints();
    options.connect_wait_ms = 10'000;
    auto connected = ledger_client::RemoteEventLog::Connect(options);
    PAKTUM_CHECK(connected.ok());
    return std::move(*connected);
  }

  TempDirectory directory_;
};

TEST_F(ProjectionProcessTest, KilledInTheMiddleItCountsTheSameAfterwards) {
  std::filesystem::create_directory(directory_.path() + "/log");
  EventLogProcess log(directory_.path() + "/log");
  ASSERT_TRUE(log.ready()) << log.log();
  const auto client = Connect(log);
  std::int64_t enrolled = 0;
  for (int round = 0; round < 3; ++round) {
    Process indicators("indicators", Flags(log.listen(), log.hints()));
    const std::string endpoint = indicators.Endpoint();
    ASSERT_FALSE(endpoint.empty()) << indicators.log();
    Position last;
    for (int i = 0; i < 50; ++i) last = Enrol(*client, "2018-10-01");
    enrolled += 50;
    EXPECT_EQ(Asker(endpoint).Enrolled(last), enrolled);
    Enrol(*client, "2018-10-01");  // may be applied, saved, both or neither
    enrolled += 1;
    indicators.Kill();
  }
  Process indicators("indicators", Flags(log.listen(), log.hints()));
  const auto head = client->Head(kPact, Soon());
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(Asker(indicators.Endpoint()).Enrolled(*head), enrolled);
  EXPECT_EQ(indicators.Terminate(), 0) << indicators.log();
  EXPECT_EQ(indicators.log().find("applied=0 "), std::string::npos) << indicators.log();
}

TEST_F(ProjectionProcessTest, TheScheduleProgramAnswers) {
  std::filesystem::create_directory(directory_.path() + "/log");
  EventLogProcess log(directory_.path() + "/log");
  ASSERT_TRUE(log.ready()) << log.log();
  Process schedule("schedule", Flags(log.listen(), log.hints()));
  const auto client = Connect(log);
  const Position forum = HoldForum(*client, "2018-11-20");
  Asker asker(schedule.Endpoint());
  const auto view = asker.Get<view::v1::ScheduleView>("schedule", {}, forum);
  EXPECT_EQ(view.planned_cells(), 101u);
  EXPECT_EQ(schedule.Terminate(), 0) << schedule.log();
}

TEST_F(ProjectionProcessTest, ItStartsAndStopsWithoutALog) {
  Process indicators("indicators", Flags("ipc://" + directory_.path() + "/nobody", ""));
  const std::string endpoint = indicators.Endpoint();
  ASSERT_FALSE(endpoint.empty()) << indicators.log();
  EXPECT_EQ(Asker(endpoint).Enrolled(Position(0)), 0);
  EXPECT_EQ(indicators.Terminate(), 0) << indicators.log();
}

TEST_F(ProjectionProcessTest, AnotherLedgerInThePlaceOfTheFirstEndsItWithOne) {
  std::string listen;
  std::string hints;
  std::unique_ptr<Process> indicators;
  {
    EventLogProcess log(directory_.path() + "/log");
    ASSERT_TRUE(log.ready()) << log.log();
    listen = log.listen();
    hints = log.hints();
    indicators = std::make_unique<Process>("indicators", Flags(listen, hints));
    const auto client = Connect(log);
    Enrol(*client, "2018-10-01");
    EXPECT_EQ(Asker(indicators->Endpoint()).Enrolled(Enrol(*client, "2018-10-01")), 2);
  }
  EventLogProcess other(directory_.path() + "/other", listen, hints);
  ASSERT_TRUE(other.ready()) << other.log();
  EXPECT_EQ(indicators->Wait(), 1);
  EXPECT_NE(indicators->log().find("projection.other_ledger"), std::string::npos)
      << indicators->log();
  Process again("indicators", Flags(listen, hints));
  EXPECT_EQ(again.Wait(), 1) << again.log();
}

TEST_F(ProjectionProcessTest, AWrongConfigurationEndsWithTwoAndAReason) {
  const auto ends = [&](const std::vector<std::string>& arguments, const std::string& reason) {
    Process indicators("indicators", arguments);
    EXPECT_EQ(indicators.Wait(), 2) << indicators.log();
    EXPECT_NE(indicators.log().find(reason), std::string::npos) << indicators.log();
  };
  const std::string data = directory_.path() + "/view";
  ends({"--data", data}, "--plan");
  ends({"--plan", "/nowhere.textproto", "--data", data}, "/nowhere.textproto");
  ends({"--plan", PlanFile(), "--data", data, "--listen", "tcp://0.0.0.0:7411"},
       "config.endpoint_not_local");
  ends({"--plan", PlanFile(), "--data", data, "--log", "nonsense"}, "config.endpoint");
}

}  // namespace
}  // namespace paktum::projections
