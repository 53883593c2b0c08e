#include "tests/property/registers/naive_proofs.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

namespace paktum::views::naive {

bool LacksProof(const Record& record) {
  if (record.event.has_evidence_attached()) return false;
  const auto& check = record.event.six_month_status_checked();
  if (record.event.has_six_month_status_checked() &&
      check.evidence() == employment::v1::EVIDENCE_KIND_UNSPECIFIED) {
    return false;
  }
  const google::protobuf::Message& body = BodyOf(record);
  for (int i = 0; i < body.GetDescriptor()->field_count(); ++i) {
    const std::string& name = body.GetDescriptor()->field(i)->name();
    if (name.ends_with("_sha256")) return TextField(body, name).empty();
  }
  return false;
}

bool HasEvidence(const History& history, const Record& record) {
  return std::any_of(history.InForce().begin(), history.InForce().end(), [&](const Record* other) {
    return other->event.has_evidence_attached() &&
           other->event.evidence_attached().position() == record.position;
  });
}

}  // namespace paktum::views::naive
