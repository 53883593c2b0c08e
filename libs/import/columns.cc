#include "libs/import/columns.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "libs/base/check.h"
#include "libs/import/internal/plan_codes.h"
#include "libs/tabular/values.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::imports {
namespace {

using google::protobuf::FieldDescriptor;
using options::v1::Rule;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kPlainLetters{{{"á", "a"},
                                                                                      {"é", "e"},
                                                                                      {"í", "i"},
                                                                                      {"ó", "o"},
                                                                                      {"ö", "o"},
                                                                                      {"ő", "o"},
                                                                                      {"ú", "u"},
                                                                                      {"ü", "u"},
                                                                                      {"ű", "u"}}};

bool IsPerson(const FieldDescriptor& field) {
  return field.name() == "participant_id" || field.name() == "participant_ids";
}

const Rule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(options::v1::rule);
}

Column ColumnOf(const commands::CommandKind& kind, const FieldDescriptor& field,
                const plan::Plan& plan) {
  const options::v1::Text& label = field.options().GetExtension(options::v1::label);
  Column column{.name = field.name(),
                .field = &field,
                .heading = {label.hu().empty() ? field.name() : label.hu(),
                            label.en().empty() ? field.name() : label.en()},
                .required = RuleOf(field).required(),
                .person = IsPerson(field)};
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    column.choices = ChoicesOf(*field.enum_type());
    column.only_choices = true;
  } else {
    column.choices = PlanCodesOf(kind.name, field.name(), plan);
  }
  return column;
}

// Headings that two columns share get the field's name behind them.
void MakeUnique(std::vector<Column>& columns) {
  for (std::string Text::*language : {&Text::hu, &Text::en}) {
    std::map<std::string, int> seen;
    for (const Column& column : columns) ++seen[HeadingKey(column.heading.*language)];
    for (Column& column : columns) {
      std::string& heading = column.heading.*language;
      if (seen[HeadingKey(heading)] > 1) heading += " (" + column.name + ")";
    }
  }
}

Text ExpectedText(const Rule& rule) {
  switch (rule.format()) {
    case options::v1::FORMAT_DATE:
      return {"nap, például 2019.03.31. vagy 2019-03-31", "a day, such as 2019-03-31"};
    case options::v1::FORMAT_UUID:
      return {"36 karakteres azonosító (UUID)", "an id of 36 characters (UUID)"};
    case options::v1::FORMAT_TAJ:
      return {"TAJ-szám, 9 számjegy", "a TAJ number, 9 digits"};
    case options::v1::FORMAT_SHA256:
      return {"SHA-256 lenyomat, 64 hexadecimális jegy", "a SHA-256 digest, 64 hexadecimal digits"};
    case options::v1::FORMAT_EMAIL:
      return {"e-mail-cím", "an e-mail address"};
    case options::v1::FORMAT_CODE:
      return {"kód (betűk ékezet nélkül, számjegyek, . _ -)", "a code (letters, digits, . _ -)"};
    case options::v1::FORMAT_REFERENCE:
      return {"iktatószám (betűk, számjegyek, . _ - / ( ))",
              "a file number (letters, digits, . _ - / ( ))"};
    case options::v1::FORMAT_PERIOD:
      return {"félév, például 2019-H1", "a half-year, such as 2019-H1"};
    case options::v1::FORMAT_MONTH:
      return {"hónap, például 2019-03", "a month, such as 2019-03"};
    case options::v1::FORMAT_UNSPECIFIED:
    case options::v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case options::v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  const std::string max = std::to_string(rule.max_length() == 0 ? 200 : rule.max_length());
  return {"szöveg, legfeljebb " + max + " karakter", "text of at most " + max + " characters"};
}

Text ExpectedNumber(const Rule& rule) {
  Text text{"egész szám, például 12 vagy 215 000 Ft", "a whole number, such as 12 or 215000"};
  if (rule.has_min()) {
    text.hu += ", legalább " + std::to_string(rule.min());
    text.en += ", at least " + std::to_string(rule.min());
  }
  if (rule.has_max()) {
    text.hu += ", legfeljebb " + std::to_string(rule.max());
    text.en += ", at most " + std::to_string(rule.max());
  }
  return text;
}

Text ExpectedValue(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return ExpectedText(RuleOf(field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return {"a felsorolt értékek egyike", "one of the values listed"};
    case FieldDescriptor::CPPTYPE_BOOL:
      return {"igen vagy nem", "yes or no"};
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_INT64:
      return ExpectedNumber(RuleOf(field));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Text text{"részek „::” jellel elválasztva: ", "parts separated by \"::\": "};
      for (int i = 0; i < field.message_type()->field_count(); ++i) {
        const std::string part = (i == 0 ? "" : " :: ") + field.message_type()->field(i)->name();
        text.hu += part;
        text.en += part;
      }
      return text;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace

std::vector<Choice> ChoicesOf(const google::protobuf::EnumDescriptor& codes) {
  std::vector<Choice> choices;
  for (int i = 0; i < codes.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& code = *codes.value(i);
    if (code.number() == 0) continue;
    const options::v1::Text& text = code.options().GetExtension(options::v1::text);
    choices.push_back({code.name(), {text.hu(), text.en()}});
  }
  return choices;
}

std::string HeadingKey(std::string_view heading) {
  std::string key = tabular::Folded(heading);
  for (const auto& [letter, plain] : kPlainLetters) {
    for (std::size_t at = key.find(letter); at != std::string::npos; at = key.find(letter, at)) {
      key.replace(at, letter.size(), plain);
    }
  }
  std::erase_if(key, [](char c) {
    const bool other_script = (static_cast<unsigned char>(c) & 0x80) != 0;
    return !other_script && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
  });
  return key;
}

std::vector<Column> ColumnsOf(const commands::CommandKind& kind, const plan::Plan& plan) {
  std::vector<Column> columns;
  bool about_one = false;
  bool gives_number = false;
  for (int i = 0; i < kind.descriptor->field_count(); ++i) {
    const FieldDescriptor& field = *kind.descriptor->field(i);
    columns.push_back(ColumnOf(kind, field, plan));
    about_one = about_one || field.name() == "participant_id";
    gives_number = gives_number || RuleOf(field).format() == options::v1::FORMAT_TAJ;
  }
  if (about_one && !gives_number) {
    columns.insert(columns.begin() + 1, {.name = std::string(kTajColumn),
                                         .heading = {"TAJ-szám (az azonosító helyett)",
                                                     "TAJ number (instead of the id)"},
                                         .person = true});
  }
  MakeUnique(columns);
  return columns;
}

Text ExpectedIn(const Column& column) {
  if (column.field == nullptr)
    return ExpectedText([] {
      Rule rule;
      rule.set_format(options::v1::FORMAT_TAJ);
      return rule;
    }());
  Text text = ExpectedValue(*column.field);
  if (column.person) {
    text.hu += ", vagy TAJ-szám";
    text.en += ", or a TAJ number";
  }
  if (column.field->is_repeated()) {
    text.hu += "; több érték „|” vagy „;” jellel elválasztva";
    text.en += "; several values separated by \"|\" or \";\"";
  }
  return text;
}

}  // namespace paktum::imports
