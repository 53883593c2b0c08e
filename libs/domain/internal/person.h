#pragma once
// Person: what almost every decision about a participant asks first.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/domain/internal/support.h"
#include "libs/events/streams.h"
#include "paktum/participant/v1/events.pb.h"

namespace paktum::domain {

// Immediate results are those of four weeks from the exit (practice.md 3.1).
inline constexpr int kImmediateResultDays = 28;

// The streams of a command about one participant.
template <typename Command>
std::vector<std::string> StreamOfPerson(const Command& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id()))};
}

// From an entry, or a later one, to the exit after it; both days are inside.
struct Participation {
  Date from;
  std::optional<Date> until;  // nothing while it lasts
};

// Folded from the stream of a participant.
struct Person {
  bool registered = false;
  std::optional<Date> enrolled_on;            // first entry
  std::vector<Participation> participations;  // in order; empty before the first entry
  bool erased = false;  // two members agreed to the erasure, carried out or not

  // The day of the last exit, while no later entry followed.
  [[nodiscard]] std::optional<Date> exited_on() const {
    return participations.empty() ? std::nullopt : participations.back().until;
  }
};

void EvolvePerson(Person& person, const RecordedEvent& event);

// A fact needs a registered person. It may be older than the registration, which tells only when
// the pact first wrote the person down. Errors: "participant.unknown", "participant.erased".
Status RequireRegistered(const Person& person);

// A fact of the day `on` needs a person who is in the programme on that day. Errors:
// "participant.unknown", "participant.erased", "participant.not_enrolled", "date.before_enrolment",
// "participant.exited".
Status RequireEnrolled(const Person& person, Date on);

// The same of some day of `first` to `last`.
Status RequireEnrolledDuring(const Person& person, Date first, Date last);

// A person who is or was in the programme on the day `on`, erased or not: for the outcome of a
// support that ran already, dates and codes only, which the funder's follow-up obliges the pact to
// record (docs/runbooks/erasure.md).
Status RequireEnrolledOrErased(const Person& person, Date on);

// A birth date that somebody of working age may have on the day `on`. Errors:
// "registration.birth_in_future", "registration.age_out_of_range".
Status CheckBirth(Date birth, Date on, Date today);

// Full years on the day, and the band that they lie in.
int AgeOn(Date birth, Date on);
participant::v1::AgeBand AgeBandOf(int age);

// The plan's threshold of the risk of long-term unemployment, for a refusal.
std::string RiskMonths(const plan::Plan& plan);

// Whether somebody of this age at entry can belong to the group; true for an unknown age.
bool FitsAge(const plan::v1::TargetGroup& group, participant::v1::AgeBand age);

}  // namespace paktum::domain
