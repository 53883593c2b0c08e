#pragma once
// VaultService: a VaultCore on the network (docs/formats/wire.md), with followers of the ledgers.
//
// Threads     network → two workers that read and write the database, one follower per pact.
//             What does not fit their queue is refused with kResourceExhausted.
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/ledger/event_log.h"
#include "libs/service/metrics.h"
#include "libs/wire/request_server.h"
#include "services/vault/vault_core.h"

namespace paktum::vault_service {

class VaultService {
 public:
  // Binds and serves. References must outlive it. Errors: kInvalidArgument "config.endpoint…".
  static Result<std::unique_ptr<VaultService>> Start(const wire::RequestServerOptions& server,
                                                     VaultCore& core, KeyDatabase& keys,
                                                     ledger::EventLog& log,
                                                     const ServingMembers& serving,
                                                     service::Metrics& metrics);
  ~VaultService();
  VaultService(const VaultService&) = delete;
  VaultService& operator=(const VaultService&) = delete;

  // Takes nothing new, answers what was taken.
  void Stop(Deadline deadline);
  [[nodiscard]] const std::string& endpoint() const;

 private:
  class Impl;
  explicit VaultService(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::vault_service
