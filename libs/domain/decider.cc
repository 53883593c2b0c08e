#include "libs/domain/decider.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>

#include "libs/base/check.h"
#include "libs/domain/internal/aggregates.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

// Events of an append get the ids Derived(0), Derived(1) …; a thing's id must be none of them.
constexpr std::uint32_t kNewThingIndex = 1'000'000;

// The part of a stream's name behind its kind.
std::string IdIn(const std::string& stream) { return stream.substr(stream.find('/') + 1); }

void AddVoided(ResultFields& result, const correction::v1::EventVoided& body) {
  std::set<std::uint64_t> positions(body.target_positions().begin(), body.target_positions().end());
  // The streams of one append each name their own positions: together they are in order.
  const std::string earlier = result["voided_positions"];
  for (std::size_t from = 0; from < earlier.size();) {
    const std::size_t comma = std::min(earlier.find(',', from), earlier.size());
    positions.insert(std::stoull(earlier.substr(from, comma - from)));
    from = comma + 1;
  }
  std::string text;
  for (const std::uint64_t position : positions) {
    text += (text.empty() ? "" : ",") + std::to_string(position);
  }
  result["voided_positions"] = text;
}

void AddResult(ResultFields& result, const std::string& stream, const Event& event) {
  const auto about_person = [&](const auto& body) {
    result["participant_id"] = body.participant_id();
  };
  switch (event.body_case()) {
    case Event::kPlanAdopted:
      result["plan_version"] = std::to_string(event.plan_adopted().plan_version());
      return;
    case Event::kMemberJoined:
      result["member_code"] = event.member_joined().member_code();
      return;
    case Event::kPartnershipEventHeld:
      result["partnership_event_id"] = IdIn(stream);
      return;
    case Event::kInformationServiceGiven:
      result["information_service_id"] = IdIn(stream);
      return;
    case Event::kDocumentApproved:
      result["document_version"] = std::to_string(event.document_approved().document_version());
      return;
    case Event::kParticipantRegistered:
      return about_person(event.participant_registered());
    case Event::kIdentityClaimed:
      return about_person(event.identity_claimed());
    case Event::kParticipantEnrolled:
      return about_person(event.participant_enrolled());
    case Event::kSubsidyGranted:
      result["grant_id"] = event.subsidy_granted().grant_id();
      return about_person(event.subsidy_granted());
    case Event::kHireRecorded:
      result["hire_id"] = event.hire_recorded().hire_id();
      return about_person(event.hire_recorded());
    case Event::kEmploymentEnded:
      result["hire_id"] = event.employment_ended().hire_id();
      return about_person(event.employment_ended());
    case Event::kSixMonthStatusChecked:
      result["hire_id"] = event.six_month_status_checked().hire_id();
      return about_person(event.six_month_status_checked());
    case Event::kTrainingStarted:
      result["training_id"] = event.training_started().training_id();
      return about_person(event.training_started());
    case Event::kTrainingCompleted:
      result["training_id"] = event.training_completed().training_id();
      return about_person(event.training_completed());
    case Event::kFirstInterviewHeld:
      return about_person(event.first_interview_held());
    case Event::kDevelopmentPlanMade:
      result["plan_version"] = std::to_string(event.development_plan_made().plan_version());
      return about_person(event.development_plan_made());
    case Event::kServiceGiven:
      return about_person(event.service_given());
    case Event::kMentoringStarted:
      result["mentoring_id"] = event.mentoring_started().mentoring_id();
      return about_person(event.mentoring_started());
    case Event::kMentoringSessionHeld:
      result["mentoring_id"] = event.mentoring_session_held().mentoring_id();
      return about_person(event.mentoring_session_held());
    case Event::kMentoringEnded:
      result["mentoring_id"] = event.mentoring_ended().mentoring_id();
      return about_person(event.mentoring_ended());
    case Event::kErasureProposed:
      result["erasure_id"] = event.erasure_proposed().erasure_id();
      return about_person(event.erasure_proposed());
    case Event::kErasureAgreed:
      result["erasure_id"] = event.erasure_agreed().erasure_id();
      return about_person(event.erasure_agreed());
    case Event::kPersonErased:
      result["erasure_id"] = event.person_erased().erasure_id();
      return about_person(event.person_erased());
    case Event::kPersonalDataUnsealed:
      return about_person(event.personal_data_unsealed());
    case Event::kEventVoided:
      return AddVoided(result, event.event_voided());
    case PAKTUM_INSPECTION_EVENTS:
    case Event::kSteeringGroupMeetingHeld:
    case Event::kForumHeld:
    case Event::kSchemeCommitted:
    case Event::BODY_NOT_SET:
      return;
  }
  PAKTUM_UNREACHABLE();
}

template <typename AnyEvent>
ResultFields ResultOfAll(const std::vector<AnyEvent>& append) {
  ResultFields result;
  for (const AnyEvent& event : append) AddResult(result, event.stream, event.event);
  return result;
}

std::vector<CommandHandler> Collect() {
  std::vector<CommandHandler> all;
  for (const auto& commands :
       {PlanAdoptionCommands(), MembershipCommands(), GovernanceCommands(), PartnershipCommands(),
        DocumentCommands(), RegistrationCommands(), EnrolmentCommands(), SubsidyCommands(),
        EmploymentCommands(), SixMonthCommands(), TrainingCommands(), CareCommands(),
        MentoringCommands(), PrivacyCommands(), CorrectionCommands()}) {
    all.insert(all.end(), commands.begin(), commands.end());
  }
  std::sort(all.begin(), all.end(), [](const CommandHandler& a, const CommandHandler& b) {
    return a.descriptor->name() < b.descriptor->name();
  });
  return all;
}

}  // namespace

Uuid IdOfNewThing(Uuid command) { return command.Derived(kNewThingIndex); }

ResultFields ResultOf(const std::vector<RecordedEvent>& append) { return ResultOfAll(append); }
ResultFields ResultOf(const std::vector<PendingEvent>& append) { return ResultOfAll(append); }

std::set<Position> VoidedPositions(const LoadedStream& stream) {
  std::set<Position> voided;
  // A void takes out only what stands before it, so from the end on each is judged before it
  // judges.
  for (auto event = stream.events.rbegin(); event != stream.events.rend(); ++event) {
    if (!event->event.has_event_voided() || voided.contains(event->position)) continue;
    for (const std::uint64_t target : event->event.event_voided().target_positions()) {
      if (target < event->position.value()) voided.insert(Position(target));
    }
  }
  return voided;
}

std::vector<const RecordedEvent*> EffectiveEvents(const LoadedStream& stream) {
  const std::set<Position> voided = VoidedPositions(stream);
  std::vector<const RecordedEvent*> effective;
  for (const RecordedEvent& event : stream.events) {
    if (event.event.has_event_voided() || voided.contains(event.position)) continue;
    effective.push_back(&event);
  }
  return effective;
}

const std::vector<CommandHandler>& AllCommands() {
  static const auto* const kCommands = new std::vector<CommandHandler>(Collect());
  return *kCommands;
}

const CommandHandler* FindCommand(std::string_view name) {
  for (const CommandHandler& command : AllCommands()) {
    if (command.descriptor->name() == name) return &command;
  }
  return nullptr;
}

}  // namespace paktum::domain
