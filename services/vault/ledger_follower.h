#pragma once
// LedgerFollower: repeats every erasure that one pact's ledger holds on the vault, from where the
// database has got to, and goes on as new ones come. A ledger that ends before that was restored
// from a backup: it is read from its first record again; fences stay, whatever it says. One thread
// of its own.
#include <atomic>
#include <string>

#include "libs/base/runtime.h"
#include "libs/ledger/event_log.h"
#include "services/vault/key_database.h"
#include "services/vault/vault_core.h"

namespace paktum::vault_service {

class LedgerFollower {
 public:
  // Starts. References must outlive it.
  LedgerFollower(std::string pact, ledger::EventLog& log, KeyDatabase& keys, VaultCore& core);
  ~LedgerFollower();  // ends within a second
  LedgerFollower(const LedgerFollower&) = delete;
  LedgerFollower& operator=(const LedgerFollower&) = delete;

 private:
  void Run();
  // One subscription, until it fails or the end.
  Status Follow();
  Status Take(const ledger::Slice& slice);

  const std::string pact_;
  ledger::EventLog& log_;
  KeyDatabase& keys_;
  VaultCore& core_;
  Position followed_;
  Position saved_;
  std::atomic<bool> stop_ = false;
  Thread thread_;
};

}  // namespace paktum::vault_service
