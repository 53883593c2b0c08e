// Plan adoption: the pact works by the version of the plan that its Steering Group adopted.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::AdoptPlan;
using event::v1::Event;
using pact::v1::PlanAdopted;

std::vector<std::string> Streams(const AdoptPlan& /*command*/, const Context& /*context*/) {
  return {std::string(events::kPactStream)};
}

struct State {
  std::vector<const RecordedEvent*> adopted;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kPlanAdopted:
      state.adopted.push_back(&event);
      return;
    case Event::kMemberJoined:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kMemberLeft:
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

Status CheckEarlierVersions(const PlanAdopted& body, const State& state) {
  const RecordedEvent* last = nullptr;
  for (const RecordedEvent* event : state.adopted) {
    if (last == nullptr ||
        event->event.plan_adopted().plan_version() > last->event.plan_adopted().plan_version()) {
      last = event;
    }
  }
  if (last == nullptr) return OkStatus();
  const PlanAdopted& adopted = last->event.plan_adopted();
  const std::string version = std::to_string(adopted.plan_version());
  if (adopted.plan_version() > body.plan_version()) {
    return Refuse("plan.version_not_rising", {{"last", version}});
  }
  if (adopted.plan_version() < body.plan_version()) return OkStatus();
  if (adopted.plan_sha256() != body.plan_sha256()) {
    return Refuse("plan.content_changed", {{"version", version}});
  }
  return Refuse("plan.already_adopted",
                {{"version", version}, {"adopted_on", last->event.occurred_on()}});
}

// A plan that counts in months gets its first day here (domain.md P-29).
Result<std::string> ReadStart(const AdoptPlan& command, const plan::Plan& plan) {
  if (!plan.counts_in_months()) {
    if (command.programme_start().empty()) return std::string();
    return Refuse("plan.start_in_plan");
  }
  if (command.programme_start().empty()) return Refuse("plan.start_missing");
  PAKTUM_ASSIGN_OR_RETURN(const Date start, ReadDate("programme_start", command.programme_start()));
  return start.ToString();
}

Result<Decision> Decide(const AdoptPlan& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date adopted_on,
                          ReadFactDate("adopted_on", command.adopted_on(), context));
  if (command.plan_version() != plan.version()) {
    return Refuse("plan.other_version", {{"loaded", std::to_string(plan.version())},
                                         {"asked", std::to_string(command.plan_version())}});
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string start, ReadStart(command, plan));
  PlanAdopted body;
  body.set_programme_start(start);
  body.set_plan_id(plan.pact_id());
  body.set_plan_version(plan.version());
  body.set_plan_sha256(plan.digest());
  body.set_resolution(command.resolution());
  for (const RecordedEvent* adopted : state.adopted) {
    if (Says(*adopted, body, adopted_on)) return AlreadySo(*adopted);
  }
  PAKTUM_RETURN_IF_ERROR(CheckEarlierVersions(body, state));
  PendingEvent event = NewEvent(std::string(events::kPactStream), adopted_on);
  *event.event.mutable_plan_adopted() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PlanAdoptionCommands() {
  return {HandlerOf<AdoptPlan, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
