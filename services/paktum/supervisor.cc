#include "services/paktum/supervisor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstring>

namespace paktum::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{50};
constexpr milliseconds kFirstPause{100};
// A child that ran so long begins with the shortest pause again.
constexpr milliseconds kRanWell{30'000};

// Whether something accepts TCP connections at "127.0.0.1:8081".
bool Accepts(const std::string& host_port) {
  const std::size_t colon = host_port.rfind(':');
  int port = 0;
  std::from_chars(host_port.data() + colon + 1, host_port.data() + host_port.size(), port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host_port.substr(0, colon).c_str(), &address.sin_addr) != 1) return false;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool connected =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return connected;
}

std::string ExitText(int status) {
  if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

// Runs in the child between fork and exec: only async-signal-safe calls.
[[noreturn]] void Become(const std::vector<char*>& arguments, int log_fd, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);
  setpgid(0, 0);  // Ctrl-C reaches the parent only, which ends the children in order
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(log_fd, STDOUT_FILENO);
  dup2(log_fd, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Supervisor::Supervisor(std::vector<ChildProgram> programs, std::string log_dir,
                       service::StopSignal& stop)
    : log_dir_(std::move(log_dir)), stop_(stop) {
  for (ChildProgram& program : programs) {
    Child child;
    child.program = std::move(program);
    children_.push_back(std::move(child));
  }
}

Supervisor::~Supervisor() { StopAll(); }

Status Supervisor::Spawn(Child& child) {
  const std::string log = log_dir_ + "/" + child.program.name + ".log";
  const int log_fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (log_fd < 0) {
    return Unavailable("up.not_started", "cannot write " + log + ": " + std::strerror(errno));
  }
  std::vector<char*> arguments;
  for (std::string& part : child.program.command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(arguments, log_fd, parent);
  close(log_fd);
  if (pid < 0) {
    return Unavailable("up.not_started", std::string("fork failed: ") + std::strerror(errno));
  }
  child.pid = pid;
  child.started = steady_clock::now();
  return OkStatus();
}

Status Supervisor::WaitReady(Child& child) {
  if (child.program.ready_at.empty()) return OkStatus();
  const Deadline give_up = DeadlineIn(kReadyPatience);
  const std::string where = "; its output is in " + log_dir_ + "/" + child.program.name + ".log";
  while (!Accepts(child.program.ready_at)) {
    int status = 0;
    if (waitpid(child.pid, &status, WNOHANG) == child.pid) {
      child.pid = -1;
      const std::string what = child.program.name + " ended with " + ExitText(status) + where;
      if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
        return InvalidArgument("up.configuration", what);
      }
      return Unavailable("up.not_started", what);
    }
    if (steady_clock::now() > give_up) {
      return Unavailable("up.not_started", child.program.name + " did not get ready" + where);
    }
    if (stop_.WaitBefore(DeadlineIn(kLook))) return Aborted("up.stopped", "asked to stop");
  }
  return OkStatus();
}

Status Supervisor::StartAll() {
  for (const Child& child : children_) {
    const std::string& address = child.program.ready_at;
    if (!address.empty() && Accepts(address)) {
      return Unavailable("up.port_in_use", "something listens at " + address + " already, where " +
                                               child.program.name +
                                               " should: stop it, or use --port-offset");
    }
  }
  for (Child& child : children_) {
    PAKTUM_RETURN_IF_ERROR(Spawn(child));
    PAKTUM_RETURN_IF_ERROR(WaitReady(child));
  }
  return OkStatus();
}

void Supervisor::Reap(Child& child,
                      const std::function<void(const std::string&, const std::string&)>& on_exit) {
  int status = 0;
  if (child.pid < 0 || waitpid(child.pid, &status, WNOHANG) != child.pid) return;
  child.pid = -1;
  const auto now = steady_clock::now();
  if (child.program.once && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    child.finished = true;
    return;
  }
  const bool ran_well = now - child.started > kRanWell;
  child.start_at = now + (ran_well ? milliseconds(0) : child.pause);
  child.pause = ran_well || child.pause.count() == 0
                    ? kFirstPause
                    : std::min<milliseconds>(child.pause * 2, kRestartPauseMax);
  on_exit(child.program.name, ExitText(status));
}

void Supervisor::Run(const std::function<void(const std::string&, const std::string&)>& on_exit) {
  while (!stop_.WaitBefore(DeadlineIn(kLook))) {
    for (Child& child : children_) {
      Reap(child, on_exit);
      if (child.pid >= 0 || child.finished || steady_clock::now() < child.start_at) continue;
      const Status status = Spawn(child);
      if (!status.ok()) {
        on_exit(child.program.name, status.message());
        child.start_at = steady_clock::now() + kRestartPauseMax;
      }
    }
  }
  StopAll();
}

void Supervisor::StopAll() {
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
    if (child->pid < 0) continue;
    kill(child->pid, SIGTERM);
    const auto give_up = steady_clock::now() + kStopPatience;
    while (waitpid(child->pid, nullptr, WNOHANG) == 0) {
      if (steady_clock::now() > give_up) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, nullptr, 0);
        break;
      }
      poll(nullptr, 0, 2);
    }
    child->pid = -1;
  }
}

}  // namespace paktum::cli
