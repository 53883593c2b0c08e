#pragma once
// Events of the catalogue by topic, for switches over paktum.event.v1.Event::body_case() that have
// nothing to do for a whole topic:
//
//   case PAKTUM_TRAINING_EVENTS:
//   case Event::BODY_NOT_SET:
//     return;
//
// A new event stands in the macro of its topic. Whoever handles one event of a topic names all of
// them instead, so that -Wswitch-enum shows each place that has to think about the new one.
#include "paktum/event/v1/event.pb.h"

// clang-format off
#define PAKTUM_PACT_EVENTS \
  ::paktum::event::v1::Event::kPlanAdopted: \
  case ::paktum::event::v1::Event::kMemberJoined: \
  case ::paktum::event::v1::Event::kMemberLeft: \
  case ::paktum::event::v1::Event::kPactAgreementSigned: \
  case ::paktum::event::v1::Event::kDefinitionVersionAdopted: \
  case ::paktum::event::v1::Event::kPeriodClosed: \
  case ::paktum::event::v1::Event::kPeriodReopened: \
  case ::paktum::event::v1::Event::kStaffAssigned: \
  case ::paktum::event::v1::Event::kStaffReleased: \
  case ::paktum::event::v1::Event::kStaffNameErased: \
  case ::paktum::event::v1::Event::kActivityReported

#define PAKTUM_BODY_EVENTS \
  ::paktum::event::v1::Event::kSteeringGroupMeetingHeld: \
  case ::paktum::event::v1::Event::kForumHeld: \
  case ::paktum::event::v1::Event::kBodyConstituted: \
  case ::paktum::event::v1::Event::kBodySittingHeld: \
  case ::paktum::event::v1::Event::kCountyPactMeetingHeld

#define PAKTUM_DOCUMENT_EVENTS \
  ::paktum::event::v1::Event::kDocumentDrafted: \
  case ::paktum::event::v1::Event::kDocumentSubmitted: \
  case ::paktum::event::v1::Event::kDocumentApproved: \
  case ::paktum::event::v1::Event::kDocumentRejected: \
  case ::paktum::event::v1::Event::kDocumentSuperseded

#define PAKTUM_TASK_EVENTS \
  ::paktum::event::v1::Event::kTaskPlanned: \
  case ::paktum::event::v1::Event::kTaskCompleted: \
  case ::paktum::event::v1::Event::kTaskDropped

#define PAKTUM_OUTREACH_EVENTS \
  ::paktum::event::v1::Event::kPartnershipEventHeld: \
  case ::paktum::event::v1::Event::kInformationServiceGiven: \
  case ::paktum::event::v1::Event::kBusinessIdeaRealised: \
  case ::paktum::event::v1::Event::kNetworkCreated: \
  case ::paktum::event::v1::Event::kBusinessContactCreated: \
  case ::paktum::event::v1::Event::kLeadingSectorDesignated: \
  case ::paktum::event::v1::Event::kInvestmentActionHeld: \
  case ::paktum::event::v1::Event::kLocalNeedDiscussed: \
  case ::paktum::event::v1::Event::kVocationalCooperationCreated: \
  case ::paktum::event::v1::Event::kDualTrainingParticipantRegistered: \
  case ::paktum::event::v1::Event::kNeedsSurveyAnswered: \
  case ::paktum::event::v1::Event::kProgrammeEventHeld: \
  case ::paktum::event::v1::Event::kDeliverableCompleted

#define PAKTUM_GOVERNANCE_EVENTS \
  PAKTUM_BODY_EVENTS: \
  case PAKTUM_DOCUMENT_EVENTS: \
  case PAKTUM_TASK_EVENTS: \
  case PAKTUM_OUTREACH_EVENTS

#define PAKTUM_PARTICIPANT_EVENTS \
  ::paktum::event::v1::Event::kParticipantRegistered: \
  case ::paktum::event::v1::Event::kIdentityClaimed: \
  case ::paktum::event::v1::Event::kParticipantEnrolled: \
  case ::paktum::event::v1::Event::kTargetGroupDeclared: \
  case ::paktum::event::v1::Event::kTargetGroupRefused: \
  case ::paktum::event::v1::Event::kTargetGroupWithdrawn: \
  case ::paktum::event::v1::Event::kParticipantExited: \
  case ::paktum::event::v1::Event::kExitSituationRecorded: \
  case ::paktum::event::v1::Event::kParticipantReentered: \
  case ::paktum::event::v1::Event::kParticipantAgreementSigned: \
  case ::paktum::event::v1::Event::kEntryDataCompleted: \
  case ::paktum::event::v1::Event::kConsentGiven: \
  case ::paktum::event::v1::Event::kConsentWithdrawn

#define PAKTUM_SUBSIDY_EVENTS \
  ::paktum::event::v1::Event::kSubsidyGranted: \
  case ::paktum::event::v1::Event::kSchemeCommitted: \
  case ::paktum::event::v1::Event::kSubsidyPaid: \
  case ::paktum::event::v1::Event::kSubsidyStopped: \
  case ::paktum::event::v1::Event::kSubsidyReclaimed: \
  case ::paktum::event::v1::Event::kMedicalTestRefunded: \
  case ::paktum::event::v1::Event::kTravelRefunded: \
  case ::paktum::event::v1::Event::kHousingSupportGranted: \
  case ::paktum::event::v1::Event::kIncomeSupplementPaid: \
  case ::paktum::event::v1::Event::kSchemeReleased

#define PAKTUM_EMPLOYMENT_EVENTS \
  ::paktum::event::v1::Event::kHireRecorded: \
  case ::paktum::event::v1::Event::kEmploymentEnded: \
  case ::paktum::event::v1::Event::kSixMonthStatusChecked: \
  case ::paktum::event::v1::Event::kJobKept: \
  case ::paktum::event::v1::Event::kLabourNeedSurveyed

#define PAKTUM_TRAINING_EVENTS \
  ::paktum::event::v1::Event::kTrainingStarted: \
  case ::paktum::event::v1::Event::kTrainingCompleted: \
  case ::paktum::event::v1::Event::kTrainingDroppedOut

#define PAKTUM_SERVICE_EVENTS \
  ::paktum::event::v1::Event::kFirstInterviewHeld: \
  case ::paktum::event::v1::Event::kDevelopmentPlanMade: \
  case ::paktum::event::v1::Event::kServiceGiven: \
  case ::paktum::event::v1::Event::kMentoringStarted: \
  case ::paktum::event::v1::Event::kMentoringSessionHeld: \
  case ::paktum::event::v1::Event::kMentoringEnded: \
  case ::paktum::event::v1::Event::kAssessmentMade: \
  case ::paktum::event::v1::Event::kActionPlanMade: \
  case ::paktum::event::v1::Event::kMotivationTrainingHeld: \
  case ::paktum::event::v1::Event::kCounsellingGiven: \
  case ::paktum::event::v1::Event::kRelatedServiceGiven: \
  case ::paktum::event::v1::Event::kEmployerNeedMapped: \
  case ::paktum::event::v1::Event::kMediationDone

#define PAKTUM_PRIVACY_EVENTS \
  ::paktum::event::v1::Event::kErasureProposed: \
  case ::paktum::event::v1::Event::kErasureAgreed: \
  case ::paktum::event::v1::Event::kPersonErased: \
  case ::paktum::event::v1::Event::kPersonalDataUnsealed

#define PAKTUM_INSPECTION_EVENTS \
  ::paktum::event::v1::Event::kInspectionBundleExported

#define PAKTUM_CORRECTION_EVENTS \
  ::paktum::event::v1::Event::kEventVoided: \
  case ::paktum::event::v1::Event::kEvidenceAttached: \
  case ::paktum::event::v1::Event::kEventCorrected

#define PAKTUM_EVALUATION_EVENTS \
  ::paktum::event::v1::Event::kInterimEvaluationOpened: \
  case ::paktum::event::v1::Event::kEvaluationPartWritten: \
  case ::paktum::event::v1::Event::kInterimEvaluationSubmitted: \
  case ::paktum::event::v1::Event::kInterimEvaluationApproved: \
  case ::paktum::event::v1::Event::kInterimEvaluationReturned: \
  case ::paktum::event::v1::Event::kStatusReportIssued: \
  case ::paktum::event::v1::Event::kDeviationRecorded: \
  case ::paktum::event::v1::Event::kCorrectiveStepPlanned: \
  case ::paktum::event::v1::Event::kCorrectiveStepDone

#define PAKTUM_PORTAL_EVENTS \
  ::paktum::event::v1::Event::kNoticePublished: \
  case ::paktum::event::v1::Event::kNoticeWithdrawn: \
  case ::paktum::event::v1::Event::kNewsletterSubscribed: \
  case ::paktum::event::v1::Event::kNewsletterConfirmed: \
  case ::paktum::event::v1::Event::kNewsletterUnsubscribed

// clang-format on
