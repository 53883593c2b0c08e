#pragma once
// DeclaredGroups: which special-category target groups a person has declared, out of what was
// opened: the answer at entry and every statement after it, the last one about a group standing.
// Pure. Whoever holds one holds personal data.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/office/person_access.h"

namespace paktum::office {

// Full names of the messages that hold such answers.
const std::set<std::string>& GroupContentTypes();

class DeclaredGroups {
 public:
  // Takes in one opened part; parts in the order in which their events count. Other kinds of parts
  // and what cannot be read are passed over.
  void Take(std::string_view content_type, const std::string& plaintext);

  // Codes of the plan.
  [[nodiscard]] const std::set<std::string>& groups() const { return groups_; }
  // The person answered about some group, also "none".
  [[nodiscard]] bool answered() const { return answered_; }

 private:
  std::set<std::string> groups_;
  bool answered_ = false;
};

// The parts whose events stand, in the order in which these count. Pointers into `person`.
std::vector<const OpenedPart*> EffectiveParts(const OpenedPerson& person);

}  // namespace paktum::office
