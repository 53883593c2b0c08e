#pragma once
// ViewSheets: any view's answer as tables, by its descriptor alone (docs/formats/export.md).
//
// Tables   Every repeated message of the answer is one, at any depth; its rows begin with the
//          columns that name what they lie in (its code, id, period … and title). What stands
//          beside the tables is the first sheet, as names and values.
// Cells    have real types: days, forints (…_ft), numbers, texts; codes by their texts. What is
//          suppressed is "–".
// Titles   are the field's label where it has one, else those of internal/titles.h.
// Pure and thread-safe.
#include <string>
#include <vector>

#include "libs/tabular/sheet.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::exports {

enum class Language { kHungarian, kEnglish };

struct ViewTable {
  std::string name;  // path of the field: "schemes", "schemes.monthly"
  tabular::Sheet sheet;
};

// The tables of the answer in the order of its fields, those without rows too.
std::vector<ViewTable> TablesOf(const google::protobuf::Message& answer, Language language);

// What stands beside the tables: two columns, name and value.
tabular::Sheet AboutSheet(const google::protobuf::Message& answer, Language language);

}  // namespace paktum::exports
