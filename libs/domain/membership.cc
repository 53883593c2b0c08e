// Membership: an organisation joins with its own basis and day (domain.md P-01), may leave, and may
// join again.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::RecordMemberLeaving;
using command::v1::RegisterMember;
using event::v1::Event;
using pact::v1::MemberJoined;
using pact::v1::MemberLeft;

std::vector<std::string> Streams(const RegisterMember& command, const Context& /*context*/) {
  return {events::MemberStream(command.member_code())};
}

std::vector<std::string> Streams(const RecordMemberLeaving& command, const Context& /*context*/) {
  return {events::MemberStream(command.member_code())};
}

struct State {
  const RecordedEvent* joined = nullptr;  // the last time
  const RecordedEvent* left = nullptr;    // the last time
  bool is_member = false;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kMemberJoined:
      state.joined = &event;
      state.is_member = true;
      return;
    case Event::kMemberLeft:
      state.left = &event;
      state.is_member = false;
      return;
    case Event::kPlanAdopted:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

// Name and type come from the plan when it lists the organisation, from the command otherwise.
Status CheckDetails(const RegisterMember& command, const plan::Plan& plan) {
  if (const plan::v1::Member* member = plan.FindMember(command.member_code())) {
    const bool name_differs = !command.name().empty() && command.name() != member->printed_name();
    const bool type_differs = !command.type().empty() && command.type() != member->type();
    return name_differs || type_differs ? Refuse("member.other_than_plan") : OkStatus();
  }
  if (command.name().empty()) return Refuse("member.name_missing");
  if (command.type().empty()) return Refuse("member.type_missing");
  if (plan.FindMemberType(command.type()) == nullptr) {
    return Refuse("member.unknown_type", {{"type", command.type()}});
  }
  return OkStatus();
}

Result<Decision> Decide(const RegisterMember& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date joined_on,
                          ReadFactDate("joined_on", command.joined_on(), context));
  PAKTUM_RETURN_IF_ERROR(CheckDetails(command, plan));
  MemberJoined body;
  body.set_member_code(command.member_code());
  body.set_basis(command.basis());
  if (plan.FindMember(command.member_code()) == nullptr) {
    body.set_name(command.name());
    body.set_type(command.type());
  }
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (state.joined != nullptr) {
    if (Says(*state.joined, body, joined_on)) return AlreadySo(*state.joined);
    if (state.is_member) {
      return Refuse("member.already_joined", {{"joined_on", state.joined->event.occurred_on()}});
    }
    if (joined_on < OccurredOn(*state.left)) {
      return Refuse("member.rejoins_before_leaving",
                    {{"left_on", state.left->event.occurred_on()}});
    }
  }
  PendingEvent event = NewEvent(events::MemberStream(command.member_code()), joined_on);
  *event.event.mutable_member_joined() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const RecordMemberLeaving& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date left_on, ReadFactDate("left_on", command.left_on(), context));
  MemberLeft body;
  body.set_member_code(command.member_code());
  body.set_reason(command.reason());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (!state.is_member) {
    if (state.left != nullptr && Says(*state.left, body, left_on)) return AlreadySo(*state.left);
    return Refuse("member.is_none", {{"member", command.member_code()}});
  }
  if (left_on < OccurredOn(*state.joined)) {
    return Refuse("member.leaves_before_joining",
                  {{"joined_on", state.joined->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::MemberStream(command.member_code()), left_on);
  *event.event.mutable_member_left() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> MembershipCommands() {
  return {HandlerOf<RegisterMember, State, Streams, Evolve, Decide>(),
          HandlerOf<RecordMemberLeaving, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
