// Governance: sittings of the pact's bodies (domain.md A13). One sitting of a body a day.
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::HoldForum;
using command::v1::HoldSteeringGroupMeeting;
using event::v1::Event;
using governance::v1::ForumHeld;
using governance::v1::SteeringGroupMeetingHeld;

std::vector<std::string> Streams(const HoldSteeringGroupMeeting& /*command*/,
                                 const Context& /*context*/) {
  return {events::BodyStream(events::kSteeringGroup)};
}
std::vector<std::string> Streams(const HoldForum& /*command*/, const Context& /*context*/) {
  return {events::BodyStream(events::kEmploymentForum)};
}

struct State {
  std::vector<const RecordedEvent*> sittings;  // of the one body
  std::set<std::string> resolutions;           // numbers given so far
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kSteeringGroupMeetingHeld:
      state.sittings.push_back(&event);
      for (const auto& resolution : event.event.steering_group_meeting_held().resolutions()) {
        state.resolutions.insert(resolution.number());
      }
      return;
    case Event::kForumHeld:
      state.sittings.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_OUTREACH_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kBodyConstituted:
    case Event::kBodySittingHeld:
    case Event::kCountyPactMeetingHeld:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireBody(std::string_view code, const plan::Plan& plan) {
  if (plan.FindBody(code) != nullptr) return OkStatus();
  return Refuse("body.unknown", {{"body", std::string(code)}});
}

const RecordedEvent* SittingOf(Date day, const State& state) {
  for (const RecordedEvent* sitting : state.sittings) {
    if (OccurredOn(*sitting) == day) return sitting;
  }
  return nullptr;
}

Status CheckResolutions(const SteeringGroupMeetingHeld& body, const State& state) {
  std::set<std::string> numbers;
  for (const auto& resolution : body.resolutions()) {
    if (!numbers.insert(resolution.number()).second) {
      return Refuse("resolution.duplicate_number", {{"number", resolution.number()}});
    }
    if (state.resolutions.contains(resolution.number())) {
      return Refuse("resolution.number_taken", {{"number", resolution.number()}});
    }
  }
  return OkStatus();
}

Result<Decision> Decide(const HoldSteeringGroupMeeting& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireBody(events::kSteeringGroup, plan));
  SteeringGroupMeetingHeld body;
  body.set_members_present(command.members_present());
  *body.mutable_agenda() = command.agenda();
  *body.mutable_resolutions() = command.resolutions();
  body.set_minutes_sha256(CanonicalHex(command.minutes_sha256()));
  if (const RecordedEvent* sitting = SittingOf(held_on, state)) {
    if (Says(*sitting, body, held_on)) return AlreadySo(*sitting);
    return Refuse("sitting.already_held", {{"held_on", held_on.ToString()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckResolutions(body, state));
  PendingEvent event = NewEvent(events::BodyStream(events::kSteeringGroup), held_on);
  *event.event.mutable_steering_group_meeting_held() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const HoldForum& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireBody(events::kEmploymentForum, plan));
  ForumHeld body;
  body.set_participants(command.participants());
  *body.mutable_topics() = command.topics();
  body.set_place(command.place());
  body.set_minutes_sha256(CanonicalHex(command.minutes_sha256()));
  if (const RecordedEvent* sitting = SittingOf(held_on, state)) {
    if (Says(*sitting, body, held_on)) return AlreadySo(*sitting);
    return Refuse("sitting.already_held", {{"held_on", held_on.ToString()}});
  }
  PendingEvent event = NewEvent(events::BodyStream(events::kEmploymentForum), held_on);
  *event.event.mutable_forum_held() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> GovernanceCommands() {
  return {HandlerOf<HoldSteeringGroupMeeting, State, Streams, Evolve, Decide>(),
          HandlerOf<HoldForum, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
