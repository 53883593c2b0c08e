#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

const std::string kSha256(64, 'e');

}  // namespace

command::v1::RegisterParticipant Register(const std::string& taj) {
  command::v1::RegisterParticipant command;
  command.set_registered_on("2019-01-10");
  command.set_family_name("Kovács");
  command.set_given_name("Ilona");
  command.set_birth_date("1985-05-17");
  command.set_taj(taj);
  command.set_gender(participant::v1::GENDER_FEMALE);
  return command;
}

command::v1::EnrolParticipant Enrol(const std::string& participant_id) {
  command::v1::EnrolParticipant command;
  command.set_participant_id(participant_id);
  command.set_enrolled_on("2019-02-01");
  command.set_document(participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
  command.set_document_signed_on("2019-01-31");
  command.add_target_groups("TG01");
  command.set_labour_status(participant::v1::LABOUR_STATUS_UNEMPLOYED);
  command.set_schooling(participant::v1::SCHOOLING_ISCED_1_2);
  return command;
}

command::v1::GrantSubsidy Grant(const std::string& participant_id, const std::string& scheme) {
  command::v1::GrantSubsidy command;
  command.set_participant_id(participant_id);
  command.set_scheme(scheme);
  command.set_granted_on("2019-03-01");
  command.set_intensity_percent(100);
  command.set_months(8);
  command.set_monthly_amount_ft(215000);
  command.set_employer("mizsetap");
  return command;
}

command::v1::RecordHire Hire(const std::string& participant_id) {
  command::v1::RecordHire command;
  command.set_participant_id(participant_id);
  command.set_hired_on("2019-03-04");
  command.set_employer("mizsetap");
  command.set_placement(employment::v1::PLACEMENT_SUBSIDISED);
  return command;
}

command::v1::RecordHire IndependentHire(const std::string& participant_id) {
  command::v1::RecordHire command = Hire(participant_id);
  command.set_placement(employment::v1::PLACEMENT_INDEPENDENT);
  return command;
}

command::v1::EndEmployment EndJob(const std::string& participant_id) {
  command::v1::EndEmployment command;
  command.set_participant_id(participant_id);
  command.set_ended_on("2020-02-29");
  command.set_reason(employment::v1::EMPLOYMENT_END_REASON_TERM_EXPIRED);
  return command;
}

command::v1::StartTraining StartCourse(const std::string& participant_id) {
  command::v1::StartTraining command;
  command.set_participant_id(participant_id);
  command.set_started_on("2019-04-01");
  command.set_course("welder");
  command.set_provider("kecskemeti-szakkepzesi-centrum");
  return command;
}

command::v1::CompleteTraining CompleteCourse(const std::string& participant_id) {
  command::v1::CompleteTraining command;
  command.set_participant_id(participant_id);
  command.set_completed_on("2019-08-30");
  command.set_certificate_sha256(kSha256);
  return command;
}

command::v1::CheckSixMonthStatus Check(const std::string& participant_id) {
  command::v1::CheckSixMonthStatus command;
  command.set_participant_id(participant_id);
  command.set_checked_on("2020-05-04");
  command.set_status(employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  command.set_evidence(employment::v1::EVIDENCE_KIND_REGISTER_EXTRACT);
  return command;
}

command::v1::HoldFirstInterview Interview(const std::string& participant_id) {
  command::v1::HoldFirstInterview command;
  command.set_participant_id(participant_id);
  command.set_held_on("2019-01-15");
  command.set_minutes(60);
  return command;
}

command::v1::MakeDevelopmentPlan DevelopmentPlan(const std::string& participant_id) {
  command::v1::MakeDevelopmentPlan command;
  command.set_participant_id(participant_id);
  command.set_made_on("2019-01-20");
  command.set_text("First a course, then a job near home.");
  command.set_document_sha256(kSha256);
  return command;
}

command::v1::GiveService Service(const std::string& participant_id) {
  command::v1::GiveService command;
  command.set_participant_id(participant_id);
  command.set_given_on("2019-02-10");
  command.set_step(12);
  command.set_form(service::v1::SERVICE_FORM_INDIVIDUAL);
  command.set_minutes(45);
  return command;
}

command::v1::StartMentoring Mentor(const std::string& participant_id) {
  command::v1::StartMentoring command;
  command.set_participant_id(participant_id);
  command.set_started_on("2019-03-04");
  command.set_mentor_post("mentor");
  return command;
}

command::v1::HoldMentoringSession Session(const std::string& participant_id) {
  command::v1::HoldMentoringSession command;
  command.set_participant_id(participant_id);
  command.set_held_on("2019-03-18");
  command.set_minutes(30);
  return command;
}

command::v1::EndMentoring EndMentor(const std::string& participant_id) {
  command::v1::EndMentoring command;
  command.set_participant_id(participant_id);
  command.set_ended_on("2019-09-30");
  command.set_reason(service::v1::MENTORING_END_REASON_COMPLETED);
  return command;
}

command::v1::AdoptPlan Adopt() {
  command::v1::AdoptPlan command;
  command.set_plan_version(TiszakecskePlan().version());
  command.set_adopted_on("2018-11-15");
  command.set_resolution("1/2018");
  return command;
}

command::v1::RegisterMember Join(const std::string& member_code) {
  command::v1::RegisterMember command;
  command.set_member_code(member_code);
  command.set_basis(pact::v1::MEMBERSHIP_BASIS_LETTER_OF_INTENT);
  command.set_joined_on("2018-10-25");
  return command;
}

command::v1::HoldSteeringGroupMeeting Meeting() {
  command::v1::HoldSteeringGroupMeeting command;
  command.set_held_on("2019-03-28");
  command.set_members_present(9);
  command.add_agenda("Progress of the action plan");
  auto& resolution = *command.add_resolutions();
  resolution.set_number("3/2019");
  resolution.set_subject("The status report is accepted");
  return command;
}

command::v1::HoldForum Forum() {
  command::v1::HoldForum command;
  command.set_held_on("2019-05-16");
  command.set_participants(64);
  command.add_topics("Seasonal work");
  command.set_place("Tiszakécske");
  return command;
}

command::v1::HoldPartnershipEvent PartnershipEvent() {
  command::v1::HoldPartnershipEvent command;
  command.set_measure("2.3");
  command.set_held_on("2019-04-11");
  command.set_topic("Keeping good workers");
  command.set_participants(22);
  command.set_place("Lajosmizse");
  return command;
}

command::v1::RecordInformationService Information() {
  command::v1::RecordInformationService command;
  command.set_measure("1.1");
  command.set_given_on("2019-04-12");
  command.set_form(governance::v1::INFORMATION_FORM_GROUP);
  command.set_audience(governance::v1::INFORMATION_AUDIENCE_ENTERPRISES);
  command.set_persons(12);
  command.set_topic("Calls that are open");
  return command;
}

command::v1::ApproveDocument Approve() {
  command::v1::ApproveDocument command;
  command.set_document_kind("D05");
  command.set_document_version(1);
  command.set_approved_on("2019-03-28");
  command.set_approved_by("steering-group");
  command.set_file_sha256(kSha256);
  return command;
}

command::v1::VoidEvent Void(Position position) {
  command::v1::VoidEvent command;
  command.set_position(position.value());
  command.set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
  return command;
}

command::v1::ProposeErasure Propose(const std::string& participant_id) {
  command::v1::ProposeErasure command;
  command.set_participant_id(participant_id);
  command.set_requested_on("2021-06-01");
  command.set_reason(privacy::v1::ERASURE_REASON_CONSENT_WITHDRAWN);
  command.set_reference("BKKH-2021-17");
  return command;
}

command::v1::AgreeToErasure Agree(const std::string& participant_id,
                                  const std::string& erasure_id) {
  command::v1::AgreeToErasure command;
  command.set_participant_id(participant_id);
  command.set_erasure_id(erasure_id);
  command.set_agreed_on("2021-06-15");
  return command;
}

}  // namespace paktum::domain
