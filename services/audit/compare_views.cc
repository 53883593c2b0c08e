#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "services/audit/internal/field_changes.h"
#include "services/audit/replay.h"

namespace paktum::audit {

void CompareViews(const google::protobuf::Message& replayed,
                  const google::protobuf::Message& served, Findings& findings) {
  if (replayed.GetDescriptor() != served.GetDescriptor()) {
    findings.Add({"view.differs", "type", 0, replayed.GetTypeName(), served.GetTypeName()});
    return;
  }
  internal::ForEachChange(
      replayed, served, internal::Rows::kByPlace,
      [&](std::string where, std::string expected, std::string found) {
        findings.Add({"view.differs", std::move(where), 0, std::move(expected), std::move(found)});
      });
}

}  // namespace paktum::audit
