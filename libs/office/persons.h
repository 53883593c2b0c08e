#pragma once
// Persons: what an office that serves persons has for them: the shared data keys, opening under
// record, erasing, searching.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/office/erasures.h"
#include "libs/office/person_access.h"
#include "libs/office/person_follower.h"
#include "libs/office/person_index.h"
#include "libs/plan/plan.h"
#include "libs/vault/identity_index.h"
#include "libs/vault/secret_key.h"
#include "libs/vault/shared_vault.h"

namespace paktum::office {

struct PersonsOptions {
  std::string member;
  std::string vault_endpoint;  // "tcp://127.0.0.1:7431"
  std::string curve;           // key directory of the office; empty = plain
  std::string keys_directory;  // plain: where the shared unseal keys lie
};

// One pact as far as its persons are concerned.
struct PersonsPact {
  plan::Plan plan;
  std::shared_ptr<const vault::IdentityIndex> identities;
};

class Persons {
 public:
  // Connects to the vault in the background. References must outlive it.
  // Errors: kInvalidArgument for a wrong endpoint or keys that are missing or malformed; those of
  // libs/vault/unseal_directory.h
  static Result<std::unique_ptr<Persons>> Open(const PersonsOptions& options,
                                               std::map<std::string, PersonsPact> pacts,
                                               vault::SecretKey digest_key, ledger::EventLog& log,
                                               const Clock& clock);
  // The same with a key store and keys of the caller's.
  static std::unique_ptr<Persons> Over(const std::string& member,
                                       std::unique_ptr<vault::KeyStore> store,
                                       vault::UnsealKeys keys,
                                       std::map<std::string, PersonsPact> pacts,
                                       vault::SecretKey digest_key, ledger::EventLog& log,
                                       const Clock& clock);
  ~Persons();
  Persons(const Persons&) = delete;
  Persons& operator=(const Persons&) = delete;

  // Begins to follow the ledgers.
  void Follow();

  [[nodiscard]] vault::SharedVault& vault() { return vault_; }
  [[nodiscard]] PersonAccess& access() { return access_; }
  [[nodiscard]] ledger::EventLog& log() { return log_; }
  [[nodiscard]] const std::string& member() const { return member_; }
  [[nodiscard]] bool KnowsPact(const std::string& pact) const { return pacts_.contains(pact); }
  // Stops the process for a pact that is not there.
  [[nodiscard]] const plan::Plan& PlanOf(const std::string& pact) const;
  [[nodiscard]] PersonIndex& IndexOf(const std::string& pact);
  // Whether the index of the pact holds everybody.
  [[nodiscard]] bool IndexComplete(const std::string& pact) const;

 private:
  Persons(const std::string& member, std::unique_ptr<vault::KeyStore> store, vault::UnsealKeys keys,
          std::map<std::string, PersonsPact> pacts, const vault::SecretKey& digest_key,
          ledger::EventLog& log, const Clock& clock);

  const std::string member_;
  const std::map<std::string, PersonsPact> pacts_;
  ledger::EventLog& log_;
  const std::unique_ptr<vault::KeyStore> store_;
  vault::SharedVault vault_;
  PersonAccess access_;
  Erasures erasures_;
  std::map<std::string, PersonIndex> indexes_;                        // constant keys
  std::map<std::string, std::unique_ptr<PersonFollower>> followers_;  // last: they use the rest
};

}  // namespace paktum::office
