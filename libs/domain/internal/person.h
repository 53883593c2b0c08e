#pragma once
// Person: what almost every decision about a participant asks first.
#include <optional>

#include "libs/domain/internal/support.h"

namespace paktum::domain {

// Folded from the stream of a participant.
struct Person {
  std::optional<Date> registered_on;
  std::optional<Date> enrolled_on;
};

void EvolvePerson(Person& person, const RecordedEvent& event);

// A fact of the day `on` needs a registered person. Errors: "participant.unknown",
// "date.before_registration".
Status RequireRegistered(const Person& person, Date on);

// A fact of the day `on` needs an enrolled person. Errors: "participant.unknown",
// "participant.not_enrolled", "date.before_enrolment".
Status RequireEnrolled(const Person& person, Date on);

}  // namespace paktum::domain
