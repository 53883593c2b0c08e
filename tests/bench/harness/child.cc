#include "tests/bench/harness/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/magic.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

namespace paktum::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kReadyWait{60};
constexpr std::chrono::seconds kStopWait{10};

// What must not outlive this program.
struct Registry {
  std::mutex mutex;
  std::vector<std::pair<pid_t, int>> children;  // guarded by mutex: process, signal that stops it
  std::vector<std::string> directories;         // guarded by mutex
};
Registry& Ours() {
  static auto* const kRegistry = new Registry;
  return *kRegistry;
}

bool WaitFor(pid_t pid, std::chrono::steady_clock::duration within, int* status) {
  const auto give_up = std::chrono::steady_clock::now() + within;
  for (;;) {
    if (waitpid(pid, status, WNOHANG) != 0) return true;
    if (std::chrono::steady_clock::now() > give_up) return false;
    poll(nullptr, 0, 5);
  }
}

void EndAll() {
  Registry& ours = Ours();
  const std::lock_guard lock(ours.mutex);
  for (const auto& [pid, stop_signal] : ours.children) kill(pid, stop_signal);
  for (const auto& [pid, stop_signal] : ours.children) {
    if (!WaitFor(pid, std::chrono::seconds(3), nullptr)) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }
  for (const std::string& directory : ours.directories) {
    std::error_code ignored;
    fs::remove_all(directory, ignored);
  }
}

struct Account {
  uid_t user = 0;
  gid_t group = 0;
};

Account AccountOf(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) Die("there is no user " + name);
  return {entry->pw_uid, entry->pw_gid};
}

// Of the process, and of its children that have ended.
double CpuSecondsIn(const std::string& stat) {
  const std::size_t paren = stat.rfind(')');
  if (paren == std::string::npos) return 0;
  std::array<long, 4> ticks{};
  std::sscanf(stat.c_str() + paren + 1,
              " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld", &ticks[0], &ticks[1],
              &ticks[2], &ticks[3]);
  return static_cast<double>(ticks[0] + ticks[1] + ticks[2] + ticks[3]) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

pid_t ParentIn(const std::string& stat) {
  const std::size_t paren = stat.rfind(')');
  int parent = 0;
  if (paren != std::string::npos) std::sscanf(stat.c_str() + paren + 1, " %*c %d", &parent);
  return parent;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

long StatusKb(const std::string& status, const char* field) {
  const std::size_t found = status.find(field);
  return found == std::string::npos
             ? 0
             : std::strtol(status.c_str() + found + std::strlen(field), nullptr, 10);
}

}  // namespace

void Die(const std::string& reason) {
  EndAll();
  std::fprintf(stderr, "%s\n", reason.c_str());
  std::fflush(nullptr);
  _exit(1);
}

void WatchSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  std::thread([signals] {
    int number = 0;
    sigwait(&signals, &number);
    EndAll();
    _exit(128 + number);
  }).detach();
}

DataDir::DataDir(const std::string& name) {
  const char* chosen = std::getenv("PAKTUM_BENCH_DIR");
  const std::string below = chosen != nullptr ? chosen : "/var/tmp";
  std::string pattern = below + "/paktum-bench-" + name + "-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Die("cannot make " + pattern);
  path_ = pattern;
  {
    const std::lock_guard lock(Ours().mutex);
    Ours().directories.push_back(path_);
  }
  struct statfs file_system {};
  if (statfs(path_.c_str(), &file_system) == 0 && file_system.f_type == TMPFS_MAGIC) {
    Die(below + " is kept in memory: name a directory on a disk in PAKTUM_BENCH_DIR");
  }
}

DataDir::~DataDir() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  const std::lock_guard lock(Ours().mutex);
  std::erase(Ours().directories, path_);
}

void DataDir::GiveTo(const std::string& account) const {
  if (geteuid() != 0) return;
  const Account owner = AccountOf(account);
  if (chown(path_.c_str(), owner.user, owner.group) != 0) Die("cannot give away " + path_);
}

Child::Child(ChildOptions options) : options_(std::move(options)) {
  std::vector<char*> arguments;
  for (std::string& part : options_.command) arguments.push_back(part.data());
  arguments.push_back(nullptr);
  const bool change = !options_.account.empty() && geteuid() == 0;
  const Account account = change ? AccountOf(options_.account) : Account{};
  const int output = open(options_.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  const std::lock_guard lock(Ours().mutex);
  pid_ = fork();
  if (pid_ == 0) {
    if (change &&
        (setgroups(0, nullptr) != 0 || setgid(account.group) != 0 || setuid(account.user) != 0)) {
      _exit(126);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setpgid(0, 0);  // a Ctrl-C of the terminal reaches us alone, and we stop it in order
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(output);
  Ours().children.emplace_back(pid_, options_.stop_signal);
}

Child::~Child() { Stop(); }

void Child::WaitUntil(const std::function<bool()>& ready) {
  const auto give_up = std::chrono::steady_clock::now() + kReadyWait;
  while (!ready()) {
    const bool ended = waitpid(pid_, nullptr, WNOHANG) != 0;
    if (ended || std::chrono::steady_clock::now() > give_up) {
      Die(options_.command.front() + " does not get ready:\n" + Output());
    }
    poll(nullptr, 0, 5);
  }
}

std::string Child::Output() const { return ReadText(options_.output); }

int Child::Stop() {
  if (pid_ <= 0) return 0;
  kill(pid_, options_.stop_signal);
  int status = 0;
  if (!WaitFor(pid_, kStopWait, &status)) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  return Ended(status);
}

int Child::Wait() {
  if (pid_ <= 0) return 0;
  int status = 0;
  waitpid(pid_, &status, 0);
  return Ended(status);
}

int Child::Ended(int status) {
  const std::lock_guard lock(Ours().mutex);
  std::erase_if(Ours().children, [this](const auto& child) { return child.first == pid_; });
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, size) != 0 || getsockname(fd, generic, &size) != 0) Die("no free port");
  close(fd);
  return ntohs(address.sin_port);
}

Usage UsageOf(pid_t pid) {
  Usage usage;
  long children = 0;
  long own_kb = 0;     // of all processes, not shared, now
  long shared_kb = 0;  // of the process that has touched most of it, now
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string stat = ReadText(entry.path().string() + "/stat");
    const bool is_child = ParentIn(stat) == pid;
    if (!is_child && name != std::to_string(pid)) continue;
    const std::string status = ReadText(entry.path().string() + "/status");
    usage.cpu_s += CpuSecondsIn(stat);
    children += is_child ? 1 : 0;
    own_kb += StatusKb(status, "RssAnon:");
    shared_kb = std::max(shared_kb, StatusKb(status, "RssShmem:"));
    if (!is_child) usage.memory_kb = StatusKb(status, "VmHWM:");
  }
  if (children > 0) usage.memory_kb = own_kb + shared_kb;
  return usage;
}

double OwnCpuSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace paktum::bench
