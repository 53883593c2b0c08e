#include "libs/office/internal/command_schema.h"

#include <google/protobuf/descriptor.h>

#include <string_view>

#include "libs/base/check.h"
#include "libs/office/commands.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::office {
namespace {

using google::protobuf::FieldDescriptor;
using options::v1::Rule;

Json TextObject(const options::v1::Text& text) {
  return Json::Object({{"hu", Json::String(text.hu())}, {"en", Json::String(text.en())}});
}

void SetPattern(Json& schema, std::string pattern) {
  schema.Set("pattern", Json::String(std::move(pattern)));
}

Json StringSchema(const Rule& rule) {
  Json schema = Json::Object({{"type", Json::String("string")}});
  const auto format = [&schema](const char* name) { schema.Set("format", Json::String(name)); };
  switch (rule.format()) {
    case options::v1::FORMAT_UNSPECIFIED:
      if (rule.required()) schema.Set("minLength", Json::Number(1));
      schema.Set("maxLength", Json::Number(rule.max_length() == 0 ? 200 : rule.max_length()));
      return schema;
    case options::v1::FORMAT_DATE:
      format("date");
      return schema;
    case options::v1::FORMAT_UUID:
      format("uuid");
      return schema;
    case options::v1::FORMAT_TAJ:
      SetPattern(schema, "^[ -]*([0-9][ -]*){9}$");
      return schema;
    case options::v1::FORMAT_SHA256:
      SetPattern(schema, "^[0-9a-fA-F]{64}$");
      return schema;
    case options::v1::FORMAT_EMAIL:
      format("email");
      schema.Set("maxLength", Json::Number(kEmailBytesMax));
      return schema;
    case options::v1::FORMAT_CODE:
      SetPattern(schema, "^[A-Za-z0-9._-]{1,64}$");
      return schema;
    case options::v1::FORMAT_REFERENCE:
      SetPattern(schema, "^[A-Za-z0-9][A-Za-z0-9._/()-]{0,63}$");
      return schema;
    case options::v1::FORMAT_PERIOD:
      SetPattern(schema, "^[0-9]{4}-H[12]$");
      return schema;
    case options::v1::FORMAT_MONTH:
      SetPattern(schema, "^[0-9]{4}-(0[1-9]|1[0-2])$");
      return schema;
    case options::v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case options::v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  PAKTUM_UNREACHABLE();
}

// 64-bit numbers may be written as strings too (protobuf JSON).
Json IntegerSchema(const Rule& rule, bool wide, bool is_signed) {
  Json schema = Json::Object();
  if (wide) {
    schema.Set("type", Json::Array({Json::String("integer"), Json::String("string")}));
    schema.Set("format", Json::String("int64"));
  } else {
    schema.Set("type", Json::String("integer"));
  }
  if (rule.has_min()) {
    schema.Set("minimum", Json::Number(rule.min()));
  } else if (!is_signed) {
    schema.Set("minimum", Json::Number(0));
  }
  if (rule.has_max()) schema.Set("maximum", Json::Number(rule.max()));
  return schema;
}

Json EnumSchema(const google::protobuf::EnumDescriptor& codes) {
  Json names = Json::Array();
  Json texts = Json::Object();
  for (int i = 0; i < codes.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& code = *codes.value(i);
    if (code.number() == 0) continue;
    names.Add(Json::String(code.name()));
    texts.Set(code.name(), TextObject(code.options().GetExtension(options::v1::text)));
  }
  Json schema = Json::Object({{"type", Json::String("string")}});
  schema.Set("enum", std::move(names));
  schema.Set("x-enum-texts", std::move(texts));
  return schema;
}

Json ValueSchema(const FieldDescriptor& field, const Rule& rule) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return StringSchema(rule);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumSchema(*field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Json::Object(
          {{"$ref", Json::String("#/components/schemas/" + field.message_type()->name())}});
    case FieldDescriptor::CPPTYPE_BOOL:
      return Json::Object({{"type", Json::String("boolean")}});
    case FieldDescriptor::CPPTYPE_UINT32:
      return IntegerSchema(rule, /*wide=*/false, /*is_signed=*/false);
    case FieldDescriptor::CPPTYPE_INT32:
      return IntegerSchema(rule, /*wide=*/false, /*is_signed=*/true);
    case FieldDescriptor::CPPTYPE_UINT64:
      return IntegerSchema(rule, /*wide=*/true, /*is_signed=*/false);
    case FieldDescriptor::CPPTYPE_INT64:
      return IntegerSchema(rule, /*wide=*/true, /*is_signed=*/true);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  PAKTUM_UNREACHABLE();
}

Json FieldSchema(const FieldDescriptor& field) {
  const Rule& rule = field.options().GetExtension(options::v1::rule);
  Json schema = ValueSchema(field, rule);
  if (field.is_repeated()) {
    Json array = Json::Object({{"type", Json::String("array")}});
    array.Set("items", std::move(schema));
    if (rule.required()) array.Set("minItems", Json::Number(1));
    array.Set("maxItems", Json::Number(rule.max_items() == 0 ? 50 : rule.max_items()));
    schema = std::move(array);
  }
  if (field.options().HasExtension(options::v1::label)) {
    const options::v1::Text& label = field.options().GetExtension(options::v1::label);
    schema.Set("description", Json::String(label.hu() + " / " + label.en()));
    schema.Set("x-label", TextObject(label));
  }
  if (rule.personal()) schema.Set("x-personal", Json::Bool(true));
  return schema;
}

}  // namespace

void AddSchemas(const google::protobuf::Descriptor& message, std::map<std::string, Json>& schemas) {
  if (schemas.contains(message.name())) return;
  schemas.emplace(message.name(), Json());  // a message inside itself ends here
  Json properties = Json::Object();
  Json required = Json::Array();
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    properties.Set(field.name(), FieldSchema(field));
    if (field.options().GetExtension(options::v1::rule).required()) {
      required.Add(Json::String(field.name()));
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      AddSchemas(*field.message_type(), schemas);
    }
  }
  Json schema = Json::Object({{"type", Json::String("object")}});
  if (message.options().HasExtension(options::v1::command)) {
    const options::v1::Text& title = message.options().GetExtension(options::v1::command).title();
    schema.Set("description", Json::String(title.hu() + " / " + title.en()));
    schema.Set("x-label", TextObject(title));
  }
  schema.Set("properties", std::move(properties));
  if (!required.items().empty()) schema.Set("required", std::move(required));
  schema.Set("additionalProperties", Json::Bool(false));
  schemas[message.name()] = std::move(schema);
}

}  // namespace paktum::office
