// Target groups: what a person said when asked whether a group of the plan applies (domain.md A7,
// practice.md 3.5). Only the person's own word counts, refusing blocks nothing, and the last answer
// stands. Which special-category group was asked for, and the answer, are sealed: such answers
// cannot be compared, so each command about one is recorded.
#include <cstdint>
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/plan/long_term_unemployment.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::DeclareTargetGroup;
using command::v1::RefuseTargetGroup;
using command::v1::WithdrawTargetGroup;
using event::v1::Event;
using participant::v1::TargetGroupDeclared;
using participant::v1::TargetGroupRefused;
using participant::v1::TargetGroupWithdrawn;
using plan::v1::TargetGroup;

struct State {
  Person person;
  participant::v1::AgeBand age = participant::v1::AGE_BAND_UNSPECIFIED;
  std::uint32_t months_as_jobseeker = 0;
  std::uint32_t months_in_public_works = 0;
  // The last statement about each open group; the enrolment for those declared with it.
  std::map<std::string, const RecordedEvent*> open;
  std::vector<const RecordedEvent*> sealed;  // statements about special-category groups
};

void Add(State& state, const std::string& group, const RecordedEvent& event) {
  if (group.empty()) {
    state.sealed.push_back(&event);
  } else {
    state.open[group] = &event;
  }
}

void EvolveEntry(State& state, const RecordedEvent& event) {
  const auto& enrolled = event.event.participant_enrolled();
  state.age = enrolled.age_band();
  state.months_as_jobseeker = enrolled.months_as_jobseeker();
  state.months_in_public_works = enrolled.months_in_public_works();
  for (const std::string& group : enrolled.target_groups()) state.open[group] = &event;
  if (enrolled.special_category_answer() == participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN) {
    state.sealed.push_back(&event);
  }
}

void EvolveCompleted(State& state, const participant::v1::EntryDataCompleted& data) {
  if (state.age == participant::v1::AGE_BAND_UNSPECIFIED) state.age = data.age_band();
  if (state.months_as_jobseeker == 0) state.months_as_jobseeker = data.months_as_jobseeker();
  if (state.months_in_public_works == 0) {
    state.months_in_public_works = data.months_in_public_works();
  }
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kParticipantEnrolled:
      return EvolveEntry(state, event);
    case Event::kEntryDataCompleted:
      return EvolveCompleted(state, event.event.entry_data_completed());
    case Event::kTargetGroupDeclared:
      return Add(state, event.event.target_group_declared().target_group(), event);
    case Event::kTargetGroupRefused:
      return Add(state, event.event.target_group_refused().target_group(), event);
    case Event::kTargetGroupWithdrawn:
      return Add(state, event.event.target_group_withdrawn().target_group(), event);
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case Event::kParticipantExited:
    case Event::kExitSituationRecorded:
    case Event::kParticipantReentered:
    case Event::kParticipantAgreementSigned:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case PAKTUM_SUBSIDY_EVENTS:
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

// No refusal names the group: it may be a special-category one.
Result<const TargetGroup*> FindGroup(const std::string& code, const plan::Plan& plan) {
  const TargetGroup* const group = plan.FindTargetGroup(code);
  if (group == nullptr) return Refuse("target_group.unknown");
  if (group->is_organisation()) return Refuse("target_group.not_of_persons");
  return group;
}

Status CheckPost(const std::string& code, const plan::Plan& plan) {
  if (code.empty() || plan.FindStaffPost(code) != nullptr) return OkStatus();
  return Refuse("target_group.unknown_post", {{"post", code}});
}

PendingSeal SealStatement(const std::string& participant_id, const std::string& group,
                          participant::v1::TargetGroupAnswer answer) {
  sealed::v1::TargetGroupStatement statement;
  statement.set_target_group(group);
  statement.set_answer(static_cast<std::uint32_t>(answer));
  return {participant_id, statement.GetDescriptor()->full_name(), statement.SerializeAsString()};
}

// The statement that this command made before: for an open group what stands about it, for a sealed
// one only what the same command recorded.
template <typename Body>
const RecordedEvent* FindSame(const State& state, const Body& body, Date on,
                              const Context& context) {
  if (!body.target_group().empty()) {
    const auto last = state.open.find(body.target_group());
    return last != state.open.end() && Says(*last->second, body, on) ? last->second : nullptr;
  }
  for (const RecordedEvent* statement : state.sealed) {
    if (statement->command == context.command && Says(*statement, body, on)) return statement;
  }
  return nullptr;
}

PendingEvent Statement(const std::string& participant_id, const TargetGroup& group, Date on,
                       participant::v1::TargetGroupAnswer answer) {
  PendingEvent event = NewEvent(events::ParticipantStream(participant_id), on);
  if (group.special_category()) {
    event.seals.push_back(SealStatement(participant_id, group.code(), answer));
  }
  return event;
}

Result<Decision> Decide(const DeclareTargetGroup& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date asked_on,
                          ReadFactDate("asked_on", command.asked_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_ASSIGN_OR_RETURN(const TargetGroup* const group, FindGroup(command.target_group(), plan));
  PAKTUM_RETURN_IF_ERROR(CheckPost(command.asked_by_post(), plan));
  if (command.answer() == participant::v1::TARGET_GROUP_ANSWER_REFUSED) {
    return Refuse("target_group.refusal_is_no_answer");
  }
  TargetGroupDeclared body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  if (!group->special_category()) {
    body.set_target_group(group->code());
    body.set_answer(command.answer());
  }
  body.set_asked_by_post(command.asked_by_post());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, asked_on, context)) return AlreadySo(*same);
  if (command.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED) {
    if (!FitsAge(*group, state.age)) return Refuse("target_group.against_age");
    if (!plan::FitsMonthsWithoutWork(plan, *group, state.months_as_jobseeker,
                                     state.months_in_public_works)) {
      return Refuse("target_group.against_months", {{"months", RiskMonths(plan)}});
    }
  }
  PendingEvent event = Statement(body.participant_id(), *group, asked_on, command.answer());
  *event.event.mutable_target_group_declared() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const RefuseTargetGroup& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date asked_on,
                          ReadFactDate("asked_on", command.asked_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_ASSIGN_OR_RETURN(const TargetGroup* const group, FindGroup(command.target_group(), plan));
  PAKTUM_RETURN_IF_ERROR(CheckPost(command.asked_by_post(), plan));
  TargetGroupRefused body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  if (!group->special_category()) body.set_target_group(group->code());
  body.set_asked_by_post(command.asked_by_post());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, asked_on, context)) return AlreadySo(*same);
  PendingEvent event = Statement(body.participant_id(), *group, asked_on,
                                 participant::v1::TARGET_GROUP_ANSWER_REFUSED);
  *event.event.mutable_target_group_refused() = std::move(body);
  return Decided(std::move(event));
}

// What a withdrawal takes back: of an open group its last statement, which must be an answer; of a
// sealed one any answer, since which group it was about cannot be seen.
const RecordedEvent* Withdrawable(const State& state, const TargetGroup& group) {
  const auto is_answer = [](const RecordedEvent& event) {
    return event.event.has_target_group_declared() || event.event.has_participant_enrolled();
  };
  if (!group.special_category()) {
    const auto last = state.open.find(group.code());
    return last != state.open.end() && is_answer(*last->second) ? last->second : nullptr;
  }
  for (const RecordedEvent* statement : state.sealed) {
    if (is_answer(*statement)) return statement;
  }
  return nullptr;
}

Result<Decision> Decide(const WithdrawTargetGroup& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date withdrawn_on,
                          ReadFactDate("withdrawn_on", command.withdrawn_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_ASSIGN_OR_RETURN(const TargetGroup* const group, FindGroup(command.target_group(), plan));
  TargetGroupWithdrawn body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  if (!group->special_category()) body.set_target_group(group->code());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, withdrawn_on, context)) return AlreadySo(*same);
  const RecordedEvent* const declared = Withdrawable(state, *group);
  if (declared == nullptr) return Refuse("target_group.not_declared");
  if (withdrawn_on < OccurredOn(*declared)) {
    return Refuse("target_group.withdrawn_before",
                  {{"declared_on", declared->event.occurred_on()}});
  }
  PendingEvent event = Statement(body.participant_id(), *group, withdrawn_on,
                                 participant::v1::TARGET_GROUP_ANSWER_UNSPECIFIED);
  *event.event.mutable_target_group_withdrawn() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> TargetGroupCommands() {
  return {HandlerOf<DeclareTargetGroup, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<RefuseTargetGroup, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<WithdrawTargetGroup, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
