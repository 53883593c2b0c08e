#include "libs/import/template.h"

#include "libs/tabular/sheet.h"

namespace paktum::imports {
namespace {

constexpr std::size_t kListedMax = 400;  // characters of choices in a remark

std::string HeadingOf(const Column& column, Language language) {
  return In(column.heading, language) + (column.required ? " *" : "");
}

std::string Label(const Choice& choice, Language language) {
  const std::string& text = In(choice.text, language);
  return text.empty() || text == choice.code ? choice.code : choice.code + " – " + text;
}

tabular::Sheet SheetToFill(const std::vector<Column>& columns, Language language) {
  tabular::Sheet sheet{.name = language == Language::kHungarian ? "Adatok" : "Data",
                       .header = {},
                       .rows = {},
                       .styles = {}};
  for (const Column& column : columns) {
    sheet.header.push_back(HeadingOf(column, language));
    std::vector<std::string> choices;
    for (const Choice& choice : column.choices) {
      choices.push_back(column.only_choices ? In(choice.text, language) : choice.code);
    }
    sheet.styles.push_back(
        {.marked = column.required,
         .text = column.person || !column.choices.empty() || column.name == "taj",
         .choices = std::move(choices)});
  }
  return sheet;
}

tabular::Sheet SheetOfHelp(const std::vector<Column>& columns, Language language) {
  const bool hu = language == Language::kHungarian;
  tabular::Sheet sheet{.name = hu ? "Segédlet" : "Help", .header = {}, .rows = {}, .styles = {}};
  sheet.header =
      hu ? std::vector<std::string>{"Oszlop",       "Mezőnév", "Kötelező",
                                    "Mi való bele", "Érték",   "Az érték jelentése"}
         : std::vector<std::string>{"Column",        "Field name", "Required",
                                    "What it takes", "Value",      "Meaning of the value"};
  for (const Column& column : columns) {
    const std::string required = column.required ? (hu ? "igen" : "yes") : (hu ? "nem" : "no");
    sheet.rows.push_back(
        {In(column.heading, language), column.name, required, In(ExpectedIn(column), language)});
    for (const Choice& choice : column.choices) {
      sheet.rows.push_back({In(column.heading, language),
                            column.name,
                            {},
                            {},
                            choice.code,
                            In(choice.text, language)});
    }
  }
  return sheet;
}

std::string RemarkOn(const Column& column, Language language) {
  std::string remark = "# " + HeadingOf(column, language) + ": " + In(ExpectedIn(column), language);
  std::string list;
  for (const Choice& choice : column.choices) {
    if (list.size() > kListedMax) {
      list += ", …";
      break;
    }
    list += (list.empty() ? ": " : ", ") + Label(choice, language);
  }
  return remark + list;
}

}  // namespace

Result<std::string> XlsxTemplate(const commands::CommandKind& kind, const plan::Plan& plan,
                                 Language language) {
  const std::vector<Column> columns = ColumnsOf(kind, plan);
  return tabular::ToXlsx({SheetToFill(columns, language), SheetOfHelp(columns, language)});
}

std::string CsvTemplate(const commands::CommandKind& kind, const plan::Plan& plan,
                        Language language) {
  const std::vector<Column> columns = ColumnsOf(kind, plan);
  tabular::Sheet sheet = SheetToFill(columns, language);
  for (const Column& column : columns) sheet.rows.push_back({RemarkOn(column, language)});
  return tabular::ToCsv(sheet);
}

}  // namespace paktum::imports
