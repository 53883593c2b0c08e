#include "libs/tabular/internal/workbook.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/date.h"
#include "libs/tabular/internal/csv.h"
#include "libs/tabular/internal/encoding.h"
#include "libs/tabular/internal/xml.h"
#include "libs/tabular/internal/zip_file.h"

namespace paktum::tabular {
namespace {

constexpr std::size_t kSharedStringsMax = 2'000'000;

template <typename Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Sheets by name and relation, in order; whether days count from 1904.
struct WorkbookPart final : XmlHandler {
  std::vector<std::pair<std::string, std::string>> sheets;
  bool from_1904 = false;

  void Begin(std::string_view name, const Attributes& attributes) override {
    if (name == "sheet") {
      sheets.emplace_back(AttributeOf(attributes, "name"), AttributeOf(attributes, "id"));
    } else if (name == "workbookPr") {
      const std::string_view value = AttributeOf(attributes, "date1904");
      from_1904 = value == "1" || value == "true";
    }
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}
};

struct RelationsPart final : XmlHandler {
  std::map<std::string, std::string, std::less<>> targets;

  void Begin(std::string_view name, const Attributes& attributes) override {
    if (name == "Relationship") {
      targets.emplace(AttributeOf(attributes, "Id"), AttributeOf(attributes, "Target"));
    }
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}
};

// Texts that cells share. Phonetic hints (rPh) are no part of the text.
struct StringsPart final : XmlHandler {
  std::vector<std::string> strings;
  bool in_text = false;
  bool in_hint = false;

  void Begin(std::string_view name, const Attributes& /*attributes*/) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") in_hint = true;
    if (name == "t") in_text = true;
  }
  void End(std::string_view name) override {
    if (name == "rPh") in_hint = false;
    if (name == "t") in_text = false;
  }
  void Text(std::string_view text) override {
    if (in_text && !in_hint && !strings.empty()) strings.back() += text;
  }
  [[nodiscard]] Status status() const override {
    return strings.size() <= kSharedStringsMax
               ? OkStatus()
               : InvalidArgument("table.too_large", "the file has too many different texts");
  }
};

// A number format that shows a day: it has y, m or d outside of quotes and brackets.
bool ShowsDay(std::string_view format) {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') quoted = !quoted;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (c == '\\') ++i;
    if (quoted || bracketed || c == '\\') continue;
    if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') return true;
    if (c == ';') break;  // what follows is for negative numbers
  }
  return false;
}

// Which cell styles show days (ECMA-376-1, 18.8.30: the built-in formats).
struct StylesPart final : XmlHandler {
  std::map<unsigned, bool> own_formats;
  std::vector<bool> days;  // by index of cellXfs
  bool in_cell_formats = false;

  void Begin(std::string_view name, const Attributes& attributes) override {
    const auto id = Parse<unsigned>(AttributeOf(attributes, "numFmtId"));
    if (name == "numFmt" && id) {
      own_formats[*id] = ShowsDay(AttributeOf(attributes, "formatCode"));
    } else if (name == "cellXfs") {
      in_cell_formats = true;
    } else if (name == "xf" && in_cell_formats) {
      days.push_back(IsDay(id.value_or(0)));
    }
  }
  void End(std::string_view name) override {
    if (name == "cellXfs") in_cell_formats = false;
  }
  void Text(std::string_view /*text*/) override {}

  [[nodiscard]] bool IsDay(unsigned id) const {
    const auto own = own_formats.find(id);
    if (own != own_formats.end()) return own->second;
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
           (id >= 50 && id <= 54) || id == 57 || id == 58;
  }
};

// The day of a serial number. 1900 counts from 1 = 1900-01-01 and knows a 29 February 1900 (60).
std::optional<Date> DayOf(double serial, bool from_1904) {
  constexpr Date kDay0 = Date::FromDays(-25'568);        // 1899-12-31
  constexpr Date kDay0Of1904 = Date::FromDays(-24'107);  // 1904-01-01
  constexpr double kSerialMax = 100'000;                 // in 2173
  if (!(serial >= 1 && serial <= kSerialMax)) return std::nullopt;
  const auto days = static_cast<int>(std::floor(serial));
  if (from_1904) return kDay0Of1904.PlusDays(days);
  if (days == 60) return std::nullopt;
  return kDay0.PlusDays(days < 60 ? days : days - 1);
}

// As Hungarians write it, without groups: "215000", "1,5".
std::string NumberText(double number) {
  std::array<char, 32> buffer{};
  const bool whole = std::abs(number) < 1e15 && std::floor(number) == number;
  const auto end = whole ? std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                         static_cast<std::int64_t>(number))
                         : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  std::string text(buffer.data(), end.ptr);
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

// The column of a reference like "AB12", from 0.
std::optional<std::size_t> ColumnOf(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    if (++letters > 3) return std::nullopt;
  }
  if (letters == 0) return std::nullopt;
  return column - 1;
}

struct SheetPart final : XmlHandler {
  const std::vector<std::string>& strings;
  const StylesPart& styles;
  const bool from_1904;
  const TableLimits& limits;
  Table table;
  Status error;

  Row row;
  std::size_t column = 0;
  std::string type;
  std::size_t style = 0;
  std::string text;
  bool in_value = false;
  bool in_hint = false;

  SheetPart(const std::vector<std::string>& shared, const StylesPart& formats, bool since_1904,
            const TableLimits& bounds)
      : strings(shared), styles(formats), from_1904(since_1904), limits(bounds) {}

  void Begin(std::string_view name, const Attributes& attributes) override {
    if (name == "row") {
      const auto number = Parse<std::uint32_t>(AttributeOf(attributes, "r"));
      row = Row{number.value_or(row.number + 1), {}};
    } else if (name == "c") {
      column = ColumnOf(AttributeOf(attributes, "r")).value_or(row.cells.size());
      type = AttributeOf(attributes, "t");
      style = Parse<std::size_t>(AttributeOf(attributes, "s")).value_or(0);
      text.clear();
    } else if (name == "v" || name == "t") {
      in_value = true;
    } else if (name == "rPh") {
      in_hint = true;
    }
  }
  void End(std::string_view name) override {
    if (name == "v" || name == "t") in_value = false;
    if (name == "rPh") in_hint = false;
    if (name == "c") EndCell();
    if (name == "row") error = AddRow(std::move(row), limits, table);
  }
  void Text(std::string_view more) override {
    if (!in_value || in_hint) return;
    if (text.size() + more.size() > limits.cell_bytes_max) {
      error = CellTooLarge(row.number, limits);
    } else {
      text += more;
    }
  }
  [[nodiscard]] Status status() const override { return error; }

  void EndCell() {
    if (column >= limits.columns_max) {
      row.cells.resize(column + 1);
      error = AddRow(std::move(row), limits, table);
      return;
    }
    if (column >= row.cells.size()) row.cells.resize(column + 1);
    std::string value = Value();
    if (value.size() > limits.cell_bytes_max) error = CellTooLarge(row.number, limits);
    row.cells[column] = std::move(value);
  }

  [[nodiscard]] std::string Value() const {
    if (type == "s") {
      const auto index = Parse<std::size_t>(text);
      return index && *index < strings.size() ? std::string(Trimmed(strings[*index])) : "";
    }
    if (type == "b") return text == "1" ? "igen" : "nem";
    if (type == "d") return text.substr(0, 10);
    if (!type.empty() && type != "n") return std::string(Trimmed(text));
    const auto number = Parse<double>(text);
    if (!number) return std::string(Trimmed(text));
    if (style < styles.days.size() && styles.days[style]) {
      const std::optional<Date> day = DayOf(*number, from_1904);
      if (day) return day->ToString();
    }
    return NumberText(*number);
  }
};

Status ReadPart(const ZipFile& file, const std::string& name, const TableLimits& limits,
                XmlHandler& part) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string xml, file.Read(name, limits.unpacked_bytes_max));
  return ReadXml(xml, part);
}

// A workbook may do without shared texts and without styles.
Status ReadOptionalPart(const ZipFile& file, const std::string& name, const TableLimits& limits,
                        XmlHandler& part) {
  const Status status = ReadPart(file, name, limits, part);
  return status.code() == StatusCode::kNotFound ? OkStatus() : status;
}

Result<std::string> PathOfSheet(const ZipFile& file, const WorkbookPart& workbook,
                                const TableLimits& limits, std::string_view wanted) {
  std::string names;
  for (const auto& [name, id] : workbook.sheets) {
    names += (names.empty() ? "" : ", ") + name;
    if (!wanted.empty() && name != wanted) continue;
    RelationsPart relations;
    PAKTUM_RETURN_IF_ERROR(ReadPart(file, "xl/_rels/workbook.xml.rels", limits, relations));
    const auto found = relations.targets.find(id);
    if (found == relations.targets.end()) break;
    const std::string& target = found->second;
    return target.starts_with('/') ? target.substr(1) : "xl/" + target;
  }
  return InvalidArgument("table.no_sheet", "the workbook has no sheet \"" + std::string(wanted) +
                                               "\"; it has: " + names);
}

// What is missing makes it no workbook.
Status NotAWorkbook(const Status& status) {
  if (status.code() != StatusCode::kNotFound) return status;
  return InvalidArgument("table.not_a_table",
                         "this archive is no XLSX workbook: save the table as XLSX or CSV");
}

}  // namespace

Result<Table> ReadWorkbook(std::string_view bytes, const TableLimits& limits,
                           std::string_view sheet) {
  PAKTUM_ASSIGN_OR_RETURN(const ZipFile file, ZipFile::Open(bytes));
  WorkbookPart workbook;
  PAKTUM_RETURN_IF_ERROR(NotAWorkbook(ReadPart(file, "xl/workbook.xml", limits, workbook)));
  PAKTUM_ASSIGN_OR_RETURN(const std::string path, PathOfSheet(file, workbook, limits, sheet));
  StringsPart strings;
  PAKTUM_RETURN_IF_ERROR(ReadOptionalPart(file, "xl/sharedStrings.xml", limits, strings));
  StylesPart styles;
  PAKTUM_RETURN_IF_ERROR(ReadOptionalPart(file, "xl/styles.xml", limits, styles));
  SheetPart cells(strings.strings, styles, workbook.from_1904, limits);
  PAKTUM_RETURN_IF_ERROR(NotAWorkbook(ReadPart(file, path, limits, cells)));
  return std::move(cells.table);
}

}  // namespace paktum::tabular
