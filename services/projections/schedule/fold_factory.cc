#include "services/projections/schedule/fold_factory.h"

#include <utility>

#include "libs/views/schedule.h"

namespace paktum::schedule {

Result<std::unique_ptr<projection::Fold>> MakeFold(plan::Plan plan) {
  PAKTUM_ASSIGN_OR_RETURN(views::ScheduleFold view, views::ScheduleFold::Create(std::move(plan)));
  return projection::MakeFold(std::move(view));
}

}  // namespace paktum::schedule
