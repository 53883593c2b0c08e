#include "libs/views/internal/field_path.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::views::internal {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

bool Contains(const std::vector<int>& numbers, int wanted) {
  return std::find(numbers.begin(), numbers.end(), wanted) != numbers.end();
}

// Whether the coded value at the place is one of these.
bool Holds(const Message& message, const FieldDescriptor* field, int index,
           const FieldPath::Values& values) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text =
          index < 0 ? reflection->GetStringReference(message, field, &scratch)
                    : reflection->GetRepeatedStringReference(message, field, index, &scratch);
      return std::find(values.texts.begin(), values.texts.end(), text) != values.texts.end();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return Contains(values.numbers,
                      index < 0 ? reflection->GetEnumValue(message, field)
                                : reflection->GetRepeatedEnumValue(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Contains(values.numbers,
                      index < 0
                          ? static_cast<int>(reflection->GetBool(message, field))
                          : static_cast<int>(reflection->GetRepeatedBool(message, field, index)));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  PAKTUM_UNREACHABLE();  // CanHold refused it
}

std::int64_t WholeNumber(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<std::int64_t>(reflection->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  PAKTUM_UNREACHABLE();  // IsNumber refused it
}

}  // namespace

Result<FieldPath> FieldPath::Compile(const Descriptor* body, std::string_view path) {
  FieldPath compiled;
  const Descriptor* at = body;
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    const FieldDescriptor* field = at == nullptr ? nullptr : at->FindFieldByName(name);
    if (field == nullptr || field->is_map()) {
      return InvalidArgument("view.bad_definition", body->full_name() + " has no field " + name,
                             {{"type", body->full_name()}, {"field", name}});
    }
    compiled.fields_.push_back(field);
    compiled.repeated_ = compiled.repeated_ || field->is_repeated();
    if (dot == std::string_view::npos) return compiled;
    at = field->message_type();
    path.remove_prefix(dot + 1);
  }
}

bool FieldPath::IsText() const {
  return !repeated_ && leaf()->type() == FieldDescriptor::TYPE_STRING;
}

bool FieldPath::IsNumber() const {
  const auto type = leaf()->cpp_type();
  return !repeated_ &&
         (type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64 ||
          type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64);
}

bool FieldPath::CanHold(const std::string& value) const {
  if (leaf()->type() == FieldDescriptor::TYPE_STRING) return true;
  if (leaf()->type() == FieldDescriptor::TYPE_BOOL) return value == "true" || value == "false";
  return leaf()->type() == FieldDescriptor::TYPE_ENUM &&
         leaf()->enum_type()->FindValueByName(value) != nullptr;
}

template <typename Visit>
bool FieldPath::AnyLeaf(const Message& message, std::size_t depth, const Visit& visit) const {
  const FieldDescriptor* field = fields_[depth];
  const Reflection* reflection = message.GetReflection();
  const bool last = depth + 1 == fields_.size();
  if (!field->is_repeated()) {
    return last ? visit(message, -1)
                : AnyLeaf(reflection->GetMessage(message, field), depth + 1, visit);
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const bool stop =
        last ? visit(message, i)
             : AnyLeaf(reflection->GetRepeatedMessage(message, field, i), depth + 1, visit);
    if (stop) return true;
  }
  return false;
}

std::string_view FieldPath::Text(const Message& body, std::string& scratch) const {
  std::string_view text;
  AnyLeaf(body, 0, [&](const Message& message, int) {
    text = message.GetReflection()->GetStringReference(message, leaf(), &scratch);
    return true;
  });
  return text;
}

std::int64_t FieldPath::Number(const Message& body) const {
  std::int64_t number = 0;
  AnyLeaf(body, 0, [&](const Message& message, int) {
    number = WholeNumber(message, leaf());
    return true;
  });
  return number;
}

FieldPath::Values FieldPath::Prepare(std::vector<std::string> values) const {
  Values prepared{std::move(values), {}};
  for (const std::string& value : prepared.texts) {
    if (leaf()->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      prepared.numbers.push_back(value == "true" ? 1 : 0);
    } else if (leaf()->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* named = leaf()->enum_type()->FindValueByName(value);
      PAKTUM_CHECK(named != nullptr);
      // Of several names of a number the first one is the value's.
      const auto* first = leaf()->enum_type()->FindValueByNumber(named->number());
      if (first == named) prepared.numbers.push_back(named->number());
    }
  }
  return prepared;
}

bool FieldPath::AnyOf(const Message& body, const Values& values) const {
  return AnyLeaf(body, 0, [&](const Message& message, int index) {
    return Holds(message, leaf(), index, values);
  });
}

}  // namespace paktum::views::internal
