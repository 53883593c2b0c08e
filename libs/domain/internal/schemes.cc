#include "libs/domain/internal/schemes.h"

#include <algorithm>

#include "libs/events/body_cases.h"
#include "libs/events/streams.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using plan::v1::SubsidyScheme;

bool HasBudget(const SchemeLine& line) {
  return line.scheme != nullptr && line.scheme->printed_total_ft() > 0;
}

bool HasPlaces(const SchemeLine& line) {
  return line.scheme != nullptr && line.scheme->has_persons() &&
         !line.scheme->persons_approximate();
}

}  // namespace

Result<SchemeLine> FindLine(const std::string& code, const plan::Plan& plan) {
  if (const SubsidyScheme* scheme = plan.FindScheme(code)) return SchemeLine{code, scheme};
  const auto& kinds = plan.data().support_kinds();
  const bool without_money = std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
    return kind.code() == code && kind.schemes().empty();
  });
  if (without_money) return SchemeLine{code, nullptr};
  return Refuse("scheme.unknown", {{"scheme", code}});
}

Result<SchemeLine> FindLineOfKind(const std::string& code, const plan::Plan& plan,
                                  const std::set<SubsidyScheme::Kind>& kinds) {
  PAKTUM_ASSIGN_OR_RETURN(SchemeLine line, FindLine(code, plan));
  if (line.scheme != nullptr && kinds.contains(line.scheme->kind())) return line;
  return Refuse("scheme.other_kind", {{"scheme", code}});
}

std::int64_t SchemeState::committed_ft() const {
  std::int64_t sum_ft = 0;
  for (const auto& [grant, taken] : by_grant) sum_ft += taken.amount_ft;
  return sum_ft;
}

std::set<std::string> SchemeState::persons() const {
  std::set<std::string> persons;
  for (const auto& [grant, taken] : by_grant) {
    if (!taken.place_released) persons.insert(taken.participant_id);
  }
  return persons;
}

void EvolveScheme(SchemeState& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kSchemeCommitted: {
      const auto& body = event.event.scheme_committed();
      SchemeState::Taken& taken = state.by_grant[body.grant_id()];
      taken.participant_id = body.participant_id();
      taken.amount_ft += body.amount_ft();
      return;
    }
    case Event::kSchemeReleased: {
      const auto& body = event.event.scheme_released();
      SchemeState::Taken& taken = state.by_grant[body.grant_id()];
      taken.participant_id = body.participant_id();
      taken.amount_ft -= body.amount_ft();
      taken.place_released = taken.place_released || body.place_released();
      return;
    }
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case Event::kSubsidyGranted:
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kHousingSupportGranted:
    case Event::kIncomeSupplementPaid:
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

Status CheckLimits(const SchemeState& state, const SchemeLine& line,
                   const std::string& participant_id, std::int64_t amount_ft) {
  if (HasPlaces(line)) {
    const std::set<std::string> persons = state.persons();
    if (!persons.contains(participant_id) && persons.size() >= line.scheme->persons()) {
      return Refuse("scheme.no_place_left",
                    {{"scheme", line.code}, {"persons", std::to_string(line.scheme->persons())}});
    }
  }
  if (!HasBudget(line)) return OkStatus();
  const std::int64_t left_ft = line.scheme->printed_total_ft() - state.committed_ft();
  if (amount_ft <= left_ft) return OkStatus();
  return Refuse("scheme.no_money_left", {{"scheme", line.code},
                                         {"left_ft", std::to_string(left_ft)},
                                         {"asked_ft", std::to_string(amount_ft)}});
}

bool IsOverLimit(const SchemeState& state, const SchemeLine& line) {
  return (HasPlaces(line) && state.persons().size() > line.scheme->persons()) ||
         (HasBudget(line) && state.committed_ft() > line.scheme->printed_total_ft());
}

PendingEvent Commit(const SchemeLine& line, const std::string& grant_id,
                    const std::string& participant_id, std::int64_t amount_ft, Date on) {
  PendingEvent event = NewEvent(events::SchemeStream(line.code), on);
  auto& body = *event.event.mutable_scheme_committed();
  body.set_grant_id(grant_id);
  body.set_participant_id(participant_id);
  body.set_scheme(line.code);
  body.set_amount_ft(amount_ft);
  return event;
}

}  // namespace paktum::domain
