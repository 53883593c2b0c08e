#pragma once
// ViewFollower: a real view (the indicators of the Tiszakécske plan) kept up to date by the real
// runner while a log is under attack, and compared with a fresh fold of the whole ledger.
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/ledger/event_log.h"
#include "libs/projection/runner.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::attack {

class ViewFollower {
 public:
  // `log` must outlive it.
  ViewFollower(ledger::EventLog& log, std::string pact);

  // Ends the runner and starts it again on what it has saved.
  void Restart();
  // "" when the view has reached the ledger's head and answers as a fresh fold does; otherwise what
  // differs. `log` gives the records of the fresh fold.
  std::string Compare(ledger::EventLog& log);

 private:
  void Open();

  ledger::EventLog& log_;
  const std::string pact_;
  const TempDir directory_;
  const ManualClock clock_{Instant(1'593'600'000'000)};
  std::unique_ptr<projection::Runner> runner_;
};

}  // namespace paktum::attack
