// Registration: one person is one participant in the pact, whichever office was first.
#include <algorithm>

#include "libs/base/check.h"
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::RegisterParticipant;
using event::v1::Event;

// The identity stream makes the person unique; the new participant's stream must not exist.
std::vector<std::string> Streams(const RegisterParticipant& /*command*/, const Context& context) {
  PAKTUM_CHECK(!context.identity_hash_hex.empty());
  return {events::IdentityStream(context.identity_hash_hex),
          events::ParticipantStream(IdOfNewThing(context.command).ToString())};
}

struct State {
  const RecordedEvent* claimed = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kIdentityClaimed:
      state.claimed = &event;
      return;
    case Event::kPersonErased:  // the number is free: whoever comes back is registered anew
      if (state.claimed != nullptr && state.claimed->event.identity_claimed().participant_id() ==
                                          event.event.person_erased().participant_id()) {
        state.claimed = nullptr;
      }
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kParticipantEnrolled:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case Event::kErasureProposed:
    case Event::kErasureAgreed:
    case Event::kPersonalDataUnsealed:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kParticipantExited:
    case Event::kExitSituationRecorded:
    case Event::kParticipantReentered:
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

PendingSeal SealPerson(const RegisterParticipant& command, const std::string& participant_id) {
  sealed::v1::PersonDetails details;
  details.set_family_name(command.family_name());
  details.set_given_name(command.given_name());
  details.set_birth_date(command.birth_date());
  std::copy_if(command.taj().begin(), command.taj().end(),
               std::back_inserter(*details.mutable_taj()),
               [](char c) { return c >= '0' && c <= '9'; });
  details.set_address(command.address());
  details.set_phone(command.phone());
  details.set_email(command.email());
  return {participant_id, details.GetDescriptor()->full_name(), details.SerializeAsString()};
}

Result<Decision> Decide(const RegisterParticipant& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  if (state.claimed != nullptr) return AlreadySo(*state.claimed);
  PAKTUM_ASSIGN_OR_RETURN(const Date registered_on,
                          ReadFactDate("registered_on", command.registered_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date birth, ReadDate("birth_date", command.birth_date()));
  PAKTUM_RETURN_IF_ERROR(CheckBirth(birth, registered_on, context.today));

  const std::string id = IdOfNewThing(context.command).ToString();
  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(id), registered_on));
  auto& registered = *events.back().event.mutable_participant_registered();
  registered.set_participant_id(id);
  registered.set_gender(command.gender());
  events.back().seals.push_back(SealPerson(command, id));
  events.push_back(NewEvent(events::IdentityStream(context.identity_hash_hex), registered_on));
  events.back().event.mutable_identity_claimed()->set_participant_id(id);
  return Decided(std::move(events));
}

}  // namespace

std::vector<CommandHandler> RegistrationCommands() {
  return {HandlerOf<RegisterParticipant, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
