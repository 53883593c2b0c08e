#include "tests/unit/domain/person_commands.h"

#include <google/protobuf/util/json_util.h>

#include "libs/base/check.h"

namespace paktum::domain {
namespace {

const std::string kSha256(64, 'd');

template <typename Command>
Command About(const std::string& participant_id) {
  Command command;
  command.set_participant_id(participant_id);
  return command;
}

}  // namespace

command::v1::DeclareTargetGroup Declare(const std::string& participant_id,
                                        const std::string& group) {
  auto command = About<command::v1::DeclareTargetGroup>(participant_id);
  command.set_target_group(group);
  command.set_answer(participant::v1::TARGET_GROUP_ANSWER_DECLARED);
  command.set_asked_on("2019-01-20");
  command.set_asked_by_post("mentor");
  return command;
}

command::v1::RefuseTargetGroup RefuseGroup(const std::string& participant_id,
                                           const std::string& group) {
  auto command = About<command::v1::RefuseTargetGroup>(participant_id);
  command.set_target_group(group);
  command.set_asked_on("2019-01-20");
  command.set_asked_by_post("mentor");
  return command;
}

command::v1::WithdrawTargetGroup WithdrawGroup(const std::string& participant_id,
                                               const std::string& group) {
  auto command = About<command::v1::WithdrawTargetGroup>(participant_id);
  command.set_target_group(group);
  command.set_withdrawn_on("2019-06-20");
  return command;
}

command::v1::ExitParticipant Exit(const std::string& participant_id) {
  auto command = About<command::v1::ExitParticipant>(participant_id);
  command.set_exited_on("2019-12-31");
  command.set_reason(participant::v1::EXIT_REASON_COMPLETED);
  return command;
}

command::v1::RecordExitSituation Situation(const std::string& participant_id) {
  auto command = About<command::v1::RecordExitSituation>(participant_id);
  command.set_found_on("2020-01-15");
  command.add_situations(participant::v1::EXIT_SITUATION_QUALIFIED);
  command.add_situations(participant::v1::EXIT_SITUATION_JOB_SEARCHING);
  return command;
}

command::v1::ReenterParticipant Reenter(const std::string& participant_id) {
  auto command = About<command::v1::ReenterParticipant>(participant_id);
  command.set_reentered_on("2020-03-01");
  command.set_document(participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
  command.set_document_signed_on("2020-02-28");
  return command;
}

command::v1::SignParticipantAgreement SignAgreement(const std::string& participant_id) {
  auto command = About<command::v1::SignParticipantAgreement>(participant_id);
  command.set_signed_on("2019-01-31");
  return command;
}

command::v1::CompleteEntryData Complete(const std::string& participant_id) {
  auto command = About<command::v1::CompleteEntryData>(participant_id);
  command.set_completed_on("2019-03-10");
  command.set_birth_date("1985-05-17");
  return command;
}

command::v1::GiveConsent Consent(const std::string& participant_id) {
  auto command = About<command::v1::GiveConsent>(participant_id);
  command.set_purpose(participant::v1::CONSENT_PURPOSE_PUBLICITY);
  command.set_given_on("2019-01-12");
  return command;
}

command::v1::WithdrawConsent WithdrawConsentOf(const std::string& participant_id) {
  auto command = About<command::v1::WithdrawConsent>(participant_id);
  command.set_purpose(participant::v1::CONSENT_PURPOSE_PUBLICITY);
  command.set_withdrawn_on("2019-08-01");
  return command;
}

command::v1::PaySubsidy Pay(const std::string& participant_id, const std::string& grant_id) {
  auto command = About<command::v1::PaySubsidy>(participant_id);
  command.set_grant_id(grant_id);
  command.set_paid_on("2019-04-10");
  command.set_month("2019-03");
  command.set_amount_ft(215000);
  command.set_payment_reference("U-2019/114");
  return command;
}

command::v1::StopSubsidy Stop(const std::string& participant_id, const std::string& grant_id) {
  auto command = About<command::v1::StopSubsidy>(participant_id);
  command.set_grant_id(grant_id);
  command.set_scheme("S2");
  command.set_stopped_on("2019-05-31");
  command.set_reason(subsidy::v1::STOP_REASON_EMPLOYMENT_ENDED);
  return command;
}

command::v1::ReclaimSubsidy Reclaim(const std::string& participant_id,
                                    const std::string& grant_id) {
  auto command = About<command::v1::ReclaimSubsidy>(participant_id);
  command.set_grant_id(grant_id);
  command.set_reclaimed_on("2020-05-05");
  command.set_amount_ft(100000);
  command.set_reason(subsidy::v1::RECLAIM_REASON_FOLLOW_ON_DUTY_BROKEN);
  command.set_reference("H-2020/7");
  return command;
}

command::v1::RefundMedicalTest RefundTest(const std::string& participant_id) {
  auto command = About<command::v1::RefundMedicalTest>(participant_id);
  command.set_scheme("S7");
  command.set_refunded_on("2019-03-20");
  command.set_amount_ft(2500);
  command.set_payment_reference("U-2019/80");
  return command;
}

command::v1::RefundTravel RefundTravelOf(const std::string& participant_id) {
  auto command = About<command::v1::RefundTravel>(participant_id);
  command.set_scheme("S8");
  command.set_refunded_on("2019-05-06");
  command.set_month("2019-04");
  command.set_amount_ft(15200);
  command.set_payment_reference("U-2019/140");
  return command;
}

command::v1::GrantHousingSupport Housing(const std::string& participant_id) {
  auto command = About<command::v1::GrantHousingSupport>(participant_id);
  command.set_scheme("S5");
  command.set_granted_on("2019-03-01");
  command.set_months(6);
  command.set_monthly_amount_ft(100000);
  return command;
}

command::v1::PayIncomeSupplement Supplement(const std::string& participant_id) {
  auto command = About<command::v1::PayIncomeSupplement>(participant_id);
  command.set_scheme("S9");
  command.set_paid_on("2019-05-06");
  command.set_month("2019-04");
  command.set_amount_ft(78000);
  command.set_payment_reference("U-2019/141");
  return command;
}

command::v1::RecordKeptJob KeptJob() {
  command::v1::RecordKeptJob command;
  command.set_employer("kalfem");
  command.set_kind(employment::v1::KEPT_JOB_KIND_KEPT);
  command.set_jobs(3);
  command.set_proven_on("2020-09-30");
  command.set_evidence(employment::v1::EVIDENCE_KIND_EMPLOYER_CERTIFICATE);
  return command;
}

command::v1::SurveyLabourNeed LabourNeed() {
  command::v1::SurveyLabourNeed command;
  command.set_employer("kalfem");
  command.set_surveyed_on("2019-02-14");
  command.set_headcount(6);
  command.set_trade("welder");
  command.set_new_investment(true);
  return command;
}

command::v1::DropOutOfTraining DropOut(const std::string& participant_id) {
  auto command = About<command::v1::DropOutOfTraining>(participant_id);
  command.set_dropped_out_on("2019-05-31");
  command.set_reason(training::v1::DROPOUT_REASON_GOT_JOB);
  return command;
}

command::v1::MakeAssessment Assessment(const std::string& participant_id) {
  auto command = About<command::v1::MakeAssessment>(participant_id);
  command.set_made_on("2019-01-18");
  command.set_opinion("Knows the trade, needs confidence.");
  return command;
}

command::v1::MakeActionPlan ActionPlan(const std::string& participant_id) {
  auto command = About<command::v1::MakeActionPlan>(participant_id);
  command.set_made_on("2019-02-20");
  command.set_employer("kalfem");
  command.set_text("Course until August, then work at the plant.");
  command.set_document_sha256(kSha256);
  return command;
}

command::v1::HoldMotivationTraining Motivation(const std::vector<std::string>& participant_ids) {
  command::v1::HoldMotivationTraining command;
  for (const std::string& id : participant_ids) command.add_participant_ids(id);
  command.set_held_on("2019-02-12");
  command.set_minutes(180);
  return command;
}

command::v1::GiveCounselling Counselling(const std::vector<std::string>& participant_ids) {
  command::v1::GiveCounselling command;
  for (const std::string& id : participant_ids) command.add_participant_ids(id);
  command.set_kind(service::v1::COUNSELLING_KIND_CAREER);
  command.set_form(participant_ids.size() == 1 ? service::v1::SERVICE_FORM_INDIVIDUAL
                                               : service::v1::SERVICE_FORM_GROUP);
  command.set_given_on("2019-02-13");
  command.set_minutes(50);
  return command;
}

command::v1::GiveRelatedService Related(const std::string& participant_id) {
  auto command = About<command::v1::GiveRelatedService>(participant_id);
  command.set_given_on("2019-02-15");
  command.set_kind(service::v1::RELATED_SERVICE_KIND_PSYCHOLOGICAL);
  command.set_minutes(60);
  command.set_notes("Sleeps badly.");
  return command;
}

command::v1::MapEmployerNeed EmployerNeed() {
  command::v1::MapEmployerNeed command;
  command.set_employer("kalfem");
  command.set_mapped_on("2019-02-16");
  command.set_headcount(2);
  command.set_trade("painter");
  return command;
}

command::v1::Mediate Mediation(const std::string& participant_id) {
  auto command = About<command::v1::Mediate>(participant_id);
  command.set_mediated_on("2019-02-25");
  command.set_employer("kalfem");
  command.set_outcome(service::v1::MEDIATION_OUTCOME_PENDING);
  return command;
}

command::v1::AttachEvidence Evidence(Position position) {
  command::v1::AttachEvidence command;
  command.set_position(position.value());
  command.set_type(correction::v1::EVIDENCE_TYPE_SIGNED_DOCUMENT);
  command.set_file_sha256(kSha256);
  return command;
}

command::v1::CorrectEvent Correct(Position position, const google::protobuf::Message& command) {
  command::v1::CorrectEvent correct;
  correct.set_position(position.value());
  correct.set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
  correct.set_command(command.GetDescriptor()->name());
  PAKTUM_CHECK(
      google::protobuf::util::MessageToJsonString(command, correct.mutable_fields_json()).ok());
  return correct;
}

}  // namespace paktum::domain
