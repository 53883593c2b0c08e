#include <google/protobuf/descriptor.h>

#include "libs/events/catalogue.h"
#include "libs/plan/internal/check.h"
#include "libs/plan/internal/suggest.h"
#include "paktum/governance/v1/events.pb.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::vector<std::string> FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(type.field_count()));
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

// Fields of event bodies that hold codes of the plan: a filter on them may only name such codes.
const Codes* CodesOfField(const FieldDescriptor& field, const AllCodes& codes) {
  const Descriptor* body = field.containing_type();
  if (field.name() == "kind" && body == governance::v1::ProgrammeEventHeld::descriptor()) {
    return &codes.event_kinds;
  }
  if (field.name() == "kind" && body == governance::v1::DeliverableCompleted::descriptor()) {
    return &codes.deliverable_kinds;
  }
  if (field.name() == "measure") return &codes.measures;
  if (field.name() == "document_kind") return &codes.document_kinds;
  if (field.name() == "scheme") return &codes.schemes;
  if (field.name() == "target_groups") return &codes.target_groups;
  if (field.name() == "approved_by" || field.name() == "body") return &codes.bodies;
  return nullptr;
}

void CheckValue(const Node& node, int index, const std::string& value, const FieldDescriptor& field,
                const AllCodes& codes, Errors& errors) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    std::vector<std::string> names;
    for (int i = 1; i < field.enum_type()->value_count(); ++i) {
      names.push_back(field.enum_type()->value(i)->name());
      if (names.back() == value) return;
    }
    errors.Add(node.PlaceOf("values", index),
               "\"" + value + "\" is no value of " + field.enum_type()->full_name(),
               MeanOrOneOf(value, names));
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    if (value == "true" || value == "false") return;
    errors.Add(node.PlaceOf("values", index),
               "\"" + value + "\" is no value of the yes-or-no field " + field.name(),
               "\"true\" or \"false\"");
  } else if (const Codes* known = CodesOfField(field, codes)) {
    CheckKnown(node, "values", index, value, field.name(), *known, errors);
  }
}

void CheckFilter(const Node& node, const v1::FieldFilter& filter, const Descriptor& body,
                 const AllCodes& codes, Errors& errors) {
  if (filter.values_size() == 0) {
    errors.Add(node.place(), "the filter on \"" + filter.field() + "\" allows no value",
               "values: [\"…\"]");
  }
  if (filter.field().empty()) return;  // reported as missing
  const FieldDescriptor* field = CheckFieldPath(node, "field", filter.field(), body, errors);
  if (field == nullptr) return;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_STRING:
      for (int i = 0; i < filter.values_size(); ++i) {
        CheckValue(node, i, filter.values(i), *field, codes, errors);
      }
      return;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      errors.Add(node.PlaceOf("field"),
                 "\"" + filter.field() + "\" of " + body.full_name() + " is no coded field",
                 "a field that holds a code, a string, or yes or no");
      return;
  }
}

}  // namespace

const Descriptor* CheckEventType(const Node& node, std::string_view field, int index,
                                 const std::string& type, Errors& errors) {
  const events::EventKind* kind = events::FindKind(type);
  if (kind != nullptr) return kind->descriptor;
  std::vector<std::string> types;
  for (const events::EventKind& known : events::AllKinds()) types.push_back(known.type);
  errors.Add(node.PlaceOf(field, index), "\"" + type + "\" is no event type",
             MeanOrOneOf(type, types));
  return nullptr;
}

const FieldDescriptor* CheckFieldPath(const Node& node, std::string_view field,
                                      const std::string& path, const Descriptor& body,
                                      Errors& errors) {
  const Descriptor* type = &body;
  std::size_t start = 0;
  while (true) {
    const std::size_t dot = path.find('.', start);
    const std::string part = path.substr(start, dot == std::string::npos ? dot : dot - start);
    const FieldDescriptor* found = type->FindFieldByName(part);
    if (found == nullptr) {
      errors.Add(node.PlaceOf(field), type->full_name() + " has no field \"" + part + "\"",
                 MeanOrOneOf(part, FieldNames(*type)));
      return nullptr;
    }
    if (dot == std::string::npos) return found;
    if (found->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      errors.Add(node.PlaceOf(field),
                 "\"" + part + "\" of " + type->full_name() + " has no fields of its own",
                 "a path that ends at \"" + part + "\"");
      return nullptr;
    }
    type = found->message_type();
    start = dot + 1;
  }
}

void CheckFilters(const Node& node,
                  const google::protobuf::RepeatedPtrField<v1::FieldFilter>& filters,
                  const Descriptor& body, const AllCodes& codes, Errors& errors) {
  for (int i = 0; i < filters.size(); ++i) {
    CheckFilter(node.Child("filters", i), filters.Get(i), body, codes, errors);
  }
}

}  // namespace paktum::plan::internal
