#pragma once
// Valid commands about persons' ways through the programme, their supports and services, for
// somebody who entered as tests/unit/domain/scenario.h says; tests change what they are about.
#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/labour.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/command/v1/subsidy.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {

// Asked 2019-01-20; TG09 and TG10 are special-category groups.
command::v1::DeclareTargetGroup Declare(const std::string& participant_id,
                                        const std::string& group = "TG01");
command::v1::RefuseTargetGroup RefuseGroup(const std::string& participant_id,
                                           const std::string& group = "TG01");
command::v1::WithdrawTargetGroup WithdrawGroup(const std::string& participant_id,
                                               const std::string& group = "TG01");
command::v1::ExitParticipant Exit(const std::string& participant_id);           // 2019-12-31
command::v1::RecordExitSituation Situation(const std::string& participant_id);  // 2020-01-15
command::v1::ReenterParticipant Reenter(const std::string& participant_id);     // 2020-03-01
command::v1::SignParticipantAgreement SignAgreement(const std::string& participant_id);
command::v1::CompleteEntryData Complete(const std::string& participant_id);
command::v1::GiveConsent Consent(const std::string& participant_id);  // 2019-01-12
command::v1::WithdrawConsent WithdrawConsentOf(const std::string& participant_id);

// March 2019 of a grant, paid 2019-04-10.
command::v1::PaySubsidy Pay(const std::string& participant_id, const std::string& grant_id);
command::v1::StopSubsidy Stop(const std::string& participant_id, const std::string& grant_id);
command::v1::ReclaimSubsidy Reclaim(const std::string& participant_id, const std::string& grant_id);
command::v1::RefundMedicalTest RefundTest(const std::string& participant_id);    // S7
command::v1::RefundTravel RefundTravelOf(const std::string& participant_id);     // S8, April 2019
command::v1::GrantHousingSupport Housing(const std::string& participant_id);     // S5, 6 months
command::v1::PayIncomeSupplement Supplement(const std::string& participant_id);  // S9, April 2019

command::v1::RecordKeptJob KeptJob();
command::v1::SurveyLabourNeed LabourNeed();
command::v1::DropOutOfTraining DropOut(const std::string& participant_id);  // 2019-05-31
command::v1::MakeAssessment Assessment(const std::string& participant_id);
command::v1::MakeActionPlan ActionPlan(const std::string& participant_id);
command::v1::HoldMotivationTraining Motivation(const std::vector<std::string>& participant_ids);
command::v1::GiveCounselling Counselling(const std::vector<std::string>& participant_ids);
command::v1::GiveRelatedService Related(const std::string& participant_id);
command::v1::MapEmployerNeed EmployerNeed();
command::v1::Mediate Mediation(const std::string& participant_id);

command::v1::AttachEvidence Evidence(Position position);
// Corrects what stands at the position by the command.
command::v1::CorrectEvent Correct(Position position, const google::protobuf::Message& command);

}  // namespace paktum::domain
