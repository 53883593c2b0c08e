#pragma once
// PersonFollower: follows the ledger of one pact for what an office owes its persons: keeps the
// search index, finishes agreed erasures, forgets keys of the erased. One thread of its own.
//
// It reads the ledger from the beginning at every start: so an erasure that a crash interrupted is
// found again. The parts that it opens for the index are seen by nobody and leave as hashes only;
// they are counted, not recorded one by one.
#include <atomic>
#include <map>
#include <set>
#include <string>

#include "libs/base/runtime.h"
#include "libs/ledger/event_log.h"
#include "libs/office/erasures.h"
#include "libs/office/person_access.h"
#include "libs/office/person_index.h"
#include "libs/vault/shared_vault.h"

namespace paktum::office {

class PersonFollower {
 public:
  struct Parts {
    std::string member;
    ledger::EventLog& log;
    PersonAccess& access;
    PersonIndex& index;
    Erasures& erasures;
    vault::SharedVault& vault;
  };

  // Starts. What `parts` refers to must outlive it.
  PersonFollower(std::string pact, Parts parts);
  ~PersonFollower();  // ends within a few seconds
  PersonFollower(const PersonFollower&) = delete;
  PersonFollower& operator=(const PersonFollower&) = delete;

  // The index holds everybody whom the ledger held at the start. Any thread.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  void Run();
  Status Follow();
  Status Take(const ledger::Record& record);
  Status Index(const ledger::Record& record);
  void TakeVoids(const event::v1::Event& event);
  void FinishErasures();

  const std::string pact_;
  const Parts parts_;
  Position followed_;
  std::map<Position, Uuid> registrations_;  // position → whom it registered
  std::set<std::string> agreed_;            // participants whose erasure this office finishes
  std::string told_;                        // why the last erasure was not finished
  std::atomic<bool> complete_ = false;
  std::atomic<bool> stop_ = false;
  Thread thread_;
};

}  // namespace paktum::office
