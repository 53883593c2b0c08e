#include "libs/export/internal/page.h"

#include <algorithm>

#include "libs/base/html_text.h"

namespace paktum::exports {
namespace {

using tabular::Value;

constexpr const char* kStyle =
    "body{font:10pt/1.4 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}"
    "table{border-collapse:collapse}"
    "th,td{border:1px solid #767676;padding:.2em .5em;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
    "td.number{text-align:right;white-space:nowrap}"
    "thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}"
    "@page{size:A4 landscape;margin:15mm}@media print{body{margin:0;max-width:none}}";

// 1234567 → "1 234 567" with spaces that do not break (hu), "1,234,567" (en).
std::string Grouped(std::int64_t number, Language language) {
  std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  const char* const separator = language == Language::kHungarian ? "\u00a0" : ",";
  for (std::size_t at = digits.size(); at > sign + 3;) {
    at -= 3;
    digits.insert(at, separator);
  }
  return digits;
}

struct CellHtml {
  Language language;

  std::string operator()(std::monostate /*empty*/) const { return "<td></td>"; }
  std::string operator()(const std::string& text) const {
    return "<td>" + HtmlText(text) + "</td>";
  }
  std::string operator()(std::int64_t number) const { return Number(Grouped(number, language)); }
  std::string operator()(double number) const {
    std::string text = std::to_string(number);
    if (language == Language::kHungarian) std::replace(text.begin(), text.end(), '.', ',');
    return Number(text);
  }
  std::string operator()(Date day) const {
    std::string text = day.ToString();
    if (language == Language::kHungarian) {
      std::replace(text.begin(), text.end(), '-', '.');
      text += '.';
    }
    return "<td>" + text + "</td>";
  }
  std::string operator()(Forint amount) const {
    return Number(Grouped(amount.ft(), language) + "\u00a0Ft");
  }
  static std::string Number(const std::string& text) {
    return "<td class=\"number\">" + text + "</td>";
  }
};

bool IsEmpty(const Value& value) { return std::holds_alternative<std::monostate>(value); }

std::vector<std::size_t> UsedColumns(const tabular::Sheet& sheet) {
  std::vector<std::size_t> used;
  for (std::size_t c = 0; c < sheet.header.size(); ++c) {
    const bool any = std::any_of(sheet.rows.begin(), sheet.rows.end(), [&](const auto& row) {
      return c < row.size() && !IsEmpty(row[c]);
    });
    if (any) used.push_back(c);
  }
  return used;
}

std::string TableHtml(const tabular::Sheet& sheet, Language language) {
  const std::vector<std::size_t> columns = UsedColumns(sheet);
  std::string html = "<table><thead><tr>";
  for (const std::size_t c : columns) {
    html += "<th scope=\"col\">" + HtmlText(sheet.header[c]) + "</th>";
  }
  html += "</tr></thead><tbody>";
  for (const std::vector<Value>& row : sheet.rows) {
    html += "<tr>";
    for (const std::size_t c : columns) {
      html += std::visit(CellHtml{language}, c < row.size() ? row[c] : Value());
    }
    html += "</tr>";
  }
  return html + "</tbody></table>";
}

}  // namespace

std::string PageOf(const std::string& title, const tabular::Sheet& about,
                   const std::vector<ViewTable>& tables, Language language) {
  std::string html = std::string("<!doctype html><html lang=\"") +
                     (language == Language::kHungarian ? "hu" : "en") +
                     "\"><head><meta charset=\"utf-8\"><title>" + HtmlText(title) +
                     "</title><style>" + kStyle + "</style></head><body><main><h1>" +
                     HtmlText(title) + "</h1>";
  tabular::Sheet filled = about;
  std::erase_if(filled.rows, [](const auto& row) { return row.size() < 2 || IsEmpty(row[1]); });
  html += TableHtml(filled, language);
  for (const ViewTable& table : tables) {
    if (table.sheet.rows.empty()) continue;
    html += "<h2>" + HtmlText(table.sheet.name) + "</h2>" + TableHtml(table.sheet, language);
  }
  return html + "</main></body></html>\n";
}

}  // namespace paktum::exports
