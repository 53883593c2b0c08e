#pragma once
// Names of streams: "<kind>/<id>". The only place that spells them.
#include <cstdint>
#include <string>
#include <string_view>

namespace paktum::events {

inline constexpr std::string_view kPactStream = "pact";
inline constexpr std::string_view kPeriodsStream = "periods";              // closes of all periods
inline constexpr std::string_view kSteeringGroup = "steering-group";       // body code, plan
inline constexpr std::string_view kEmploymentForum = "employment-forum";   // body code, plan
inline constexpr std::string_view kCountyMeeting = "county-pact-meeting";  // body code, plan

std::string ParticipantStream(std::string_view participant_id);  // UUID
// 64 hexadecimal digits of the keyed hash of a TAJ number.
std::string IdentityStream(std::string_view keyed_hash_hex);
std::string SchemeStream(std::string_view scheme);           // plan code, "S2"
std::string MemberStream(std::string_view member_code);      // plan code or new
std::string BodyStream(std::string_view body_code);          // plan code
std::string DocumentStream(std::string_view document_kind);  // plan code, "D05"
std::string PartnershipEventStream(std::string_view id);     // UUID
std::string InformationServiceStream(std::string_view id);   // UUID
std::string InspectionStream(std::string_view id);           // UUID
std::string StaffStream(std::string_view post);              // plan code
// Plan codes, "3.1.1.1 A" and "a": "activity/3.1.1.1-A.a".
std::string ActivityStream(std::string_view section, std::string_view letter);
std::string WorkProgrammeStream(std::uint32_t year);
std::string EvaluationStream(std::string_view period);    // "2019-H1"
std::string StatusReportStream(std::string_view period);  // "2019-H1"
std::string DeviationStream(std::string_view id);         // UUID
std::string NoticeStream(std::string_view id);            // UUID
// 64 hexadecimal digits of the keyed hash of an e-mail address.
std::string NewsletterStream(std::string_view keyed_hash_hex);
std::string LeadingSectorStream(std::string_view sector);      // code
std::string VocationalCooperationStream(std::string_view id);  // UUID
std::string DeliverableStream(std::string_view kind);          // plan code
std::string BusinessIdeaStream(std::string_view id);           // UUID, as those that follow
std::string NetworkStream(std::string_view id);
std::string BusinessContactStream(std::string_view id);
std::string InvestmentActionStream(std::string_view id);
std::string LocalNeedStream(std::string_view id);
std::string NeedsSurveyStream(std::string_view id);
std::string ProgrammeEventStream(std::string_view id);
std::string EmployerStream(std::string_view employer);  // plan code or tax number
std::string KeptJobStream(std::string_view employer);   // plan code or tax number
// Who opened the data of this person, and why: beside the participant's own stream, so that looking
// never disturbs a decision.
std::string UnsealingStream(std::string_view participant_id);  // UUID

// The participant whose stream this is; empty for any other stream. Valid as long as `stream`.
std::string_view ParticipantOf(std::string_view stream);

}  // namespace paktum::events
