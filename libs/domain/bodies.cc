// Bodies: a body of the plan is formed once and sits; the county meeting is one of them (domain.md
// A13). Bodies whose sittings the plan counts by an event of their own have a command of their own.
#include <algorithm>
#include <array>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/body_state.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ConstituteBody;
using command::v1::HoldBodySitting;
using command::v1::HoldCountyPactMeeting;

std::vector<std::string> Streams(const ConstituteBody& command, const Context& /*context*/) {
  return {events::BodyStream(command.body())};
}
std::vector<std::string> Streams(const HoldBodySitting& command, const Context& /*context*/) {
  return {events::BodyStream(command.body())};
}
std::vector<std::string> Streams(const HoldCountyPactMeeting& /*command*/,
                                 const Context& /*context*/) {
  return {events::BodyStream(events::kCountyMeeting)};
}

Result<Decision> Decide(const ConstituteBody& command, const Context& context,
                        const plan::Plan& plan, const BodyState& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date constituted_on,
                          ReadFactDate("constituted_on", command.constituted_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireBody(command.body(), plan));
  governance::v1::BodyConstituted body;
  body.set_body(command.body());
  body.set_seats(command.seats());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (state.constituted != nullptr) {
    if (Says(*state.constituted, body, constituted_on)) return AlreadySo(*state.constituted);
    return Refuse(
        "body.already_constituted",
        {{"body", command.body()}, {"constituted_on", state.constituted->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::BodyStream(command.body()), constituted_on);
  *event.event.mutable_body_constituted() = std::move(body);
  return Decided(std::move(event));
}

// The command that records sittings of this body; empty for HoldBodySitting.
std::string_view OwnCommandOf(const std::string& body, const plan::Plan& plan) {
  if (body == events::kCountyMeeting) return "HoldCountyPactMeeting";
  struct Own {
    std::string_view body;
    std::string_view event_type;
    std::string_view command;
  };
  constexpr std::array kOwn{
      Own{events::kSteeringGroup, "paktum.governance.v1.SteeringGroupMeetingHeld",
          "HoldSteeringGroupMeeting"},
      Own{events::kEmploymentForum, "paktum.governance.v1.ForumHeld", "HoldForum"}};
  for (const Own& own : kOwn) {
    if (own.body != body) continue;
    const auto& cadences = plan.data().cadences();
    const bool counted = std::any_of(cadences.begin(), cadences.end(), [&](const auto& cadence) {
      return cadence.event_type() == own.event_type;
    });
    return counted ? own.command : std::string_view();
  }
  return {};
}

Result<Decision> Decide(const HoldBodySitting& command, const Context& context,
                        const plan::Plan& plan, const BodyState& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireBody(command.body(), plan));
  if (const std::string_view own = OwnCommandOf(command.body(), plan); !own.empty()) {
    return Refuse("sitting.other_command",
                  {{"body", command.body()}, {"command", std::string(own)}});
  }
  governance::v1::BodySittingHeld body;
  body.set_body(command.body());
  body.set_members_present(command.members_present());
  body.set_open_to_public(command.open_to_public());
  *body.mutable_agenda() = command.agenda();
  *body.mutable_resolutions() = command.resolutions();
  body.set_minutes_sha256(CanonicalHex(command.minutes_sha256()));
  if (const RecordedEvent* sitting = SittingOf(held_on, state)) {
    if (Says(*sitting, body, held_on)) return AlreadySo(*sitting);
    return Refuse("sitting.already_held", {{"held_on", held_on.ToString()}});
  }
  if (state.constituted != nullptr && held_on < OccurredOn(*state.constituted)) {
    return Refuse("sitting.before_constituted",
                  {{"constituted_on", state.constituted->event.occurred_on()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckResolutions(body.resolutions(), state));
  PendingEvent event = NewEvent(events::BodyStream(command.body()), held_on);
  *event.event.mutable_body_sitting_held() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const HoldCountyPactMeeting& command, const Context& context,
                        const plan::Plan& plan, const BodyState& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireBody(events::kCountyMeeting, plan));
  governance::v1::CountyPactMeetingHeld body;
  body.set_participants(command.participants());
  *body.mutable_topics() = command.topics();
  *body.mutable_participating_pacts() = command.participating_pacts();
  body.set_minutes_sha256(CanonicalHex(command.minutes_sha256()));
  if (const RecordedEvent* sitting = SittingOf(held_on, state)) {
    if (Says(*sitting, body, held_on)) return AlreadySo(*sitting);
    return Refuse("sitting.already_held", {{"held_on", held_on.ToString()}});
  }
  PendingEvent event = NewEvent(events::BodyStream(events::kCountyMeeting), held_on);
  *event.event.mutable_county_pact_meeting_held() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> BodyCommands() {
  return {HandlerOf<ConstituteBody, BodyState, Streams, EvolveBody, Decide>(),
          HandlerOf<HoldBodySitting, BodyState, Streams, EvolveBody, Decide>(),
          HandlerOf<HoldCountyPactMeeting, BodyState, Streams, EvolveBody, Decide>()};
}

}  // namespace paktum::domain
