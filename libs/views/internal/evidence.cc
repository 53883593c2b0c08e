#include "libs/views/internal/evidence.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string_view>

namespace paktum::views::internal {
namespace {

constexpr std::string_view kDigest = "_sha256";

// The field that holds the digest of the proof; nullptr when the kind has none.
const google::protobuf::FieldDescriptor* ProofField(const google::protobuf::Descriptor& body) {
  for (int i = 0; i < body.field_count(); ++i) {
    const auto* field = body.field(i);
    if (std::string_view(field->name()).ends_with(kDigest) && !field->is_repeated()) return field;
  }
  return nullptr;
}

}  // namespace

bool LacksProof(const Fact& fact) {
  const google::protobuf::Message* body = events::BodyOf(fact.event);
  if (body == nullptr || fact.event.has_evidence_attached()) return false;
  if (fact.event.has_six_month_status_checked() &&
      fact.event.six_month_status_checked().evidence() ==
          employment::v1::EVIDENCE_KIND_UNSPECIFIED) {
    return false;
  }
  const auto* field = ProofField(*body->GetDescriptor());
  return field != nullptr && body->GetReflection()->GetString(*body, field).empty();
}

std::set<std::uint64_t> ProvenLater(const EffectiveHistory& history) {
  std::set<std::uint64_t> proven;
  for (const Fact& fact : history.InForce({EventCase::kEvidenceAttached})) {
    proven.insert(fact.event.evidence_attached().position());
  }
  return proven;
}

}  // namespace paktum::views::internal
