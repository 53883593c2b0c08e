#pragma once
// ViewDiff: what a register shows otherwise at a later moment of knowledge, and what was recorded
// between the two. (For indicators and the schedule Diff in explain.h knows the events of each
// figure.)
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "services/audit/replay.h"
#include "services/audit/source.h"
#include "services/audit/texts.h"

namespace paktum::audit {

// Of the changes, and of the records between.
inline constexpr std::size_t kViewChangesMax = 1000;

struct ChangedField {
  std::string where;   // "schemes[2].paid"
  std::string before;  // empty when there was none
  std::string after;
};

struct RecordBetween {
  Position position;
  std::string stream;
  std::string type;
  std::string occurred_on;
};

struct ViewDiff {
  std::vector<ChangedField> fields;
  std::uint64_t fields_left_out = 0;
  std::vector<RecordBetween> records;  // none when nothing changed
  std::uint64_t records_left_out = 0;
};

// `parameters` are those of the view without known_at; `replay` has its fold. The moments are days
// or moments as in known_at. Errors: those of the view and of the source.
Result<ViewDiff> DiffOf(const Replay& replay, Source& source, std::string_view view,
                        const views::Parameters& parameters, const std::string& known_before,
                        const std::string& known_after);
std::string Describe(const ViewDiff& diff, Language language);

}  // namespace paktum::audit
