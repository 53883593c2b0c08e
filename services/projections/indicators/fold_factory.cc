#include "services/projections/indicators/fold_factory.h"

#include <utility>

#include "libs/views/indicators.h"

namespace paktum::indicators {

Result<std::unique_ptr<projection::Fold>> MakeFold(plan::Plan plan) {
  PAKTUM_ASSIGN_OR_RETURN(views::IndicatorsFold view,
                          views::IndicatorsFold::Create(std::move(plan)));
  return projection::MakeFold(std::move(view));
}

}  // namespace paktum::indicators
