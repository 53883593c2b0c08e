#pragma once
// Runner: keeps one fold of one ledger up to date, saved and answering.
//
// Delivery   Every record in order, without gap, from the saved position on; catch-up flows into
//            live. A damaged record stops the runner: nothing is ever skipped. So does a ledger
//            that is not the one that was applied (shorter, or another record at the position
//            applied; kDataLoss "projection.other_ledger"): looked at before the first record and
//            whenever the log was away.
// Saving     Changed rows, position and the mark of the last record go to the runner's own RocksDB
//            in one synced batch, every save_records records or save_interval_ms, whichever is
//            first. A restart continues after the saved position. Answers come from memory and may
//            be ahead of what is saved; after a crash the difference is read again from the log.
// Rebuild    State of another identity (raised fold version, changed definitions) stays beside:
//            the new fold is built in a folder of its own while the old one, if `revive` can still
//            make it, goes on applying and answering. Once the new one has caught up it answers and
//            the old folder is removed. Without a revived fold the new one answers while it builds.
// Threads    Every method may be called from any thread. One thread applies, per fold; queries run
//            in the callers' threads and neither side starves the other.
// Limits     apply_chunk records are applied between two chances to answer; rows not saved yet are
//            bounded by save_records.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/projection/fold.h"
#include "libs/projection/state_store.h"

namespace paktum::projection {

struct RunnerOptions {
  std::string pact;
  // Own directory of this fold and pact; made when missing. One runner at a time.
  std::string directory;
  // Kept beside the state for `revive`: what the fold was configured with, e.g. the plan's text.
  std::string definitions_text;
  // Makes a fold of an older identity from the text kept with it; nullptr when this build cannot.
  std::function<std::unique_ptr<Fold>(const FoldIdentity& identity, const std::string& text)>
      revive;
  // Told once, from the applying thread, why the runner stopped on its own. May be empty.
  std::function<void(const Status&)> on_failure;
  std::size_t apply_chunk = 256;
  std::size_t save_records = 4096;
  std::chrono::milliseconds save_interval_ms{500};
};

// How far a runner has got. Counters are since it was opened.
struct RunnerStats {
  Position applied;              // by the fold that answers
  Position saved;                // of the fold that answers
  Position head;                 // of the ledger, as last heard
  std::uint64_t records = 0;     // applied
  std::uint64_t saves = 0;       // batches written
  std::uint64_t queries = 0;     // answered or refused
  std::uint64_t reconnects = 0;  // times the log could not be reached
  bool rebuilding = false;       // another fold is being built beside
  Position building;             // applied by that one
  bool failed = false;           // stopped on its own; see failure()

  [[nodiscard]] std::uint64_t lag() const {
    return head > applied ? head.value() - applied.value() : 0;
  }
  [[nodiscard]] bool caught_up() const { return !failed && !rebuilding && lag() == 0; }
};

class Runner {
 public:
  // Loads what was saved and begins to apply in the background. `log` and `clock` must outlive the
  // runner. The log need not be reachable.
  // Errors: kUnavailable "projection.locked"      another process has the directory
  //         kUnavailable "projection.unavailable" no room or no rights: mend that, start again
  //         kDataLoss    "projection.damaged"     the saved state cannot be read: remove the
  //                      directory, the view is built again from the log
  static Result<std::unique_ptr<Runner>> Open(std::unique_ptr<Fold> fold, ledger::EventLog& log,
                                              const Clock& clock, RunnerOptions options);
  // The same with a store of the caller's; options.directory is not used.
  static Result<std::unique_ptr<Runner>> Open(std::unique_ptr<Fold> fold,
                                              std::unique_ptr<StateStore> states,
                                              ledger::EventLog& log, const Clock& clock,
                                              RunnerOptions options);
  // Stops and saves.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Answers once at least min_position is applied (Position(0): at once).
  // Errors: the view's own; kUnavailable "view.behind" when the deadline passed first; kDataLoss
  //         "view.stopped" after a failure: what is applied must not be taken for the present.
  [[nodiscard]] Result<Answer> Query(const std::string& view, const Parameters& parameters,
                                     Position min_position, Deadline deadline) const;

  // Waits until `position` is applied; false when the deadline passed or the runner failed.
  [[nodiscard]] bool WaitFor(Position position, Deadline deadline) const;

  [[nodiscard]] RunnerStats stats() const;
  // Why it stopped on its own; OK while it runs.
  [[nodiscard]] Status failure() const;

 private:
  class Impl;
  explicit Runner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::projection
