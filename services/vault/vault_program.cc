#include "services/vault/vault_program.h"

#include <google/protobuf/stubs/logging.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "libs/access/rules_file.h"
#include "libs/http/standard_routes.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "libs/plan/serving.h"
#include "libs/service/access_notice.h"
#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/tls_notice.h"
#include "libs/vault_client/messages.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/endpoint.h"
#include "services/vault/vault_service.h"

namespace paktum::vault_service {
namespace {

constexpr std::chrono::seconds kStopTime{5};
constexpr std::chrono::seconds kBackupLook{30};

Result<ServingMembers> LoadServing(const std::vector<std::string>& files) {
  ServingMembers serving;
  for (const std::string& file : files) {
    PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(file));
    if (!serving.emplace(plan.pact_id(), plan::ServingOffices(plan)).second) {
      return InvalidArgument("config.pact_twice",
                             "two plan files are of the pact " + plan.pact_id());
    }
  }
  return serving;
}

// The rules in the directory of the keys; nothing without one: then whoever serves opens all.
Result<std::shared_ptr<access::RulesFile>> LoadRules(const std::string& directory) {
  if (directory.empty()) return std::shared_ptr<access::RulesFile>();
  PAKTUM_ASSIGN_OR_RETURN(
      auto rules, access::RulesFile::Open(directory + "/rules.textproto", service::LogRulesChange));
  service::LogInfo("rules.in_force", {{"members", rules->Current()->size()}});
  return rules;
}

void MakeBackup(Backups& backups, const KeyDatabase& keys, const ProgramOptions& options) {
  const Result<bool> made =
      backups.MakeIfDue(keys, SystemClock().Now(), std::chrono::hours(options.backup_hours));
  if (!made.ok()) {
    service::LogError("vault.backup_failed", {{"status", made.status()}});
  } else if (*made) {
    service::LogInfo("vault.backup_made", {{"generations", backups.Generations().size()}});
  }
}

}  // namespace

Status RunVault(const ProgramOptions& options, service::StopSignal& stop) {
  google::protobuf::SetLogHandler(nullptr);  // a peer must not fill our log
  PAKTUM_ASSIGN_OR_RETURN(const ServingMembers serving, LoadServing(options.plans));
  PAKTUM_ASSIGN_OR_RETURN(const auto curve,
                          wire::CurveDirectory(options.curve)
                              .RequestServer(vault_client::kVaultKeys, service::LogAccessChange));
  PAKTUM_ASSIGN_OR_RETURN(auto rules, LoadRules(options.curve));
  const auto reach = curve ? wire::EndpointReach::kNetwork : wire::EndpointReach::kThisMachine;
  PAKTUM_RETURN_IF_ERROR(wire::CheckEndpoint(options.listen, wire::EndpointUse::kListen, reach));
  ledger_client::RemoteEventLogOptions log_options;
  log_options.endpoint = options.log;
  log_options.curve = options.curve;
  PAKTUM_ASSIGN_OR_RETURN(const auto log, ledger_client::RemoteEventLog::Connect(log_options));

  PAKTUM_ASSIGN_OR_RETURN(const auto keys, KeyDatabase::Open(options.data));
  Backups backups(options.backups, static_cast<std::size_t>(options.backup_keep));
  const AgreedErasures agreed(*log);
  VaultCore core(*keys, backups, agreed, serving, std::move(rules));
  service::Metrics metrics;
  wire::RequestServerOptions server;
  server.endpoint = options.listen;
  server.curve = curve;
  server.connections_max = 64;
  PAKTUM_ASSIGN_OR_RETURN(const auto vault,
                          VaultService::Start(server, core, *keys, *log, serving, metrics));
  http::StandardRoutes routes;
  routes.ready = [&core] { return core.Ready(); };
  routes.metrics = [&metrics] { return metrics.Expose(); };
  PAKTUM_ASSIGN_OR_RETURN(const auto http,
                          http::ServeStandardRoutes(options.http, std::move(routes), options.tls,
                                                    &service::LogTlsChange));
  service::LogInfo("service.ready", {{"listen", vault->endpoint()},
                                     {"http_port", http == nullptr ? 0 : http->port()}});
  do {
    MakeBackup(backups, *keys, options);
  } while (!stop.WaitBefore(DeadlineIn(kBackupLook)));
  service::LogInfo("service.stopping");
  vault->Stop(DeadlineIn(kStopTime));
  return OkStatus();
}

}  // namespace paktum::vault_service
