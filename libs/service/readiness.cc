#include "libs/service/readiness.h"

#include <utility>

namespace paktum::service {

void Readiness::Declare(const std::string& condition) {
  const std::lock_guard lock(mutex_);
  reasons_.emplace(condition, "starting");
}

void Readiness::SetReady(const std::string& condition) {
  const std::lock_guard lock(mutex_);
  reasons_[condition].clear();
}

void Readiness::SetNotReady(const std::string& condition, std::string reason) {
  if (reason.empty()) reason = "not ready";
  const std::lock_guard lock(mutex_);
  reasons_[condition] = std::move(reason);
}

std::vector<Readiness::Unmet> Readiness::Check() const {
  const std::lock_guard lock(mutex_);
  std::vector<Unmet> unmet;
  for (const auto& [condition, reason] : reasons_) {
    if (!reason.empty()) unmet.push_back({condition, reason});
  }
  return unmet;
}

}  // namespace paktum::service
