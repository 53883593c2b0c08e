#pragma once
#include <string_view>

#include "libs/tabular/table.h"

namespace paktum::tabular {

// Reads one sheet of an XLSX workbook (ECMA-376-1 part 18). Errors as ReadTable.
Result<Table> ReadWorkbook(std::string_view bytes, const TableLimits& limits,
                           std::string_view sheet);

}  // namespace paktum::tabular
