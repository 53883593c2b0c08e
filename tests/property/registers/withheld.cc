#include "tests/property/registers/withheld.h"

#include <algorithm>
#include <sstream>

#include "paktum/view/v1/breakdown.pb.h"
#include "paktum/view/v1/budget.pb.h"

namespace paktum::views::naive {
namespace {

using view::v1::BreakdownCell;
using view::v1::BreakdownView;
using view::v1::BudgetView;

bool IsSmall(std::int64_t count, std::int64_t threshold) { return count > 0 && count < threshold; }

// How many values one of `count` numbers can have that are `least` or more and add up to `sum`.
int Fits(std::int64_t count, std::int64_t sum, std::int64_t least) {
  int fits = 0;
  for (std::int64_t value = least; value <= sum; ++value) {
    const std::int64_t rest = sum - value;
    fits += count == 1 ? rest == 0 : rest >= least * (count - 1);
  }
  return fits;
}

void WithholdTotal(const view::v1::BudgetTotal& shown, view::v1::BudgetTotal* whole) {
  if (!shown.suppressed()) return;
  whole->set_suppressed(true);
  whole->clear_use();
}

// By the sum of all: the true numbers of persons, hidden ones apart.
std::string LeaksOfPersons(const BudgetView& whole, const BudgetView& shown,
                           std::int64_t threshold) {
  std::ostringstream leaks;
  std::int64_t rest = shown.total().use().persons();
  std::int64_t hidden = 0;
  bool any_small = false;
  for (int i = 0; i < whole.schemes_size(); ++i) {
    const std::int64_t persons = whole.schemes(i).use().persons();
    const auto& use = whole.schemes(i).use();
    any_small = any_small || IsSmall(persons, threshold) ||
                (persons == 0 && (use.committed_ft() != 0 || use.paid_ft() != 0));
    if (shown.schemes(i).suppressed()) {
      ++hidden;
      continue;
    }
    rest -= persons;
    if (IsSmall(persons, threshold)) leaks << whole.schemes(i).code() << " is shown; ";
  }
  if (hidden > 0 && !any_small) leaks << "nothing is small and something is hidden; ";
  if (hidden == 0 || shown.total().suppressed()) return leaks.str();
  if (Fits(hidden, rest, 0) < 2) leaks << "hidden persons follow from the total; ";
  if (IsSmall(rest, threshold)) leaks << "the hidden ones together are few; ";
  return leaks.str();
}

// By the sum of duties: grants of schemes with a duty.
std::string LeaksOfDuties(const BudgetView& whole, const BudgetView& shown,
                          std::int64_t threshold) {
  std::ostringstream leaks;
  const auto& sum = shown.follow_on();
  if (sum.suppressed()) return "";
  for (const std::uint32_t count : {sum.pending(), sum.met(), sum.broken(), sum.no_job()}) {
    if (IsSmall(count, threshold)) leaks << "a small number of duties is shown; ";
  }
  std::int64_t rest = sum.grants();
  std::int64_t hidden = 0;
  for (int i = 0; i < whole.schemes_size(); ++i) {
    if (shown.schemes(i).follow_on_months() == 0) continue;
    if (shown.schemes(i).suppressed()) ++hidden;
    if (!shown.schemes(i).suppressed()) rest -= shown.schemes(i).use().grants();
  }
  if (hidden > 0 && Fits(hidden, rest, 0) < 2) leaks << "hidden grants follow from the duties; ";
  if (hidden > 0 && IsSmall(rest, threshold)) leaks << "hidden grants with duties are few; ";
  return leaks.str();
}

}  // namespace

void Withhold(const BudgetView& shown, BudgetView* whole) {
  for (int i = 0; i < whole->schemes_size() && i < shown.schemes_size(); ++i) {
    if (!shown.schemes(i).suppressed()) continue;
    whole->mutable_schemes(i)->set_suppressed(true);
    whole->mutable_schemes(i)->clear_use();
    whole->mutable_schemes(i)->clear_over_committed();
  }
  WithholdTotal(shown.total(), whole->mutable_total());
  WithholdTotal(shown.wage_total(), whole->mutable_wage_total());
  if (!shown.follow_on().suppressed()) return;
  whole->clear_follow_on();
  whole->mutable_follow_on()->set_suppressed(true);
}

std::string LeaksOf(const BudgetView& whole, const BudgetView& shown, const plan::Plan& plan) {
  const std::int64_t threshold = plan.data().rules().small_cell_threshold();
  std::string leaks =
      LeaksOfPersons(whole, shown, threshold) + LeaksOfDuties(whole, shown, threshold);
  const bool any = std::any_of(shown.schemes().begin(), shown.schemes().end(),
                               [](const auto& row) { return row.suppressed(); });
  if (any && !shown.wage_total().suppressed()) leaks += "the sum of wages tells of hidden ones; ";
  return leaks;
}

void Withhold(const BreakdownView& shown, BreakdownView* whole) {
  if (shown.threshold() == 0) return;
  if (shown.cells_size() == 0) whole->clear_cells();
  for (int i = 0; i < whole->cells_size() && i < shown.cells_size(); ++i) {
    if (!shown.cells(i).suppressed()) continue;
    whole->mutable_cells(i)->set_suppressed(true);
    whole->mutable_cells(i)->clear_persons();
  }
  if (shown.persons() == 0) whole->clear_persons();
  if (shown.complete_persons() == 0) whole->clear_complete_persons();
}

std::string LeaksOf(const BreakdownView& whole, const BreakdownView& shown) {
  const std::int64_t threshold = shown.threshold();
  if (threshold == 0) return "";
  std::ostringstream leaks;
  // The indicator itself is public, so that the total is known whatever this answer shows.
  const auto total = static_cast<std::int64_t>(whole.persons());
  const auto complete = static_cast<std::int64_t>(shown.complete_persons());
  std::int64_t rest = total;
  std::int64_t hidden = 0;
  std::int64_t small = 0;
  for (const BreakdownCell& cell : whole.cells()) {
    small += IsSmall(static_cast<std::int64_t>(cell.persons()), threshold);
  }
  for (const BreakdownCell& cell : shown.cells()) {
    const auto persons = static_cast<std::int64_t>(cell.persons());
    if (IsSmall(persons, threshold)) leaks << cell.code() << " is shown; ";
    if (cell.suppressed()) ++hidden;
    if (!cell.suppressed()) rest -= persons;
  }
  if (hidden > 0 && small == 0) leaks << "nothing is small and something is hidden; ";
  if (shown.cells_size() == 0 && small < whole.cells_size()) leaks << "large cells are left out; ";
  if (hidden == 1) leaks << "a single cell is hidden; ";
  if (hidden > 1 && !shown.overlapping()) {
    if (Fits(hidden, rest, 1) < 2) leaks << "hidden cells follow from the total; ";
    const bool all = hidden == shown.cells_size();
    if (!all && IsSmall(rest, threshold)) leaks << "the hidden ones together are few; ";
  }
  if (IsSmall(complete, threshold)) leaks << "few complete records are shown; ";
  const bool told = shown.complete_persons() > 0;
  if (told && IsSmall(total - complete, threshold)) leaks << "few records are incomplete; ";
  return leaks.str();
}

}  // namespace paktum::views::naive
