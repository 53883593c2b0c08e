// Kept jobs: what an employer proved about jobs kept or created, on a day and of a kind once
// (domain.md P-26).
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/labour.pb.h"

namespace paktum::domain {
namespace {

using command::v1::RecordKeptJob;
using employment::v1::JobKept;
using event::v1::Event;

std::vector<std::string> Streams(const RecordKeptJob& command, const Context& /*context*/) {
  return {events::KeptJobStream(command.employer())};
}

struct State {
  std::vector<const RecordedEvent*> proven;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kJobKept:
      state.proven.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case Event::kHireRecorded:
    case Event::kEmploymentEnded:
    case Event::kSixMonthStatusChecked:
    case Event::kLabourNeedSurveyed:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Result<Decision> Decide(const RecordKeptJob& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date proven_on,
                          ReadFactDate("proven_on", command.proven_on(), context));
  JobKept body;
  body.set_employer(command.employer());
  body.set_kind(command.kind());
  body.set_jobs(command.jobs());
  body.set_evidence(command.evidence());
  body.set_evidence_sha256(CanonicalHex(command.evidence_sha256()));
  for (const RecordedEvent* proven : state.proven) {
    if (Says(*proven, body, proven_on)) return AlreadySo(*proven);
    if (OccurredOn(*proven) == proven_on && proven->event.job_kept().kind() == body.kind()) {
      return Refuse("kept_job.already_recorded", {{"proven_on", proven_on.ToString()}});
    }
  }
  PendingEvent event = NewEvent(events::KeptJobStream(command.employer()), proven_on);
  *event.event.mutable_job_kept() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> KeptJobCommands() {
  return {HandlerOf<RecordKeptJob, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
