#include "libs/export/view_file.h"

#include <algorithm>

namespace paktum::exports {
namespace {

constexpr std::string_view kCsv = ".csv";
constexpr std::string_view kXlsx = ".xlsx";

Result<tabular::Sheet> SheetFor(const google::protobuf::Message& answer, std::string_view table,
                                Language language) {
  std::vector<ViewTable> tables = TablesOf(answer, language);
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const ViewTable& candidate) {
    return table.empty() ? !candidate.sheet.rows.empty() : candidate.name == table;
  });
  if (found != tables.end()) return std::move(found->sheet);
  if (!table.empty()) {
    std::string names;
    for (const ViewTable& known : tables) names += (names.empty() ? "" : ", ") + known.name;
    return NotFound("export.no_table", "there is no such table; there are: " + names);
  }
  return tables.empty() ? AboutSheet(answer, language) : std::move(tables.front().sheet);
}

}  // namespace

bool IsFileName(std::string_view view) { return view.ends_with(kCsv) || view.ends_with(kXlsx); }

std::string_view ViewOf(std::string_view file) { return file.substr(0, file.rfind('.')); }

Result<ExportedFile> ExportView(const google::protobuf::Message& answer, std::string_view file,
                                std::string_view table, Language language) {
  ExportedFile exported{.name = std::string(file), .content_type = {}, .bytes = {}};
  if (file.ends_with(kCsv)) {
    PAKTUM_ASSIGN_OR_RETURN(const tabular::Sheet sheet, SheetFor(answer, table, language));
    exported.content_type = "text/csv; charset=utf-8";
    exported.bytes = tabular::ToCsv(sheet);
    return exported;
  }
  std::vector<tabular::Sheet> sheets{AboutSheet(answer, language)};
  for (ViewTable& part : TablesOf(answer, language)) sheets.push_back(std::move(part.sheet));
  exported.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  PAKTUM_ASSIGN_OR_RETURN(exported.bytes, tabular::ToXlsx(sheets));
  return exported;
}

}  // namespace paktum::exports
