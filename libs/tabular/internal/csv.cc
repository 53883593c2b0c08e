#include "libs/tabular/internal/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libs/tabular/internal/encoding.h"

namespace paktum::tabular {
namespace {

// The separator that stands most often in the first line that has text, outside quotes; the
// semicolon when none does.
char FindSeparator(std::string_view text) {
  constexpr std::array<char, 3> kSeparators = {';', '\t', ','};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  bool begun = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (begun) break;
      continue;
    }
    begun = true;
    for (std::size_t i = 0; i < kSeparators.size(); ++i) {
      if (c == kSeparators[i]) ++counts[i];
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

// Takes a first line "sep=;" (Excel's own) off the text and returns its separator, or 0.
char TakeSeparatorLine(std::string_view& text) {
  if (!text.starts_with("sep=") || text.size() < 5) return 0;
  const char separator = text[4];
  const std::string_view rest = text.substr(5);
  if (!rest.empty() && rest.front() != '\n' && rest.front() != '\r') return 0;
  text = rest;
  if (text.starts_with("\r\n")) {
    text.remove_prefix(2);
  } else if (!text.empty()) {
    text.remove_prefix(1);
  }
  return separator;
}

class Reader {
 public:
  Reader(std::string_view text, const TableLimits& limits) : text_(text), limits_(limits) {
    separator_ = TakeSeparatorLine(text_);
    if (separator_ != 0) {
      row_.number = 2;
    } else {
      separator_ = FindSeparator(text_);
    }
  }

  Result<Table> Run() {
    while (at_ < text_.size()) PAKTUM_RETURN_IF_ERROR(ReadCell());
    if (!row_.cells.empty()) PAKTUM_RETURN_IF_ERROR(EndRow());
    return std::move(table_);
  }

 private:
  Status EndRow() {
    const std::uint32_t next = row_.number + 1;
    PAKTUM_RETURN_IF_ERROR(AddRow(std::move(row_), limits_, table_));
    row_ = Row{next, {}};
    return OkStatus();
  }

  // One cell with the separator or line end behind it.
  Status ReadCell() {
    std::string cell;
    if (text_[at_] == '"') PAKTUM_RETURN_IF_ERROR(ReadQuoted(cell));
    const std::size_t end =
        std::min(text_.find_first_of(std::string{separator_, '\r', '\n'}, at_), text_.size());
    cell += text_.substr(at_, end - at_);
    if (cell.size() > limits_.cell_bytes_max) return CellTooLarge(row_.number, limits_);
    row_.cells.emplace_back(Trimmed(cell));
    at_ = end;
    if (at_ == text_.size()) return OkStatus();
    const char stop = text_[at_++];
    if (stop == separator_) {
      if (at_ == text_.size()) row_.cells.emplace_back();
      return row_.cells.size() > limits_.columns_max ? AddRow(std::move(row_), limits_, table_)
                                                     : OkStatus();
    }
    if (stop == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
    return EndRow();
  }

  Status ReadQuoted(std::string& cell) {
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        return InvalidArgument("table.open_quote", "row " + std::to_string(row_.number) +
                                                       ": a cell begins with \" and never ends");
      }
      cell += text_.substr(at_, quote - at_);
      if (cell.size() > limits_.cell_bytes_max) return CellTooLarge(row_.number, limits_);
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') return OkStatus();
      cell += '"';
      ++at_;
    }
  }

  std::string_view text_;
  const TableLimits& limits_;
  char separator_ = ';';
  std::size_t at_ = 0;
  Row row_{1, {}};
  Table table_;
};

}  // namespace

Status CellTooLarge(std::uint32_t row, const TableLimits& limits) {
  return InvalidArgument("table.too_large", "row " + std::to_string(row) +
                                                ": a cell has more than " +
                                                std::to_string(limits.cell_bytes_max) + " bytes");
}

Status AddRow(Row row, const TableLimits& limits, Table& table) {
  if (row.cells.size() > limits.columns_max) {
    return InvalidArgument("table.too_large", "row " + std::to_string(row.number) +
                                                  " has more than " +
                                                  std::to_string(limits.columns_max) + " columns");
  }
  if (std::all_of(row.cells.begin(), row.cells.end(),
                  [](const std::string& cell) { return cell.empty(); })) {
    return OkStatus();
  }
  if (table.rows.size() >= limits.rows_max) {
    return InvalidArgument("table.too_large",
                           "there are more than " + std::to_string(limits.rows_max) + " rows");
  }
  table.rows.push_back(std::move(row));
  return OkStatus();
}

Result<Table> ReadCsv(std::string_view text, const TableLimits& limits) {
  return Reader(text, limits).Run();
}

}  // namespace paktum::tabular
