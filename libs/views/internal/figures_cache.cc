#include "libs/views/internal/figures_cache.h"

#include <algorithm>

#include "libs/views/internal/evaluation_figures.h"

namespace paktum::views::internal {

std::shared_ptr<const PeriodFigures> FiguresCache::Find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const auto& one) { return one.first == key; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->second;
}

void FiguresCache::Keep(const Key& key, std::shared_ptr<const PeriodFigures> figures) {
  const std::lock_guard lock(mutex_);
  kept_.emplace_front(key, std::move(figures));
  if (kept_.size() > kFiguresKeptMax) kept_.pop_back();
}

}  // namespace paktum::views::internal
