#include "libs/office/declared_groups.h"

#include "paktum/participant/v1/events.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::office {

const std::set<std::string>& GroupContentTypes() {
  static const auto* const kTypes =
      new std::set<std::string>{sealed::v1::SpecialTargetGroups::descriptor()->full_name(),
                                sealed::v1::TargetGroupStatement::descriptor()->full_name()};
  return *kTypes;
}

void DeclaredGroups::Take(std::string_view content_type, const std::string& plaintext) {
  if (content_type == sealed::v1::SpecialTargetGroups::descriptor()->full_name()) {
    sealed::v1::SpecialTargetGroups at_entry;
    if (!at_entry.ParseFromString(plaintext)) return;
    answered_ = true;
    groups_.insert(at_entry.target_groups().begin(), at_entry.target_groups().end());
  } else if (content_type == sealed::v1::TargetGroupStatement::descriptor()->full_name()) {
    sealed::v1::TargetGroupStatement statement;
    if (!statement.ParseFromString(plaintext)) return;
    if (statement.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED) {
      groups_.insert(statement.target_group());
    } else {
      groups_.erase(statement.target_group());
    }
    answered_ = answered_ || statement.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED ||
                statement.answer() == participant::v1::TARGET_GROUP_ANSWER_NOT_MEMBER;
  }
}

std::vector<const OpenedPart*> EffectiveParts(const OpenedPerson& person) {
  std::vector<const OpenedPart*> parts;
  for (const domain::RecordedEvent* event : domain::EffectiveEvents(person.stream)) {
    for (const OpenedPart& part : person.parts) {
      if (part.position == event->position) parts.push_back(&part);
    }
  }
  return parts;
}

}  // namespace paktum::office
