#include "services/paktum/supervisor.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace paktum::cli {
namespace {

namespace fs = std::filesystem;

class SupervisorTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "paktum-up-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  ChildProgram Shell(const std::string& name, const std::string& script) const {
    return {name, {"/bin/sh", "-c", "cd " + directory_ + "; " + script}, "", false};
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(directory_ + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string directory_;
};

TEST_F(SupervisorTest, StartsAgainWhatDies) {
  service::StopSignal stop;
  Supervisor supervisor({Shell("dies", "echo run >> runs; exit 3")}, directory_, stop);
  ASSERT_TRUE(supervisor.StartAll().ok());
  int exits = 0;
  std::string how;
  supervisor.Run([&](const std::string& name, const std::string& text) {
    EXPECT_EQ(name, "dies");
    how = text;
    if (++exits == 3) stop.Request();
  });
  EXPECT_EQ(how, "exit code 3");
  EXPECT_GE(Read("runs").size(), 3 * std::string("run\n").size());
}

TEST_F(SupervisorTest, AProgramThatRunsOnceIsNotStartedAgainAfterSuccess) {
  service::StopSignal stop;
  ChildProgram once = Shell("once", "echo run >> runs");
  once.once = true;
  Supervisor supervisor({once, Shell("other", "echo x >> others; exit 1")}, directory_, stop);
  ASSERT_TRUE(supervisor.StartAll().ok());
  int exits = 0;
  supervisor.Run([&](const std::string&, const std::string&) {
    if (++exits == 4) stop.Request();
  });
  EXPECT_EQ(Read("runs"), "run\n");
}

TEST_F(SupervisorTest, EndsAllInReverseOrder) {
  service::StopSignal stop;
  const std::string wait =
      "sleep 600 & trap 'echo NAME >> order; kill $!; exit 0' TERM; echo up >> ups; wait";
  const auto child = [&](const std::string& name) {
    std::string script = wait;
    script.replace(script.find("NAME"), 4, name);
    return Shell(name, script);
  };
  Supervisor supervisor({child("first"), child("second")}, directory_, stop);
  ASSERT_TRUE(supervisor.StartAll().ok());
  const Deadline give_up = DeadlineIn(std::chrono::seconds(30));
  while (Read("ups") != "up\nup\n" && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  stop.Request();
  supervisor.Run([](const std::string&, const std::string&) {});
  EXPECT_EQ(Read("order"), "second\nfirst\n");
}

TEST_F(SupervisorTest, AChildThatRefusesItsConfigurationEndsTheStart) {
  service::StopSignal stop;
  ChildProgram wrong = Shell("wrong", "exit 2");
  wrong.ready_at = "127.0.0.1:1";
  Supervisor supervisor({wrong}, directory_, stop);
  const Status status = supervisor.StartAll();
  EXPECT_EQ(status.reason(), "up.configuration");
  EXPECT_NE(status.message().find("wrong.log"), std::string::npos);
}

TEST_F(SupervisorTest, NothingIsStartedWhereSomethingListensAlready) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  service::StopSignal stop;
  ChildProgram second = Shell("second", "echo run >> runs");
  second.ready_at = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  Supervisor supervisor({Shell("first", "echo run >> runs"), second}, directory_, stop);
  EXPECT_EQ(supervisor.StartAll().reason(), "up.port_in_use");
  EXPECT_EQ(Read("runs"), "");
  close(fd);
}

TEST_F(SupervisorTest, OutputGoesToTheLogOfTheChild) {
  service::StopSignal stop;
  Supervisor supervisor({Shell("talks", "echo said; exit 1")}, directory_, stop);
  ASSERT_TRUE(supervisor.StartAll().ok());
  supervisor.Run([&](const std::string&, const std::string&) { stop.Request(); });
  EXPECT_TRUE(Read("talks.log").starts_with("said\n"));
}

}  // namespace
}  // namespace paktum::cli
