// Refunds: supports that are granted and paid at once (domain.md A6): medical tests, travel, the
// income supplement of a training month. Each takes money and a place of its scheme in the same
// append, under the limits of grants. Which scheme fits is said by its kind in the plan.
#include <algorithm>
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/grants.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/domain/internal/schemes.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/subsidy.pb.h"

namespace paktum::domain {
namespace {

using command::v1::PayIncomeSupplement;
using command::v1::RefundMedicalTest;
using command::v1::RefundTravel;
using event::v1::Event;
using plan::v1::SubsidyScheme;
using subsidy::v1::IncomeSupplementPaid;
using subsidy::v1::MedicalTestRefunded;
using subsidy::v1::TravelRefunded;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id())),
          events::SchemeStream(command.scheme())};
}

struct Training {
  std::string id;
  Date started_on;
  std::optional<Date> ended_on;
};

struct State {
  Person person;
  SchemeState scheme;
  std::vector<const RecordedEvent*> refunds;  // of the three kinds, all schemes
  std::vector<Training> trainings;
};

void End(State& state, const std::string& training_id, Date on) {
  for (Training& training : state.trainings) {
    if (training.id == training_id) training.ended_on = on;
  }
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  EvolveScheme(state.scheme, event);
  switch (event.event.body_case()) {
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kIncomeSupplementPaid:
      state.refunds.push_back(&event);
      return;
    case Event::kTrainingStarted:
      state.trainings.push_back({.id = event.event.training_started().training_id(),
                                 .started_on = OccurredOn(event),
                                 .ended_on = {}});
      return;
    case Event::kTrainingCompleted:
      return End(state, event.event.training_completed().training_id(), OccurredOn(event));
    case Event::kTrainingDroppedOut:
      return End(state, event.event.training_dropped_out().training_id(), OccurredOn(event));
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case Event::kSubsidyGranted:
    case Event::kSchemeCommitted:
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kHousingSupportGranted:
    case Event::kSchemeReleased:
    case PAKTUM_EMPLOYMENT_EVENTS:
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

const std::string& GrantIdOf(const RecordedEvent& refund) {
  const Event& event = refund.event;
  if (event.has_medical_test_refunded()) return event.medical_test_refunded().grant_id();
  if (event.has_travel_refunded()) return event.travel_refunded().grant_id();
  return event.income_supplement_paid().grant_id();
}

// The refund that this command made before, whatever its id.
template <typename Body>
const RecordedEvent* FindSame(const State& state, Body body, Date on) {
  for (const RecordedEvent* refund : state.refunds) {
    body.set_grant_id(GrantIdOf(*refund));
    if (Says(*refund, body, on)) return refund;
  }
  return nullptr;
}

// The months of this scheme that were refunded already.
std::set<std::string> MonthsOf(const State& state, const std::string& scheme) {
  std::set<std::string> months;
  for (const RecordedEvent* refund : state.refunds) {
    const Event& event = refund->event;
    if (event.has_travel_refunded() && event.travel_refunded().scheme() == scheme) {
      months.insert(event.travel_refunded().month());
    }
    if (event.has_income_supplement_paid() && event.income_supplement_paid().scheme() == scheme) {
      months.insert(event.income_supplement_paid().month());
    }
  }
  return months;
}

// A month is refunded once, after it began, and no more months than the plan gives.
Status CheckMonth(const State& state, const SubsidyScheme& scheme, const std::string& month,
                  Date first_day, Date paid_on) {
  const std::set<std::string> months = MonthsOf(state, scheme.code());
  if (months.contains(month)) {
    return Refuse("refund.month_paid", {{"scheme", scheme.code()}, {"month", month}});
  }
  if (paid_on < first_day) return Refuse("refund.before_month", {{"month", month}});
  if (scheme.has_months() && !scheme.duration_is_average() && months.size() >= scheme.months()) {
    return Refuse("refund.months_over_plan",
                  {{"scheme", scheme.code()}, {"limit", std::to_string(scheme.months())}});
  }
  return OkStatus();
}

const Training* FindTraining(const State& state, const std::string& training_id) {
  const auto found = std::find_if(state.trainings.begin(), state.trainings.end(),
                                  [&](const auto& training) { return training.id == training_id; });
  return found == state.trainings.end() ? nullptr : &*found;
}

bool CoversMonth(const Training& training, Date first_day) {
  return training.started_on <= LastDayOf(first_day) &&
         (!training.ended_on || first_day <= *training.ended_on);
}

// The named training, or the only one of that month.
Result<const Training*> TrainingOfMonth(const State& state, const std::string& training_id,
                                        const std::string& month, Date first_day) {
  if (!training_id.empty()) {
    const Training* const named = FindTraining(state, training_id);
    if (named == nullptr) return Refuse("training.unknown");
    if (!CoversMonth(*named, first_day)) return Refuse("refund.no_training", {{"month", month}});
    return named;
  }
  const Training* found = nullptr;
  for (const Training& training : state.trainings) {
    if (!CoversMonth(training, first_day)) continue;
    if (found != nullptr) return Refuse("training.ambiguous");
    found = &training;
  }
  if (found == nullptr) return Refuse("refund.no_training", {{"month", month}});
  return found;
}

// The events of a refund whose body is done but for the one that takes the money.
Result<Decision> Finish(PendingEvent event, const State& state, const SchemeLine& line,
                        const std::string& grant_id, const std::string& participant_id,
                        std::int64_t amount_ft, Date on) {
  PAKTUM_RETURN_IF_ERROR(CheckLimits(state.scheme, line, participant_id, amount_ft));
  std::vector<PendingEvent> events;
  events.push_back(std::move(event));
  events.push_back(Commit(line, grant_id, participant_id, amount_ft, on));
  return Decided(std::move(events));
}

// A unit amount for an occasion binds each of them; averages do not.
Status CheckOccasion(const SubsidyScheme& scheme, std::int64_t amount_ft) {
  const bool binds =
      scheme.has_unit_amount_ft() && scheme.unit_basis() == SubsidyScheme::UNIT_BASIS_OCCASION;
  if (!binds || amount_ft <= scheme.unit_amount_ft()) return OkStatus();
  return Refuse("refund.over_unit_amount", {{"scheme", scheme.code()},
                                            {"limit_ft", std::to_string(scheme.unit_amount_ft())},
                                            {"asked_ft", std::to_string(amount_ft)}});
}

Result<Decision> Decide(const RefundMedicalTest& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(
      const SchemeLine line,
      FindLineOfKind(command.scheme(), plan, {SubsidyScheme::KIND_MEDICAL_TEST}));
  PAKTUM_ASSIGN_OR_RETURN(const Date refunded_on,
                          ReadFactDate("refunded_on", command.refunded_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  MedicalTestRefunded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(IdOfNewThing(context.command).ToString());
  body.set_scheme(line.code);
  body.set_training_id(CanonicalId(command.training_id()));
  body.set_amount_ft(command.amount_ft());
  body.set_payment_reference(command.payment_reference());
  if (const auto* same = FindSame(state, body, refunded_on)) return AlreadySo(*same);
  // The test of a training that took place is refunded after an exit too.
  const bool of_training = !body.training_id().empty();
  if (of_training && FindTraining(state, body.training_id()) == nullptr) {
    return Refuse("training.unknown");
  }
  PAKTUM_RETURN_IF_ERROR(of_training ? RequireEnrolledOrErased(state.person, refunded_on)
                                     : RequireEnrolled(state.person, refunded_on));
  PAKTUM_RETURN_IF_ERROR(CheckOccasion(*line.scheme, body.amount_ft()));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), refunded_on);
  *event.event.mutable_medical_test_refunded() = body;
  return Finish(std::move(event), state, line, body.grant_id(), body.participant_id(),
                body.amount_ft(), refunded_on);
}

Result<Decision> Decide(const RefundTravel& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(
      const SchemeLine line,
      FindLineOfKind(command.scheme(), plan,
                     {SubsidyScheme::KIND_COMMUTING, SubsidyScheme::KIND_TRAINING_TRAVEL}));
  PAKTUM_ASSIGN_OR_RETURN(const Date refunded_on,
                          ReadFactDate("refunded_on", command.refunded_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date month, ReadMonth(command.month()));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledDuring(state.person, month, LastDayOf(month)));
  TravelRefunded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(IdOfNewThing(context.command).ToString());
  body.set_scheme(line.code);
  body.set_month(command.month());
  body.set_amount_ft(command.amount_ft());
  body.set_payment_reference(command.payment_reference());
  if (const auto* same = FindSame(state, body, refunded_on)) return AlreadySo(*same);
  PAKTUM_RETURN_IF_ERROR(CheckMonth(state, *line.scheme, body.month(), month, refunded_on));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), refunded_on);
  *event.event.mutable_travel_refunded() = body;
  return Finish(std::move(event), state, line, body.grant_id(), body.participant_id(),
                body.amount_ft(), refunded_on);
}

Result<Decision> Decide(const PayIncomeSupplement& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(
      const SchemeLine line,
      FindLineOfKind(command.scheme(), plan, {SubsidyScheme::KIND_INCOME_SUPPLEMENT}));
  PAKTUM_ASSIGN_OR_RETURN(const Date paid_on, ReadFactDate("paid_on", command.paid_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date month, ReadMonth(command.month()));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledDuring(state.person, month, LastDayOf(month)));
  PAKTUM_ASSIGN_OR_RETURN(
      const Training* const training,
      TrainingOfMonth(state, CanonicalId(command.training_id()), command.month(), month));
  IncomeSupplementPaid body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(IdOfNewThing(context.command).ToString());
  body.set_scheme(line.code);
  body.set_training_id(training->id);
  body.set_month(command.month());
  body.set_amount_ft(command.amount_ft());
  body.set_payment_reference(command.payment_reference());
  if (const auto* same = FindSame(state, body, paid_on)) return AlreadySo(*same);
  PAKTUM_RETURN_IF_ERROR(CheckMonth(state, *line.scheme, body.month(), month, paid_on));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), paid_on);
  *event.event.mutable_income_supplement_paid() = body;
  return Finish(std::move(event), state, line, body.grant_id(), body.participant_id(),
                body.amount_ft(), paid_on);
}

}  // namespace

std::vector<CommandHandler> RefundCommands() {
  return {HandlerOf<RefundMedicalTest, State, Streams, Evolve, Decide>(),
          HandlerOf<RefundTravel, State, Streams, Evolve, Decide>(),
          HandlerOf<PayIncomeSupplement, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
