// Staff: who holds the posts of the plan. A post has as many holders at a time as the plan gives
// it; a member fills its own posts only, and the name is sealed. The member that sealed it destroys
// its key when the name need not be kept any more; the history of the post stays.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/domain/internal/voiding.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::AssignStaff;
using command::v1::EraseStaffName;
using command::v1::ReleaseStaff;
using event::v1::Event;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::StaffStream(command.post())};
}

struct State {
  std::vector<const RecordedEvent*> assigned;
  std::vector<const RecordedEvent*> released;
  std::vector<const RecordedEvent*> erased;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kStaffAssigned:
      state.assigned.push_back(&event);
      return;
    case Event::kStaffReleased:
      state.released.push_back(&event);
      return;
    case Event::kStaffNameErased:
      state.erased.push_back(&event);
      return;
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kActivityReported:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
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

const std::string& StaffId(const RecordedEvent& event) {
  return event.event.has_staff_assigned() ? event.event.staff_assigned().staff_id()
                                          : event.event.staff_released().staff_id();
}

const RecordedEvent* ReleaseOf(const RecordedEvent& assigned, const State& state) {
  for (const RecordedEvent* released : state.released) {
    if (StaffId(*released) == StaffId(assigned)) return released;
  }
  return nullptr;
}

// Whoever holds the post on that day or later: assignments without a last day before it.
std::vector<const RecordedEvent*> HoldersFrom(Date day, const State& state) {
  std::vector<const RecordedEvent*> holders;
  for (const RecordedEvent* assigned : state.assigned) {
    const RecordedEvent* const released = ReleaseOf(*assigned, state);
    if (released == nullptr || OccurredOn(*released) >= day) holders.push_back(assigned);
  }
  return holders;
}

Status RequireOwnPost(const plan::v1::StaffPost& post, const Context& context,
                      const plan::Plan& plan) {
  const plan::v1::ConsortiumMember* const member = plan.FindConsortiumMember(post.organisation());
  if (member != nullptr && member->office_service() == context.member) return OkStatus();
  return Refuse("staff.post_of_other_member",
                {{"post", post.code()}, {"organisation", post.organisation()}});
}

PendingSeal SealName(const std::string& staff_id, const std::string& full_name) {
  sealed::v1::StaffName name;
  name.set_full_name(full_name);
  return {staff_id, name.GetDescriptor()->full_name(), name.SerializeAsString()};
}

Result<Decision> Decide(const AssignStaff& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  for (const RecordedEvent* assigned : state.assigned) {
    if (assigned->command == context.command) return AlreadySo(*assigned);
  }
  PAKTUM_ASSIGN_OR_RETURN(const Date assigned_on,
                          ReadFactDate("assigned_on", command.assigned_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const plan::v1::StaffPost* const post, FindPost(command.post(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireOwnPost(*post, context, plan));
  const auto holders = HoldersFrom(assigned_on, state);
  if (holders.size() >= post->persons()) {
    return Refuse("staff.post_filled", {{"post", post->code()},
                                        {"persons", std::to_string(post->persons())},
                                        {"assigned_on", holders.back()->event.occurred_on()}});
  }
  const std::string id = IdOfNewThing(context.command).ToString();
  PendingEvent event = NewEvent(events::StaffStream(post->code()), assigned_on);
  auto& body = *event.event.mutable_staff_assigned();
  body.set_post(post->code());
  body.set_staff_id(id);
  event.seals.push_back(SealName(id, command.full_name()));
  return Decided(std::move(event));
}

// The assignment that a release ends: the one named, or the only open one.
Result<const RecordedEvent*> FindHolder(const ReleaseStaff& command, const State& state) {
  const std::string id = CanonicalId(command.staff_id());
  const RecordedEvent* open = nullptr;
  for (const RecordedEvent* assigned : state.assigned) {
    if (!id.empty() && StaffId(*assigned) == id) return assigned;
    if (!id.empty() || ReleaseOf(*assigned, state) != nullptr) continue;
    if (open != nullptr) return Refuse("staff.ambiguous", {{"post", command.post()}});
    open = assigned;
  }
  if (open == nullptr) return Refuse("staff.not_held", {{"post", command.post()}});
  return open;
}

// The release without an id that says this already, when nobody holds the post since.
const RecordedEvent* SameRelease(const ReleaseStaff& command, Date released_on,
                                 const State& state) {
  if (!command.staff_id().empty()) return nullptr;
  for (const RecordedEvent* assigned : state.assigned) {
    if (ReleaseOf(*assigned, state) == nullptr) return nullptr;
  }
  const auto same =
      std::find_if(state.released.rbegin(), state.released.rend(),
                   [&](const RecordedEvent* event) { return OccurredOn(*event) == released_on; });
  return same == state.released.rend() ? nullptr : *same;
}

Result<Decision> Decide(const ReleaseStaff& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date released_on,
                          ReadFactDate("released_on", command.released_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const plan::v1::StaffPost* const post, FindPost(command.post(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireOwnPost(*post, context, plan));
  for (const RecordedEvent* released : state.released) {
    if (released->command == context.command) return AlreadySo(*released);
  }
  if (const RecordedEvent* same = SameRelease(command, released_on, state)) return AlreadySo(*same);
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const holder, FindHolder(command, state));
  if (const RecordedEvent* released = ReleaseOf(*holder, state)) {
    if (OccurredOn(*released) == released_on) return AlreadySo(*released);
    return Refuse("staff.already_released", {{"released_on", released->event.occurred_on()}});
  }
  if (released_on < OccurredOn(*holder)) {
    return Refuse("staff.released_before_assigned", {{"assigned_on", holder->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::StaffStream(post->code()), released_on);
  auto& body = *event.event.mutable_staff_released();
  body.set_post(post->code());
  body.set_staff_id(StaffId(*holder));
  return Decided(std::move(event));
}

// Whether the name was sealed at all: of a mistaken assignment, which is void, too.
bool EverAssigned(const std::string& staff_id, const LoadedStream& post) {
  return std::any_of(post.events.begin(), post.events.end(), [&](const RecordedEvent& event) {
    return event.event.has_staff_assigned() && event.event.staff_assigned().staff_id() == staff_id;
  });
}

// Who held a post stands in the documents that the funder may ask for, unless the data were never
// to be there or a law or court overrides that.
Status CheckNameRetention(const EraseStaffName& command, const plan::Plan& plan, Date today) {
  if (command.reason() == privacy::v1::ERASURE_REASON_UNLAWFUL ||
      command.reason() == privacy::v1::ERASURE_REASON_LEGAL_OBLIGATION ||
      !plan.data().has_retention()) {
    return OkStatus();
  }
  const auto until = Date::Parse(plan.data().retention().until());
  if (!until || today > *until) return OkStatus();
  return Refuse("staff.name_kept_by_law", {{"kept_until_on", until->ToString()}});
}

Result<Decision> DecideErasure(const EraseStaffName& command, const Context& context,
                               const plan::Plan& plan, const LoadedStream& stream) {
  PAKTUM_ASSIGN_OR_RETURN(const Date erased_on,
                          ReadFactDate("erased_on", command.erased_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const plan::v1::StaffPost* const post, FindPost(command.post(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireOwnPost(*post, context, plan));
  State state;
  for (const RecordedEvent* event : EffectiveEvents(stream)) Evolve(state, *event);
  const std::string id = CanonicalId(command.staff_id());
  for (const RecordedEvent* erased : state.erased) {
    const pact::v1::StaffNameErased& body = erased->event.staff_name_erased();
    if (body.staff_id() != id) continue;
    if (OccurredOn(*erased) == erased_on && body.reason() == command.reason()) {
      return AlreadySo(*erased);
    }
    return Refuse("staff.name_erased", {{"erased_on", erased->event.occurred_on()}});
  }
  if (!EverAssigned(id, stream)) return Refuse("staff.unknown_holder", {{"post", post->code()}});
  for (const RecordedEvent* assigned : state.assigned) {
    if (StaffId(*assigned) != id) continue;
    const RecordedEvent* const released = ReleaseOf(*assigned, state);
    if (released == nullptr || OccurredOn(*released) >= erased_on) {
      return Refuse("staff.still_held", {{"assigned_on", assigned->event.occurred_on()}});
    }
    PAKTUM_RETURN_IF_ERROR(CheckNameRetention(command, plan, context.today));
  }
  PendingEvent event = NewEvent(events::StaffStream(post->code()), erased_on);
  auto& body = *event.event.mutable_staff_name_erased();
  body.set_post(post->code());
  body.set_staff_id(id);
  body.set_reason(command.reason());
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> StaffCommands() {
  return {HandlerOf<AssignStaff, State, Streams<AssignStaff>, Evolve, Decide>(),
          HandlerOf<ReleaseStaff, State, Streams<ReleaseStaff>, Evolve, Decide>(),
          {EraseStaffName::descriptor(),
           [](const google::protobuf::Message& command, const Context& context) {
             return Streams(As<EraseStaffName>(command), context);
           },
           [](const google::protobuf::Message& command, const Context& context,
              const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
             const auto& erase = As<EraseStaffName>(command);
             return DecideErasure(erase, context, plan,
                                  FindStream(loaded, events::StaffStream(erase.post())));
           }}};
}

}  // namespace paktum::domain
