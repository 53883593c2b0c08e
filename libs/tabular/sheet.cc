#include "libs/tabular/sheet.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace paktum::tabular {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFormulaStarts = "=+-@\t\r";

std::string Quoted(std::string_view text) {
  if (text.find_first_of(";\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string Harmless(const std::string& text) {
  const bool formula = !text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos;
  return Quoted(formula ? "'" + text : text);
}

std::string DecimalComma(double number) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  std::string text(buffer.data(), end.ptr);
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string ExcelDay(Date day) {
  std::string text = day.ToString() + ".";
  std::replace(text.begin(), text.end(), '-', '.');
  return text;
}

struct CellText {
  std::string operator()(std::monostate /*empty*/) const { return ""; }
  std::string operator()(const std::string& text) const { return Harmless(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return DecimalComma(number); }
  std::string operator()(Date day) const { return ExcelDay(day); }
  std::string operator()(Forint amount) const { return std::to_string(amount.ft()); }
};

}  // namespace

std::string ToCsv(const Sheet& sheet) {
  std::string csv(kByteOrderMark);
  const auto add_line = [&csv](const auto& cells, const auto& text_of) {
    bool first = true;
    for (const auto& cell : cells) {
      if (!first) csv += ';';
      first = false;
      csv += text_of(cell);
    }
    csv += "\r\n";
  };
  add_line(sheet.header, Harmless);
  for (const std::vector<Value>& row : sheet.rows) {
    add_line(row, [](const Value& value) { return std::visit(CellText(), value); });
  }
  return csv;
}

}  // namespace paktum::tabular
