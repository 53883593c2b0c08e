#include "libs/views/internal/shown_fields.h"

#include <google/protobuf/descriptor.h>

#include <string>

#include "libs/views/internal/labels.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::views::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Append(const std::string& hu, const std::string& en, view::v1::Label& label) {
  const char* divider = label.hu().empty() ? "" : ", ";
  label.set_hu(label.hu() + divider + hu);
  label.set_en(label.en() + divider + en);
}

void AppendEnum(const google::protobuf::EnumValueDescriptor& value, view::v1::Label& label) {
  const options::v1::Text& text = value.options().GetExtension(options::v1::text);
  if (text.hu().empty()) {
    Append(value.name(), value.name(), label);
  } else {
    Append(text.hu(), text.en(), label);
  }
}

// One value of a field: the `index`-th of a repeated one.
void AppendValue(const Message& body, const FieldDescriptor& field, int index,
                 view::v1::Label& label) {
  const auto* reflection = body.GetReflection();
  const bool many = field.is_repeated();
  const auto both = [&](const std::string& text) { Append(text, text, label); };
  const auto type = field.cpp_type();
  if (type == FieldDescriptor::CPPTYPE_STRING) {
    both(many ? reflection->GetRepeatedString(body, &field, index)
              : reflection->GetString(body, &field));
  } else if (type == FieldDescriptor::CPPTYPE_ENUM) {
    AppendEnum(many ? *reflection->GetRepeatedEnum(body, &field, index)
                    : *reflection->GetEnum(body, &field),
               label);
  } else if (type == FieldDescriptor::CPPTYPE_BOOL && !many) {
    Append("igen", "yes", label);  // only set fields are shown
  } else if (type == FieldDescriptor::CPPTYPE_UINT32) {
    both(std::to_string(many ? reflection->GetRepeatedUInt32(body, &field, index)
                             : reflection->GetUInt32(body, &field)));
  } else if (type == FieldDescriptor::CPPTYPE_UINT64) {
    both(std::to_string(many ? reflection->GetRepeatedUInt64(body, &field, index)
                             : reflection->GetUInt64(body, &field)));
  } else if (type == FieldDescriptor::CPPTYPE_INT64) {
    both(std::to_string(many ? reflection->GetRepeatedInt64(body, &field, index)
                             : reflection->GetInt64(body, &field)));
  }
}

}  // namespace

void AddShownFields(const Message& body, std::string_view except,
                    google::protobuf::RepeatedPtrField<view::v1::ShownField>* fields) {
  std::vector<const FieldDescriptor*> set;
  body.GetReflection()->ListFields(body, &set);
  for (const FieldDescriptor* field : set) {
    if (field->name() == except || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    view::v1::ShownField* shown = fields->Add();
    shown->set_field(field->name());
    const int count = field->is_repeated() ? body.GetReflection()->FieldSize(body, field) : 1;
    for (int i = 0; i < count; ++i) AppendValue(body, *field, i, *shown->mutable_value());
  }
}

}  // namespace paktum::views::internal
