#include "libs/import/import_file.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <set>

#include "libs/base/check.h"
#include "libs/import/internal/cell.h"
#include "libs/import/internal/headings.h"
#include "libs/tabular/sheet.h"
#include "libs/tabular/values.h"

namespace paktum::imports {
namespace {

constexpr int kNone = -1;
constexpr int kError = -2;
constexpr int kOccurrence = -3;
constexpr std::string_view kZipStart = "PK\x03\x04";

bool IsIn(std::string_view key, const Text& heading) {
  return key == HeadingKey(heading.hu) || key == HeadingKey(heading.en);
}

int ColumnNamed(const std::string& heading, const std::vector<Column>& columns) {
  const std::string key = HeadingKey(heading);
  if (key.empty()) return kNone;
  if (IsIn(key, kErrorHeading)) return kError;
  if (IsIn(key, kOccurrenceHeading)) return kOccurrence;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool number = columns[i].name == kTajColumn && (key == "taj" || key == "tajszam");
    if (number || key == HeadingKey(columns[i].name) || IsIn(key, columns[i].heading)) {
      return static_cast<int>(i);
    }
  }
  return kNone;
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

Result<ImportFile> ImportFile::Open(const commands::CommandKind& kind, const plan::Plan& plan,
                                    std::string_view bytes, std::string_view sheet) {
  PAKTUM_ASSIGN_OR_RETURN(tabular::Table table, tabular::ReadTable(bytes, {}, sheet));
  ImportFile file(kind, ColumnsOf(kind, plan));
  file.is_xlsx_ = bytes.starts_with(kZipStart);
  PAKTUM_RETURN_IF_ERROR(file.TakeHeading(table));
  return file;
}

std::vector<int> ImportFile::ColumnsNamedBy(const tabular::Row& row) const {
  std::vector<int> named;
  for (const std::string& cell : row.cells) named.push_back(ColumnNamed(cell, columns_));
  return named;
}

Status ImportFile::TakeHeading(tabular::Table& table) {
  std::size_t best = 0;
  std::ptrdiff_t best_count = 0;
  for (std::size_t i = 0; i < std::min(kHeadingRowsMax, table.rows.size()); ++i) {
    const std::vector<int> named = ColumnsNamedBy(table.rows[i]);
    const auto count = std::count_if(named.begin(), named.end(), [](int at) { return at >= 0; });
    if (count > best_count) {
      best = i;
      best_count = count;
    }
  }
  if (best_count == 0) {
    return InvalidArgument("import.no_heading",
                           "no row names a column of " + kind_->name + ": take the template");
  }
  headings_ = table.rows[best].cells;
  column_at_ = ColumnsNamedBy(table.rows[best]);
  CheckHeading(table.rows[best].number);
  for (std::size_t i = best + 1; i < table.rows.size(); ++i) {
    const std::vector<std::string>& cells = table.rows[i].cells;
    if (!cells.empty() && cells.front().starts_with('#')) continue;
    rows_.push_back(std::move(table.rows[i]));
  }
  return OkStatus();
}

void ImportFile::CheckHeading(std::uint32_t row) {
  std::set<int> seen;
  bool person_by_taj = false;
  for (std::size_t i = 0; i < column_at_.size(); ++i) {
    const int at = column_at_[i];
    if (at == kNone && !IsBlank(headings_[i]) && ignored_.size() < kIgnoredColumnsMax) {
      ignored_.push_back(headings_[i]);
    }
    if (at < 0) continue;
    const Column& column = columns_[static_cast<std::size_t>(at)];
    person_by_taj = person_by_taj || column.name == kTajColumn;
    if (seen.insert(at).second) continue;
    complaints_.push_back({row,
                           headings_[i],
                           column.name,
                           "import.column_twice",
                           {"Ez az oszlop kétszer szerepel.", "This column stands twice."}});
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (!column.required || seen.contains(static_cast<int>(i))) continue;
    if (column.person && person_by_taj) continue;
    complaints_.push_back({row,
                           column.heading.hu,
                           column.name,
                           "import.column_missing",
                           {"Hiányzik ez a kötelező oszlop: " + column.heading.hu + ".",
                            "This required column is missing: " + column.heading.en + "."}});
  }
}

std::string ImportFile::HeadingOf(std::string_view field) const {
  for (std::size_t i = 0; i < column_at_.size(); ++i) {
    if (column_at_[i] < 0) continue;
    const Column& column = columns_[static_cast<std::size_t>(column_at_[i])];
    if (column.name == field) return headings_[i];
  }
  return {};
}

ImportRow ImportFile::Read(std::size_t index, const PersonFinder& persons) const {
  PAKTUM_CHECK(index < rows_.size() && complaints_.empty());
  const tabular::Row& row = rows_[index];
  ImportRow read{.number = row.number, .message = nullptr, .complaints = {}, .occurrence = {}};
  Json body = Json::Object();
  std::set<std::string, std::less<>> wrong;
  for (std::size_t i = 0; i < row.cells.size() && i < column_at_.size(); ++i) {
    const std::string text = MeantBy(row.cells[i]);
    if (column_at_[i] == kNone || column_at_[i] == kError || IsBlank(text)) continue;
    if (column_at_[i] == kOccurrence) {
      const auto number = tabular::ReadWhole(text);
      if (number && *number > 0 && *number <= static_cast<std::int64_t>(UINT32_MAX)) {
        read.occurrence = static_cast<std::uint32_t>(*number);
      }
      continue;
    }
    const Column& column = columns_[static_cast<std::size_t>(column_at_[i])];
    const std::string field = column.name == kTajColumn ? "participant_id" : column.name;
    CellValue value = ReadCell(column, text, persons);
    if (!value.value) {
      wrong.insert(field);
      read.complaints.push_back(
          {row.number, headings_[i], column.name, value.wrong.code, value.wrong.text});
    } else if (const Json* other = body.Find(field)) {
      if (other->text() == value.value->text()) continue;
      wrong.insert(field);
      read.complaints.push_back({row.number,
                                 headings_[i],
                                 column.name,
                                 "import.other_person",
                                 {"Az azonosító és a TAJ-szám nem ugyanazt az ügyfelet jelöli.",
                                  "The id and the TAJ number name different participants."}});
    } else {
      body.Set(field, *std::move(value.value));
    }
  }
  commands::CheckedCommand checked = commands::ReadCommand(*kind_, body);
  for (Violation& violation : checked.violations) {
    const std::string field = violation.field.substr(0, violation.field.find_first_of("[."));
    if (wrong.contains(field)) continue;  // said already, more exactly
    read.complaints.push_back({row.number, HeadingOf(field), violation.field,
                               std::move(violation.code), std::move(violation.text)});
  }
  if (read.complaints.empty()) read.message = std::move(checked.message);
  return read;
}

Result<std::string> ImportFile::ToMend(const std::vector<RowToMend>& rows,
                                       Language language) const {
  tabular::Sheet sheet{.name = language == Language::kHungarian ? "Javítandó" : "To mend",
                       .header = {},
                       .rows = {},
                       .styles = {}};
  const auto repeated = [](const RowToMend& row) { return row.occurrence > 1; };
  const bool occurrences = std::any_of(rows.begin(), rows.end(), repeated);
  sheet.header.push_back(In(kErrorHeading, language));
  if (occurrences) sheet.header.push_back(In(kOccurrenceHeading, language));
  sheet.styles.resize(sheet.header.size());
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    if (column_at_[i] == kError || column_at_[i] == kOccurrence) continue;
    sheet.header.push_back(headings_[i]);
    const bool known = column_at_[i] >= 0;
    sheet.styles.push_back(
        {.marked = known && columns_[static_cast<std::size_t>(column_at_[i])].required,
         .text = true,
         .choices = {}});
  }
  for (const RowToMend& row : rows) {
    std::vector<tabular::Value> cells{In(row.text, language)};
    if (occurrences) cells.emplace_back(static_cast<std::int64_t>(row.occurrence));
    const std::vector<std::string>& texts = rows_[row.index].cells;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (column_at_[i] == kError || column_at_[i] == kOccurrence) continue;
      cells.emplace_back(i < texts.size() ? MeantBy(texts[i]) : std::string());
    }
    sheet.rows.push_back(std::move(cells));
  }
  if (is_xlsx_) return tabular::ToXlsx({sheet});
  return tabular::ToCsv(sheet);
}

}  // namespace paktum::imports
