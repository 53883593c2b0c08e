#include "services/projections/registers/fold_factory.h"

#include <utility>

#include "libs/views/registers.h"

namespace paktum::registers {

Result<std::unique_ptr<projection::Fold>> MakeFold(plan::Plan plan) {
  PAKTUM_ASSIGN_OR_RETURN(views::RegistersFold view, views::RegistersFold::Create(std::move(plan)));
  return projection::MakeFold(std::move(view));
}

}  // namespace paktum::registers
