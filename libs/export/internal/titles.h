#pragma once
// Titles of columns and sheets.
#include <string>

#include "libs/export/view_sheets.h"

namespace google::protobuf {
class EnumValueDescriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace paktum::exports {

// The field's label; else the table of common names; else its name in words ("due until").
std::string TitleOf(const google::protobuf::FieldDescriptor& field, Language language);

// Whether title or text are written in both languages, rather than made of the name.
bool HasTitle(const google::protobuf::FieldDescriptor& field);
bool HasText(const google::protobuf::EnumValueDescriptor& code);

// The text of a code; else that of the table; else its name.
std::string TextOf(const google::protobuf::EnumValueDescriptor& code, Language language);

}  // namespace paktum::exports
