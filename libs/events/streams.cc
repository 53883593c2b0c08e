#include "libs/events/streams.h"

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

std::string UnsealingStream(std::string_view participant_id) {
  return Join("unsealing/", participant_id);
}

std::string_view ParticipantOf(std::string_view stream) {
  if (!stream.starts_with(kParticipantPrefix)) return {};
  return stream.substr(kParticipantPrefix.size());
}

}  // namespace paktum::events
