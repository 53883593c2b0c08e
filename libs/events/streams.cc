#include "libs/events/streams.h"

#include <algorithm>

namespace paktum::events {
namespace {

constexpr std::string_view kParticipantPrefix = "participant/";

std::string Join(std::string_view prefix, std::string_view id) {
  std::string name(prefix);
  name += id;
  return name;
}

}  // namespace

std::string ParticipantStream(std::string_view participant_id) {
  return Join(kParticipantPrefix, participant_id);
}
std::string IdentityStream(std::string_view keyed_hash_hex) {
  return Join("identity/", keyed_hash_hex);
}
std::string SchemeStream(std::string_view scheme) { return Join("scheme/", scheme); }
std::string MemberStream(std::string_view member_code) { return Join("member/", member_code); }
std::string BodyStream(std::string_view body_code) { return Join("body/", body_code); }
std::string DocumentStream(std::string_view document_kind) {
  return Join("document/", document_kind);
}
std::string PartnershipEventStream(std::string_view id) { return Join("partnership-event/", id); }
std::string InformationServiceStream(std::string_view id) {
  return Join("information-service/", id);
}

std::string InspectionStream(std::string_view id) { return Join("inspection/", id); }

std::string StaffStream(std::string_view post) { return Join("staff/", post); }

std::string ActivityStream(std::string_view section, std::string_view letter) {
  std::string name = Join("activity/", section);
  std::replace(name.begin(), name.end(), ' ', '-');
  name += '.';
  name += letter;
  return name;
}

std::string WorkProgrammeStream(std::uint32_t year) {
  return Join("work-programme/", std::to_string(year));
}
std::string EvaluationStream(std::string_view period) { return Join("evaluation/", period); }
std::string StatusReportStream(std::string_view period) { return Join("status-report/", period); }
std::string DeviationStream(std::string_view id) { return Join("deviation/", id); }
std::string NoticeStream(std::string_view id) { return Join("notice/", id); }
std::string NewsletterStream(std::string_view keyed_hash_hex) {
  return Join("newsletter/", keyed_hash_hex);
}
std::string LeadingSectorStream(std::string_view sector) { return Join("leading-sector/", sector); }
std::string VocationalCooperationStream(std::string_view id) {
  return Join("vocational-cooperation/", id);
}
std::string DeliverableStream(std::string_view kind) { return Join("deliverable/", kind); }
std::string BusinessIdeaStream(std::string_view id) { return Join("business-idea/", id); }
std::string NetworkStream(std::string_view id) { return Join("network/", id); }
std::string BusinessContactStream(std::string_view id) { return Join("business-contact/", id); }
std::string InvestmentActionStream(std::string_view id) { return Join("investment-action/", id); }
std::string LocalNeedStream(std::string_view id) { return Join("local-need/", id); }
std::string NeedsSurveyStream(std::string_view id) { return Join("needs-survey/", id); }
std::string ProgrammeEventStream(std::string_view id) { return Join("programme-event/", id); }

std::string EmployerStream(std::string_view employer) { return Join("employer/", employer); }
std::string KeptJobStream(std::string_view employer) { return Join("kept-job/", employer); }

std::string UnsealingStream(std::string_view participant_id) {
  return Join("unsealing/", participant_id);
}

std::string_view ParticipantOf(std::string_view stream) {
  if (!stream.starts_with(kParticipantPrefix)) return {};
  return stream.substr(kParticipantPrefix.size());
}

}  // namespace paktum::events
