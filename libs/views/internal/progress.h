#pragma once
// Progress: what every fold of ours keeps beside its events, how its rows are keyed, and what its
// answers say about themselves.
//
// Rows: "c" → CountersRow; "e" and the position, 8 bytes big-endian → the fold's event row.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/status.h"
#include "libs/base/strong.h"
#include "libs/plan/plan.h"
#include "libs/views/as_of.h"
#include "paktum/view/v1/common.pb.h"

namespace paktum::views::internal {

class Progress {
 public:
  // True when the record is the next one; false when it was applied before. A gap stops the
  // process.
  bool Advance(Position position, Instant recorded_at);
  void CountUnknown() { ++unknown_events_; }
  // From now on TakeDirtyRows gives nothing, and rows need not be added.
  void KeepNoRows() { keeps_rows_ = false; }
  [[nodiscard]] bool keeps_rows() const { return keeps_rows_; }
  // `row`: serialised.
  void AddEventRow(Position position, std::string row);

  std::vector<std::pair<std::string, std::string>> TakeDirtyRows();
  // The position of an event row; nothing for any other key.
  static std::optional<Position> EventPosition(std::string_view key);
  // Reads a row that is no event row.
  Status LoadCounters(std::string_view key, std::string_view value);
  void FinishLoading(Position applied_through);

  [[nodiscard]] Position applied_through() const { return applied_through_; }
  void FillMeta(const plan::Plan& plan, std::uint32_t fold_version, const AsOf& as_of,
                view::v1::ViewMeta* meta) const;

 private:
  Position applied_through_;
  Instant last_recorded_at_;
  std::uint64_t unknown_events_ = 0;
  bool counters_dirty_ = false;
  bool keeps_rows_ = true;
  std::vector<std::pair<std::string, std::string>> dirty_;
};

// kDataLoss "view.bad_row".
Status BadRow(std::string_view what);

// Digest of the plan and of the kinds of events that this build knows.
std::string DefinitionsDigest(const plan::Plan& plan);

}  // namespace paktum::views::internal
