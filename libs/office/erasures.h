#pragma once
// Erasures: carries out the erasures that this office agreed to: destroys the person's keys in the
// vault, then records PersonErased. Crash-safe: every step may be repeated, and the record is
// appended only after the keys are gone.
// Threads: Finish may be called from any thread.
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/vault/key_store.h"
#include "libs/vault/secret_key.h"

namespace paktum::office {

class Erasures {
 public:
  // References must outlive it.
  Erasures(std::string member, ledger::EventLog& log, vault::KeyStore& keys,
           vault::SecretKey digest_key, const Clock& clock)
      : member_(std::move(member)),
        log_(log),
        keys_(keys),
        digest_key_(std::move(digest_key)),
        clock_(clock) {}

  // Finishes the person's agreed erasure when it is this member's to finish. OK also when there is
  // nothing to do.
  // Errors: kUnavailable, kDeadlineExceeded: try again; kFailedPrecondition "vault.not_agreed";
  // those of the log and the vault
  Status Finish(const std::string& pact, const std::string& participant_id, Deadline deadline);

 private:
  Result<std::string> IdentityStreamOf(const std::string& pact, const std::string& participant_id,
                                       Deadline deadline);

  const std::string member_;
  ledger::EventLog& log_;
  vault::KeyStore& keys_;
  const vault::SecretKey digest_key_;
  const Clock& clock_;
};

}  // namespace paktum::office
