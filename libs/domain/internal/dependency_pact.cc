#include "libs/base/check.h"
#include "libs/domain/internal/dependency.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

bool IsOfVersion(const Event& later, std::uint32_t version) {
  return (later.has_document_submitted() &&
          later.document_submitted().document_version() == version) ||
         (later.has_document_approved() &&
          later.document_approved().document_version() == version) ||
         (later.has_document_rejected() && later.document_rejected().document_version() == version);
}

bool SupersedesOrIs(const Event& later, std::uint32_t version) {
  return later.has_document_superseded() &&
         (later.document_superseded().document_version() == version ||
          later.document_superseded().superseded_by() == version);
}

bool EndsTask(const Event& later, const std::string& task_id) {
  return (later.has_task_completed() && later.task_completed().task_id() == task_id) ||
         (later.has_task_dropped() && later.task_dropped().task_id() == task_id);
}

bool DecidesEvaluation(const Event& later) {
  return later.has_interim_evaluation_approved() || later.has_interim_evaluation_returned();
}

bool NeedsEvaluationStep(const Event& later, const Event& target) {
  if (target.has_interim_evaluation_opened()) {
    return later.has_evaluation_part_written() || later.has_interim_evaluation_submitted();
  }
  if (target.has_evaluation_part_written()) return later.has_interim_evaluation_submitted();
  return target.has_interim_evaluation_submitted() ? DecidesEvaluation(later)
                                                   : later.has_interim_evaluation_returned();
}

}  // namespace

bool NeedsInPact(const Event& later, const Event& target) {
  switch (target.body_case()) {
    case Event::kMemberJoined:
      return later.has_member_left();
    case Event::kMemberLeft:
      return later.has_member_joined();
    case Event::kStaffAssigned:
      return later.has_staff_released() &&
             later.staff_released().staff_id() == target.staff_assigned().staff_id();
    case Event::kStaffReleased:
      return later.has_staff_name_erased() &&
             later.staff_name_erased().staff_id() == target.staff_released().staff_id();
    case Event::kPeriodClosed:
      return later.has_period_reopened() &&
             later.period_reopened().period() == target.period_closed().period();
    case Event::kPeriodReopened:
      return later.has_period_closed() &&
             later.period_closed().period() == target.period_reopened().period();
    case Event::kDocumentDrafted:
      return later.has_document_submitted() && later.document_submitted().document_version() ==
                                                   target.document_drafted().document_version();
    case Event::kDocumentSubmitted:
      return !later.has_document_submitted() &&
             IsOfVersion(later, target.document_submitted().document_version());
    case Event::kDocumentApproved:
      return SupersedesOrIs(later, target.document_approved().document_version());
    case Event::kTaskPlanned:
      return EndsTask(later, target.task_planned().task_id());
    case Event::kVocationalCooperationCreated:
      return later.has_dual_training_participant_registered();
    case Event::kInterimEvaluationOpened:
    case Event::kEvaluationPartWritten:
    case Event::kInterimEvaluationSubmitted:
    case Event::kInterimEvaluationApproved:
      return NeedsEvaluationStep(later, target);
    case Event::kDeviationRecorded:
      return later.has_corrective_step_planned();
    case Event::kCorrectiveStepPlanned:
      return later.has_corrective_step_done() &&
             later.corrective_step_done().step_id() == target.corrective_step_planned().step_id();
    case Event::kNoticePublished:
      return later.has_notice_withdrawn();
    case Event::kNewsletterSubscribed:
      return later.has_newsletter_confirmed() || later.has_newsletter_unsubscribed();
    case Event::kPlanAdopted:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
    case PAKTUM_BODY_EVENTS:
    case Event::kDocumentRejected:
    case Event::kDocumentSuperseded:
    case Event::kTaskCompleted:
    case Event::kTaskDropped:
    case Event::kPartnershipEventHeld:
    case Event::kInformationServiceGiven:
    case Event::kBusinessIdeaRealised:
    case Event::kNetworkCreated:
    case Event::kBusinessContactCreated:
    case Event::kLeadingSectorDesignated:
    case Event::kInvestmentActionHeld:
    case Event::kLocalNeedDiscussed:
    case Event::kDualTrainingParticipantRegistered:
    case Event::kNeedsSurveyAnswered:
    case Event::kProgrammeEventHeld:
    case Event::kDeliverableCompleted:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kInterimEvaluationReturned:
    case Event::kStatusReportIssued:
    case Event::kCorrectiveStepDone:
    case Event::kNoticeWithdrawn:
    case Event::kNewsletterConfirmed:
    case Event::kNewsletterUnsubscribed:
    case Event::BODY_NOT_SET:
      return false;
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace paktum::domain
