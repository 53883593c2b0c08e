#include "libs/domain/internal/person.h"

#include <algorithm>
#include <limits>

#include "libs/base/check.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using participant::v1::AgeBand;

// Whoever registers is of working age or was until lately; anything else is a typing slip.
constexpr int kAgeMin = 14;
constexpr int kAgeMax = 100;

struct AgeRange {
  int from = 0;
  int to = std::numeric_limits<int>::max();
};

AgeRange RangeOf(AgeBand band) {
  switch (band) {
    case participant::v1::AGE_BAND_UNDER_25:
      return {.to = 24};
    case participant::v1::AGE_BAND_25_29:
      return {.from = 25, .to = 29};
    case participant::v1::AGE_BAND_30_49:
      return {.from = 30, .to = 49};
    case participant::v1::AGE_BAND_50_54:
      return {.from = 50, .to = 54};
    case participant::v1::AGE_BAND_OVER_54:
      return {.from = 55};
    case participant::v1::AGE_BAND_UNSPECIFIED:
    case participant::v1::AgeBand_INT_MIN_SENTINEL_DO_NOT_USE_:
    case participant::v1::AgeBand_INT_MAX_SENTINEL_DO_NOT_USE_:
      return {};
  }
  return {};  // a band of a newer member
}

// An exit ends what lasts; one that was recorded without its entry ends nothing.
void Exit(Person& person, Date on) {
  if (!person.participations.empty()) person.participations.back().until = on;
}

// A day outside of all participations, told with the last exit before it.
Status RefuseExited(const Person& person, Date day) {
  Date exited_on = person.participations.front().until.value_or(day);
  for (const Participation& participation : person.participations) {
    if (participation.until && *participation.until < day) exited_on = *participation.until;
  }
  return Refuse("participant.exited",
                {{"given_on", day.ToString()}, {"exited_on", exited_on.ToString()}});
}

}  // namespace

void EvolvePerson(Person& person, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kParticipantRegistered:
      person.registered = true;
      return;
    case Event::kParticipantEnrolled:
      person.enrolled_on = OccurredOn(event);
      person.participations = {{.from = *person.enrolled_on, .until = {}}};
      return;
    case Event::kParticipantExited:
      return Exit(person, OccurredOn(event));
    case Event::kParticipantReentered:
      person.participations.push_back({.from = OccurredOn(event), .until = {}});
      return;
    case Event::kErasureAgreed:
    case Event::kPersonErased:
      person.erased = true;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kIdentityClaimed:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case Event::kErasureProposed:
    case Event::kPersonalDataUnsealed:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kExitSituationRecorded:
    case Event::kParticipantAgreementSigned:
    case Event::kEntryDataCompleted:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireRegistered(const Person& person) {
  if (!person.registered) return Refuse("participant.unknown");
  return person.erased ? Refuse("participant.erased") : OkStatus();
}

Status RequireEnrolled(const Person& person, Date on) {
  return RequireEnrolledDuring(person, on, on);
}

Status RequireEnrolledDuring(const Person& person, Date first, Date last) {
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(person));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(person, last));
  const bool inside = std::any_of(person.participations.begin(), person.participations.end(),
                                  [&](const Participation& participation) {
                                    return participation.from <= last &&
                                           (!participation.until || first <= *participation.until);
                                  });
  return inside ? OkStatus() : RefuseExited(person, last);
}

Status RequireEnrolledOrErased(const Person& person, Date on) {
  if (!person.registered) return Refuse("participant.unknown");
  if (!person.enrolled_on) return Refuse("participant.not_enrolled");
  if (on < *person.enrolled_on) {
    return Refuse("date.before_enrolment",
                  {{"given_on", on.ToString()}, {"enrolled_on", person.enrolled_on->ToString()}});
  }
  return OkStatus();
}

Status CheckBirth(Date birth, Date on, Date today) {
  if (birth > today) return Refuse("registration.birth_in_future");
  const bool too_young = birth.PlusMonths(12 * kAgeMin) > on;
  const bool too_old = birth.PlusMonths(12 * (kAgeMax + 1)) <= on;
  if (too_young || too_old) {
    return Refuse("registration.age_out_of_range",
                  {{"from", std::to_string(kAgeMin)}, {"to", std::to_string(kAgeMax)}});
  }
  return OkStatus();
}

int AgeOn(Date birth, Date on) {
  const int years = on.year() - birth.year();
  return birth.PlusMonths(12 * years) > on ? years - 1 : years;
}

AgeBand AgeBandOf(int age) {
  if (age < 25) return participant::v1::AGE_BAND_UNDER_25;
  if (age < 30) return participant::v1::AGE_BAND_25_29;
  if (age < 50) return participant::v1::AGE_BAND_30_49;
  if (age < 55) return participant::v1::AGE_BAND_50_54;
  return participant::v1::AGE_BAND_OVER_54;
}

bool FitsAge(const plan::v1::TargetGroup& group, AgeBand age) {
  const AgeRange range = RangeOf(age);
  const bool too_young = group.has_age_from() && range.to < static_cast<int>(group.age_from());
  const bool too_old = group.has_age_to() && range.from > static_cast<int>(group.age_to());
  return !too_young && !too_old;
}

std::string RiskMonths(const plan::Plan& plan) {
  return std::to_string(plan.data().rules().long_term_unemployment_risk_months());
}

}  // namespace paktum::domain
