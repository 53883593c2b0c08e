// Governance: sittings of the Steering Group and the Employment Forum (domain.md A13). One sitting
// of a body a day.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/body_state.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::HoldForum;
using command::v1::HoldSteeringGroupMeeting;
using governance::v1::ForumHeld;
using governance::v1::SteeringGroupMeetingHeld;

std::vector<std::string> Streams(const HoldSteeringGroupMeeting& /*command*/,
                                 const Context& /*context*/) {
  return {events::BodyStream(events::kSteeringGroup)};
}
std::vector<std::string> Streams(const HoldForum& /*command*/, const Context& /*context*/) {
  return {events::BodyStream(events::kEmploymentForum)};
}

Result<Decision> Decide(const HoldSteeringGroupMeeting& command, const Context& context,
                        const plan::Plan& plan, const BodyState& state) {
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
  PAKTUM_RETURN_IF_ERROR(CheckResolutions(body.resolutions(), state));
  PendingEvent event = NewEvent(events::BodyStream(events::kSteeringGroup), held_on);
  *event.event.mutable_steering_group_meeting_held() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const HoldForum& command, const Context& context, const plan::Plan& plan,
                        const BodyState& state) {
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
  return {HandlerOf<HoldSteeringGroupMeeting, BodyState, Streams, EvolveBody, Decide>(),
          HandlerOf<HoldForum, BodyState, Streams, EvolveBody, Decide>()};
}

}  // namespace paktum::domain
