#pragma once
// FiguresCache: figures of half-years that were counted before. They depend on the records up to a
// position, on the calendar and on the period alone, and none of these changes.
//
// Threads  Every method may be called from any thread at the same time. Two threads that miss the
//          same figures both count them.
// Limits   kFiguresKeptMax sets of figures, the ones asked for last.
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/strong.h"

namespace paktum::views::internal {

struct PeriodFigures;

inline constexpr std::size_t kFiguresKeptMax = 16;

class FiguresCache {
 public:
  struct Key {
    Position through;  // last record that is known
    Date start;        // first day of the programme
    HalfYear period;

    friend bool operator==(const Key&, const Key&) = default;
  };

  // nullptr when they were not counted, or long ago.
  std::shared_ptr<const PeriodFigures> Find(const Key& key);
  void Keep(const Key& key, std::shared_ptr<const PeriodFigures> figures);

 private:
  std::mutex mutex_;
  std::list<std::pair<Key, std::shared_ptr<const PeriodFigures>>> kept_;  // newest first
};

}  // namespace paktum::views::internal
