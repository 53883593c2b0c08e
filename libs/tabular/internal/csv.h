#pragma once
#include <string_view>

#include "libs/tabular/table.h"

namespace paktum::tabular {

// Reads CSV text in UTF-8. Errors: "table.too_large", "table.open_quote" of ReadTable.
Result<Table> ReadCsv(std::string_view text, const TableLimits& limits);

// Puts a row that has text at the end of the table. Errors: "table.too_large".
Status AddRow(Row row, const TableLimits& limits, Table& table);

// For a cell over its limit, in this row of the file.
Status CellTooLarge(std::uint32_t row, const TableLimits& limits);

}  // namespace paktum::tabular
