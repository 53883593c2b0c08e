#pragma once
// StopSignal: when a program has to end, because SIGINT or SIGTERM came or a part of it asked.
//
// Make one at the beginning of main, before any thread is started: threads inherit the blocked
// signals, and the only one that takes them is the watcher inside. SIGPIPE is ignored from then on
// (a peer that has gone is an error code, not a signal), and so is SIGXFSZ (a file over a limit). A
// child process inherits the blocked signals too: unblock them between fork and exec when it is not
// a program of ours.
//
// Threads     All methods may be called from any thread. One instance per process at a time.
#include <memory>

#include "libs/base/clock.h"

namespace paktum::service {

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();  // ends the watcher; the signals stay blocked
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Asks the program to end, as a signal would.
  void Request();
  [[nodiscard]] bool requested() const;
  // Waits until the end was asked for.
  void Wait() const;
  // The same, until the deadline; true when the end was asked for.
  bool WaitBefore(Deadline deadline) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::service
