// Subsidies: a grant takes money and a place of one of the plan's schemes (domain.md A6).
//
// The scheme's stream carries what is taken, so the version of that stream in the conditions of the
// append keeps the limits when two offices or two clerks decide at once. How the plan's figures
// bind:
//   printed_total_ft   always: the commitments of a scheme never exceed it
//   persons            number of different persons with a commitment, unless the plan says "about"
//                      (persons_approximate): then the money alone is the limit
//   months             longest grant, unless it is an average (duration_is_average)
//   intensity_percent  highest share, where the plan gives one
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/government_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GrantSubsidy;
using event::v1::Event;
using plan::v1::SubsidyScheme;
using subsidy::v1::SubsidyGranted;

// A later start is a typing slip.
constexpr int kStartWithinMonths = 24;

std::vector<std::string> Streams(const GrantSubsidy& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id())),
          events::SchemeStream(command.scheme())};
}

struct State {
  Person person;
  std::vector<const RecordedEvent*> grants;  // of the person, all schemes
  std::int64_t committed_ft = 0;             // of the scheme
  std::set<std::string> persons;             // with a commitment of the scheme
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kSubsidyGranted:
      state.grants.push_back(&event);
      return;
    case Event::kSchemeCommitted:
      state.committed_ft += event.event.scheme_committed().amount_ft();
      state.persons.insert(event.event.scheme_committed().participant_id());
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kHousingSupportGranted:
    case Event::kIncomeSupplementPaid:
    case Event::kSchemeReleased:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
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
  const Date ends_on = months == 0 ? starts_on : starts_on.PlusMonths(months).PlusDays(-1);
  body.set_ends_on(ends_on.ToString());
  return body;
}

// The same grant but for its id, whatever the day of the decision.
const RecordedEvent* FindSame(const State& state, SubsidyGranted body) {
  for (const RecordedEvent* grant : state.grants) {
    body.set_grant_id(grant->event.subsidy_granted().grant_id());
    if (Says(*grant, body, OccurredOn(*grant))) return grant;
  }
  return nullptr;
}

Status CheckAgainstScheme(const SubsidyGranted& body, const SubsidyScheme& scheme) {
  const auto over = [&](RefusalReason reason, std::uint32_t limit, std::uint32_t asked) {
    return Refuse(reason, {{"scheme", scheme.code()},
                           {"limit", std::to_string(limit)},
                           {"asked", std::to_string(asked)}});
  };
  if (scheme.counts_as_wage_scheme() && body.employer().empty()) {
    return Refuse("grant.employer_missing", {{"scheme", scheme.code()}});
  }
  if (scheme.has_intensity_percent() && body.intensity_percent() > scheme.intensity_percent()) {
    return over("grant.intensity_over_plan", scheme.intensity_percent(), body.intensity_percent());
  }
  if (!scheme.has_months()) {
    if (body.months() == 0) return OkStatus();
    return Refuse("grant.months_on_single_payment", {{"scheme", scheme.code()}});
  }
  if (body.months() == 0) return Refuse("grant.months_missing", {{"scheme", scheme.code()}});
  if (body.months() > scheme.months() && !scheme.duration_is_average()) {
    return over("grant.months_over_plan", scheme.months(), body.months());
  }
  return OkStatus();
}

Status CheckPeriod(const SubsidyGranted& body, Date granted_on, Date starts_on,
                   const State& state) {
  if (starts_on < *state.person.enrolled_on) {
    return Refuse("grant.starts_before_enrolment",
                  {{"enrolled_on", state.person.enrolled_on->ToString()}});
  }
  if (starts_on > granted_on.PlusMonths(kStartWithinMonths)) {
    return Refuse("grant.starts_too_late", {{"limit", std::to_string(kStartWithinMonths)}});
  }
  for (const RecordedEvent* event : state.grants) {
    // Dates written YYYY-MM-DD sort as days do.
    const SubsidyGranted& other = event->event.subsidy_granted();
    if (other.scheme() == body.scheme() && body.starts_on() <= other.ends_on() &&
        other.starts_on() <= body.ends_on()) {
      return Refuse("grant.already_granted", {{"scheme", other.scheme()},
                                              {"starts_on", other.starts_on()},
                                              {"ends_on", other.ends_on()}});
    }
  }
  return OkStatus();
}

Status CheckLimits(const SubsidyGranted& body, const SubsidyScheme& scheme, const State& state) {
  const bool new_person = !state.persons.contains(body.participant_id());
  if (new_person && scheme.has_persons() && !scheme.persons_approximate() &&
      state.persons.size() >= scheme.persons()) {
    return Refuse("scheme.no_place_left",
                  {{"scheme", scheme.code()}, {"persons", std::to_string(scheme.persons())}});
  }
  const std::int64_t left_ft = scheme.printed_total_ft() - state.committed_ft;
  if (body.total_ft() > left_ft) {
    return Refuse("scheme.no_money_left", {{"scheme", scheme.code()},
                                           {"left_ft", std::to_string(left_ft)},
                                           {"asked_ft", std::to_string(body.total_ft())}});
  }
  return OkStatus();
}

Result<Decision> Decide(const GrantSubsidy& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  const SubsidyScheme* const scheme = plan.FindScheme(command.scheme());
  if (scheme == nullptr) return Refuse("scheme.unknown", {{"scheme", command.scheme()}});
  PAKTUM_ASSIGN_OR_RETURN(const Date granted_on,
                          ReadFactDate("granted_on", command.granted_on(), context));
  Date starts_on = granted_on;
  if (!command.starts_on().empty()) {
    PAKTUM_ASSIGN_OR_RETURN(starts_on, ReadDate("starts_on", command.starts_on()));
  }
  PAKTUM_RETURN_IF_ERROR(RequireEnrolled(state.person, granted_on));

  const SubsidyGranted body = Body(command, context, starts_on);
  if (const RecordedEvent* same = FindSame(state, body)) return AlreadySo(*same);
  PAKTUM_RETURN_IF_ERROR(CheckAgainstScheme(body, *scheme));
  PAKTUM_RETURN_IF_ERROR(CheckPeriod(body, granted_on, starts_on, state));
  PAKTUM_RETURN_IF_ERROR(CheckLimits(body, *scheme, state));

  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(body.participant_id()), granted_on));
  *events.back().event.mutable_subsidy_granted() = body;
  events.push_back(NewEvent(events::SchemeStream(scheme->code()), granted_on));
  auto& committed = *events.back().event.mutable_scheme_committed();
  committed.set_grant_id(body.grant_id());
  committed.set_participant_id(body.participant_id());
  committed.set_scheme(scheme->code());
  committed.set_amount_ft(body.total_ft());
  return Decided(std::move(events));
}

}  // namespace

std::vector<CommandHandler> SubsidyCommands() {
  return {HandlerOf<GrantSubsidy, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
