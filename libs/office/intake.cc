#include "libs/office/intake.h"

#include <google/protobuf/message.h>

#include <utility>

#include "libs/office/commands.h"
#include "libs/service/logging.h"
#include "libs/vault/secret_key.h"

namespace paktum::office {
namespace {

using service::LogError;
using service::LogWarning;

// The log could not be asked, did not answer in time, has stopped or is damaged: the command waits.
bool LogIsAway(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
      return true;
    case StatusCode::kDataLoss:
      return !status.reason().starts_with("vault.") && status.reason() != "command.unreadable";
    case StatusCode::kOk:
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAborted:
    case StatusCode::kResourceExhausted:
    case StatusCode::kPermissionDenied:
    case StatusCode::kInternal:
      return false;
  }
  return false;
}

// What says nothing about the command itself: it stays in the queue and is tried again. Damage and
// length of what this command needs would stop all those behind it for ever.
bool TryAgain(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kAborted:
      return true;
    case StatusCode::kResourceExhausted:
      return status.reason() != "transact.too_many_records";
    case StatusCode::kDataLoss:
      return status.reason() == "log.stopped";
    case StatusCode::kOk:
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kPermissionDenied:
    case StatusCode::kInternal:
      return false;
  }
  return false;
}

std::string CommandNameOf(std::string_view canonical) {
  const std::string_view type = canonical.substr(0, canonical.find('\0'));
  const std::size_t dot = type.rfind('.');
  return std::string(dot == type.npos ? type : type.substr(dot + 1));
}

Taken ToTaken(Answer answer) {
  const auto state =
      answer.positions.empty() ? Taken::State::kNothingToDo : Taken::State::kRecorded;
  return {state, std::move(answer)};
}

}  // namespace

Intake::Intake(const CommandProcessor& processor, Outbox& outbox, const Clock& clock,
               std::chrono::milliseconds log_timeout)
    : processor_(processor), outbox_(outbox), clock_(clock), log_timeout_(log_timeout) {}

Result<Taken> Intake::Submit(const Submission& submission, const std::string& canonical) {
  const std::optional<std::string> refused =
      outbox_.FindAttention(submission.pact, submission.command);
  if (refused && *refused != submission.content_digest) {
    return Refused("append.command_reused", "the command id was refused with another request");
  }
  if (outbox_.HasWaiting(submission.pact)) return Queue(submission, canonical);
  Result<Answer> answer = processor_.Process(submission, DeadlineIn(log_timeout_));
  if (answer.ok()) {
    if (refused) DropAttention(submission);
    return ToTaken(std::move(answer).value());
  }
  if (!LogIsAway(answer.status())) return answer.status();
  LogWarning(answer.status().reason().starts_with("vault.") ? "vault.away" : "log.away",
             {{"pact", submission.pact}, {"reason", answer.status().reason()}});
  return Queue(submission, canonical);
}

// The answer stands whether or not the entry could be taken off the list: a repeat tries again.
void Intake::DropAttention(const Submission& submission) {
  const Status dropped = outbox_.Dismiss(submission.pact, submission.command);
  if (dropped.ok() || dropped.code() == StatusCode::kNotFound) return;
  LogError("attention.not_dropped", {{"pact", submission.pact},
                                     {"command_id", submission.command.ToString()},
                                     {"reason", dropped.reason()}});
}

Result<Taken> Intake::Queue(const Submission& submission, const std::string& canonical) {
  PAKTUM_RETURN_IF_ERROR(outbox_.Put({.pact = submission.pact,
                                      .command = submission.command,
                                      .canonical = canonical,
                                      .content_digest = submission.content_digest,
                                      .actor = submission.actor,
                                      .simulated = submission.simulated,
                                      .received_at = clock_.Now(),
                                      .late_reason = submission.late_reason}));
  return Taken{Taken::State::kWaiting, {}};
}

Result<CommandState> Intake::StateOf(const std::string& pact, const Uuid& command) const {
  using Kind = CommandState::Kind;
  if (outbox_.FindWaiting(pact, command)) return CommandState{Kind::kWaiting, {}, {}};
  Result<std::optional<CommandProcessor::Found>> found =
      processor_.Find(pact, command, DeadlineIn(log_timeout_));
  if (found.ok() && found->has_value()) {
    return CommandState{Kind::kAppended, std::move((*found)->answer), {}};
  }
  const Result<RefusedCommand> refused = outbox_.FindRefused(pact, command);
  if (refused.ok()) return CommandState{Kind::kRefused, {}, refused->refusal};
  if (refused.status().code() != StatusCode::kNotFound) return refused.status();
  PAKTUM_ASSIGN_OR_RETURN(std::optional<NeedlessCommand> needless,
                          outbox_.FindNeedless(pact, command));
  if (needless) return CommandState{Kind::kNothingToDo, {{}, std::move(needless->result)}, {}};
  if (!found.ok()) return found.status();
  return CommandState{};
}

bool Intake::DrainPass(const std::atomic<bool>& stop, const Settled& settled) {
  for (const std::string& pact : outbox_.WaitingPacts()) {
    while (!stop && outbox_.HasWaiting(pact)) {
      if (!DrainFront(pact, settled)) break;
    }
  }
  return outbox_.WaitingCount() == 0;
}

bool Intake::DrainFront(const std::string& pact, const Settled& settled) {
  Result<QueuedCommand> queued = outbox_.Front(pact);
  if (!queued.ok()) {
    LogError("outbox.front_failed", {{"pact", pact}, {"reason", queued.status().reason()}});
    return false;
  }
  Result<std::unique_ptr<google::protobuf::Message>> message =
      FromCanonicalBytes(queued->canonical);
  const Result<Answer> answer = !message.ok()
                                    ? Result<Answer>(message.status())
                                    : processor_.Process({.pact = queued->pact,
                                                          .command = queued->command,
                                                          .message = std::move(message).value(),
                                                          .content_digest = queued->content_digest,
                                                          .actor = queued->actor,
                                                          .simulated = queued->simulated,
                                                          .late_reason = queued->late_reason},
                                                         DeadlineIn(log_timeout_));
  const std::string name = CommandNameOf(queued->canonical);
  vault::WipeString(queued->canonical);
  if (!answer.ok() && TryAgain(answer.status())) return false;
  std::string outcome;
  const Status status = Settle(*queued, answer, outcome);
  if (!status.ok()) {
    LogError("outbox.settle_failed", {{"pact", pact}, {"reason", status.reason()}});
    return false;
  }
  settled(name, outcome);
  return true;
}

Status Intake::Settle(const QueuedCommand& command, const Result<Answer>& answer,
                      std::string& outcome) {
  if (!answer.ok()) {
    outcome = "refused";
    LogWarning("outbox.refused", {{"pact", command.pact},
                                  {"command_id", command.command.ToString()},
                                  {"reason", answer.status().reason()}});
    return outbox_.MoveToAttention(command.pact, command.command, answer.status(), clock_.Now());
  }
  if (answer->positions.empty()) {
    outcome = "nothing_to_do";
    return outbox_.RemoveNeedless(command.pact, command.command, answer->result);
  }
  outcome = "recorded";
  return outbox_.RemoveAppended(command.pact, command.command);
}

}  // namespace paktum::office
