#pragma once
// From the text of a cell to the value of a field.
#include <optional>
#include <string>
#include <string_view>

#include "libs/commands/input.h"
#include "libs/import/columns.h"
#include "libs/import/import_file.h"

namespace paktum::imports {

using commands::Json;
using commands::Violation;

struct CellValue {
  std::optional<Json> value;  // what stands in the message; nothing when the cell is wrong
  Violation wrong;            // without a field
};

// `text` is not blank. A value of the wrong form is a violation that says what is right and never
// what was typed; whether the value is allowed is left to the check of the command.
CellValue ReadCell(const Column& column, std::string_view text, const PersonFinder& persons);

// The text of a cell as it was meant: õ and û mended, without the apostrophe that keeps a
// spreadsheet from taking "+36 1" for a formula.
std::string MeantBy(std::string_view cell);

}  // namespace paktum::imports
