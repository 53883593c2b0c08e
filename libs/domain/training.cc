// Training: courses of an enrolled person. One running training of a course at a time.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/labour.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteTraining;
using command::v1::DropOutOfTraining;
using command::v1::StartTraining;
using event::v1::Event;
using training::v1::TrainingCompleted;
using training::v1::TrainingDroppedOut;
using training::v1::TrainingStarted;

struct Training {
  const RecordedEvent* started = nullptr;
  const RecordedEvent* ended = nullptr;  // completed or broken off; nullptr while it runs

  [[nodiscard]] const TrainingStarted& body() const { return started->event.training_started(); }
};

struct State {
  Person person;
  std::vector<Training> trainings;
};

void End(State& state, const std::string& training_id, const RecordedEvent& event) {
  for (Training& training : state.trainings) {
    if (training.body().training_id() == training_id) training.ended = &event;
  }
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kTrainingStarted:
      state.trainings.emplace_back().started = &event;
      return;
    case Event::kTrainingCompleted:
      return End(state, event.event.training_completed().training_id(), event);
    case Event::kTrainingDroppedOut:
      return End(state, event.event.training_dropped_out().training_id(), event);
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
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

Result<Decision> Decide(const StartTraining& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date started_on,
                          ReadFactDate("started_on", command.started_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolled(state.person, started_on));
  TrainingStarted body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_course(command.course());
  body.set_provider(command.provider());
  for (const Training& training : state.trainings) {
    body.set_training_id(training.body().training_id());
    if (Says(*training.started, body, started_on)) return AlreadySo(*training.started);
  }
  for (const Training& training : state.trainings) {
    if (training.ended == nullptr && training.body().course() == command.course()) {
      return Refuse("training.already_running",
                    {{"started_on", training.started->event.occurred_on()}});
    }
  }
  body.set_training_id(IdOfNewThing(context.command).ToString());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), started_on);
  *event.event.mutable_training_started() = std::move(body);
  return Decided(std::move(event));
}

// The end that this command recorded before.
template <typename Body>
const RecordedEvent* FindSameEnd(const State& state, Body body, const std::string& training_id,
                                 Date ended_on) {
  for (auto it = state.trainings.rbegin(); it != state.trainings.rend(); ++it) {
    if (it->ended == nullptr) continue;
    if (!training_id.empty() && it->body().training_id() != training_id) continue;
    body.set_training_id(it->body().training_id());
    if (Says(*it->ended, body, ended_on)) return it->ended;
  }
  return nullptr;
}

Status RefuseEnded(const RecordedEvent& ended) {
  if (ended.event.has_training_dropped_out()) {
    return Refuse("training.already_dropped_out", {{"ended_on", ended.event.occurred_on()}});
  }
  return Refuse("training.already_completed", {{"completed_on", ended.event.occurred_on()}});
}

// The named training, or the only running one.
Result<const Training*> FindRunning(const State& state, const std::string& training_id) {
  const Training* found = nullptr;
  for (const Training& training : state.trainings) {
    if (training_id.empty() ? training.ended != nullptr
                            : training.body().training_id() != training_id) {
      continue;
    }
    if (found != nullptr) return Refuse("training.ambiguous");
    found = &training;
  }
  if (found == nullptr && training_id.empty()) return Refuse("training.none_running");
  if (found == nullptr) return Refuse("training.unknown");
  if (found->ended != nullptr) return RefuseEnded(*found->ended);
  return found;
}

// The running training, which must have begun by `ended_on`.
Result<const Training*> FindEnding(const State& state, const std::string& training_id,
                                   Date ended_on) {
  PAKTUM_ASSIGN_OR_RETURN(const Training* const training, FindRunning(state, training_id));
  if (ended_on < OccurredOn(*training->started)) {
    return Refuse("training.ends_before_start",
                  {{"started_on", training->started->event.occurred_on()}});
  }
  return training;
}

Result<Decision> Decide(const CompleteTraining& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date completed_on,
                          ReadFactDate("completed_on", command.completed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, completed_on));
  const std::string training_id = CanonicalId(command.training_id());
  TrainingCompleted body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_certificate_sha256(CanonicalHex(command.certificate_sha256()));
  const Result<const Training*> training = FindEnding(state, training_id, completed_on);
  if (!training.ok()) {
    const auto* const same = FindSameEnd(state, body, training_id, completed_on);
    return same != nullptr ? Result<Decision>(AlreadySo(*same)) : training.status();
  }
  body.set_training_id((*training)->body().training_id());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), completed_on);
  *event.event.mutable_training_completed() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const DropOutOfTraining& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date dropped_out_on,
                          ReadFactDate("dropped_out_on", command.dropped_out_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, dropped_out_on));
  const std::string training_id = CanonicalId(command.training_id());
  TrainingDroppedOut body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_reason(command.reason());
  const Result<const Training*> training = FindEnding(state, training_id, dropped_out_on);
  if (!training.ok()) {
    const auto* const same = FindSameEnd(state, body, training_id, dropped_out_on);
    return same != nullptr ? Result<Decision>(AlreadySo(*same)) : training.status();
  }
  body.set_training_id((*training)->body().training_id());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), dropped_out_on);
  *event.event.mutable_training_dropped_out() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> TrainingCommands() {
  return {HandlerOf<StartTraining, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<CompleteTraining, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<DropOutOfTraining, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
