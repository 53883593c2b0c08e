#pragma once
// What the public is not shown, and whether it can be found all the same.
#include <string>

#include "libs/plan/plan.h"

namespace paktum::view::v1 {
class BreakdownView;
class BudgetView;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

// Takes out of the whole answer what the shown one withholds, and nothing else.
void Withhold(const view::v1::BudgetView& shown, view::v1::BudgetView* whole);
void Withhold(const view::v1::BreakdownView& shown, view::v1::BreakdownView* whole);

// What somebody who sees only `shown` can find out by trying every number that fits, and what small
// count is shown outright; empty when nothing. `whole` holds the true numbers.
std::string LeaksOf(const view::v1::BudgetView& whole, const view::v1::BudgetView& shown,
                    const plan::Plan& plan);
std::string LeaksOf(const view::v1::BreakdownView& whole, const view::v1::BreakdownView& shown);

}  // namespace paktum::views::naive
