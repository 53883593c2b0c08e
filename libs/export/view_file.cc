#include "libs/export/view_file.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <array>

#include "libs/export/internal/page.h"

namespace paktum::exports {
namespace {

constexpr std::string_view kCsv = ".csv";
constexpr std::string_view kXlsx = ".xlsx";
constexpr std::string_view kHtml = ".html";

// Titles of printed pages; a view without one is called by the file's name.
struct PageTitle {
  std::string_view view;
  std::string_view hu;
  std::string_view en;
};
constexpr std::array kPageTitles{
    PageTitle{"budget", "Támogatási keret", "Subsidy budget"},
    PageTitle{"documents", "Dokumentumok", "Documents"},
    PageTitle{"evaluation", "Féléves időközi értékelés", "Half-yearly interim evaluation"},
    PageTitle{"governance", "Testületek és ülések", "Bodies and sittings"},
    PageTitle{"indicators", "Mutatók", "Indicators"},
    PageTitle{"members", "Tagok", "Members"},
    PageTitle{"schedule", "Ütemterv", "Schedule"},
    PageTitle{"status-report", "Féléves helyzetjelentés", "Half-yearly status report"},
    PageTitle{"work-programme", "Munkaprogram", "Work programme"},
};

std::string TitleOfView(std::string_view view, Language language) {
  for (const PageTitle& title : kPageTitles) {
    if (title.view == view) {
      return std::string(language == Language::kHungarian ? title.hu : title.en);
    }
  }
  return std::string(view);
}

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

bool IsFileName(std::string_view view) {
  return view.ends_with(kCsv) || view.ends_with(kXlsx) || view.ends_with(kHtml);
}

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
  if (file.ends_with(kHtml)) {
    exported.content_type = "text/html; charset=utf-8";
    exported.bytes = PageOf(TitleOfView(ViewOf(file), language), AboutSheet(answer, language),
                            TablesOf(answer, language), language);
    return exported;
  }
  std::vector<tabular::Sheet> sheets{AboutSheet(answer, language)};
  for (ViewTable& part : TablesOf(answer, language)) sheets.push_back(std::move(part.sheet));
  exported.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  PAKTUM_ASSIGN_OR_RETURN(exported.bytes, tabular::ToXlsx(sheets));
  return exported;
}

}  // namespace paktum::exports
