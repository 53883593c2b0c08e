#pragma once
// Templates: an empty spreadsheet for one command, with what is allowed in each column.
#include <string>

#include "libs/base/result.h"
#include "libs/import/columns.h"

namespace paktum::imports {

// XLSX: a sheet to fill in whose required columns are coloured and marked with an asterisk, with
// lists to choose from, and a second sheet that tells what each column takes.
// Errors: those of tabular::ToXlsx.
Result<std::string> XlsxTemplate(const commands::CommandKind& kind, const plan::Plan& plan,
                                 Language language);

// CSV: the heading, required columns marked with an asterisk, then remarks (#), which an import
// skips.
std::string CsvTemplate(const commands::CommandKind& kind, const plan::Plan& plan,
                        Language language);

}  // namespace paktum::imports
