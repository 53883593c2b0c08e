#include "libs/domain/internal/dependency.h"

#include "libs/base/check.h"
#include "libs/domain/internal/followed_jobs.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using Effective = std::vector<const RecordedEvent*>;

bool EndsOrChecksJob(const Event& later, const std::string& hire_id) {
  return (later.has_employment_ended() && later.employment_ended().hire_id() == hire_id) ||
         (later.has_six_month_status_checked() &&
          later.six_month_status_checked().hire_id() == hire_id);
}

const employment::v1::HireRecorded* FindHire(const Effective& stream, const std::string& hire_id) {
  for (const RecordedEvent* event : stream) {
    if (event->event.has_hire_recorded() && event->event.hire_recorded().hire_id() == hire_id) {
      return &event->event.hire_recorded();
    }
  }
  return nullptr;
}

bool NeedsEndOfJob(const Event& later, const Event& target, const Effective& stream) {
  const std::string& hire_id = target.employment_ended().hire_id();
  if (later.has_six_month_status_checked()) {
    const auto& check = later.six_month_status_checked();
    return check.hire_id() == hire_id && check.reference_date() == target.occurred_on();
  }
  const auto* const hire = FindHire(stream, hire_id);
  return later.has_hire_recorded() && hire != nullptr &&
         later.hire_recorded().employer() == hire->employer();
}

bool NeedsEndOfTraining(const Event& later, const std::string& training_id,
                        const Effective& stream) {
  if (later.has_participant_exited()) return true;
  if (!later.has_training_started()) return false;
  for (const RecordedEvent* event : stream) {
    if (event->event.has_training_started() &&
        event->event.training_started().training_id() == training_id) {
      return event->event.training_started().course() == later.training_started().course();
    }
  }
  return false;
}

bool NeedsTraining(const Event& later, const std::string& training_id) {
  return (later.has_training_completed() &&
          later.training_completed().training_id() == training_id) ||
         (later.has_training_dropped_out() &&
          later.training_dropped_out().training_id() == training_id) ||
         (later.has_medical_test_refunded() &&
          later.medical_test_refunded().training_id() == training_id) ||
         (later.has_income_supplement_paid() &&
          later.income_supplement_paid().training_id() == training_id);
}

bool NeedsMentoring(const Event& later, const std::string& mentoring_id) {
  return (later.has_mentoring_session_held() &&
          later.mentoring_session_held().mentoring_id() == mentoring_id) ||
         (later.has_mentoring_ended() && later.mentoring_ended().mentoring_id() == mentoring_id);
}

// Whether it could be recorded only because the person was in the programme.
bool NeedsParticipation(const Event& later) {
  return later.has_subsidy_granted() || later.has_housing_support_granted() ||
         later.has_medical_test_refunded() || later.has_travel_refunded() ||
         later.has_income_supplement_paid() || later.has_hire_recorded() ||
         later.has_training_started() || later.has_participant_exited();
}

// A person re-enters once; what happened before that day does not rest on it.
bool NeedsReentry(const Event& later, const Event& target) {
  // Dates written YYYY-MM-DD sort as days do.
  return NeedsParticipation(later) && later.occurred_on() >= target.occurred_on();
}

bool NeedsGrant(const Event& later, const std::string& grant_id) {
  return (later.has_hire_recorded() && later.hire_recorded().grant_id() == grant_id) ||
         (later.has_subsidy_paid() && later.subsidy_paid().grant_id() == grant_id) ||
         (later.has_subsidy_stopped() && later.subsidy_stopped().grant_id() == grant_id) ||
         (later.has_subsidy_reclaimed() && later.subsidy_reclaimed().grant_id() == grant_id);
}

// How much a stop freed and how much can be asked back rests on what was paid.
bool NeedsPayment(const Event& later, const std::string& grant_id) {
  return (later.has_subsidy_stopped() && later.subsidy_stopped().grant_id() == grant_id) ||
         (later.has_subsidy_reclaimed() && later.subsidy_reclaimed().grant_id() == grant_id);
}

std::string SchemeOfGrant(const Effective& stream, const std::string& grant_id) {
  for (const RecordedEvent* event : stream) {
    const Event& body = event->event;
    if (body.has_subsidy_granted() && body.subsidy_granted().grant_id() == grant_id) {
      return body.subsidy_granted().scheme();
    }
    if (body.has_housing_support_granted() &&
        body.housing_support_granted().grant_id() == grant_id) {
      return body.housing_support_granted().scheme();
    }
  }
  return "";
}

// Another grant of the scheme may lie in the time that the stop cut off.
bool NeedsStop(const Event& later, const std::string& grant_id, const Effective& stream) {
  if (later.has_subsidy_granted()) {
    return later.subsidy_granted().scheme() == SchemeOfGrant(stream, grant_id);
  }
  return later.has_housing_support_granted() &&
         later.housing_support_granted().scheme() == SchemeOfGrant(stream, grant_id);
}

bool NeedsDevelopmentPlan(const Event& later, std::uint32_t version) {
  return later.has_action_plan_made() ||
         (later.has_participant_agreement_signed() &&
          later.participant_agreement_signed().plan_version() == version);
}

// An empty group is a special-category one, sealed: any withdrawal of one may be of this one.
bool WithdrawsGroup(const Event& later, const std::string& group) {
  return later.has_target_group_withdrawn() &&
         later.target_group_withdrawn().target_group() == group;
}

bool Needs(const Event& later, const Event& target, const Effective& stream) {
  switch (target.body_case()) {
    case Event::kParticipantRegistered:
      return true;
    case Event::kParticipantEnrolled:
      return NeedsParticipation(later) || later.has_entry_data_completed();
    case Event::kTargetGroupDeclared:
      return WithdrawsGroup(later, target.target_group_declared().target_group());
    case Event::kParticipantExited:
      return later.has_exit_situation_recorded() || later.has_participant_reentered();
    case Event::kParticipantReentered:
      return NeedsReentry(later, target);
    case Event::kConsentGiven:
      return later.has_consent_withdrawn() &&
             later.consent_withdrawn().purpose() == target.consent_given().purpose();
    case Event::kSubsidyGranted:
      return NeedsGrant(later, target.subsidy_granted().grant_id());
    case Event::kHousingSupportGranted:
      return NeedsGrant(later, target.housing_support_granted().grant_id());
    case Event::kMedicalTestRefunded:
      return NeedsPayment(later, target.medical_test_refunded().grant_id());
    case Event::kTravelRefunded:
      return NeedsPayment(later, target.travel_refunded().grant_id());
    case Event::kIncomeSupplementPaid:
      return NeedsPayment(later, target.income_supplement_paid().grant_id());
    case Event::kSubsidyPaid:
      return NeedsPayment(later, target.subsidy_paid().grant_id());
    case Event::kSubsidyStopped:
      return NeedsStop(later, target.subsidy_stopped().grant_id(), stream);
    case Event::kHireRecorded:
      return EndsOrChecksJob(later, target.hire_recorded().hire_id());
    case Event::kEmploymentEnded:
      return NeedsEndOfJob(later, target, stream);
    case Event::kTrainingStarted:
      return NeedsTraining(later, target.training_started().training_id());
    case Event::kTrainingCompleted:
      return NeedsEndOfTraining(later, target.training_completed().training_id(), stream);
    case Event::kTrainingDroppedOut:
      return NeedsEndOfTraining(later, target.training_dropped_out().training_id(), stream);
    case Event::kFirstInterviewHeld:
      return later.has_development_plan_made() || later.has_assessment_made();
    case Event::kDevelopmentPlanMade:
      return NeedsDevelopmentPlan(later, target.development_plan_made().plan_version());
    case Event::kMentoringStarted:
      return NeedsMentoring(later, target.mentoring_started().mentoring_id());
    case Event::kMentoringEnded:
      return later.has_mentoring_started() || later.has_participant_exited();
    case Event::kErasureProposed:
      return later.has_erasure_agreed() &&
             later.erasure_agreed().erasure_id() == target.erasure_proposed().erasure_id();
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
      return NeedsInPact(later, target);
    case Event::kIdentityClaimed:
    case Event::kSchemeCommitted:
    case Event::kSixMonthStatusChecked:
    case Event::kServiceGiven:
    case Event::kMentoringSessionHeld:
    case Event::kErasureAgreed:
    case Event::kPersonErased:
    case Event::kPersonalDataUnsealed:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kExitSituationRecorded:
    case Event::kParticipantAgreementSigned:
    case Event::kEntryDataCompleted:
    case Event::kConsentWithdrawn:
    case Event::kSubsidyReclaimed:
    case Event::kSchemeReleased:
    case Event::kJobKept:
    case Event::kLabourNeedSurveyed:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kRelatedServiceGiven:
    case Event::kEmployerNeedMapped:
    case Event::kMediationDone:
    case Event::BODY_NOT_SET:
      return false;
  }
  PAKTUM_UNREACHABLE();
}

bool MovesEndOfSupport(const Event& event) {
  return event.has_subsidy_stopped() || event.has_subsidy_granted();
}

// Whether the six months of the check ran from that day because of the target. Of another version
// of the rule only the day is known that it found.
bool CountedFrom(const RecordedEvent& check, const RecordedEvent& target, const Effective& stream,
                 const plan::Plan& plan) {
  const auto& body = check.event.six_month_status_checked();
  if (body.rule_version() != plan.data().rules().six_month_rule().version()) {
    return body.reference_date() == target.event.occurred_on();
  }
  FollowedJobs with;
  FollowedJobs without;
  for (const RecordedEvent* event : stream) {
    if (event->position == check.position) break;
    EvolveJobs(with, *event);
    if (event->position != target.position) EvolveJobs(without, *event);
  }
  const FollowedJob* const job = FindJob(with, body.hire_id());
  // The grant that the job names supports the check through the job.
  if (job != nullptr && target.event.has_subsidy_granted() &&
      target.event.subsidy_granted().grant_id() == job->body().grant_id()) {
    return false;
  }
  const FollowedJob* const same = FindJob(without, body.hire_id());
  return job != nullptr && same != nullptr &&
         SixMonthReferenceOf(*job, with, plan) != SixMonthReferenceOf(*same, without, plan);
}

}  // namespace

std::vector<Position> Dependents(const LoadedStream& stream, const RecordedEvent& target,
                                 const plan::Plan& plan) {
  const Effective effective = EffectiveEvents(stream);
  std::vector<Position> positions;
  bool later = false;
  for (const RecordedEvent* event : effective) {
    const bool counted = later && event->event.has_six_month_status_checked() &&
                         MovesEndOfSupport(target.event) &&
                         CountedFrom(*event, target, effective, plan);
    if (counted || (later && Needs(event->event, target.event, effective))) {
      positions.push_back(event->position);
    }
    later = later || event->position == target.position;
  }
  return positions;
}

}  // namespace paktum::domain
