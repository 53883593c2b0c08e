#pragma once
// Sends commands to the offices over HTTP, as their users would, and keeps at it until it knows
// what became of them.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/http/client.h"
#include "libs/service/signals.h"
#include "services/paktum/simulation.h"
#include "services/paktum/token_file.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::cli {

// Service id → address, e.g. {"charity", "http://127.0.0.1:8083"}.
using OfficeAddresses = std::map<std::string, std::string>;

// How offices are reached that are not open: tokens, and whom to trust over TLS.
struct OfficeAccess {
  TokenFile tokens;
  std::string authorities;  // PEM file; empty = the system's
};

// Puts "charity=https://192.0.2.7:8083" in the place of the default address.
// Errors: kInvalidArgument "send.at".
Status ReplaceAddresses(const std::vector<std::string>& texts, OfficeAddresses& offices);

// The default addresses (docs/ARCHITECTURE.md), every port raised by `port_offset`.
OfficeAddresses DefaultOffices(int port_offset);

// Every command that some office takes.
std::vector<std::string> CommandNames();

// The offices that take the command, by its descriptor's option; empty for an unknown command.
std::vector<std::string> OfficesOf(const std::string& command);

// What an office answered at last.
struct Answer {
  unsigned status = 0;  // HTTP: 201 recorded, 200 already so, 4xx refused
  std::string code;     // stable reason when refused
  std::string participant_id;
  std::map<std::string, std::string> results;  // the other texts of the answer's result
  std::vector<std::uint64_t> positions;
  std::string body;
};

// Figures of a period, as a register shows them.
struct Figures {
  std::uint64_t position = 0;
  std::string sha256;
};

// One connection to each office. One thread at a time.
class Sender {
 public:
  // `patience`: how long a command is sent again while its office or the log is away.
  Sender(std::string pact, OfficeAddresses offices, bool simulated,
         std::chrono::milliseconds patience, service::StopSignal& stop, OfficeAccess access = {});

  // The reason for facts of closed periods that every later command carries, as the header
  // Paktum-Late-Reason writes it; empty: none.
  void SetLateReason(std::string reason) { late_reason_ = std::move(reason); }

  // Posts the JSON body until the outcome is known: recorded, already so or refused. A command that
  // waits in the office's outbox (202) is asked for again.
  // Errors: kUnavailable "send.gave_up"  patience ran out; the same key may be sent again later
  //         kAborted "send.stopped"      the program was asked to stop
  //         kNotFound "send.office"      no address for the office
  Result<Answer> Send(const std::string& office, const std::string& command,
                      const std::string& json, Uuid key);

  // The figures that the office's register ("evaluation", "status-report") shows for a period now;
  // nothing when the office has no such register. Errors: as Send.
  Result<std::optional<Figures>> FiguresOf(const std::string& office, const std::string& view,
                                           const std::string& period);

 private:
  Result<http::Client*> ClientOf(const std::string& office);
  // Asks until `settles` accepts the answer. `what`: for the error. Errors: as Send.
  Result<http::ClientResponse> Settled(
      const std::function<Result<http::ClientResponse>()>& ask,
      const std::function<bool(const http::ClientResponse&)>& settles, const std::string& what);

  const std::string pact_;
  const OfficeAddresses offices_;
  const bool simulated_;
  const std::chrono::milliseconds patience_;
  service::StopSignal& stop_;
  const OfficeAccess access_;
  std::map<std::string, std::unique_ptr<http::Client>> clients_;
  std::string late_reason_;
};

struct JourneyOptions {
  std::string pact;
  OfficeAddresses offices;
  OfficeAccess access;
  int parallel = 8;  // senders at once, 1–64
  std::chrono::milliseconds patience{180'000};
  std::string mails = {};  // directory of the pact office's mails; empty: codes stay unknown
};

struct JourneyReport {
  std::uint64_t recorded = 0;
  std::uint64_t already = 0;
  std::uint64_t refused = 0;
  std::uint64_t left_out = 0;                     // steps of persons whose registration was refused
  std::map<std::string, std::uint64_t> refusals;  // by code
};

// Sends all journeys, month by month; in a month many journeys at once, each in its own order.
// `progress` is called after each month with its name and the report so far.
// Errors: those of Sender::Send: nothing is lost, sending again goes on.
Result<JourneyReport> SendJourneys(
    const std::vector<simulation::Journey>& journeys, const JourneyOptions& options,
    service::StopSignal& stop,
    const std::function<void(const std::string&, const JourneyReport&)>& progress);

}  // namespace paktum::cli
