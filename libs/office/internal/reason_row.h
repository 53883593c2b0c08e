#pragma once
// Tables of reasons for which an office refuses, with what its caller is told.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "libs/http/problem.h"

namespace paktum::office {

struct ReasonRow {
  std::string_view code;  // of the refusal's status, "outbox.full"
  unsigned status;        // HTTP
  std::string_view hu;
  std::string_view en;

  [[nodiscard]] http::Text title() const { return {std::string(hu), std::string(en)}; }
};

// nullptr for a code that the table does not have.
template <std::size_t kSize>
const ReasonRow* FindReason(const std::array<ReasonRow, kSize>& rows, std::string_view code) {
  const auto* found = std::find_if(rows.begin(), rows.end(),
                                   [&](const ReasonRow& row) { return row.code == code; });
  return found == rows.end() ? nullptr : found;
}

}  // namespace paktum::office
