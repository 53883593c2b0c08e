#pragma once
// Sheet: a list or a view to hand to people as CSV or XLSX. Pure and thread-safe.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/forint.h"
#include "libs/base/result.h"

namespace paktum::tabular {

// monostate = an empty cell.
using Value = std::variant<std::monostate, std::string, std::int64_t, double, Date, Forint>;

// How a column of a sheet to fill in is shown (XLSX only).
struct ColumnStyle {
  bool marked = false;               // its heading has a colour: it must be filled in
  bool text = false;                 // what is typed into it stays text: "012345678" keeps its zero
  std::vector<std::string> choices;  // offered in a list, other values are taken too; left out when
                                     // they are over 255 characters together
};

struct Sheet {
  std::string name;                 // at most 31 characters, none of []:*?/\ (XLSX)
  std::vector<std::string> header;  // one for each column
  std::vector<std::vector<Value>> rows;
  std::vector<ColumnStyle> styles{};  // none, or one for each column
};

// CSV that Hungarian Excel opens as it is: UTF-8 with byte order mark, semicolons, CRLF, decimal
// comma, days as 2019.03.31., money in whole forints without unit. Text that a spreadsheet would
// take for a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe before
// it (OWASP, CSV injection).
std::string ToCsv(const Sheet& sheet);

// XLSX with real types: numbers, days and money as such, a frozen header with a filter. Text is
// never a formula.
// Errors: kInvalidArgument "sheet.name" for a name that is none or stands twice, "sheet.too_large"
//         over 1,048,576 rows or 16,384 columns, or 32,767 characters in a cell
//         kUnavailable "sheet.not_made"  memory or temporary space ran out
Result<std::string> ToXlsx(const std::vector<Sheet>& sheets);

}  // namespace paktum::tabular
