#pragma once
// Supervisor: runs the services of a pact as child processes of one terminal.
//
// Starts them in the order given, each when the one before is ready; starts again what dies (at
// once, then with a pause that doubles up to kRestartPauseMax); on the stop signal ends them in
// reverse order, SIGTERM first, SIGKILL after kStopPatience. Children end with their parent, also
// when that is killed. Output of a child goes to <log_dir>/<name>.log.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/service/signals.h"

namespace paktum::cli {

inline constexpr std::chrono::milliseconds kRestartPauseMax{5'000};
inline constexpr std::chrono::milliseconds kReadyPatience{60'000};
inline constexpr std::chrono::milliseconds kStopPatience{10'000};

struct ChildProgram {
  std::string name;
  std::vector<std::string> command;  // path of the program, arguments
  // host:port that accepts connections once the child can be used; empty = needs no waiting.
  std::string ready_at;
  // Runs to its end once and is not started again when it ends with 0.
  bool once = false;
};

class Supervisor {
 public:
  Supervisor(std::vector<ChildProgram> programs, std::string log_dir, service::StopSignal& stop);
  ~Supervisor();  // ends what still runs
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Starts all. Nothing is started when something listens where a child should: kUnavailable
  // "up.port_in_use". Other errors: kUnavailable "up.not_started" names the child that did not get
  // ready and where its output is; kInvalidArgument "up.configuration" when it refused its
  // configuration; kAborted "up.stopped" when the stop signal came first.
  Status StartAll();

  // Watches and restarts until the stop signal comes, then ends all. `on_exit(name, exit_text)` is
  // called for each child that died and is started again.
  void Run(const std::function<void(const std::string&, const std::string&)>& on_exit);

 private:
  struct Child {
    ChildProgram program;
    int pid = -1;  // -1 = does not run
    bool finished = false;
    std::chrono::milliseconds pause{0};
    std::chrono::steady_clock::time_point start_at;
    std::chrono::steady_clock::time_point started;
  };

  Status Spawn(Child& child);
  Status WaitReady(Child& child);
  void Reap(Child& child,
            const std::function<void(const std::string&, const std::string&)>& on_exit);
  void StopAll();

  std::vector<Child> children_;
  const std::string log_dir_;
  service::StopSignal& stop_;
};

}  // namespace paktum::cli
