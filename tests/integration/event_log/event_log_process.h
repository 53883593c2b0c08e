#pragma once
// The real event_log program as a child process.
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

namespace paktum::event_log {

class EventLogProcess {
 public:
  // Starts it and waits until it says that it is ready. `listen` "" = a port of the system's
  // choice.
  EventLogProcess(const std::string& data, const std::string& listen = "",
                  const std::string& hints = "") {
    Spawn({"--data", data, "--listen", listen.empty() ? "tcp://127.0.0.1:*" : listen, "--hints",
           hints.empty() ? "tcp://127.0.0.1:*" : hints});
    AwaitReady();
  }
  explicit EventLogProcess(const std::vector<std::string>& arguments) { Spawn(arguments); }
  ~EventLogProcess() {
    if (pid_ > 0) Kill();
    close(log_fd_);
  }
  EventLogProcess(const EventLogProcess&) = delete;
  EventLogProcess& operator=(const EventLogProcess&) = delete;

  // Waits until it says that it is ready; false when it ended, or said nothing for a minute.
  bool AwaitReady() { return ready_ = ReadUntil("service.ready"); }
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::string listen() const { return ValueOf("listen="); }
  [[nodiscard]] std::string hints() const { return ValueOf("hints="); }
  [[nodiscard]] const std::string& log() const { return log_; }

  void Kill() {
    kill(pid_, SIGKILL);
    Wait();
  }
  // The exit code after SIGTERM; -1 when a signal ended it.
  int Terminate() {
    kill(pid_, SIGTERM);
    return Wait();
  }
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    while (ReadSome()) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  void Spawn(const std::vector<std::string>& arguments) {
    std::array<int, 2> fds{};
    PAKTUM_CHECK(pipe2(fds.data(), O_CLOEXEC) == 0);
    log_fd_ = fds[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO);
    std::string program = std::string(PAKTUM_BIN_DIR) + "/event_log";
    std::vector<std::string> owned = arguments;
    std::vector<char*> argv{program.data()};
    for (std::string& argument : owned) argv.push_back(argument.data());
    argv.push_back(nullptr);
    PAKTUM_CHECK(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(fds[1]);
  }

  // Reads the log until a whole line has the text; false at its end.
  bool ReadUntil(const std::string& text) {
    for (;;) {
      const auto found = log_.find(text);
      if (found != std::string::npos && log_.find('\n', found) != std::string::npos) return true;
      if (!ReadSome()) return false;
    }
  }

  // False at the end of the log, or when nothing came for a minute.
  bool ReadSome() {
    pollfd waiting{log_fd_, POLLIN, 0};
    if (poll(&waiting, 1, 60'000) <= 0) return false;
    std::array<char, 4096> buffer{};
    const ssize_t size = read(log_fd_, buffer.data(), buffer.size());
    if (size <= 0) return false;
    log_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
  }

  [[nodiscard]] std::string ValueOf(const std::string& key) const {
    const auto from = log_.rfind(key);
    if (from == std::string::npos) return {};
    const auto begin = from + key.size();
    return log_.substr(begin, log_.find_first_of(" \n", begin) - begin);
  }

  pid_t pid_ = -1;
  int log_fd_ = -1;
  std::string log_;
  bool ready_ = false;
};

}  // namespace paktum::event_log
