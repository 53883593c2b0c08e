#include "libs/export/view_sheets.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <set>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/forint.h"
#include "libs/export/internal/titles.h"

namespace paktum::exports {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using tabular::Value;

constexpr std::size_t kSheetCharactersMax = 31;
constexpr const char* kSuppressed = "–";
constexpr int kDepthMax = 6;

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// A text in both languages: one cell.
bool IsLabel(const FieldDescriptor& field) {
  return IsMessage(field) && field.message_type()->field_count() == 2 &&
         field.message_type()->field(0)->name() == "hu" &&
         field.message_type()->field(1)->name() == "en";
}

bool IsTable(const FieldDescriptor& field) {
  return field.is_repeated() && IsMessage(field) && !IsLabel(field);
}

std::string LabelText(const Message& label, Language language) {
  return label.GetReflection()->GetString(
      label, label.GetDescriptor()->field(language == Language::kHungarian ? 0 : 1));
}

std::string EnumText(const google::protobuf::EnumValueDescriptor& value, Language language) {
  return value.number() == 0 ? std::string() : TextOf(value, language);
}

Value TextValue(const std::string& text) {
  if (text.empty()) return std::monostate();
  if (const auto day = Date::Parse(text)) return *day;
  return text;
}

Value NumberValue(const FieldDescriptor& field, std::int64_t number) {
  if (field.name().ends_with("_ft")) return Forint(number);
  return number;
}

// A field that is no message, or a label.
Value SingleValue(const Message& message, const FieldDescriptor& field, Language language) {
  const auto& reflection = *message.GetReflection();
  if (field.has_presence() && !reflection.HasField(message, &field)) return std::monostate();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return TextValue(reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return TextValue(EnumText(*reflection.GetEnum(message, &field), language));
    case FieldDescriptor::CPPTYPE_BOOL:
      if (language == Language::kEnglish) return reflection.GetBool(message, &field) ? "yes" : "no";
      return reflection.GetBool(message, &field) ? "igen" : "nem";
    case FieldDescriptor::CPPTYPE_INT32:
      return NumberValue(field, reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return NumberValue(field, reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberValue(field, reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return NumberValue(field, static_cast<std::int64_t>(reflection.GetUInt64(message, &field)));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.GetDouble(message, &field);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return static_cast<double>(reflection.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return TextValue(LabelText(reflection.GetMessage(message, &field), language));
  }
  return std::monostate();
}

// Texts, codes or labels of a list in one cell.
Value ListValue(const Message& message, const FieldDescriptor& field, Language language) {
  const auto& reflection = *message.GetReflection();
  std::string text;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    std::string element;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        element = reflection.GetRepeatedString(message, &field, i);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        element = EnumText(*reflection.GetRepeatedEnum(message, &field, i), language);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        element = LabelText(reflection.GetRepeatedMessage(message, &field, i), language);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        element = std::to_string(reflection.GetRepeatedInt32(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        element = std::to_string(reflection.GetRepeatedUInt32(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        element = std::to_string(reflection.GetRepeatedInt64(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        element = std::to_string(reflection.GetRepeatedUInt64(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_BOOL:
        return std::monostate();  // no view has lists of them
    }
    text += (text.empty() ? "" : " | ") + element;
  }
  return TextValue(text);
}

bool IsSuppressed(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("suppressed");
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
         !field->is_repeated() && message.GetReflection()->GetBool(message, field);
}

// The columns of a message: its fields, and those of the messages in it, but no tables.
class Columns {
 public:
  Columns(const Descriptor& type, Language language) : type_(type), language_(language) {
    AddTitles(type, "", 0);
  }
  [[nodiscard]] const std::vector<std::string>& titles() const { return titles_; }

  void AddCells(const Message& message, std::vector<Value>& cells) const {
    AddCells(type_, &message, IsSuppressed(message), 0, cells);
  }

 private:
  void AddTitles(const Descriptor& type, const std::string& prefix, int depth) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (IsTable(field) || depth > kDepthMax) continue;
      const std::string title = prefix + TitleOf(field, language_);
      if (IsMessage(field) && !IsLabel(field)) {
        AddTitles(*field.message_type(), title + ": ", depth + 1);
      } else {
        titles_.push_back(title);
      }
    }
  }

  // `message`: nullptr when it is not there. What is withheld is shown as such.
  void AddCells(const Descriptor& type, const Message* message, bool suppressed, int depth,
                std::vector<Value>& cells) const {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (IsTable(field) || depth > kDepthMax) continue;
      if (IsMessage(field) && !IsLabel(field)) {
        const bool there =
            message != nullptr && message->GetReflection()->HasField(*message, &field);
        const Message* inner =
            there ? &message->GetReflection()->GetMessage(*message, &field) : nullptr;
        AddCells(*field.message_type(), inner, inner == nullptr ? suppressed : IsSuppressed(*inner),
                 depth + 1, cells);
      } else if (message == nullptr) {
        cells.emplace_back(suppressed ? Value(kSuppressed) : Value());
      } else if (field.is_repeated()) {
        cells.push_back(ListValue(*message, field, language_));
      } else {
        Value value = SingleValue(*message, field, language_);
        const bool hidden = suppressed && IsWithheld(value, field);
        cells.push_back(hidden ? Value(kSuppressed) : std::move(value));
      }
    }
  }

  // Of a message that says it is suppressed: the service leaves out, or leaves 0, what it
  // withholds.
  static bool IsWithheld(const Value& value, const FieldDescriptor& field) {
    if (std::holds_alternative<std::monostate>(value)) return field.has_presence();
    const auto* const number = std::get_if<std::int64_t>(&value);
    const auto* const amount = std::get_if<Forint>(&value);
    return (number != nullptr && *number == 0) || (amount != nullptr && amount->ft() == 0);
  }

  const Descriptor& type_;
  const Language language_;
  std::vector<std::string> titles_;
};

// What names a row for the tables inside it: its code, id or the like, and its name.
std::vector<const FieldDescriptor*> KeysOf(const Descriptor& type) {
  static const std::set<std::string> kKeys{"code",   "id",      "name",   "title",         "period",
                                           "number", "measure", "scheme", "indicator",     "year",
                                           "month",  "body",    "kind",   "participant_id"};
  std::vector<const FieldDescriptor*> keys;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool one_cell = !field.is_repeated() && (!IsMessage(field) || IsLabel(field));
    if (one_cell && kKeys.contains(field.name())) keys.push_back(&field);
  }
  return keys;
}

class TableBuilder {
 public:
  explicit TableBuilder(Language language) : language_(language) {}

  // `names` and `values`: the columns that every row begins with.
  void Collect(const std::vector<const Message*>& parents, const Descriptor& type,
               const std::string& path, const std::vector<std::string>& names,
               const std::vector<std::vector<Value>>& values, int depth) {
    if (depth > kDepthMax) return;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!IsMessage(field) || IsLabel(field) || field.is_map()) continue;
      if (field.message_type() == &type) continue;
      const std::string inner_path = path.empty() ? field.name() : path + "." + field.name();
      if (field.is_repeated()) {
        AddTable(parents, field, inner_path, names, values, depth);
      } else {
        std::vector<const Message*> inner;
        std::vector<std::vector<Value>> inner_values;
        for (std::size_t p = 0; p < parents.size(); ++p) {
          if (!parents[p]->GetReflection()->HasField(*parents[p], &field)) continue;
          inner.push_back(&parents[p]->GetReflection()->GetMessage(*parents[p], &field));
          inner_values.push_back(values[p]);
        }
        Collect(inner, *field.message_type(), inner_path, names, inner_values, depth + 1);
      }
    }
  }

  std::vector<ViewTable> Take() { return std::move(tables_); }

 private:
  void AddTable(const std::vector<const Message*>& parents, const FieldDescriptor& field,
                const std::string& path, const std::vector<std::string>& names,
                const std::vector<std::vector<Value>>& values, int depth) {
    const Descriptor& type = *field.message_type();
    const Columns columns(type, language_);
    ViewTable table{.name = path,
                    .sheet = {.name = SheetName(TitleOf(field, language_)),
                              .header = names,
                              .rows = {},
                              .styles = {}}};
    table.sheet.header.insert(table.sheet.header.end(), columns.titles().begin(),
                              columns.titles().end());
    const std::vector<const FieldDescriptor*> keys = KeysOf(type);
    std::vector<std::string> inner_names = names;
    for (const FieldDescriptor* key : keys) {
      inner_names.push_back(TitleOf(field, language_) + ": " + TitleOf(*key, language_));
    }
    std::vector<const Message*> rows;
    std::vector<std::vector<Value>> inner_values;
    for (std::size_t p = 0; p < parents.size(); ++p) {
      const auto& reflection = *parents[p]->GetReflection();
      for (int i = 0; i < reflection.FieldSize(*parents[p], &field); ++i) {
        const Message& row = reflection.GetRepeatedMessage(*parents[p], &field, i);
        std::vector<Value> cells = values[p];
        columns.AddCells(row, cells);
        table.sheet.rows.push_back(std::move(cells));
        std::vector<Value> inner = values[p];
        for (const FieldDescriptor* key : keys) inner.push_back(SingleValue(row, *key, language_));
        rows.push_back(&row);
        inner_values.push_back(std::move(inner));
      }
    }
    tables_.push_back(std::move(table));
    Collect(rows, type, path, inner_names, inner_values, depth + 1);
  }

  // At most 31 characters, none of those XLSX forbids, once in the file.
  std::string SheetName(const std::string& title) {
    std::string plain;
    for (const char c : title) {
      plain += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
    }
    for (int i = 1;; ++i) {
      const std::string suffix = i == 1 ? "" : " " + std::to_string(i);
      std::string name = Cut(plain, kSheetCharactersMax - suffix.size()) + suffix;
      if (used_.insert(name).second) return name;
    }
  }

  static std::string Cut(const std::string& text, std::size_t characters) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
      const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
      if (begins && characters-- == 0) break;
    }
    return text.substr(0, at);
  }

  const Language language_;
  std::vector<ViewTable> tables_;
  std::set<std::string> used_{"Adatlap", "About the view"};
};

}  // namespace

std::vector<ViewTable> TablesOf(const Message& answer, Language language) {
  TableBuilder builder(language);
  builder.Collect({&answer}, *answer.GetDescriptor(), "", {}, {{}}, 0);
  return builder.Take();
}

tabular::Sheet AboutSheet(const Message& answer, Language language) {
  const bool hu = language == Language::kHungarian;
  tabular::Sheet sheet{.name = hu ? "Adatlap" : "About the view",
                       .header = {hu ? "Megnevezés" : "Name", hu ? "Érték" : "Value"},
                       .rows = {},
                       .styles = {}};
  const Columns columns(*answer.GetDescriptor(), language);
  std::vector<Value> cells;
  columns.AddCells(answer, cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    sheet.rows.push_back({columns.titles()[i], std::move(cells[i])});
  }
  return sheet;
}

}  // namespace paktum::exports
