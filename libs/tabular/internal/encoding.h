#pragma once
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::tabular {

// The bytes of a text file as UTF-8 without byte order mark.
// Errors: kInvalidArgument "table.not_a_table" when they are no text.
Result<std::string> ToUtf8(std::string_view bytes);

// Without spaces, tabs and no-break spaces at both ends.
std::string_view Trimmed(std::string_view text);

}  // namespace paktum::tabular
