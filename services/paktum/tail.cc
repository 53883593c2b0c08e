#include <cstdio>

#include "libs/events/cloud_event.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/service/logging.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"

namespace paktum::cli {
namespace {

struct TailOptions {
  std::string pact = "tiszakecske";
  std::string log = "tcp://127.0.0.1:7401";
  std::string hints = "tcp://127.0.0.1:7402";
  std::string curve;
  std::int64_t after = 0;
  bool until_head = false;
};

Status PrintRecord(const ledger::Record& record) {
  event::v1::Record stored;
  if (!stored.ParseFromArray(record.stored.data(), static_cast<int>(record.stored.size()))) {
    return DataLoss("record.unreadable",
                    "record " + std::to_string(record.position.value()) + " cannot be read");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string line, events::ToCloudEventJson(stored));
  if (std::puts(line.c_str()) < 0 || std::fflush(stdout) != 0) {
    return Aborted("tail.output_closed", "nobody reads the output any more");
  }
  return OkStatus();
}

Status Run(const TailOptions& options, service::StopSignal& stop) {
  ledger_client::RemoteEventLogOptions remote;
  remote.endpoint = options.log;
  remote.hints_endpoint = options.hints;
  remote.curve = options.curve;
  PAKTUM_ASSIGN_OR_RETURN(const auto log, ledger_client::RemoteEventLog::Connect(remote));
  Position applied(static_cast<std::uint64_t>(options.after));
  PAKTUM_ASSIGN_OR_RETURN(const auto subscription, log->Subscribe(options.pact, applied));
  std::optional<Position> end;
  if (options.until_head) {
    PAKTUM_ASSIGN_OR_RETURN(end, log->Head(options.pact, DeadlineIn(std::chrono::seconds(10))));
  }
  while (!stop.requested() && (!end || applied < *end)) {
    const auto slice = subscription->Next(DeadlineIn(std::chrono::milliseconds(200)));
    if (!slice.ok()) {
      if (slice.status().code() == StatusCode::kDataLoss) return slice.status();
      service::LogWarning("tail.log_away", {{"status", slice.status()}});
      continue;
    }
    for (const ledger::Record& record : slice->records) {
      const Status printed = PrintRecord(record);
      if (printed.code() == StatusCode::kAborted) return OkStatus();
      PAKTUM_RETURN_IF_ERROR(printed);
      applied = record.position;
    }
  }
  return OkStatus();
}

}  // namespace

int Tail(int argc, const char* const* argv) {
  TailOptions options;
  return service::Start(
      argc, argv,
      {"paktum tail", "Follows the ledger of a pact as CloudEvents JSON, one event a line."},
      [&](service::Flags& flags) {
        flags.Text("--pact", options.pact, "pact");
        flags.Text("--log", options.log, "event log");
        flags.Text("--hints", options.hints, "hints of the event log");
        flags.KeyDirectory(options.curve);
        flags.Number("--after", options.after, 0, std::numeric_limits<std::int64_t>::max(),
                     "position to begin after; 0 = from the beginning");
        flags.Switch("--until-head", options.until_head,
                     "end where the ledger ended when this started");
      },
      [&](service::StopSignal& stop) { return Run(options, stop); });
}

}  // namespace paktum::cli
