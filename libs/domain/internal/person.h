#pragma once
// Person: what almost every decision about a participant asks first.
#include <optional>

#include "libs/domain/internal/support.h"

namespace paktum::domain {

// Folded from the stream of a participant.
struct Person {
  bool registered = false;
  std::optional<Date> enrolled_on;
  bool erased = false;  // two members agreed to the erasure, carried out or not
};

void EvolvePerson(Person& person, const RecordedEvent& event);

// A fact needs a registered person. It may be older than the registration, which tells only when
// the pact first wrote the person down. Errors: "participant.unknown", "participant.erased".
Status RequireRegistered(const Person& person);

// A fact of the day `on` needs an enrolled person. Errors: "participant.unknown",
// "participant.erased", "participant.not_enrolled", "date.before_enrolment".
Status RequireEnrolled(const Person& person, Date on);

// The same of an erased person too: for the outcome of a support that ran already, dates and codes
// only, which the funder's follow-up obliges the pact to record (docs/runbooks/erasure.md).
Status RequireEnrolledOrErased(const Person& person, Date on);

}  // namespace paktum::domain
