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
  case ::paktum::event::v1::Event::kMemberJoined

#define PAKTUM_GOVERNANCE_EVENTS \
  ::paktum::event::v1::Event::kSteeringGroupMeetingHeld: \
  case ::paktum::event::v1::Event::kForumHeld: \
  case ::paktum::event::v1::Event::kPartnershipEventHeld: \
  case ::paktum::event::v1::Event::kInformationServiceGiven: \
  case ::paktum::event::v1::Event::kDocumentApproved

#define PAKTUM_PARTICIPANT_EVENTS \
  ::paktum::event::v1::Event::kParticipantRegistered: \
  case ::paktum::event::v1::Event::kIdentityClaimed: \
  case ::paktum::event::v1::Event::kParticipantEnrolled

#define PAKTUM_SUBSIDY_EVENTS \
  ::paktum::event::v1::Event::kSubsidyGranted: \
  case ::paktum::event::v1::Event::kSchemeCommitted

#define PAKTUM_EMPLOYMENT_EVENTS \
  ::paktum::event::v1::Event::kHireRecorded: \
  case ::paktum::event::v1::Event::kEmploymentEnded: \
  case ::paktum::event::v1::Event::kSixMonthStatusChecked

#define PAKTUM_TRAINING_EVENTS \
  ::paktum::event::v1::Event::kTrainingStarted: \
  case ::paktum::event::v1::Event::kTrainingCompleted

#define PAKTUM_SERVICE_EVENTS \
  ::paktum::event::v1::Event::kFirstInterviewHeld: \
  case ::paktum::event::v1::Event::kDevelopmentPlanMade: \
  case ::paktum::event::v1::Event::kServiceGiven: \
  case ::paktum::event::v1::Event::kMentoringStarted: \
  case ::paktum::event::v1::Event::kMentoringSessionHeld: \
  case ::paktum::event::v1::Event::kMentoringEnded

#define PAKTUM_PRIVACY_EVENTS \
  ::paktum::event::v1::Event::kErasureProposed: \
  case ::paktum::event::v1::Event::kErasureAgreed: \
  case ::paktum::event::v1::Event::kPersonErased: \
  case ::paktum::event::v1::Event::kPersonalDataUnsealed

#define PAKTUM_INSPECTION_EVENTS \
  ::paktum::event::v1::Event::kInspectionBundleExported

#define PAKTUM_CORRECTION_EVENTS \
  ::paktum::event::v1::Event::kEventVoided

// clang-format on
