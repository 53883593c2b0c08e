#include "libs/tabular/table.h"

#include "libs/tabular/internal/csv.h"
#include "libs/tabular/internal/encoding.h"
#include "libs/tabular/internal/workbook.h"

namespace paktum::tabular {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
// A compound file: .xls, or an encrypted XLSX (MS-CFB 2.2).
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0";

}  // namespace

Result<Table> ReadTable(std::string_view bytes, const TableLimits& limits, std::string_view sheet) {
  if (bytes.size() > limits.bytes_max) {
    return InvalidArgument("table.too_large",
                           "the file has more than " + std::to_string(limits.bytes_max) + " bytes");
  }
  if (bytes.starts_with(kCompound)) {
    return InvalidArgument("table.not_a_table",
                           "this is an old .xls file or an encrypted one: save it as XLSX or CSV "
                           "without a password");
  }
  if (bytes.starts_with(kZip)) return ReadWorkbook(bytes, limits, sheet);
  PAKTUM_ASSIGN_OR_RETURN(const std::string text, ToUtf8(bytes));
  return ReadCsv(text, limits);
}

}  // namespace paktum::tabular
