#include "libs/import/internal/cell.h"

#include <google/protobuf/descriptor.h>

#include <array>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/tabular/values.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::imports {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::string_view kFormulaStarts = "=+-@\t\r";
constexpr std::string_view kPartMark = "::";

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::vector<std::string_view> SplitAt(std::string_view text, std::string_view mark) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(mark);
    parts.push_back(Trimmed(text.substr(0, at)));
    if (at == text.npos) return parts;
    text.remove_prefix(at + mark.size());
  }
}

// Elements of a list: separated by |, without one by line breaks, without those by semicolons.
std::vector<std::string_view> Elements(std::string_view text) {
  std::vector<std::string_view> elements;
  for (const std::string_view mark : {"|", "\n", ";"}) {
    if (text.find(mark) == text.npos) continue;
    elements = SplitAt(text, mark);
    break;
  }
  if (elements.empty()) elements.push_back(Trimmed(text));
  std::erase_if(elements, [](std::string_view element) { return element.empty(); });
  return elements;
}

CellValue Wrong(std::string code, Text text) {
  return {.value = {}, .wrong = {.field = {}, .code = std::move(code), .text = std::move(text)}};
}

CellValue Right(Json value) { return {.value = std::move(value), .wrong = {}}; }

CellValue NotExpected(std::string code, const Column& column) {
  const Text expected = ExpectedIn(column);
  return Wrong(std::move(code),
               {"Ide való: " + expected.hu + ".", "Expected here: " + expected.en + "."});
}

std::string Listed(const std::vector<Choice>& choices, Language language) {
  std::string list;
  for (const Choice& choice : choices) {
    const std::string& text = In(choice.text, language);
    list += (list.empty() ? "" : ", ") + (text.empty() ? choice.code : text);
  }
  return list;
}

// The choice that the text names by its code or by its text in either language.
const Choice* FindChoice(const std::vector<Choice>& choices, std::string_view text) {
  const std::string folded = tabular::Folded(text);
  const Choice* found = nullptr;
  for (const Choice& choice : choices) {
    if (tabular::Folded(choice.code) == folded) return &choice;
    if (tabular::Folded(choice.text.hu) != folded && tabular::Folded(choice.text.en) != folded) {
      continue;
    }
    if (found != nullptr) return nullptr;  // two of the plan's names are alike
    found = &choice;
  }
  return found;
}

CellValue ReadChoice(const Column& column, std::string_view text) {
  const bool number =
      !column.only_choices && column.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING;
  if (const Choice* choice = FindChoice(column.choices, text)) {
    return Right(number ? Json::NumberText(choice->code) : Json::String(choice->code));
  }
  if (number) {
    const auto read = tabular::ReadWhole(text);
    return read ? Right(Json::Number(*read)) : NotExpected("import.number", column);
  }
  if (!column.only_choices) return Right(Json::String(std::string(text)));
  return Wrong(
      "import.unknown_value",
      {"Nem ismert érték; lehetséges: " + Listed(column.choices, Language::kHungarian) + ".",
       "Unknown value; known: " + Listed(column.choices, Language::kEnglish) + "."});
}

CellValue ReadPerson(const Column& column, std::string_view text, const PersonFinder& persons) {
  if (column.field != nullptr && Uuid::Parse(text)) return Right(Json::String(std::string(text)));
  const std::string taj = commands::NormalisedTaj(text);
  if (taj.empty()) return NotExpected("import.person", column);
  const Result<Uuid> person = persons(taj);
  if (person.ok()) return Right(Json::String(person->ToString()));
  struct Row {
    std::string_view code;
    std::string_view hu;
    std::string_view en;
  };
  static constexpr std::array<Row, 3> kTexts{{
      {"import.person_unknown", "Ezzel a TAJ-számmal nincs nyilvántartott ügyfél.",
       "No participant is registered with this TAJ number."},
      {"import.person_twice", "Ezzel a TAJ-számmal több ügyfél van; azonosítót kell megadni.",
       "Several participants have this TAJ number; give the id."},
      {"import.no_persons", "Ez a hivatal nem ismer TAJ-számokat; azonosítót kell megadni.",
       "This office knows no TAJ numbers; give the id."},
  }};
  for (const Row& row : kTexts) {
    if (person.status().reason() == row.code) {
      return Wrong(std::string(row.code), {std::string(row.hu), std::string(row.en)});
    }
  }
  return Wrong("import.persons_not_ready",
               {"A személyek jegyzéke még nem teljes; később újra kell próbálni.",
                "The index of persons is not complete yet; try again later."});
}

// "2019-H1", "2019. I. félév", "2019. 2. félév".
std::optional<std::string> ReadPeriod(std::string_view text) {
  const std::string folded = tabular::Folded(text);
  if (folded.size() < 6) return std::nullopt;
  const std::string year = folded.substr(0, 4);
  std::string rest;
  for (const char c : folded.substr(4)) {
    if (c != ' ' && c != '.' && c != '-' && c != '/') rest += c;
  }
  const bool half_named = rest.ends_with("félév");
  if (half_named) rest.erase(rest.size() - std::string_view("félév").size());
  std::string half;
  if (rest == "h1" || rest == "1" || rest == "i") half = "-H1";
  if (rest == "h2" || rest == "2" || rest == "ii") half = "-H2";
  if (half.empty() || (!half_named && !rest.starts_with('h'))) return std::nullopt;
  const std::string period = year + half;
  return HalfYear::Parse(period) ? std::optional(period) : std::nullopt;
}

// "2019-03", "2019.03.", "2019. március", and the first day of the month that a spreadsheet makes
// of them.
std::optional<std::string> ReadMonth(std::string_view text) {
  std::string day(text);
  while (day.ends_with('.') || day.ends_with(' ')) day.pop_back();
  const bool numbers = day.find_first_not_of("0123456789.-/ ") == std::string::npos;
  if (const auto date = tabular::ReadDate(text)) {
    return date->day() == 1 ? std::optional(date->ToString().substr(0, 7)) : std::nullopt;
  }
  const char separator = day.find('-') != std::string::npos ? '-' : '.';
  const auto date = tabular::ReadDate(day + (numbers ? std::string(1, separator) + "01" : " 1."));
  return date ? std::optional(date->ToString().substr(0, 7)) : std::nullopt;
}

CellValue ReadText(const Column& column, const options::v1::Rule& rule, std::string_view text) {
  std::optional<std::string> read;
  if (rule.format() == options::v1::FORMAT_DATE) {
    if (const auto date = tabular::ReadDate(text)) read = date->ToString();
  } else if (rule.format() == options::v1::FORMAT_PERIOD) {
    read = ReadPeriod(text);
  } else if (rule.format() == options::v1::FORMAT_MONTH) {
    read = ReadMonth(text);
  } else {
    read = std::string(text);
  }
  if (!read) return NotExpected("import.format", column);
  return Right(Json::String(*std::move(read)));
}

CellValue ReadParts(const Column& column, const FieldDescriptor& field, std::string_view text) {
  const google::protobuf::Descriptor& message = *field.message_type();
  const std::vector<std::string_view> parts = SplitAt(text, kPartMark);
  if (parts.size() != static_cast<std::size_t>(message.field_count())) {
    return NotExpected("import.parts", column);
  }
  Json object = Json::Object();
  for (int i = 0; i < message.field_count(); ++i) {
    PAKTUM_CHECK(message.field(i)->cpp_type() == FieldDescriptor::CPPTYPE_STRING);
    object.Set(message.field(i)->name(),
               Json::String(std::string(parts[static_cast<std::size_t>(i)])));
  }
  return Right(std::move(object));
}

CellValue ReadOne(const Column& column, std::string_view text, const PersonFinder& persons) {
  if (column.person) return ReadPerson(column, text, persons);
  if (!column.choices.empty()) return ReadChoice(column, text);
  const FieldDescriptor& field = *column.field;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return ReadText(column, field.options().GetExtension(options::v1::rule), text);
    case FieldDescriptor::CPPTYPE_BOOL: {
      const auto read = tabular::ReadBool(text);
      return read ? Right(Json::Bool(*read)) : NotExpected("import.yes_or_no", column);
    }
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_INT64: {
      const auto read = tabular::ReadWhole(text);
      return read ? Right(Json::Number(*read)) : NotExpected("import.number", column);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadParts(column, field, text);
    case FieldDescriptor::CPPTYPE_ENUM:  // has choices
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace

std::string MeantBy(std::string_view cell) {
  cell = Trimmed(cell);
  if (cell.size() > 1 && cell.front() == '\'' && kFormulaStarts.find(cell[1]) != cell.npos) {
    cell.remove_prefix(1);
  }
  return tabular::MendHungarian(cell);
}

CellValue ReadCell(const Column& column, std::string_view text, const PersonFinder& persons) {
  if (column.field == nullptr || !column.field->is_repeated()) {
    return ReadOne(column, text, persons);
  }
  Json list = Json::Array();
  for (const std::string_view element : Elements(text)) {
    CellValue read = ReadOne(column, element, persons);
    if (!read.value) return read;
    list.Add(*std::move(read.value));
  }
  return Right(std::move(list));
}

}  // namespace paktum::imports
