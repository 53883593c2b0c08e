#include "libs/office/persons.h"

#include <tuple>
#include <utility>

#include "libs/base/check.h"
#include "libs/plan/serving.h"
#include "libs/vault/unseal_directory.h"
#include "libs/vault_client/remote_key_store.h"

namespace paktum::office {
namespace {

vault::SharedVault::Serving ServingOf(const std::map<std::string, PersonsPact>& pacts) {
  vault::SharedVault::Serving serving;
  for (const auto& [id, pact] : pacts) serving[id] = plan::ServingOffices(pact.plan);
  return serving;
}

Result<vault::UnsealKeys> LoadKeys(const PersonsOptions& options,
                                   const std::map<std::string, PersonsPact>& pacts) {
  if (!options.curve.empty()) return vault::LoadUnsealKeys(options.curve, options.member);
  std::set<std::string> serving;
  for (const auto& [id, members] : ServingOf(pacts)) serving.insert(members.begin(), members.end());
  return vault::SharedUnsealKeys(options.keys_directory, options.member,
                                 {serving.begin(), serving.end()});
}

}  // namespace

Result<std::unique_ptr<Persons>> Persons::Open(const PersonsOptions& options,
                                               std::map<std::string, PersonsPact> pacts,
                                               vault::SecretKey digest_key, ledger::EventLog& log,
                                               const Clock& clock) {
  PAKTUM_ASSIGN_OR_RETURN(vault::UnsealKeys keys, LoadKeys(options, pacts));
  vault_client::RemoteKeyStoreOptions remote;
  remote.endpoint = options.vault_endpoint;
  remote.curve = options.curve;
  PAKTUM_ASSIGN_OR_RETURN(auto store, vault_client::RemoteKeyStore::Connect(remote));
  return Over(options.member, std::move(store), std::move(keys), std::move(pacts),
              std::move(digest_key), log, clock);
}

std::unique_ptr<Persons> Persons::Over(const std::string& member,
                                       std::unique_ptr<vault::KeyStore> store,
                                       vault::UnsealKeys keys,
                                       std::map<std::string, PersonsPact> pacts,
                                       vault::SecretKey digest_key, ledger::EventLog& log,
                                       const Clock& clock) {
  return std::unique_ptr<Persons>(new Persons(member, std::move(store), std::move(keys),
                                              std::move(pacts), digest_key, log, clock));
}

Persons::Persons(const std::string& member, std::unique_ptr<vault::KeyStore> store,
                 vault::UnsealKeys keys, std::map<std::string, PersonsPact> pacts,
                 const vault::SecretKey& digest_key, ledger::EventLog& log, const Clock& clock)
    : member_(member),
      pacts_(std::move(pacts)),
      log_(log),
      store_(std::move(store)),
      vault_(*store_, std::move(keys), ServingOf(pacts_)),
      access_(member, log, *store_, vault_, digest_key.Derive("unsealing"), clock),
      erasures_(member, log, *store_, digest_key.Derive("erasure"), clock) {
  for (const auto& [id, pact] : pacts_) {
    indexes_.emplace(std::piecewise_construct, std::forward_as_tuple(id),
                     std::forward_as_tuple(pact.identities));
  }
}

Persons::~Persons() = default;

void Persons::Follow() {
  for (const auto& [id, pact] : pacts_) {
    followers_[id] =
        std::make_unique<PersonFollower>(id, PersonFollower::Parts{.member = member_,
                                                                   .log = log_,
                                                                   .access = access_,
                                                                   .index = indexes_.at(id),
                                                                   .erasures = erasures_,
                                                                   .vault = vault_});
  }
}

const plan::Plan& Persons::PlanOf(const std::string& pact) const {
  const auto found = pacts_.find(pact);
  PAKTUM_CHECK(found != pacts_.end());
  return found->second.plan;
}

PersonIndex& Persons::IndexOf(const std::string& pact) {
  const auto found = indexes_.find(pact);
  PAKTUM_CHECK(found != indexes_.end());
  return found->second;
}

bool Persons::IndexComplete(const std::string& pact) const {
  const auto found = followers_.find(pact);
  return found != followers_.end() && found->second->complete();
}

}  // namespace paktum::office
