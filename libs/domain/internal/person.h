#pragma once
// Person: what almost every decision about a participant asks first.
#include <optional>

#include "libs/domain/internal/support.h"

namespace paktum::domain {

// Folded from the stream of a participant.
struct Person {
  bool registered = false;
  std::optional<Date> enrolled_on;
};

void EvolvePerson(Person& person, const RecordedEvent& event);

// A fact needs a registered person. It may be older than the registration, which tells only when
// the pact first wrote the person down. Errors: "participant.unknown".
Status RequireRegistered(const Person& person);

// A fact of the day `on` needs an enrolled person. Errors: "participant.unknown",
// "participant.not_enrolled", "date.before_enrolment".
Status RequireEnrolled(const Person& person, Date on);

}  // namespace paktum::domain
