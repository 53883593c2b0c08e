#pragma once
// Tables as people send them: CSV of any usual kind and XLSX, read into rows of text.
//
// CSV     RFC 4180 with what Hungarian Excel makes of it: semicolon, comma or tab (found in the
//         first row, or said by a first line "sep=;"), UTF-8 with or without byte order mark,
//         UTF-16 with one, else windows-1250; any line ends; quoted cells may hold line ends.
// XLSX    ECMA-376: the first sheet, or the one named. A number stands as Hungarians write it
//         ("1,5"), a day as YYYY-MM-DD, a formula as the value saved with it.
// Text    is UTF-8, as it stands in the file but for spaces at both ends of a cell.
// Pure and thread-safe.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"

namespace paktum::tabular {

struct Row {
  std::uint32_t number = 0;  // as a spreadsheet shows it, from 1
  std::vector<std::string> cells;
};

struct Table {
  std::vector<Row> rows;  // without those that have no text
};

struct TableLimits {
  std::size_t bytes_max = std::size_t{32} * 1024 * 1024;            // of the file
  std::size_t unpacked_bytes_max = std::size_t{256} * 1024 * 1024;  // of one part of an XLSX file
  std::size_t rows_max = 100'000;
  std::size_t columns_max = 256;
  std::size_t cell_bytes_max = std::size_t{32} * 1024;
};

// Reads a file's bytes. `sheet`: name of the sheet of an XLSX file; empty = the first.
// Errors: kInvalidArgument "table.too_large"    over a limit, which the message names
//                          "table.not_a_table"  neither text nor XLSX; an old .xls or an encrypted
//                                               file: save it as XLSX or CSV without a password
//                          "table.open_quote"   a quoted cell does not end; with its row
//                          "table.damaged"      an XLSX file that cannot be read
//                          "table.no_sheet"     no sheet of that name; the message lists them
Result<Table> ReadTable(std::string_view bytes, const TableLimits& limits = {},
                        std::string_view sheet = {});

}  // namespace paktum::tabular
