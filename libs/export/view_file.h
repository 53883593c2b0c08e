#pragma once
// A view's answer as a file to hand out. Pure and thread-safe.
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/export/view_sheets.h"

namespace paktum::exports {

struct ExportedFile {
  std::string name;  // "budget.xlsx"
  std::string content_type;
  std::string bytes;
};

// Whether the name of a view asks for a file: "budget.csv", "budget.xlsx", "budget.html".
bool IsFileName(std::string_view view);
// "budget" of "budget.csv".
std::string_view ViewOf(std::string_view file);

// XLSX: a sheet about the answer, then each table. CSV: the table named `table` ("schemes"), or the
// first one with rows, or what is about the answer when there is no table. HTML: a page to print
// with everything that is filled in.
// `file`: a name as IsFileName takes it.
// Errors: kNotFound "export.no_table" for an unknown table; those of tabular::ToXlsx.
Result<ExportedFile> ExportView(const google::protobuf::Message& answer, std::string_view file,
                                std::string_view table, Language language);

}  // namespace paktum::exports
