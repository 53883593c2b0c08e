#pragma once
// CommandApi: the HTTP routes of an office (docs/formats/commands.md), without the server.
// Handlers may run on any number of threads at once.
#include <functional>
#include <string>

#include "libs/base/clock.h"
#include "libs/http/router.h"
#include "libs/office/command_processor.h"
#include "libs/office/commands.h"
#include "libs/office/intake.h"
#include "libs/office/outbox.h"
#include "libs/service/metrics.h"
#include "libs/vault/secret_key.h"

namespace paktum::office {

inline constexpr std::size_t kCommandBytesMax = std::size_t{256} * 1024;  // body of a command
inline constexpr std::size_t kAttentionEntriesMax = 500;                  // listed at once
// The actor of a command at an office without logins that names none. With logins it is the
// account's id, and a client cannot name another.
inline constexpr std::string_view kUnknownActor = "unknown-staff";

// Who sends a command, and what else its headers say: Paktum-Actor, Paktum-Simulated,
// Paktum-Late-Reason.
struct CommandOrigin {
  std::string actor;
  bool simulated = false;
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;

  // Errors: kInvalidArgument "header.…".
  static Result<CommandOrigin> Of(const http::Request& request);
};

class CommandApi {
 public:
  // References must outlive the api. `on_waiting` is called when commands wait in the outbox.
  CommandApi(std::string office, const CommandProcessor& processor, Intake& intake, Outbox& outbox,
             vault::SecretKey digest_key, service::Metrics& metrics,
             std::function<void()> on_waiting);

  // Adds the /api routes. The api must outlive the router's use.
  void AddRoutes(http::Router& router);

  // Records one checked command that did not come as a request, such as a row of a spreadsheet; the
  // content digest is filled in. Errors: as Intake::Submit.
  Result<Taken> Record(Submission submission, const CommandKind& kind);
  // Whether it would record something now; records nothing. Errors: as
  // CommandProcessor::WouldRecord.
  [[nodiscard]] Result<bool> WouldRecord(Submission submission, Deadline deadline) const;

  // Counts a command that left the outbox, by outcome.
  void CountSettled(const std::string& command, const std::string& outcome);
  // Sets the gauges from the outbox.
  void UpdateGauges();

 private:
  http::Response PostCommand(const http::Request& request);
  http::Response GetCommandState(const http::Request& request);
  http::Response GetOutbox(const http::Request& request);
  http::Response GetAttention(const http::Request& request);
  http::Response PostDismiss(const http::Request& request);
  http::Response PostRetry(const http::Request& request);
  http::Response Submit(const http::Request& request, const CommandKind& kind,
                        std::string& outcome);
  Result<Taken> Take(Submission submission, const CommandKind& kind, std::string& outcome);
  // Adds a handler that first refuses an unknown pact.
  void Add(http::Router& router, std::string_view method, std::string_view pattern,
           http::Response (CommandApi::*handler)(const http::Request&));

  const std::string office_;
  const CommandProcessor& processor_;
  Intake& intake_;
  Outbox& outbox_;
  const vault::SecretKey digest_key_;
  service::Metrics& metrics_;
  const std::function<void()> on_waiting_;
  service::Gauge waiting_;
  service::Gauge attention_;
  service::Histogram latency_;
};

}  // namespace paktum::office
