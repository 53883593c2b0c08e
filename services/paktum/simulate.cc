#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "libs/plan/load.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"
#include "services/paktum/sender.h"

namespace paktum::cli {
namespace {

struct SimulateOptions {
  std::string plan;
  std::int64_t seed = 1;
  std::int64_t participants = 0;
  std::int64_t parallel = 8;
  std::int64_t patience_s = 180;
  std::int64_t port_offset = 0;
  std::string start = "2019-01-01";
  std::string done_file;
  std::string token_file;
  std::string mails;
  std::vector<std::string> at;
  std::string authorities;
};

void PrintReport(const char* what, const JourneyReport& report) {
  std::printf("%s: %" PRIu64 " recorded, %" PRIu64 " already so, %" PRIu64 " refused, %" PRIu64
              " left out\n",
              what, report.recorded, report.already, report.refused, report.left_out);
  std::fflush(stdout);
}

Status Run(const SimulateOptions& options, service::StopSignal& stop) {
  if (!options.done_file.empty() && std::filesystem::exists(options.done_file)) {
    std::printf("already simulated: %s\n", options.done_file.c_str());
    return OkStatus();
  }
  PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(options.plan));
  simulation::Options simulated;
  simulated.seed = static_cast<std::uint64_t>(options.seed);
  simulated.participants = static_cast<std::uint32_t>(options.participants);
  const auto start = Date::Parse(options.start);
  if (!start) return InvalidArgument("simulation.start", "--start is no day: YYYY-MM-DD");
  simulated.start = *start;
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<simulation::Journey> journeys,
                          simulation::Simulate(plan, simulated));
  JourneyOptions sending;
  sending.pact = plan.pact_id();
  sending.offices = DefaultOffices(static_cast<int>(options.port_offset));
  PAKTUM_RETURN_IF_ERROR(ReplaceAddresses(options.at, sending.offices));
  sending.access.authorities = options.authorities;
  PAKTUM_ASSIGN_OR_RETURN(sending.access.tokens, TokenFile::Read(options.token_file));
  sending.parallel = static_cast<int>(options.parallel);
  sending.mails = options.mails;
  sending.patience = std::chrono::seconds(options.patience_s);
  const auto report = SendJourneys(journeys, sending, stop,
                                   [](const std::string& month, const JourneyReport& so_far) {
                                     PrintReport(month.c_str(), so_far);
                                   });
  if (!report.ok()) {
    return report.status().reason() == "send.stopped" ? OkStatus() : report.status();
  }
  PrintReport("done", *report);
  for (const auto& [code, count] : report->refusals) {
    std::printf("  refused %s: %" PRIu64 "\n", code.c_str(), count);
  }
  if (report->refused > 0 && report->recorded + report->already == 0) {
    std::printf("all of it was refused: it is sent again at the next start\n");
  } else if (!options.done_file.empty()) {
    std::ofstream(options.done_file) << "seed " << options.seed << "\n";
  }
  return OkStatus();
}

}  // namespace

int SimulateProgramme(int argc, const char* const* argv) {
  SimulateOptions options;
  return service::Start(
      argc, argv,
      {"paktum simulate",
       "Sends a seeded, plausible programme through the offices, marked as simulated. The same "
       "options send the same commands with the same keys: what was recorded stays recorded once."},
      [&](service::Flags& flags) {
        flags.Text("--plan", options.plan, "plan file", service::Need::kRequired);
        flags.Number("--seed", options.seed, 0, std::numeric_limits<std::int64_t>::max(), "seed");
        flags.Number("--participants", options.participants, 0, simulation::kParticipantsMax,
                     "persons; 0 = as the plan aims for");
        flags.Text("--start", options.start,
                   "first day of a programme whose plan counts in months, YYYY-MM-DD");
        flags.Number("--parallel", options.parallel, 1, 64, "senders at once");
        flags.Number("--patience", options.patience_s, 1, 86'400,
                     "seconds to go on while an office or the log is away");
        flags.Number("--port-offset", options.port_offset, 0, 50'000, "added to every port");
        flags.Text("--token-file", options.token_file,
                   "tokens for offices with accounts, lines of OFFICE TOKEN, mode 0600");
        flags.Texts("--at", options.at, "OFFICE=URL, where it is not on this machine");
        flags.Text("--authorities", options.authorities, "PEM file of the certificates to trust");
        flags.Text("--mails", options.mails,
                   "directory of the mails that the pact office wrote, for the codes in them; "
                   "without it nobody confirms the newsletter");
        flags.Text("--done-file", options.done_file,
                   "written at the end, unless all was refused; nothing is sent when it is there");
      },
      [&](service::StopSignal& stop) { return Run(options, stop); });
}

}  // namespace paktum::cli
