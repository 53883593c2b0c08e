#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "libs/base/clock.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"
#include "services/paktum/sender.h"

namespace paktum::cli {
namespace {

struct SendCommandOptions {
  std::string command;
  std::string json;
  std::string pact = "tiszakecske";
  std::string office;
  std::string key;
  std::int64_t patience_s = 30;
  std::int64_t port_offset = 0;
  std::string token_file;
  std::vector<std::string> at;
  std::string authorities;
  std::string late_reason;
};

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// The office that takes the command: the one asked for, or the only one that does.
Result<std::string> ChooseOffice(const SendCommandOptions& options) {
  const std::vector<std::string> offices = OfficesOf(options.command);
  if (offices.empty()) {
    return InvalidArgument("send.command", "no office takes a command named " + options.command);
  }
  if (options.office.empty()) {
    if (offices.size() == 1) return offices.front();
    return InvalidArgument("send.office", "--office is needed: " + options.command +
                                              " is taken by " + Joined(offices));
  }
  if (std::find(offices.begin(), offices.end(), options.office) == offices.end()) {
    return InvalidArgument("send.office", options.command + " is taken by " + Joined(offices) +
                                              ", not by " + options.office);
  }
  return options.office;
}

Status Run(SendCommandOptions options, service::StopSignal& stop) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string office, ChooseOffice(options));
  if (options.json == "-") {
    options.json.assign(std::istreambuf_iterator<char>(std::cin), {});
  }
  const SystemClock clock;
  const auto key = options.key.empty() ? Uuid::V7(clock) : Uuid::Parse(options.key);
  if (!key) return InvalidArgument("send.key", "--key must be a UUID");
  OfficeAddresses offices = DefaultOffices(static_cast<int>(options.port_offset));
  PAKTUM_RETURN_IF_ERROR(ReplaceAddresses(options.at, offices));
  OfficeAccess access{.tokens = {}, .authorities = options.authorities};
  PAKTUM_ASSIGN_OR_RETURN(access.tokens, TokenFile::Read(options.token_file));
  Sender sender(options.pact, offices, false, std::chrono::seconds(options.patience_s), stop,
                access);
  sender.SetLateReason(options.late_reason);
  PAKTUM_ASSIGN_OR_RETURN(const Answer answer,
                          sender.Send(office, options.command, options.json, *key));
  std::printf("%s\n", answer.body.c_str());
  if (answer.status >= 300) {
    return Refused("send.refused",
                   office + " answered " + std::to_string(answer.status) + " " + answer.code);
  }
  return OkStatus();
}

}  // namespace

int Send(int argc, const char* const* argv) {
  SendCommandOptions options;
  return service::Start(
      argc, argv, {"paktum send", "Sends one command to an office and prints the answer."},
      [&](service::Flags& flags) {
        flags.Text("--command", options.command, "name, e.g. EnrolParticipant",
                   service::Need::kRequired);
        flags.Text("--json", options.json, "its fields as JSON; - reads standard input",
                   service::Need::kRequired);
        flags.Text("--pact", options.pact, "pact");
        flags.Text("--office", options.office,
                   "service id, where several offices take the command");
        flags.Text("--key", options.key, "Idempotency-Key, a UUID; default: a new one");
        flags.Number("--patience", options.patience_s, 1, 86'400,
                     "seconds to go on while the office or the log is away");
        flags.Number("--port-offset", options.port_offset, 0, 50'000, "added to every port");
        flags.Text("--token-file", options.token_file,
                   "tokens for offices with accounts, lines of OFFICE TOKEN, mode 0600");
        flags.Texts("--at", options.at, "OFFICE=URL, where it is not on this machine");
        flags.Text("--late-reason", options.late_reason,
                   "why a fact of a closed period is recorded only now: DOCUMENT_CAME_LATE, "
                   "NOT_RECORDED_IN_TIME, INSPECTION_FINDING or OTHER");
        flags.Text("--authorities", options.authorities, "PEM file of the certificates to trust");
      },
      [&](service::StopSignal& stop) { return Run(options, stop); });
}

}  // namespace paktum::cli
