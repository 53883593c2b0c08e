#pragma once
// Servers under measurement as child processes, with data of their own that goes away with them.
//
// Everything started or made here is ended and removed when its owner goes, when the program ends
// through Die, and when SIGINT, SIGTERM or SIGHUP comes (after WatchSignals). Children die with
// this process even when it is killed.
#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace paktum::bench {

// Ends children, removes directories, prints the reason, leaves with 1.
[[noreturn]] void Die(const std::string& reason);

// To be called before any thread is made: later threads inherit the blocked signals.
void WatchSignals();

// An empty directory on a real disk: below PAKTUM_BENCH_DIR, else /var/tmp. Refuses tmpfs: a
// measurement of fsync in memory would measure nothing.
class DataDir {
 public:
  explicit DataDir(const std::string& name);
  ~DataDir();
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string Sub(const std::string& name) const { return path_ + "/" + name; }
  void GiveTo(const std::string& account) const;  // owner of the directory

 private:
  std::string path_;
};

struct ChildOptions {
  std::vector<std::string> command;  // first = program; looked up in PATH when it has no '/'
  std::string output;                // file that takes standard output and error, made anew
  std::string account;               // runs as this user when we are root; empty = as we are
  int stop_signal = 15;
};

class Child {
 public:
  explicit Child(ChildOptions options);
  ~Child();  // Stop
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits until `ready`; dies with the child's output when it ends before or takes a minute.
  void WaitUntil(const std::function<bool()>& ready);
  // The child's output up to now.
  [[nodiscard]] std::string Output() const;
  // Asks it to end; kills it after ten seconds. Returns its exit code, -1 when a signal ended it.
  int Stop();
  // Waits for its end by itself; the exit code.
  int Wait();
  [[nodiscard]] bool running() const { return pid_ > 0; }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  int Ended(int status);

  ChildOptions options_;
  pid_t pid_ = -1;
};

// A TCP port of 127.0.0.1 that nobody listens on now.
int FreePort();

// What a process has taken, with its direct children (PostgreSQL's backends).
struct Usage {
  double cpu_s = 0;    // also of children that have ended
  long memory_kb = 0;  // the most there was (VmHWM); of several processes: now, shared pages once
};
Usage UsageOf(pid_t pid);
double OwnCpuSeconds();

}  // namespace paktum::bench
