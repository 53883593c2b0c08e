// Subsidies: a grant takes money and a place of one of the plan's schemes (domain.md A6).
//
// The scheme's stream carries what is taken, so the version of that stream in the conditions of the
// append keeps the limits when two offices or two clerks decide at once. How the plan's figures
// bind beside total and head count (internal/schemes.h):
//   months             longest grant, unless it is an average (duration_is_average)
//   intensity_percent  highest share, where the plan gives one
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/grants.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/domain/internal/schemes.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/subsidy.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GrantHousingSupport;
using command::v1::GrantSubsidy;
using plan::v1::SubsidyScheme;
using subsidy::v1::HousingSupportGranted;
using subsidy::v1::SubsidyGranted;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id())),
          events::SchemeStream(command.scheme())};
}

struct State {
  Person person;
  std::vector<Grant> grants;  // of the person, all schemes
  SchemeState scheme;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  EvolveGrants(state.grants, event);
  EvolveScheme(state.scheme, event);
}

SubsidyGranted Body(const GrantSubsidy& command, const Context& context, Date starts_on) {
  SubsidyGranted body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(IdOfNewThing(context.command).ToString());
  body.set_scheme(command.scheme());
  body.set_employer(command.employer());
  body.set_intensity_percent(command.intensity_percent());
  body.set_months(command.months());
  body.set_monthly_amount_ft(command.monthly_amount_ft());
  const int months = static_cast<int>(command.months());
  body.set_total_ft(command.monthly_amount_ft() * (months == 0 ? 1 : months));
  body.set_starts_on(starts_on.ToString());
  body.set_ends_on(EndOfSupport(starts_on, command.months()).ToString());
  return body;
}

// The same grant but for its id, whatever the day of the decision.
template <typename Body>
const RecordedEvent* FindSame(const State& state, Body body) {
  for (const Grant& grant : state.grants) {
    body.set_grant_id(grant.id);
    if (Says(*grant.granted, body, OccurredOn(*grant.granted))) return grant.granted;
  }
  return nullptr;
}

Status OverPlan(RefusalReason reason, const SubsidyScheme& scheme, std::uint32_t limit,
                std::uint32_t asked) {
  return Refuse(reason, {{"scheme", scheme.code()},
                         {"limit", std::to_string(limit)},
                         {"asked", std::to_string(asked)}});
}

Status CheckMonths(std::uint32_t months, const SubsidyScheme& scheme) {
  if (!scheme.has_months()) {
    if (months == 0) return OkStatus();
    return Refuse("grant.months_on_single_payment", {{"scheme", scheme.code()}});
  }
  if (months == 0) return Refuse("grant.months_missing", {{"scheme", scheme.code()}});
  if (months > scheme.months() && !scheme.duration_is_average()) {
    return OverPlan("grant.months_over_plan", scheme, scheme.months(), months);
  }
  return OkStatus();
}

Status CheckAgainstScheme(const SubsidyGranted& body, const SubsidyScheme& scheme) {
  if (scheme.counts_as_wage_scheme() && body.employer().empty()) {
    return Refuse("grant.employer_missing", {{"scheme", scheme.code()}});
  }
  if (scheme.has_intensity_percent() && body.intensity_percent() > scheme.intensity_percent()) {
    return OverPlan("grant.intensity_over_plan", scheme, scheme.intensity_percent(),
                    body.intensity_percent());
  }
  return CheckMonths(body.months(), scheme);
}

Status CheckPeriod(const std::string& scheme, Date starts_on, std::uint32_t months,
                   const State& state) {
  if (starts_on < *state.person.enrolled_on) {
    return Refuse("grant.starts_before_enrolment",
                  {{"enrolled_on", state.person.enrolled_on->ToString()}});
  }
  return CheckNoOverlap(state.grants, scheme, starts_on, EndOfSupport(starts_on, months));
}

Result<Decision> Decide(const GrantSubsidy& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const SchemeLine line, FindLine(command.scheme(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date granted_on,
                          ReadFactDate("granted_on", command.granted_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date starts_on, ReadStart(command.starts_on(), granted_on));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolled(state.person, granted_on));

  const SubsidyGranted body = Body(command, context, starts_on);
  if (const RecordedEvent* same = FindSame(state, body)) return AlreadySo(*same);
  if (line.scheme != nullptr) {
    PAKTUM_RETURN_IF_ERROR(CheckAgainstScheme(body, *line.scheme));
  }
  PAKTUM_RETURN_IF_ERROR(CheckPeriod(line.code, starts_on, body.months(), state));
  PAKTUM_RETURN_IF_ERROR(CheckLimits(state.scheme, line, body.participant_id(), body.total_ft()));

  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(body.participant_id()), granted_on));
  *events.back().event.mutable_subsidy_granted() = body;
  events.push_back(
      Commit(line, body.grant_id(), body.participant_id(), body.total_ft(), granted_on));
  return Decided(std::move(events));
}

Result<Decision> Decide(const GrantHousingSupport& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const SchemeLine line,
                          FindLineOfKind(command.scheme(), plan, {SubsidyScheme::KIND_HOUSING}));
  PAKTUM_ASSIGN_OR_RETURN(const Date granted_on,
                          ReadFactDate("granted_on", command.granted_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date starts_on, ReadStart(command.starts_on(), granted_on));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolled(state.person, granted_on));
  HousingSupportGranted body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(IdOfNewThing(context.command).ToString());
  body.set_scheme(line.code);
  body.set_months(command.months());
  body.set_monthly_amount_ft(command.monthly_amount_ft());
  body.set_starts_on(starts_on.ToString());
  if (const RecordedEvent* same = FindSame(state, body)) return AlreadySo(*same);
  PAKTUM_RETURN_IF_ERROR(CheckMonths(body.months(), *line.scheme));
  PAKTUM_RETURN_IF_ERROR(CheckPeriod(line.code, starts_on, body.months(), state));
  const std::int64_t total_ft = command.monthly_amount_ft() * command.months();
  PAKTUM_RETURN_IF_ERROR(CheckLimits(state.scheme, line, body.participant_id(), total_ft));

  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(body.participant_id()), granted_on));
  events.push_back(Commit(line, body.grant_id(), body.participant_id(), total_ft, granted_on));
  *events.front().event.mutable_housing_support_granted() = std::move(body);
  return Decided(std::move(events));
}

}  // namespace

std::vector<CommandHandler> SubsidyCommands() {
  return {HandlerOf<GrantSubsidy, State, Streams, Evolve, Decide>(),
          HandlerOf<GrantHousingSupport, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
