#include "libs/office/office.h"

#include <filesystem>
#include <map>
#include <utility>

#include "libs/base/clock.h"
#include "libs/http/server.h"
#include "libs/http/standard_routes.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/office/command_api.h"
#include "libs/office/command_catalogue.h"
#include "libs/office/command_processor.h"
#include "libs/office/intake.h"
#include "libs/office/open_api.h"
#include "libs/office/outbox.h"
#include "libs/office/outbox_drain.h"
#include "libs/plan/load.h"
#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/start.h"
#include "libs/vault/key_file.h"
#include "libs/vault/vault.h"

namespace paktum::office {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWorkerThreads = 16;  // they wait for the log most of the time

// Every wrong file is reported, not only the first.
Result<std::vector<plan::Plan>> LoadPlans(const OfficeConfig& config) {
  if (config.plan_files.empty()) {
    return InvalidArgument("config.plan_missing", "no plan file was given");
  }
  std::vector<plan::Plan> plans;
  std::string wrong;
  for (const std::string& file : config.plan_files) {
    Result<plan::Plan> plan = plan::LoadPlan(file);
    if (plan.ok()) {
      plans.push_back(std::move(plan).value());
    } else {
      wrong += "\n" + plan.status().message();
    }
  }
  if (!wrong.empty()) return InvalidArgument("plan.invalid", wrong);
  return plans;
}

Result<std::map<std::string, PactSetting>> LoadPacts(const OfficeConfig& config) {
  PAKTUM_ASSIGN_OR_RETURN(std::vector<plan::Plan> plans, LoadPlans(config));
  const CommandKind* registration = FindCommand("RegisterParticipant");
  const bool registers = registration != nullptr && registration->TakenBy(config.member);
  std::map<std::string, PactSetting> pacts;
  for (plan::Plan& plan : plans) {
    const std::string pact = plan.pact_id();
    if (plan.FindOffice(config.member) == nullptr) {
      return InvalidArgument("config.office_not_in_plan",
                             "the plan of " + pact + " has no consortium member for this office");
    }
    PactSetting setting{.plan = std::move(plan), .identities = nullptr};
    if (registers) {
      PAKTUM_ASSIGN_OR_RETURN(
          vault::SecretKey key,
          vault::LoadOrCreateKeyFile(fs::path(config.keys_directory) / (pact + ".identity.key")));
      setting.identities = std::make_shared<const vault::IdentityIndex>(std::move(key));
    }
    if (!pacts.emplace(pact, std::move(setting)).second) {
      return InvalidArgument("config.pact_twice", "two plan files are of the pact " + pact);
    }
  }
  return pacts;
}

Result<std::unique_ptr<ledger::EventLog>> Connect(const OfficeConfig& config) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = config.log_endpoint;
  options.curve = config.curve;
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<ledger_client::RemoteEventLog> log,
                          ledger_client::RemoteEventLog::Connect(options));
  return std::unique_ptr<ledger::EventLog>(std::move(log));
}

}  // namespace

// Members are destroyed in reverse order: the server first, so that no handler runs any more, then
// the drain, then what they use.
class Office::Impl {
 public:
  struct Stores {
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<Outbox> outbox;
    vault::SecretKey digest_key;
  };

  Impl(const OfficeConfig& config, std::map<std::string, PactSetting> pacts, Stores stores,
       std::unique_ptr<ledger::EventLog> log)
      : log_(std::move(log)),
        vault_(std::move(stores.vault)),
        outbox_(std::move(stores.outbox)),
        processor_(config.member, std::move(pacts), *log_, *vault_, clock_),
        intake_(processor_, *outbox_, clock_, config.log_timeout),
        api_(config.member, processor_, intake_, *outbox_, std::move(stores.digest_key), metrics_,
             [this] { drain_.Wake(); }),
        drain_(intake_, *outbox_,
               [this](const std::string& command, const std::string& outcome) {
                 api_.CountSettled(command, outcome);
               }),
        open_api_(OpenApiDocument(config.member)) {}

  Status Serve(const std::string& listen) {
    PAKTUM_ASSIGN_OR_RETURN(const http::Address address, http::ParseLoopbackAddress(listen));
    http::Router router;
    api_.AddRoutes(router);
    http::AddStandardRoutes(router, {.ready = [] { return OkStatus(); },
                                     .metrics = [this] { return metrics_.Expose(); },
                                     .openapi = [this] { return open_api_; }});
    http::ServerOptions options;
    options.address = address;
    options.worker_threads = kWorkerThreads;
    PAKTUM_ASSIGN_OR_RETURN(server_, http::Server::Start(options, std::move(router)));
    return OkStatus();
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::size_t waiting() const { return outbox_->WaitingCount(); }

 private:
  SystemClock clock_;
  service::Metrics metrics_;
  std::unique_ptr<ledger::EventLog> log_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<Outbox> outbox_;
  CommandProcessor processor_;
  Intake intake_;
  CommandApi api_;
  OutboxDrain drain_;
  const std::string open_api_;
  std::unique_ptr<http::Server> server_;
};

Result<std::unique_ptr<Office>> Office::Start(const OfficeConfig& config,
                                              std::unique_ptr<ledger::EventLog> log) {
  PAKTUM_ASSIGN_OR_RETURN(auto pacts, LoadPacts(config));
  const fs::path data(config.data_directory);
  PAKTUM_ASSIGN_OR_RETURN(
      vault::SecretKey master,
      vault::LoadOrCreateKeyFile(fs::path(config.keys_directory) / (config.member + ".key")));
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<Outbox> outbox,
                          Outbox::Open(data / "outbox", master.Derive("outbox")));
  vault::SecretKey digest_key = master.Derive("content-digest");
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<vault::Vault> vault,
                          vault::Vault::Open(data / "vault", std::move(master)));
  auto impl = std::make_unique<Impl>(
      config, std::move(pacts),
      Impl::Stores{std::move(vault), std::move(outbox), std::move(digest_key)}, std::move(log));
  PAKTUM_RETURN_IF_ERROR(impl->Serve(config.listen));
  service::LogInfo(
      "office.started",
      {{"member", config.member}, {"port", impl->port()}, {"waiting", impl->waiting()}});
  return std::unique_ptr<Office>(new Office(std::move(impl)));
}

Result<std::unique_ptr<Office>> Office::Start(const OfficeConfig& config) {
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<ledger::EventLog> log, Connect(config));
  return Start(config, std::move(log));
}

Office::Office(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Office::~Office() = default;
std::uint16_t Office::port() const { return impl_->port(); }

int OfficeMain(int argc, const char* const* argv, const OfficeProgram& program) {
  OfficeConfig config;
  config.member = program.member;
  config.log_endpoint = "tcp://127.0.0.1:7401";
  config.listen = program.default_listen;
  return service::Start(
      argc, argv, {program.member, program.description},
      [&](service::Flags& flags) {
        using service::Need;
        flags.Texts("--plan", config.plan_files, "plan file of a pact; may stand several times",
                    Need::kRequired);
        flags.Text("--data", config.data_directory, "directory of vault and outbox",
                   Need::kRequired);
        flags.Text("--keys", config.keys_directory, "directory of the key files", Need::kRequired);
        flags.Text("--log", config.log_endpoint, "requests of the event log");
        flags.KeyDirectory(config.curve);
        flags.Text("--listen", config.listen, "HTTP address");
      },
      [&](service::StopSignal& stop) -> Status {
        PAKTUM_ASSIGN_OR_RETURN(const std::unique_ptr<Office> office, Office::Start(config));
        stop.Wait();
        return OkStatus();
      });
}

}  // namespace paktum::office
