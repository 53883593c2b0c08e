#include "libs/domain/internal/dependency.h"

#include "libs/base/check.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

bool EndsOrChecksJob(const Event& later, const std::string& hire_id) {
  return (later.has_employment_ended() && later.employment_ended().hire_id() == hire_id) ||
         (later.has_six_month_status_checked() &&
          later.six_month_status_checked().hire_id() == hire_id);
}

const employment::v1::HireRecorded* FindHire(const LoadedStream& stream,
                                             const std::string& hire_id) {
  for (const RecordedEvent& event : stream.events) {
    if (event.event.has_hire_recorded() && event.event.hire_recorded().hire_id() == hire_id) {
      return &event.event.hire_recorded();
    }
  }
  return nullptr;
}

bool NeedsEndOfJob(const Event& later, const Event& target, const LoadedStream& stream) {
  const std::string& hire_id = target.employment_ended().hire_id();
  if (later.has_six_month_status_checked()) {
    const auto& check = later.six_month_status_checked();
    return check.hire_id() == hire_id && check.reference_date() == target.occurred_on();
  }
  const auto* const hire = FindHire(stream, hire_id);
  return later.has_hire_recorded() && hire != nullptr &&
         later.hire_recorded().employer() == hire->employer();
}

bool NeedsCompletion(const Event& later, const Event& target, const LoadedStream& stream) {
  if (!later.has_training_started()) return false;
  for (const RecordedEvent& event : stream.events) {
    if (event.event.has_training_started() &&
        event.event.training_started().training_id() == target.training_completed().training_id()) {
      return event.event.training_started().course() == later.training_started().course();
    }
  }
  return false;
}

bool NeedsMentoring(const Event& later, const std::string& mentoring_id) {
  return (later.has_mentoring_session_held() &&
          later.mentoring_session_held().mentoring_id() == mentoring_id) ||
         (later.has_mentoring_ended() && later.mentoring_ended().mentoring_id() == mentoring_id);
}

bool Needs(const Event& later, const Event& target, const LoadedStream& stream) {
  switch (target.body_case()) {
    case Event::kParticipantRegistered:
      return true;
    case Event::kParticipantEnrolled:
      return later.has_subsidy_granted() || later.has_hire_recorded() ||
             later.has_training_started();
    case Event::kSubsidyGranted:
      return later.has_hire_recorded() &&
             later.hire_recorded().grant_id() == target.subsidy_granted().grant_id();
    case Event::kHireRecorded:
      return EndsOrChecksJob(later, target.hire_recorded().hire_id());
    case Event::kEmploymentEnded:
      return NeedsEndOfJob(later, target, stream);
    case Event::kTrainingStarted:
      return later.has_training_completed() &&
             later.training_completed().training_id() == target.training_started().training_id();
    case Event::kTrainingCompleted:
      return NeedsCompletion(later, target, stream);
    case Event::kFirstInterviewHeld:
      return later.has_development_plan_made();
    case Event::kMentoringStarted:
      return NeedsMentoring(later, target.mentoring_started().mentoring_id());
    case Event::kMentoringEnded:
      return later.has_mentoring_started();
    case Event::kErasureProposed:
      return later.has_erasure_agreed() &&
             later.erasure_agreed().erasure_id() == target.erasure_proposed().erasure_id();
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kIdentityClaimed:
    case Event::kSchemeCommitted:
    case Event::kSixMonthStatusChecked:
    case Event::kDevelopmentPlanMade:
    case Event::kServiceGiven:
    case Event::kMentoringSessionHeld:
    case Event::kErasureAgreed:
    case Event::kPersonErased:
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
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kHousingSupportGranted:
    case Event::kIncomeSupplementPaid:
    case Event::kSchemeReleased:
    case Event::kJobKept:
    case Event::kLabourNeedSurveyed:
    case Event::kTrainingDroppedOut:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kRelatedServiceGiven:
    case Event::kEmployerNeedMapped:
    case Event::kMediationDone:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return false;
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace

std::vector<Position> Dependents(const LoadedStream& stream, const RecordedEvent& target) {
  std::vector<Position> positions;
  for (const RecordedEvent* later : EffectiveEvents(stream)) {
    if (later->position > target.position && Needs(later->event, target.event, stream)) {
      positions.push_back(later->position);
    }
  }
  return positions;
}

}  // namespace paktum::domain
