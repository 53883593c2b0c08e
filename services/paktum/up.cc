#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "libs/http/address.h"
#include "libs/http/tls.h"
#include "libs/plan/load.h"
#include "libs/service/logging.h"
#include "libs/service/start.h"
#include "services/paktum/account_keeper.h"
#include "services/paktum/administrators.h"
#include "services/paktum/commands.h"
#include "services/paktum/key_set.h"
#include "services/paktum/supervisor.h"

namespace paktum::cli {
namespace {

namespace fs = std::filesystem;

struct UpOptions {
  std::vector<std::string> plans;
  std::string data = "var";
  std::string web = "web/dist";
  bool plain = false;
  std::string bin;  // directory of the programs; default: beside this one
  bool simulate = false;
  std::int64_t seed = 1;
  std::int64_t participants = 0;
  std::int64_t port_offset = 0;
  bool open_offices = false;
  std::string address = "127.0.0.1";  // of offices and dashboard
  std::string certificate;
  std::string key;

  [[nodiscard]] bool tls() const { return !certificate.empty() || !key.empty(); }
  [[nodiscard]] std::string TokenFile() const { return data + "/simulation.tokens"; }
};

const std::vector<std::pair<std::string, int>> kOffices{
    {"pact_office", 8081}, {"government_office", 8082}, {"charity", 8083}};

class Programs {
 public:
  explicit Programs(const UpOptions& options) : options_(options) {}

  std::vector<ChildProgram> All(const std::vector<std::string>& pacts) const {
    std::vector<ChildProgram> all{EventLog(), Vault()};
    for (const auto& [name, port] : kOffices) {
      all.push_back(Office(name, port));
    }
    all.push_back(Projection("indicators", 7411));
    all.push_back(Projection("schedule", 7412));
    all.push_back(Projection("registers", 7413));
    all.push_back(Dashboard());
    if (options_.simulate) {
      for (std::size_t i = 0; i < pacts.size(); ++i) {
        all.push_back(Simulation(pacts[i], options_.plans[i]));
      }
    }
    return all;
  }

  [[nodiscard]] std::string At(int port) const {
    return "127.0.0.1:" + std::to_string(port + options_.port_offset);
  }
  // Where people reach an office or the dashboard.
  [[nodiscard]] std::string Url(int port) const {
    return (options_.tls() ? "https://" : "http://") + Reachable(port);
  }

 private:
  [[nodiscard]] std::string Listen(int port) const {
    return options_.address + ":" + std::to_string(port + options_.port_offset);
  }
  // As Listen; all addresses of the machine are reached at its own.
  [[nodiscard]] std::string Reachable(int port) const {
    return options_.address == "0.0.0.0" ? At(port) : Listen(port);
  }

  void AddTls(std::vector<std::string>& command) const {
    if (!options_.tls()) return;
    command.insert(command.end(),
                   {"--tls-certificate", options_.certificate, "--tls-key", options_.key});
  }

  [[nodiscard]] std::string Tcp(int port) const { return "tcp://" + At(port); }
  [[nodiscard]] std::string Data(const std::string& name) const {
    return options_.data + "/" + name;
  }

  void AddPlans(std::vector<std::string>& command) const {
    for (const std::string& plan : options_.plans) {
      command.insert(command.end(), {"--plan", plan});
    }
  }

  [[nodiscard]] std::vector<std::string> WithKeys(const std::string& name,
                                                  std::vector<std::string> command) const {
    if (!options_.plain) {
      command.insert(command.end(), {"--curve", KeySetOf(options_.data) + "/" + name});
    }
    return command;
  }

  [[nodiscard]] ChildProgram EventLog() const {
    return {
        "event_log",
        WithKeys("event_log", {options_.bin + "/event_log", "--data", Data("event_log"), "--listen",
                               Tcp(7401), "--hints", Tcp(7402), "--http", At(7403)}),
        At(7401)};
  }

  [[nodiscard]] ChildProgram Vault() const {
    ChildProgram program{"vault",
                         WithKeys("vault", {options_.bin + "/vault", "--data", Data("vault"),
                                            "--backups", Data("vault-backups"), "--log", Tcp(7401),
                                            "--listen", Tcp(7431), "--http", At(7432)}),
                         At(7431)};
    AddPlans(program.command);
    return program;
  }

  [[nodiscard]] ChildProgram Office(const std::string& name, int port) const {
    ChildProgram program{name,
                         WithKeys(name, {options_.bin + "/" + name, "--data", Data(name), "--keys",
                                         Data("keys"), "--log", Tcp(7401), "--vault", Tcp(7431),
                                         "--registers", Tcp(7413), "--listen", Listen(port)}),
                         Reachable(port)};
    AddPlans(program.command);
    AddTls(program.command);
    if (!options_.open_offices) {
      program.command.insert(program.command.end(), {"--accounts", AccountsOf(Data(name))});
    }
    if (const std::string page = options_.web + "/office"; fs::is_directory(page)) {
      program.command.insert(program.command.end(), {"--web", page});
    }
    for (const auto& [other, other_port] : kOffices) {
      if (options_.plain || other == name) continue;
      program.command.insert(program.command.end(),
                             {"--witness-peer", other + ("=" + Url(other_port))});
    }
    return program;
  }

  [[nodiscard]] ChildProgram Projection(const std::string& name, int port) const {
    ChildProgram program{
        name,
        WithKeys(name, {options_.bin + "/" + name, "--data", Data(name), "--log", Tcp(7401),
                        "--hints", Tcp(7402), "--listen", Tcp(port), "--http", At(port + 10)}),
        At(port)};
    AddPlans(program.command);
    return program;
  }

  [[nodiscard]] ChildProgram Dashboard() const {
    ChildProgram program{"dashboard",
                         WithKeys("dashboard", {options_.bin + "/dashboard", "--log", Tcp(7401),
                                                "--hints", Tcp(7402), "--indicators", Tcp(7411),
                                                "--schedule", Tcp(7412), "--registers", Tcp(7413),
                                                "--listen", Listen(8080), "--web", options_.web}),
                         Reachable(8080)};
    AddPlans(program.command);
    AddTls(program.command);
    return program;
  }

  [[nodiscard]] ChildProgram Simulation(const std::string& pact, const std::string& plan) const {
    ChildProgram program;
    program.name = "simulate-" + pact;
    program.command = {options_.bin + "/paktum",
                       "simulate",
                       "--plan",
                       plan,
                       "--seed",
                       std::to_string(options_.seed),
                       "--participants",
                       std::to_string(options_.participants),
                       "--port-offset",
                       std::to_string(options_.port_offset),
                       "--mails",
                       Data("pact_office/mail"),
                       "--done-file",
                       Data("simulated-" + pact)};
    if (!options_.open_offices) {
      program.command.insert(program.command.end(), {"--token-file", options_.TokenFile()});
    }
    for (const auto& [office, port] : kOffices) {
      program.command.insert(program.command.end(), {"--at", office + ("=" + Url(port))});
    }
    program.once = true;
    return program;
  }

  const UpOptions& options_;
};

void PrintAddresses(const UpOptions& options, const Programs& programs,
                    const std::vector<std::string>& pacts) {
  std::printf("Paktum runs (%zu pact%s); Ctrl-C stops all.\n", pacts.size(),
              pacts.size() == 1 ? "" : "s");
  std::printf("  dashboard          %s/\n", programs.Url(8080).c_str());
  std::printf("  pact office        %s/\n", programs.Url(8081).c_str());
  std::printf("  government office  %s/\n", programs.Url(8082).c_str());
  std::printf("  charity            %s/\n", programs.Url(8083).c_str());
  if (options.open_offices) {
    std::printf("  WARNING: --open-offices: nobody has to log in; only for demonstrations\n");
  }
  std::printf("  event log          tcp://%s, http://%s/metrics\n", programs.At(7401).c_str(),
              programs.At(7403).c_str());
  std::printf("  vault              tcp://%s, http://%s/metrics\n", programs.At(7431).c_str(),
              programs.At(7432).c_str());
  std::printf("  data and logs      %s, %s/log\n", options.data.c_str(), options.data.c_str());
  if (!options.plain) {
    std::printf("  keys               %s/NAME (paktum tail --curve %s/operator)\n",
                KeySetOf(options.data).c_str(), KeySetOf(options.data).c_str());
  }
  if (options.simulate) {
    std::printf("  simulated programme: %s/log/simulate-*.log\n", options.data.c_str());
  }
  std::fflush(stdout);
}

std::vector<std::string> OfficeNames() {
  std::vector<std::string> names;
  names.reserve(std::size(kOffices));
  for (const auto& [name, port] : kOffices) names.push_back(name);
  return names;
}

Status CheckAddress(const UpOptions& options) {
  const bool loopback = http::IsLoopback(options.address);
  if (options.open_offices && !loopback) {
    return InvalidArgument("up.open_offices",
                           "--open-offices lets everybody in: it needs a loopback --address");
  }
  if (options.tls()) return http::CheckTlsFiles({options.certificate, options.key});
  if (loopback) return OkStatus();
  return InvalidArgument("up.address", options.address + " needs --tls-certificate and --tls-key");
}

// Says which offices nobody can log in at, and lets the simulation in.
Status PrepareAccounts(const UpOptions& options) {
  if (options.open_offices) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> without,
                          WithoutAdministrator(options.data, OfficeNames()));
  for (const std::string& office : without) {
    std::printf(
        "%s has no administrator yet: paktum account add --data %s/%s --login NAME --role "
        "administrator, while it is stopped\n",
        office.c_str(), options.data.c_str(), office.c_str());
  }
  if (!options.simulate) return OkStatus();
  return MakeSimulationTokens(options.data, OfficeNames(), options.TokenFile());
}

Status Run(UpOptions options, service::StopSignal& stop) {
  std::vector<plan::Plan> plans;
  std::vector<std::string> pacts;
  for (const std::string& path : options.plans) {
    PAKTUM_ASSIGN_OR_RETURN(plan::Plan plan, plan::LoadPlan(path));
    pacts.push_back(plan.pact_id());
    plans.push_back(std::move(plan));
  }
  PAKTUM_RETURN_IF_ERROR(CheckAddress(options));
  std::error_code error;
  if (options.bin.empty()) {
    options.bin = fs::read_symlink("/proc/self/exe", error).parent_path().string();
  }
  for (const char* directory : {"log", "keys"}) {
    fs::create_directories(options.data + "/" + directory, error);
    if (error) {
      return InvalidArgument(
          "up.data", "cannot create " + options.data + "/" + directory + ": " + error.message());
    }
  }
  // Ledger, vaults and keys are for the account that runs the services only.
  fs::permissions(options.data, fs::perms::owner_all, error);
  if (!options.plain) {
    PAKTUM_ASSIGN_OR_RETURN(const KeySetReport keys,
                            MakeKeySet(KeySetOf(options.data), OfficesOf(plans), /*only=*/{}));
    for (const std::string& notice : keys.notices) {
      service::LogWarning("up.keys", {{"notice", notice}});
    }
  }
  PAKTUM_RETURN_IF_ERROR(PrepareAccounts(options));
  const Programs programs(options);
  Supervisor supervisor(programs.All(pacts), options.data + "/log", stop);
  const Status started = supervisor.StartAll();
  if (started.reason() == "up.stopped") return OkStatus();
  PAKTUM_RETURN_IF_ERROR(started);
  PrintAddresses(options, programs, pacts);
  supervisor.Run([](const std::string& name, const std::string& how) {
    service::LogWarning("up.restarting", {{"program", name}, {"after", how}});
  });
  return OkStatus();
}

}  // namespace

int Up(int argc, const char* const* argv) {
  UpOptions options;
  return service::Start(
      argc, argv, {"paktum up", "Starts all services of one machine and keeps them running."},
      [&](service::Flags& flags) {
        flags.Texts("--plan", options.plans, "plan file of a pact; may be repeated",
                    service::Need::kRequired);
        flags.Text("--data", options.data, "directory of all data");
        flags.Text("--web", options.web,
                   "directory of the built pages; the offices' is its office/");
        flags.Text("--bin", options.bin, "directory of the programs; default: this one's");
        flags.Switch("--plain", options.plain,
                     "connections between the programs without keys, not encrypted");
        flags.Switch("--simulate", options.simulate,
                     "send a simulated programme through the offices, once");
        flags.Number("--seed", options.seed, 0, std::numeric_limits<std::int64_t>::max(),
                     "seed of the simulated programme");
        flags.Number("--participants", options.participants, 0, 1'000'000,
                     "participants of the simulated programme; 0 = as the plan aims for");
        flags.Number("--port-offset", options.port_offset, 0, 50'000, "added to every port");
        flags.Switch("--open-offices", options.open_offices,
                     "nobody has to log in at the offices; on this machine only, for "
                     "demonstrations");
        flags.Text("--address", options.address,
                   "numeric address of offices and dashboard; others than loopback need TLS");
        flags.Text("--tls-certificate", options.certificate, "PEM file, for offices and dashboard");
        flags.Text("--tls-key", options.key, "PEM file of its private key, mode 0600");
      },
      [&](service::StopSignal& stop) { return Run(options, stop); });
}

}  // namespace paktum::cli
