#include <google/protobuf/descriptor.h>

#include <regex>

#include "libs/base/date.h"
#include "libs/plan/internal/check.h"
#include "libs/plan/internal/suggest.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kSourceBytesMax = 500;

bool EndsWith(const std::string& text, std::string_view end) {
  return std::string_view(text).ends_with(end);
}

std::string KindOf(const Message& message) { return message.GetDescriptor()->name(); }

class Walker {
 public:
  Walker(const AllCodes& codes, bool counts_in_months, Errors& errors)
      : codes_(codes), counts_in_months_(counts_in_months), errors_(errors) {}

  void Walk(const Node& node) {
    if (const auto* text = dynamic_cast<const v1::Text*>(&node.message())) CheckText(node, *text);
    const auto* type = node.message().GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) CheckField(node, *type->field(i));
  }

 private:
  void CheckField(const Node& node, const FieldDescriptor& field) {
    const auto* reflection = node.message().GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field.is_repeated()) {
        const int size = reflection->FieldSize(node.message(), &field);
        for (int i = 0; i < size; ++i) Walk(node.Child(field.name(), i));
      } else if (reflection->HasField(node.message(), &field)) {
        Walk(node.Child(field.name()));
      } else if (Required(node, field)) {
        AddMissing(node, field);
      }
      return;
    }
    if (field.is_repeated()) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) CheckStrings(node, field);
      return;
    }
    CheckScalar(node, field);
  }

  void CheckScalar(const Node& node, const FieldDescriptor& field) {
    const auto* reflection = node.message().GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = reflection->GetString(node.message(), &field);
        if (value.empty()) {
          if (Required(node, field)) AddMissing(node, field);
        } else {
          CheckString(node, field, value);
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_INT64:
        if (reflection->GetInt64(node.message(), &field) < 0) {
          errors_.Add(node.PlaceOf(field.name()),
                      field.name() + " is " +
                          std::to_string(reflection->GetInt64(node.message(), &field)) +
                          ", below zero",
                      EndsWith(field.name(), "_ft") ? "whole forints, 0 or more" : "0 or more");
        }
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        CheckEnum(node, field);
        return;
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64:
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_BOOL:
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return;
    }
  }

  // Both languages, always: users read either.
  void CheckText(const Node& node, const v1::Text& text) {
    if (text.hu().empty()) errors_.Add(node.place(), "the Hungarian text is missing", "hu: \"…\"");
    if (text.en().empty()) errors_.Add(node.place(), "the English text is missing", "en: \"…\"");
  }

  void CheckEnum(const Node& node, const FieldDescriptor& field) {
    const auto* value = node.message().GetReflection()->GetEnum(node.message(), &field);
    if (value->number() != 0 || Optional(node, field)) return;
    std::vector<std::string> names;
    for (int i = 1; i < field.enum_type()->value_count(); ++i) {
      names.push_back(field.enum_type()->value(i)->name());
    }
    errors_.Add(node.PlaceOf(field.name()), KindOf(node.message()) + " has no " + field.name(),
                "one of " + JoinSome(names));
  }

  void CheckString(const Node& node, const FieldDescriptor& field, const std::string& value) {
    static const std::regex kCode("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");
    const std::string& name = field.name();
    if (name == "date" || name == "first_due" || EndsWith(name, "_date")) {
      if (!Date::Parse(value)) {
        errors_.Add(node.PlaceOf(name), "\"" + value + "\" is no day of the calendar",
                    "a date as YYYY-MM-DD, such as 2021-06-30");
      }
    } else if (EndsWith(name, "_quarter")) {
      if (!Quarter::Parse(value)) {
        errors_.Add(node.PlaceOf(name), "\"" + value + "\" is no quarter",
                    "a quarter as YYYY-Qn, such as 2018-Q3");
      }
    } else if (name == "code" || name == "id" || name == "letter" || name == "pact_id") {
      if (!std::regex_match(value, kCode)) {
        errors_.Add(node.PlaceOf(name), "\"" + value + "\" is no " + name,
                    "1 to 64 letters, digits, dots, dashes, without accents");
      }
    }
  }

  void CheckStrings(const Node& node, const FieldDescriptor& field) {
    const auto* reflection = node.message().GetReflection();
    const int size = reflection->FieldSize(node.message(), &field);
    const bool sources = field.name() == "sources" || EndsWith(field.name(), "_sources");
    if (size == 0 && field.name() == "sources") AddMissing(node, field);
    for (int i = 0; i < size; ++i) {
      const std::string value = reflection->GetRepeatedString(node.message(), &field, i);
      if (value.empty()) {
        errors_.Add(node.PlaceOf(field.name(), i), "an element of " + field.name() + " is empty",
                    "a value, or no element");
      } else if (sources) {
        CheckSource(node, field.name(), i, value);
      } else if (field.name() == "problems") {
        CheckKnown(node, field.name(), i, value, "problem", codes_.problems, errors_);
      }
    }
  }

  void CheckSource(const Node& node, const std::string& field, int index,
                   const std::string& value) {
    static const std::regex kLine("([A-Z]):[1-9][0-9]*(-[1-9][0-9]*)?");
    static const std::regex kExternal("external:https?://[^ ]+");
    std::smatch match;
    const bool readable = value.size() <= kSourceBytesMax;  // std::regex recurses over its text
    if (value == "derived" || (readable && std::regex_match(value, kExternal))) return;
    if (readable && std::regex_match(value, match, kLine)) {
      if (codes_.source_keys.Has(match[1])) return;
      errors_.Add(node.PlaceOf(field, index),
                  "source \"" + value + "\" names a document that is not declared",
                  "a key of source_documents: " + JoinSome(codes_.source_keys.list()));
      return;
    }
    errors_.Add(node.PlaceOf(field, index), "\"" + value + "\" is no source reference",
                R"("T:284", "T:602-606", "derived" or "external:https://…")");
  }

  // Fields that every message which has them must fill.
  [[nodiscard]] bool Required(const Node& node, const FieldDescriptor& field) const {
    const std::string& name = field.name();
    const std::string type = KindOf(node.message());
    if (type == "Plan") return name == "pact_id" || name == "identity" || name == "programme";
    if (type == "Programme" || type == "PlannedPeriod") return !counts_in_months_;
    if (counts_in_months_ && (name == "date" || name == "first_due")) return false;
    if (type == "Measure") return RequiredOfMeasure(node, name);
    if (type == "Identity") return name == "title" || name == "project_code" || name == "pact_name";
    if (type == "Text") return false;  // has a rule of its own
    static const std::set<std::string, std::less<>> kAlways = {
        "code",          "name",  "title",   "id",        "letter",   "key",
        "printed_label", "text",  "reading", "party",     "member",   "organisation",
        "printed_name",  "type",  "body",    "finding",   "handling", "unit",
        "payer",         "field", "date",    "first_due", "address"};
    if (type == "Responsible" && name == "unit") return false;
    if (type == "DocumentKind" && name == "date") return false;
    return kAlways.contains(name);
  }

  // An activity of a phase is as short as its source.
  static bool RequiredOfMeasure(const Node& node, const std::string& name) {
    if (name == "phase" || name == "responsibles" || name == "indicative_funding_ft") return false;
    const bool of_phase = !static_cast<const v1::Measure&>(node.message()).phase().empty();
    return !of_phase || (name != "pillar" && name != "scope" && name != "justification");
  }

  // Enum fields that may stay open.
  static bool Optional(const Node& node, const FieldDescriptor& field) {
    const std::string type = KindOf(node.message());
    return (type == "Member" && field.name() == "basis") ||
           (type == "SubsidyScheme" && EndsWith(field.name(), "unit_basis"));
  }

  void AddMissing(const Node& node, const FieldDescriptor& field) {
    const std::string form = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                                 ? field.name() + " { … }"
                                 : field.name() + (field.is_repeated() ? ": [\"…\"]" : ": \"…\"");
    errors_.Add(node.place(), KindOf(node.message()) + " has no " + field.name(), form);
  }

  const AllCodes& codes_;
  const bool counts_in_months_;
  Errors& errors_;
};

}  // namespace

void CheckValues(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors) {
  Walker(codes, CountsInMonths(plan), errors).Walk(root);
}

}  // namespace paktum::plan::internal
