// Programme: occasions and products of the plan's activities, and answered needs surveys (domain.md
// B6, B7). An occasion is no sitting of a body (P-27) and makes nobody a participant.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/domain/internal/thing.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteDeliverable;
using command::v1::HoldProgrammeEvent;
using command::v1::SurveyNeeds;

std::vector<std::string> Streams(const SurveyNeeds& /*command*/, const Context& context) {
  return {events::NeedsSurveyStream(ThingOf(context))};
}
std::vector<std::string> Streams(const HoldProgrammeEvent& /*command*/, const Context& context) {
  return {events::ProgrammeEventStream(ThingOf(context))};
}
std::vector<std::string> Streams(const CompleteDeliverable& command, const Context& /*context*/) {
  return {events::DeliverableStream(command.kind())};
}

// What of one kind was completed.
struct Deliverables {
  std::vector<const RecordedEvent*> completed;
};

void EvolveDeliverables(Deliverables& state, const RecordedEvent& event) {
  if (event.event.has_deliverable_completed()) state.completed.push_back(&event);
}

Result<Decision> Decide(const SurveyNeeds& command, const Context& context, const plan::Plan& plan,
                        const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date answered_on,
                          ReadFactDate("answered_on", command.answered_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), answered_on);
  auto& body = *event.event.mutable_needs_survey_answered();
  body.set_measure(command.measure());
  body.set_kind(command.kind());
  body.set_respondent(command.respondent());
  body.set_organisation(command.organisation());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  return Decided(std::move(event));
}

Result<Decision> Decide(const HoldProgrammeEvent& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireEventKind(command.kind(), command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), held_on);
  auto& body = *event.event.mutable_programme_event_held();
  body.set_measure(command.measure());
  body.set_kind(command.kind());
  body.set_days(command.days());
  body.set_participants(command.participants());
  body.set_topic(command.topic());
  body.set_place(command.place());
  return Decided(std::move(event));
}

Result<Decision> Decide(const CompleteDeliverable& command, const Context& context,
                        const plan::Plan& plan, const Deliverables& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date completed_on,
                          ReadFactDate("completed_on", command.completed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireDeliverableKind(command.kind(), command.measure(), plan));
  governance::v1::DeliverableCompleted body;
  body.set_measure(command.measure());
  body.set_kind(command.kind());
  body.set_subject(command.subject());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  for (const RecordedEvent* completed : state.completed) {
    if (Says(*completed, body, completed_on)) return AlreadySo(*completed);
    const auto& other = completed->event.deliverable_completed();
    if (!body.document_sha256().empty() && other.document_sha256() == body.document_sha256()) {
      return Refuse("deliverable.same_document",
                    {{"completed_on", completed->event.occurred_on()}});
    }
  }
  PendingEvent event = NewEvent(events::DeliverableStream(command.kind()), completed_on);
  *event.event.mutable_deliverable_completed() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> ProgrammeCommands() {
  return {HandlerOf<SurveyNeeds, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<HoldProgrammeEvent, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<CompleteDeliverable, Deliverables, Streams, EvolveDeliverables, Decide>()};
}

}  // namespace paktum::domain
