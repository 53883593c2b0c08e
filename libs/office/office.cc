#include "libs/office/office.h"

#include <filesystem>
#include <map>
#include <utility>

#include "libs/access/signing_event_log.h"
#include "libs/accounts/accounts.h"
#include "libs/base/clock.h"
#include "libs/http/json.h"
#include "libs/http/server.h"
#include "libs/http/standard_routes.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/office/access_gate.h"
#include "libs/office/account_api.h"
#include "libs/office/command_api.h"
#include "libs/office/command_form.h"
#include "libs/office/command_processor.h"
#include "libs/office/commands.h"
#include "libs/office/import_api.h"
#include "libs/office/intake.h"
#include "libs/office/newsletter_desk.h"
#include "libs/office/office_page.h"
#include "libs/office/office_witness.h"
#include "libs/office/open_api.h"
#include "libs/office/outbox.h"
#include "libs/office/outbox_drain.h"
#include "libs/office/own_seals.h"
#include "libs/office/person_api.h"
#include "libs/office/persons.h"
#include "libs/office/view_api.h"
#include "libs/plan/load.h"
#include "libs/service/hardening.h"
#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/start.h"
#include "libs/service/tls_notice.h"
#include "libs/vault/key_file.h"
#include "libs/vault/sealer.h"

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
  return access::SignedWithKeysOf(config.curve, std::move(log));
}

// nullptr when the office has no logins.
Result<std::unique_ptr<accounts::Accounts>> OpenAccounts(const OfficeConfig& config) {
  if (config.accounts.empty()) {
    service::LogWarning("office.open_to_all", {{"member", config.member}});
    return std::unique_ptr<accounts::Accounts>();
  }
  static const SystemClock kClock;
  accounts::AccountsOptions options;
  options.directory = config.accounts;
  options.cost = config.password_cost;
  PAKTUM_ASSIGN_OR_RETURN(auto opened, accounts::Accounts::Open(options, kClock));
  if (!opened->HasAdministrator()) {
    service::LogWarning("office.no_administrator", {{"member", config.member}});
  }
  return opened;
}

// nullptr when the member does not serve persons.
Result<std::unique_ptr<Persons>> OpenPersons(const OfficeConfig& config,
                                             const std::map<std::string, PactSetting>& pacts,
                                             vault::SecretKey digest_key, ledger::EventLog& log) {
  static const SystemClock kClock;
  if (fs::exists(fs::path(config.data_directory) / "vault" / "CURRENT")) {
    return InvalidArgument(
        "vault.local_found",
        "the data directory holds a vault of an earlier version, whose keys this "
        "one cannot use: see docs/decisions/0015-shared-vault.md");
  }
  std::map<std::string, PersonsPact> served;
  for (const auto& [id, setting] : pacts) {
    if (setting.identities == nullptr) continue;
    served.emplace(id, PersonsPact{setting.plan, setting.identities});
  }
  if (served.empty()) return std::unique_ptr<Persons>();
  return Persons::Open({.member = config.member,
                        .vault_endpoint = config.vault_endpoint,
                        .curve = config.curve,
                        .keys_directory = config.keys_directory},
                       std::move(served), std::move(digest_key), log, kClock);
}

// nullptr when the member serves persons, which have the keys then, or seals nothing.
Result<std::unique_ptr<OwnSeals>> OpenOwnSeals(const OfficeConfig& config, const Persons* persons) {
  if (persons != nullptr) return std::unique_ptr<OwnSeals>();
  return OwnSeals::Open({.member = config.member,
                         .vault_endpoint = config.vault_endpoint,
                         .curve = config.curve,
                         .keys_directory = config.keys_directory});
}

// Every pact gets its desk when this office takes the commands about the newsletter.
void AddNewsletterDesks(const OfficeConfig& config, const vault::SecretKey& key, OwnSeals* seals,
                        std::map<std::string, PactSetting>& pacts) {
  const CommandKind* subscription = FindCommand("SubscribeNewsletter");
  if (subscription == nullptr || !subscription->TakenBy(config.member)) return;
  for (auto& [id, setting] : pacts) {
    NewsletterDesk::Seals own;
    if (seals != nullptr) own = {.store = &seals->store(), .vault = &seals->vault()};
    setting.newsletter = std::make_shared<const NewsletterDesk>(
        id, setting.plan.data().identity().pact_name().hu(), key.Derive("newsletter"), own,
        fs::path(config.data_directory) / "mail");
  }
}

std::vector<std::string> IdsOf(const std::map<std::string, PactSetting>& pacts) {
  std::vector<std::string> ids;
  ids.reserve(pacts.size());
  for (const auto& [id, setting] : pacts) ids.push_back(id);
  return ids;
}

Result<std::unique_ptr<ViewApi>> ConnectViews(const OfficeConfig& config,
                                              const std::map<std::string, PactSetting>& pacts) {
  std::vector<plan::Plan> plans;
  plans.reserve(pacts.size());
  for (const auto& [id, setting] : pacts) plans.push_back(setting.plan);
  return ViewApi::Connect(config.member, plans, config.registers_endpoint, config.curve);
}

OfficePageOptions PageOf(const OfficeConfig& config,
                         const std::map<std::string, PactSetting>& pacts) {
  std::vector<const plan::Plan*> plans;
  plans.reserve(pacts.size());
  for (const auto& [id, setting] : pacts) plans.push_back(&setting.plan);
  return {.office_json = OfficeJson(config.member, !config.accounts.empty(), plans),
          .commands_json = CommandsJson(config.member),
          .directory = config.web};
}

}  // namespace

// Members are destroyed in reverse order: the server first, so that no handler runs any more, then
// the drain, then what they use.
class Office::Impl {
 public:
  struct Stores {
    std::unique_ptr<Persons> persons;  // nullptr: the member does not serve persons
    std::unique_ptr<OwnSeals> seals;   // nullptr: it serves persons, or seals nothing
    std::unique_ptr<Outbox> outbox;
    vault::SecretKey digest_key;
    vault::SecretKey import_key;
    std::unique_ptr<accounts::Accounts> accounts;  // nullptr: no logins
    std::unique_ptr<ViewApi> views;
  };

  Impl(const OfficeConfig& config, std::map<std::string, PactSetting> pacts, Stores stores,
       std::unique_ptr<ledger::EventLog> log)
      : log_(std::move(log)),
        persons_(std::move(stores.persons)),
        seals_(std::move(stores.seals)),
        outbox_(std::move(stores.outbox)),
        accounts_(std::move(stores.accounts)),
        views_(std::move(stores.views)),
        pacts_(IdsOf(pacts)),
        page_(PageOf(config, pacts)),
        processor_(config.member, std::move(pacts), *log_, sealer(), clock_),
        intake_(processor_, *outbox_, clock_, config.log_timeout),
        api_(config.member, processor_, intake_, *outbox_, std::move(stores.digest_key), metrics_,
             [this] { drain_.Wake(); }),
        drain_(intake_, *outbox_,
               [this](const std::string& command, const std::string& outcome) {
                 api_.CountSettled(command, outcome);
               }),
        open_api_(OpenApiDocument(config.member, accounts_ != nullptr)) {
    import_api_ =
        std::make_unique<ImportApi>(config.member, processor_, api_, persons_.get(),
                                    std::move(stores.import_key), clock_, config.log_timeout);
    if (persons_ != nullptr) {
      person_api_ =
          std::make_unique<PersonApi>(*persons_, metrics_, clock_, 2 * config.log_timeout);
    }
    if (accounts_ == nullptr) return;
    gate_ = std::make_unique<AccessGate>(config.member, *accounts_);
    account_api_ = std::make_unique<AccountApi>(*accounts_, *gate_, metrics_);
  }

  Status Serve(const OfficeConfig& config) {
    PAKTUM_ASSIGN_OR_RETURN(const http::Address address,
                            http::ParseListenAddress(config.listen, !config.tls.empty()));
    if (accounts_ == nullptr && !http::IsLoopback(address.host)) {
      return InvalidArgument("config.no_accounts",
                             "without --accounts an office stays on 127.0.0.1 or [::1]");
    }
    http::Router router;
    PAKTUM_ASSIGN_OR_RETURN(witness_, StartWitness(config, pacts_, clock_, metrics_));
    if (witness_ != nullptr) witness_->AddRoutes(router);
    api_.AddRoutes(router);
    import_api_->AddRoutes(router);
    AddFormRoutes(router, config.member, processor_);
    views_->AddRoutes(router);
    if (person_api_ != nullptr) person_api_->AddRoutes(router);
    if (account_api_ != nullptr) account_api_->AddRoutes(router);
    PAKTUM_RETURN_IF_ERROR(AddOfficePage(router, page_));
    http::AddStandardRoutes(router, {.ready = [] { return OkStatus(); },
                                     .metrics = [this] { return metrics_.Expose(); },
                                     .openapi = [this] { return open_api_; },
                                     .details = [this] { return HealthDetails(); }});
    http::ServerOptions options;
    options.address = address;
    options.tls = config.tls;
    options.tls_changed = &service::LogTlsChange;
    options.worker_threads = kWorkerThreads;
    options.rate.per_second = static_cast<double>(config.requests_per_second);
    options.rate.burst = 10 * options.rate.per_second;
    if (gate_ != nullptr) options.gate = std::cref(*gate_);
    PAKTUM_ASSIGN_OR_RETURN(server_, http::Server::Start(options, std::move(router)));
    if (persons_ != nullptr) persons_->Follow();
    return OkStatus();
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::size_t waiting() const { return outbox_->WaitingCount(); }

 private:
  // What an operator should see at once, and what does not keep the office from its work.
  [[nodiscard]] std::string HealthDetails() const {
    const bool watches = witness_ != nullptr;
    return http::JsonObject()
        .Bool("witness", watches)
        .Number("witness_alarms", watches ? static_cast<std::int64_t>(witness_->alarms()) : 0)
        .ToString();
  }

  vault::Sealer& sealer() {
    if (persons_ != nullptr) return persons_->vault();
    if (seals_ != nullptr) return seals_->vault();
    return no_sealer_;
  }

  SystemClock clock_;
  service::Metrics metrics_;
  std::unique_ptr<ledger::EventLog> log_;
  std::unique_ptr<Persons> persons_;
  std::unique_ptr<OwnSeals> seals_;
  vault::NoSealer no_sealer_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<accounts::Accounts> accounts_;
  std::unique_ptr<ViewApi> views_;
  const std::vector<std::string> pacts_;
  const OfficePageOptions page_;
  std::unique_ptr<witness::Witness> witness_;  // nullptr: without a key
  std::unique_ptr<AccessGate> gate_;
  std::unique_ptr<AccountApi> account_api_;
  CommandProcessor processor_;
  Intake intake_;
  CommandApi api_;
  std::unique_ptr<PersonApi> person_api_;
  OutboxDrain drain_;
  const std::string open_api_;
  std::unique_ptr<ImportApi> import_api_;  // its jobs wake the drain
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
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<Persons> persons,
                          OpenPersons(config, pacts, master.Derive("persons"), *log));
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<OwnSeals> seals, OpenOwnSeals(config, persons.get()));
  AddNewsletterDesks(config, master, seals.get(), pacts);
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<accounts::Accounts> accounts, OpenAccounts(config));
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<ViewApi> views, ConnectViews(config, pacts));
  auto impl = std::make_unique<Impl>(
      config, std::move(pacts),
      Impl::Stores{std::move(persons), std::move(seals), std::move(outbox), std::move(digest_key),
                   master.Derive("import"), std::move(accounts), std::move(views)},
      std::move(log));
  PAKTUM_RETURN_IF_ERROR(impl->Serve(config));
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
  config.vault_endpoint = "tcp://127.0.0.1:7431";
  config.registers_endpoint = "tcp://127.0.0.1:7413";
  config.listen = program.default_listen;
  config.password_cost = program.password_cost;
  return service::Start(
      argc, argv, {program.member, program.description},
      [&](service::Flags& flags) {
        using service::Need;
        flags.Texts("--plan", config.plan_files, "plan file of a pact; may stand several times",
                    Need::kRequired);
        flags.Text("--data", config.data_directory, "directory of the outbox", Need::kRequired);
        flags.Text("--keys", config.keys_directory, "directory of the key files", Need::kRequired);
        flags.Text("--log", config.log_endpoint, "requests of the event log");
        flags.Text("--vault", config.vault_endpoint, "requests of the vault");
        flags.Text("--registers", config.registers_endpoint, "requests of the registers service");
        flags.KeyDirectory(config.curve);
        flags.Text("--listen", config.listen, "HTTP address");
        flags.Texts("--witness-peer", config.witness_peers,
                    "NAME=URL of another office whose witness to compare with; may be repeated");
        flags.Text("--web", config.web, "directory of the built page");
        flags.Text("--accounts", config.accounts,
                   "directory of the accounts; without it nobody has to log in, and the office "
                   "stays on this machine");
        flags.TlsFiles(config.tls.certificate, config.tls.key);
        flags.Number("--requests-per-second", config.requests_per_second, 0, 100'000,
                     "from one address of another machine; 0 = no limit");
      },
      [&](service::StopSignal& stop) -> Status {
        PAKTUM_RETURN_IF_ERROR(service::HideMemory());
        PAKTUM_ASSIGN_OR_RETURN(const std::unique_ptr<Office> office, Office::Start(config));
        stop.Wait();
        return OkStatus();
      });
}

}  // namespace paktum::office
