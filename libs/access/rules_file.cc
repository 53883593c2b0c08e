#include "libs/access/rules_file.h"

#include <utility>

namespace paktum::access {

RulesFile::RulesFile(WatchedFile file, std::shared_ptr<const AccessRules> rules, OnChange on_change)
    : on_change_(std::move(on_change)), file_(std::move(file)), rules_(std::move(rules)) {}

Result<std::shared_ptr<RulesFile>> RulesFile::Open(const std::string& path, OnChange on_change) {
  WatchedFile file(path);  // before the text: what is written meanwhile is read once more
  PAKTUM_ASSIGN_OR_RETURN(auto rules, AccessRules::Load(path));
  return std::shared_ptr<RulesFile>(
      new RulesFile(std::move(file), std::move(rules), std::move(on_change)));
}

std::shared_ptr<const AccessRules> RulesFile::Current() {
  Status outcome;
  std::shared_ptr<const AccessRules> rules;
  {
    const std::lock_guard lock(mutex_);
    if (!file_.Changed()) return rules_;
    auto read = AccessRules::Load(file_.path());
    if (read.ok()) {
      rules_ = *std::move(read);
    } else {
      outcome = read.status();
    }
    rules = rules_;
  }
  if (on_change_) on_change_(outcome, rules->size());
  return rules;
}

}  // namespace paktum::access
