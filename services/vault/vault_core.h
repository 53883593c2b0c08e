#pragma once
// VaultCore: what the vault answers, without a socket.
//
// Entitled    A member gets and gives keys only of pacts whose persons it serves, and with rules
//             only of the kinds of parts that they let it open; its name is that of its CURVE key.
//             Without keys (this machine only) nobody is told apart.
// Own         Keys of kinds that one member alone keeps (vault::IsKeptByMaker) are made for any
//             member of the pact and wrapped for it only, and that member may destroy them.
// Agreed      Any other key is destroyed only when the ledger holds an erasure of that person that
//             two members agreed on.
// Fenced      Nothing is answered about a pact before every erasure that its ledger holds was
//             repeated on the database: a vault from a backup gives no erased key out.
// Threads     Every method may be called from any thread.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "libs/access/rules_file.h"
#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/vault/key_store.h"
#include "services/vault/agreed_erasures.h"
#include "services/vault/backups.h"
#include "services/vault/key_database.h"

namespace paktum::vault_service {

// Serving members by pact, sorted.
using ServingMembers = std::map<std::string, std::vector<std::string>>;

class VaultCore {
 public:
  // References must outlive the core. `rules`: who may open what; nullptr = whoever serves.
  VaultCore(KeyDatabase& keys, Backups& backups, const AgreedErasures& agreed,
            ServingMembers serving, std::shared_ptr<access::RulesFile> rules);

  // Answers one request of the member `caller` (empty: plain). `body` and answer are messages of
  // paktum.vault.v1. Errors:
  //   kPermissionDenied "vault.not_entitled", "vault.unseal_not_allowed"
  //   kInvalidArgument "vault.malformed"
  //   kFailedPrecondition "vault.not_agreed"
  //   kUnavailable "vault.catching_up", and those of the database, the backups and the log
  //   kDataLoss "vault.damaged"
  Result<std::string> GetOrCreateKey(const std::string& caller, const std::string& body);
  Result<std::string> Destroy(const std::string& caller, const std::string& body,
                              Deadline deadline);
  Result<std::string> Fence(const std::string& caller, const std::string& body, Deadline deadline);
  Result<std::string> IsErased(const std::string& caller, const std::string& body);

  // Repeats an erasure that the ledger holds as PersonErased, here and in all generations. OK and
  // nothing done when no two members agreed on it. Errors: as Destroy.
  Status Repeat(const vault::PersonRef& person, const std::vector<std::string>& key_ids,
                Deadline deadline);

  // Repeats the destruction of keys that `maker` alone kept, as the ledger tells it of an address
  // of its newsletter or a name of its staff. OK and nothing done when the person has any other
  // key. Errors: those of the database and the backups.
  Result<std::vector<std::string>> RepeatOwn(const vault::PersonRef& person,
                                             const std::string& maker);

  // The erasures of the pact's ledger have been repeated.
  void SetFollowed(const std::string& pact);
  // OK when those of all pacts have. Otherwise kUnavailable "vault.catching_up".
  [[nodiscard]] Status Ready() const;

 private:
  // `own`: the request is about keys that the caller alone keeps, so it need not serve persons.
  template <typename Request>
  Result<vault::PersonRef> Admit(const std::string& caller, const Request& request,
                                 bool own = false) const;
  [[nodiscard]] Status CheckProposed(const std::string& caller, const vault::KeyRef& key,
                                     const vault::StoredKey& proposed) const;
  Result<std::string> DestroyOwn(const std::string& caller, const vault::PersonRef& person);

  KeyDatabase& keys_;
  Backups& backups_;
  const AgreedErasures& agreed_;
  const ServingMembers serving_;
  const std::shared_ptr<access::RulesFile> rules_;
  mutable std::mutex mutex_;
  std::set<std::string> followed_;  // guarded by mutex_
};

}  // namespace paktum::vault_service
