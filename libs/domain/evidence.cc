// Evidence: a file proves an earlier event. It may be attached by the office that recorded the
// event and, where that is about a person, by every office that serves persons.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/voiding.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "libs/plan/serving.h"
#include "paktum/command/v1/evidence.pb.h"

namespace paktum::domain {
namespace {

using command::v1::AttachEvidence;
using correction::v1::EvidenceAttached;
using event::v1::Event;

const RecordedEvent* EventAt(std::uint64_t position, const Context& context) {
  const auto found =
      std::find_if(context.target_append.begin(), context.target_append.end(),
                   [&](const auto& event) { return event.position.value() == position; });
  return found == context.target_append.end() ? nullptr : &*found;
}

std::vector<std::string> Streams(const AttachEvidence& command, const Context& context) {
  const RecordedEvent* const target = EventAt(command.position(), context);
  return target == nullptr ? std::vector<std::string>() : std::vector{target->stream};
}

struct State {
  std::vector<const RecordedEvent*> standing;  // all effective events of the stream
};

void Evolve(State& state, const RecordedEvent& event) { state.standing.push_back(&event); }

bool Serves(const std::string& member, const plan::Plan& plan) {
  const std::vector<std::string> serving = plan::ServingOffices(plan);
  return std::find(serving.begin(), serving.end(), member) != serving.end();
}

Status CheckTarget(const RecordedEvent& target, const Context& context, const plan::Plan& plan,
                   const State& state) {
  const bool about_person = !events::ParticipantOf(target.stream).empty();
  if (target.member != context.member && !(about_person && Serves(context.member, plan))) {
    return Refuse("evidence.not_yours");
  }
  switch (target.event.body_case()) {
    case PAKTUM_CORRECTION_EVENTS:
    case Event::BODY_NOT_SET:
      return Refuse("evidence.not_for_this_kind");
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
      break;
  }
  const bool stands =
      std::any_of(state.standing.begin(), state.standing.end(),
                  [&](const RecordedEvent* event) { return event->position == target.position; });
  if (stands) return OkStatus();
  return Refuse("evidence.event_voided", {{"position", std::to_string(target.position.value())}});
}

// The same file is attached once, whatever kind of evidence it was called.
Result<Decision> Decide(const AttachEvidence& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  const RecordedEvent* const target = EventAt(command.position(), context);
  if (target == nullptr) {
    return Refuse("void.unknown_position", {{"position", std::to_string(command.position())}});
  }
  PAKTUM_ASSIGN_OR_RETURN(const Date attached_on,
                          ReadCorrectionDay("attached_on", command.attached_on(), context));
  PAKTUM_RETURN_IF_ERROR(CheckTarget(*target, context, plan, state));
  EvidenceAttached body;
  body.set_position(command.position());
  body.set_type(command.type());
  body.set_file_sha256(CanonicalHex(command.file_sha256()));
  for (const RecordedEvent* event : state.standing) {
    const EvidenceAttached& other = event->event.evidence_attached();
    if (event->event.has_evidence_attached() && other.position() == body.position() &&
        other.file_sha256() == body.file_sha256()) {
      return AlreadySo(*event);
    }
  }
  PendingEvent event = NewEvent(target->stream, attached_on);
  *event.event.mutable_evidence_attached() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EvidenceCommands() {
  return {HandlerOf<AttachEvidence, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
