// Privacy: a person is forgotten when two people of two members want it and no duty to keep forbids
// it; whoever opens a person's data is recorded first.
#include "libs/domain/privacy.h"

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/privacy.pb.h"

namespace paktum::domain {
namespace {

using command::v1::AgreeToErasure;
using command::v1::ProposeErasure;
using event::v1::Event;
using privacy::v1::ErasureAgreed;
using privacy::v1::ErasureProposed;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id()))};
}

struct State {
  Person person;
  bool ever_registered = false;  // also when the registration was voided: its sealed parts stay
  const RecordedEvent* proposed = nullptr;  // the last one
  const RecordedEvent* agreed = nullptr;
  const RecordedEvent* erased = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kErasureProposed:
      state.proposed = &event;
      return;
    case Event::kErasureAgreed:
      state.agreed = &event;
      return;
    case Event::kPersonErased:
      state.erased = &event;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case Event::kPersonalDataUnsealed:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

State StateOf(const LoadedStream& participant) {
  State state;
  for (const RecordedEvent* event : EffectiveEvents(participant)) Evolve(state, *event);
  return state;
}

// A mistaken registration is forgotten like any other.
Status RequireEverRegistered(const State& state) {
  if (!state.ever_registered) return Refuse("participant.unknown");
  return state.person.erased ? Refuse("participant.erased") : OkStatus();
}

// Only who entered the programme has records that the funder may ask for.
Status CheckRetention(const Person& person, const plan::Plan& plan, Date today) {
  if (!person.enrolled_on || !plan.data().has_retention()) return OkStatus();
  const auto until = Date::Parse(plan.data().retention().until());
  if (!until || today > *until) return OkStatus();
  return Refuse("erasure.kept_by_law", {{"kept_until_on", until->ToString()}});
}

bool SameProposal(const RecordedEvent& recorded, const ErasureProposed& body, Date requested_on,
                  const Context& context) {
  ErasureProposed other = recorded.event.erasure_proposed();
  other.set_erasure_id(body.erasure_id());
  return recorded.member == context.member && OccurredOn(recorded) == requested_on &&
         other.SerializeAsString() == body.SerializeAsString();
}

Result<Decision> Decide(const ProposeErasure& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date requested_on,
                          ReadFactDate("requested_on", command.requested_on(), context));
  ErasureProposed body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_erasure_id(IdOfNewThing(context.command).ToString());
  body.set_reason(command.reason());
  body.set_reference(command.reference());
  if (state.proposed != nullptr && SameProposal(*state.proposed, body, requested_on, context)) {
    return AlreadySo(*state.proposed);
  }
  PAKTUM_RETURN_IF_ERROR(RequireEverRegistered(state));
  if (state.proposed != nullptr) {
    return Refuse("erasure.already_proposed",
                  {{"proposed_on", state.proposed->event.occurred_on()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckRetention(state.person, plan, context.today));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), requested_on);
  *event.event.mutable_erasure_proposed() = std::move(body);
  return Decided(std::move(event));
}

// Two people of two members: neither alone can destroy what both have to keep.
Status CheckTwoSides(const RecordedEvent& proposed, const Context& context) {
  if (proposed.member == context.member) return Refuse("erasure.same_member");
  if (proposed.event.actor() == context.actor) return Refuse("erasure.same_person");
  return OkStatus();
}

Result<Decision> Decide(const AgreeToErasure& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date agreed_on,
                          ReadFactDate("agreed_on", command.agreed_on(), context));
  const std::string erasure_id = CanonicalId(command.erasure_id());
  if (state.agreed != nullptr && state.agreed->member == context.member &&
      state.agreed->event.erasure_agreed().erasure_id() == erasure_id) {
    return AlreadySo(*state.agreed);
  }
  PAKTUM_RETURN_IF_ERROR(RequireEverRegistered(state));
  if (state.proposed == nullptr ||
      state.proposed->event.erasure_proposed().erasure_id() != erasure_id) {
    return Refuse("erasure.unknown");
  }
  PAKTUM_RETURN_IF_ERROR(CheckTwoSides(*state.proposed, context));
  if (agreed_on < OccurredOn(*state.proposed)) {
    return Refuse("erasure.before_proposal",
                  {{"proposed_on", state.proposed->event.occurred_on()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckRetention(state.person, plan, context.today));
  ErasureAgreed body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_erasure_id(erasure_id);
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), agreed_on);
  *event.event.mutable_erasure_agreed() = std::move(body);
  return Decided(std::move(event));
}

template <typename Command>
CommandHandler HandlerFor() {
  return {Command::descriptor(),
          [](const google::protobuf::Message& command, const Context& context) {
            return Streams(As<Command>(command), context);
          },
          [](const google::protobuf::Message& command, const Context& context,
             const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
            PAKTUM_CHECK(loaded.size() == 1);
            State state = StateOf(loaded.front());
            for (const RecordedEvent& event : loaded.front().events) {
              state.ever_registered =
                  state.ever_registered || event.event.has_participant_registered();
            }
            return Decide(As<Command>(command), context, plan, state);
          }};
}

}  // namespace

std::optional<AgreedErasure> ErasureOf(const LoadedStream& participant) {
  const State state = StateOf(participant);
  if (state.agreed == nullptr || state.proposed == nullptr) return std::nullopt;
  const std::string& id = state.agreed->event.erasure_agreed().erasure_id();
  if (state.proposed->event.erasure_proposed().erasure_id() != id ||
      state.proposed->member == state.agreed->member) {
    return std::nullopt;  // no office records such an agreement
  }
  return AgreedErasure{.erasure = Uuid::Parse(id).value_or(Uuid()),
                       .member = state.agreed->member,
                       .finished = state.erased != nullptr};
}

Status CheckMayOpen(const LoadedStream& participant) {
  return RequireRegistered(StateOf(participant).person);
}

PendingEvent UnsealedEvent(const Unsealing& unsealing, Date today) {
  const std::string id = CanonicalId(unsealing.participant_id);
  PendingEvent event = NewEvent(events::UnsealingStream(id), today);
  auto& body = *event.event.mutable_personal_data_unsealed();
  body.set_participant_id(id);
  body.set_purpose(unsealing.purpose);
  for (const std::string& type : unsealing.content_types) body.add_content_types(type);
  body.set_reference(unsealing.reference);
  return event;
}

Decision PersonErasedEvents(const std::string& participant_id, const AgreedErasure& agreed,
                            const std::string& identity_stream,
                            const std::vector<std::string>& key_ids, Date today) {
  privacy::v1::PersonErased body;
  body.set_participant_id(CanonicalId(participant_id));
  body.set_erasure_id(agreed.erasure.ToString());
  for (const std::string& key_id : key_ids) body.add_key_ids(key_id);
  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(body.participant_id()), today));
  if (!identity_stream.empty()) events.push_back(NewEvent(identity_stream, today));
  for (PendingEvent& event : events) *event.event.mutable_person_erased() = body;
  return Decided(std::move(events));
}

std::vector<CommandHandler> PrivacyCommands() {
  return {HandlerFor<ProposeErasure>(), HandlerFor<AgreeToErasure>()};
}

}  // namespace paktum::domain
