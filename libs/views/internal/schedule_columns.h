#pragma once
// The columns of a schedule and the days that they cover: quarters, or months of the programme.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/plan/plan.h"

namespace paktum::views::internal {

class Columns {
 public:
  explicit Columns(const plan::Plan& plan);

  // Columns that there are, whether their days are known or not.
  [[nodiscard]] std::size_t size() const;
  // The column that holds the day; size() for none.
  [[nodiscard]] std::size_t Of(Date day) const;
  // Whether the days are known; only then First and Last may be asked.
  [[nodiscard]] bool dated() const { return !starts_.empty(); }
  [[nodiscard]] Date First(std::size_t column) const { return starts_[column]; }
  [[nodiscard]] Date Last(std::size_t column) const { return starts_[column + 1].PlusDays(-1); }

 private:
  std::uint32_t months_;
  std::vector<Date> starts_;  // of each column, and of the one behind the last; empty without days
};

}  // namespace paktum::views::internal
