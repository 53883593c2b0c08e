// The XLSX side of Sheet (libxlsxwriter). Nothing touches a disk: the workbook is made in a memory
// file, its parts in /dev/shm under names that are gone at once.
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "libs/base/descriptor.h"
#include "libs/tabular/sheet.h"

namespace paktum::tabular {
namespace {

constexpr std::size_t kNameCharactersMax = 31;
constexpr std::size_t kCellCharactersMax = 32'767;
constexpr double kColumnWidthMax = 60;
constexpr double kColumnWidthMin = 8;
constexpr lxw_color_t kMarkedColour = 0xFFE699;
constexpr std::size_t kChoicesCharactersMax = 255;  // of a list that stands in the cell's rule
constexpr lxw_row_t kChoiceRows = 10'000;           // rows below the heading that offer it

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Status TooLarge(const Sheet& sheet) {
  return InvalidArgument("sheet.too_large",
                         "\"" + sheet.name + "\" has more rows, columns or text than XLSX allows");
}

Status Check(const std::vector<Sheet>& sheets) {
  std::set<std::string> names;
  for (const Sheet& sheet : sheets) {
    const std::size_t length = Characters(sheet.name);
    if (length == 0 || length > kNameCharactersMax ||
        sheet.name.find_first_of("[]:*?/\\") != std::string::npos || sheet.name.front() == '\'' ||
        sheet.name.back() == '\'' || !names.insert(sheet.name).second) {
      return InvalidArgument("sheet.name", "\"" + sheet.name + "\" cannot be a sheet's name here");
    }
    if (sheet.rows.size() >= LXW_ROW_MAX || sheet.header.size() > LXW_COL_MAX) {
      return TooLarge(sheet);
    }
    for (const std::vector<Value>& row : sheet.rows) {
      if (row.size() > LXW_COL_MAX) return TooLarge(sheet);
      for (const Value& value : row) {
        const auto* const text = std::get_if<std::string>(&value);
        if (text != nullptr && Characters(*text) > kCellCharactersMax) return TooLarge(sheet);
      }
    }
  }
  return OkStatus();
}

struct Formats {
  lxw_format* header;
  lxw_format* marked;
  lxw_format* text;
  lxw_format* day;
  lxw_format* whole;
  lxw_format* money;
};

Formats MakeFormats(lxw_workbook* workbook) {
  const auto with = [workbook](const char* shown) {
    lxw_format* const format = ::workbook_add_format(workbook);
    ::format_set_num_format(format, shown);
    return format;
  };
  Formats formats{.header = ::workbook_add_format(workbook),
                  .marked = ::workbook_add_format(workbook),
                  .text = with("@"),
                  .day = with("yyyy\". \"mm\". \"dd\".\""),
                  .whole = with("#,##0"),
                  .money = with("#,##0\" Ft\"")};
  for (lxw_format* const heading : {formats.header, formats.marked}) {
    ::format_set_bold(heading);
    ::format_set_bottom(heading, LXW_BORDER_THIN);
    ::format_set_text_wrap(heading);
  }
  ::format_set_bg_color(formats.marked, kMarkedColour);
  return formats;
}

// Writes one cell; visits its value.
struct CellWriter {
  lxw_worksheet* worksheet;
  const Formats& formats;
  lxw_row_t row;
  lxw_col_t column;

  lxw_error operator()(std::monostate /*empty*/) const { return LXW_NO_ERROR; }
  lxw_error operator()(const std::string& text) const {
    return ::worksheet_write_string(worksheet, row, column, text.c_str(), nullptr);
  }
  lxw_error operator()(std::int64_t number) const {
    // A cell holds 15 digits; what is longer is an identifier and stays text.
    if (number > 999'999'999'999'999 || number < -999'999'999'999'999) {
      return (*this)(std::to_string(number));
    }
    return ::worksheet_write_number(worksheet, row, column, static_cast<double>(number),
                                    formats.whole);
  }
  lxw_error operator()(double number) const {
    return ::worksheet_write_number(worksheet, row, column, number, nullptr);
  }
  lxw_error operator()(Date day) const {
    lxw_datetime time{day.year(), day.month(), day.day(), 0, 0, 0};
    return ::worksheet_write_datetime(worksheet, row, column, &time, formats.day);
  }
  lxw_error operator()(Forint amount) const {
    return ::worksheet_write_number(worksheet, row, column, static_cast<double>(amount.ft()),
                                    formats.money);
  }
};

double WidthOf(const Sheet& sheet, std::size_t column) {
  std::size_t widest = column < sheet.header.size() ? Characters(sheet.header[column]) : 0;
  for (const std::vector<Value>& row : sheet.rows) {
    if (column >= row.size()) continue;
    const auto* const text = std::get_if<std::string>(&row[column]);
    widest = std::max(widest, text != nullptr ? Characters(*text) : std::size_t{14});
  }
  return std::clamp(static_cast<double>(widest) + 2, kColumnWidthMin, kColumnWidthMax);
}

// The list of a column's choices, for the rows below the heading.
lxw_error OfferChoices(lxw_worksheet* worksheet, lxw_col_t column,
                       std::vector<std::string> choices) {
  std::size_t characters = 0;
  std::vector<char*> list;
  for (std::string& choice : choices) {
    if (choice.find_first_of(",\"") != std::string::npos) return LXW_NO_ERROR;
    characters += Characters(choice) + 1;
    list.push_back(choice.data());
  }
  if (list.empty() || characters > kChoicesCharactersMax) return LXW_NO_ERROR;
  list.push_back(nullptr);
  lxw_data_validation rule{};
  rule.validate = LXW_VALIDATION_TYPE_LIST;
  rule.value_list = list.data();
  rule.error_type = LXW_VALIDATION_ERROR_TYPE_INFORMATION;
  return ::worksheet_data_validation_range(worksheet, 1, column, kChoiceRows, column, &rule);
}

bool WriteSheet(lxw_workbook* workbook, const Formats& formats, const Sheet& sheet) {
  lxw_worksheet* const worksheet = ::workbook_add_worksheet(workbook, sheet.name.c_str());
  if (worksheet == nullptr) return false;
  lxw_error error = LXW_NO_ERROR;
  for (std::size_t i = 0; i < sheet.header.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    const ColumnStyle style = i < sheet.styles.size() ? sheet.styles[i] : ColumnStyle();
    error =
        std::max(error, ::worksheet_write_string(worksheet, 0, column, sheet.header[i].c_str(),
                                                 style.marked ? formats.marked : formats.header));
    ::worksheet_set_column(worksheet, column, column, WidthOf(sheet, i),
                           style.text ? formats.text : nullptr);
    error = std::max(error, OfferChoices(worksheet, column, style.choices));
  }
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
      error =
          std::max(error, std::visit(CellWriter{worksheet, formats, static_cast<lxw_row_t>(r + 1),
                                                static_cast<lxw_col_t>(c)},
                                     sheet.rows[r][c]));
    }
  }
  ::worksheet_freeze_panes(worksheet, 1, 0);
  if (!sheet.header.empty()) {
    ::worksheet_autofilter(worksheet, 0, 0, static_cast<lxw_row_t>(sheet.rows.size()),
                           static_cast<lxw_col_t>(sheet.header.size() - 1));
  }
  return error == LXW_NO_ERROR;
}

Status NotMade() {
  return Unavailable("sheet.not_made", "no memory to make the XLSX file in: try again later");
}

Result<std::string> ReadAll(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  if (size <= 0) return NotMade();
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        ::pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count <= 0) return NotMade();
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

Result<std::string> ToXlsx(const std::vector<Sheet>& sheets) {
  PAKTUM_RETURN_IF_ERROR(Check(sheets));
  const Descriptor file(::memfd_create("sheet", MFD_CLOEXEC));
  if (file.get() < 0) return NotMade();
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  std::string parts = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "";
  lxw_workbook_options options{};
  options.tmpdir = parts.empty() ? nullptr : parts.data();
  lxw_workbook* const workbook = ::workbook_new_opt(path.c_str(), &options);
  if (workbook == nullptr) return NotMade();
  const Formats formats = MakeFormats(workbook);
  bool written = true;
  for (const Sheet& sheet : sheets) written = WriteSheet(workbook, formats, sheet) && written;
  if (::workbook_close(workbook) != LXW_NO_ERROR || !written) return NotMade();
  return ReadAll(file.get());
}

}  // namespace paktum::tabular
