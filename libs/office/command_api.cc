#include "libs/office/command_api.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"
#include "libs/office/commands.h"
#include "libs/office/internal/answers.h"
#include "libs/service/logging.h"
#include "libs/vault/identity_index.h"

namespace paktum::office {
namespace {

using http::Request;
using http::Response;

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

// "DOCUMENT_CAME_LATE" …; nothing stated when the header is absent.
Result<event::v1::LateReason> ReadLateReason(const http::Headers& headers) {
  event::v1::LateReason reason = event::v1::LATE_REASON_UNSPECIFIED;
  const std::string text(headers.Find("Paktum-Late-Reason"));
  if (text.empty()) return reason;
  if (!event::v1::LateReason_Parse("LATE_REASON_" + text, &reason) ||
      reason == event::v1::LATE_REASON_UNSPECIFIED) {
    return InvalidArgument("header.late_reason", "Paktum-Late-Reason is no known reason");
  }
  return reason;
}

Result<Uuid> ReadKey(const http::Headers& headers) {
  if (!headers.Has("Idempotency-Key")) {
    return InvalidArgument("idempotency_key.missing", "the Idempotency-Key header is missing");
  }
  const std::optional<Uuid> key = Uuid::Parse(headers.Find("Idempotency-Key"));
  if (!key || key->IsNil()) {
    return InvalidArgument("idempotency_key.malformed", "the Idempotency-Key is no UUID");
  }
  return *key;
}

Status UnknownCommand(const std::string& office, const CommandKind* kind) {
  if (kind == nullptr) return NotFound("command.unknown", "there is no such command");
  std::string offices;
  for (const std::string& taker : kind->offices) offices += (offices.empty() ? "" : ",") + taker;
  return NotFound("command.not_of_this_office", office + " does not take this command",
                  {{"command", kind->name}, {"offices", offices}});
}

Response Refuse(const Status& status, const Request& request) {
  return http::ProblemResponse(ProblemOfCommand(status), request);
}

std::string OutcomeOf(const Status& status) {
  const unsigned code = ProblemOfCommand(status).status;
  if (code == 409) return "conflict";
  if (code == 400) return "invalid";
  return code < 429 ? "refused" : "failed";
}

std::string OutcomeOf(const Taken& taken) {
  if (taken.state == Taken::State::kWaiting) return "waiting";
  return taken.state == Taken::State::kRecorded ? "recorded" : "nothing_to_do";
}

}  // namespace

Result<CommandOrigin> CommandOrigin::Of(const Request& request) {
  const http::Headers& headers = request.headers;
  CommandOrigin read{.actor = std::string(kUnknownActor)};
  if (headers.Has("Paktum-Actor")) {
    if (!request.caller.empty()) {
      return InvalidArgument("header.actor_is_account", "the actor is whoever is logged in");
    }
    read.actor = headers.Find("Paktum-Actor");
  }
  if (!request.caller.empty()) read.actor = request.caller;
  if (!IsCode(read.actor)) return InvalidArgument("header.actor", "Paktum-Actor is no code");
  const std::string_view simulated = headers.Find("Paktum-Simulated");
  if (!simulated.empty() && simulated != "true" && simulated != "false") {
    return InvalidArgument("header.simulated", "Paktum-Simulated is neither true nor false");
  }
  read.simulated = simulated == "true";
  PAKTUM_ASSIGN_OR_RETURN(read.late_reason, ReadLateReason(headers));
  return read;
}

CommandApi::CommandApi(std::string office, const CommandProcessor& processor, Intake& intake,
                       Outbox& outbox, vault::SecretKey digest_key, service::Metrics& metrics,
                       std::function<void()> on_waiting)
    : office_(std::move(office)),
      processor_(processor),
      intake_(intake),
      outbox_(outbox),
      digest_key_(std::move(digest_key)),
      metrics_(metrics),
      on_waiting_(std::move(on_waiting)),
      waiting_(metrics.AddGauge("paktum_office_outbox_commands", "Commands that wait.")),
      attention_(metrics.AddGauge("paktum_office_attention_commands",
                                  "Commands refused after they waited.")),
      latency_(metrics.AddHistogram("paktum_office_command_seconds",
                                    "From the request to the answer of a command.",
                                    service::LatencyBounds())) {
  UpdateGauges();
}

void CommandApi::Add(http::Router& router, std::string_view method, std::string_view pattern,
                     Response (CommandApi::*handler)(const Request&)) {
  router.Add(method, pattern,
             [this, handler](const Request& request) {
               if (!processor_.KnowsPact(request.Parameter("pact"))) {
                 return Refuse(NotFound("pact.unknown", "unknown pact"), request);
               }
               return (this->*handler)(request);
             },
             {.body_bytes_max = kCommandBytesMax});
}

void CommandApi::AddRoutes(http::Router& router) {
  Add(router, "POST", "/api/pacts/{pact}/commands/{command}", &CommandApi::PostCommand);
  Add(router, "GET", "/api/pacts/{pact}/commands/{command}", &CommandApi::GetCommandState);
  Add(router, "GET", "/api/pacts/{pact}/outbox", &CommandApi::GetOutbox);
  Add(router, "GET", "/api/pacts/{pact}/attention", &CommandApi::GetAttention);
  Add(router, "POST", "/api/pacts/{pact}/attention/{command}/dismiss", &CommandApi::PostDismiss);
  Add(router, "POST", "/api/pacts/{pact}/attention/{command}/retry", &CommandApi::PostRetry);
}

void CommandApi::CountSettled(const std::string& command, const std::string& outcome) {
  metrics_
      .AddCounter("paktum_office_commands_total", "Commands by name and outcome.",
                  {{"command", command}, {"outcome", outcome}})
      .Add();
  UpdateGauges();
}

void CommandApi::UpdateGauges() {
  waiting_.Set(static_cast<double>(outbox_.WaitingCount()));
  attention_.Set(static_cast<double>(outbox_.AttentionCount()));
}

Response CommandApi::PostCommand(const Request& request) {
  const CommandKind* kind = FindCommand(request.Parameter("command"));
  if (kind == nullptr || !kind->TakenBy(office_)) {
    CountSettled("unknown", "invalid");
    return Refuse(UnknownCommand(office_, kind), request);
  }
  const auto start = SteadyNow();
  std::string outcome;
  Response response = Submit(request, *kind, outcome);
  latency_.Observe(std::chrono::duration<double>(SteadyNow() - start).count());
  CountSettled(kind->name, outcome);
  return response;
}

Response CommandApi::Submit(const Request& request, const CommandKind& kind, std::string& outcome) {
  const Result<Uuid> key = ReadKey(request.headers);
  const Result<CommandOrigin> origin =
      key.ok() ? CommandOrigin::Of(request) : Result<CommandOrigin>(key.status());
  if (!origin.ok()) {
    outcome = "invalid";
    return Refuse(origin.status(), request);
  }
  CheckedCommand checked = ReadCommand(kind, request.body);
  if (!checked.violations.empty()) {
    outcome = "invalid";
    return http::ProblemResponse(ProblemOfInput(checked.violations), request);
  }
  Submission submission{.pact = request.Parameter("pact"),
                        .command = *key,
                        .message = std::move(checked.message),
                        .content_digest = {},
                        .actor = origin->actor,
                        .simulated = origin->simulated,
                        .late_reason = origin->late_reason};
  const Result<Taken> taken = Take(std::move(submission), kind, outcome);
  return taken.ok() ? RespondTaken(*key, *taken) : Refuse(taken.status(), request);
}

Result<Taken> CommandApi::Take(Submission submission, const CommandKind& kind,
                               std::string& outcome) {
  std::string canonical = CanonicalBytes(*submission.message);
  submission.content_digest = vault::KeyedDigest(digest_key_, canonical);
  Result<Taken> taken = intake_.Submit(submission, canonical);
  vault::WipeString(canonical);
  if (!taken.ok()) {
    outcome = OutcomeOf(taken.status());
    service::LogInfo("command.not_taken", {{"pact", submission.pact},
                                           {"command", kind.name},
                                           {"command_id", submission.command.ToString()},
                                           {"reason", taken.status().reason()}});
    return taken;
  }
  outcome = OutcomeOf(*taken);
  if (taken->state == Taken::State::kWaiting) on_waiting_();
  service::LogDebug("command.taken", {{"pact", submission.pact},
                                      {"command", kind.name},
                                      {"command_id", submission.command.ToString()},
                                      {"outcome", outcome}});
  return taken;
}

Result<Taken> CommandApi::Record(Submission submission, const CommandKind& kind) {
  std::string outcome;
  Result<Taken> taken = Take(std::move(submission), kind, outcome);
  CountSettled(kind.name, outcome);
  return taken;
}

Result<bool> CommandApi::WouldRecord(Submission submission, Deadline deadline) const {
  std::string canonical = CanonicalBytes(*submission.message);
  submission.content_digest = vault::KeyedDigest(digest_key_, canonical);
  vault::WipeString(canonical);
  return processor_.WouldRecord(submission, deadline);
}

Response CommandApi::GetCommandState(const Request& request) {
  const std::optional<Uuid> command = Uuid::Parse(request.Parameter("command"));
  if (!command) return Refuse(NotFound("command.unknown", "no command id"), request);
  const Result<CommandState> state = intake_.StateOf(request.Parameter("pact"), *command);
  if (!state.ok()) return Refuse(state.status(), request);
  return RespondState(*command, *state);
}

Response CommandApi::GetOutbox(const Request& request) {
  const WaitingSummary summary = outbox_.Waiting(request.Parameter("pact"));
  http::JsonObject body;
  body.Number("count", static_cast<std::int64_t>(summary.count));
  if (summary.oldest_received_at) {
    body.Text("oldest_received_at", summary.oldest_received_at->ToString());
  }
  return http::JsonResponse(body.ToString());
}

Response CommandApi::GetAttention(const Request& request) {
  const std::string& pact = request.Parameter("pact");
  const auto refused = outbox_.Attention(pact, kAttentionEntriesMax);
  if (!refused.ok()) return Refuse(refused.status(), request);
  http::JsonArray entries;
  for (const RefusedCommand& entry : *refused) {
    const Text text = TextOfRefusal(entry.refusal);
    const std::string& canonical = entry.command.canonical;
    const std::string type = canonical.substr(0, canonical.find('\0'));
    entries.Raw(
        http::JsonObject()
            .Text("command_id", entry.command.command.ToString())
            .Text("command", type.substr(type.rfind('.') + 1))
            .Text("code", entry.refusal.reason())
            .Raw("text", http::JsonObject().Text("hu", text.hu).Text("en", text.en).ToString())
            .Text("received_at", entry.command.received_at.ToString())
            .Text("refused_at", entry.refused_at.ToString())
            .ToString());
  }
  http::JsonObject body;
  body.Number("count", static_cast<std::int64_t>(outbox_.AttentionCount(pact)));
  body.Raw("entries", entries.ToString());
  return http::JsonResponse(body.ToString());
}

Response CommandApi::PostDismiss(const Request& request) {
  const std::optional<Uuid> command = Uuid::Parse(request.Parameter("command"));
  if (!command) return Refuse(NotFound("attention.unknown", "no command id"), request);
  const Status status = outbox_.Dismiss(request.Parameter("pact"), *command);
  UpdateGauges();
  if (!status.ok()) return Refuse(status, request);
  return http::TextResponse("", 204);
}

Response CommandApi::PostRetry(const Request& request) {
  const std::optional<Uuid> command = Uuid::Parse(request.Parameter("command"));
  if (!command) return Refuse(NotFound("attention.unknown", "no command id"), request);
  const Result<event::v1::LateReason> late_reason = ReadLateReason(request.headers);
  if (!late_reason.ok()) return Refuse(late_reason.status(), request);
  const Status status = outbox_.Retry(request.Parameter("pact"), *command, *late_reason);
  UpdateGauges();
  if (!status.ok()) return Refuse(status, request);
  on_waiting_();
  return RespondTaken(*command, {Taken::State::kWaiting, {}});
}

}  // namespace paktum::office
