#pragma once
// Names of streams: "<kind>/<id>". The only place that spells them.
#include <string>
#include <string_view>

namespace paktum::events {

inline constexpr std::string_view kPactStream = "pact";
inline constexpr std::string_view kSteeringGroup = "steering-group";      // body code, plan
inline constexpr std::string_view kEmploymentForum = "employment-forum";  // body code, plan

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
// Who opened the data of this person, and why: beside the participant's own stream, so that looking
// never disturbs a decision.
std::string UnsealingStream(std::string_view participant_id);  // UUID

// The participant whose stream this is; empty for any other stream. Valid as long as `stream`.
std::string_view ParticipantOf(std::string_view stream);

}  // namespace paktum::events
