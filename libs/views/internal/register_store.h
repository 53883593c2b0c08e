#pragma once
// RegisterStore: the open parts of a pact's events in ledger order, compact, with what voids what.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/events/event_head.h"
#include "libs/views/internal/history.h"
#include "paktum/event/v1/event.pb.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views::internal {

class RegisterStore {
 public:
  // Whether events of this head are kept at all.
  [[nodiscard]] static bool Keeps(const events::EventHead& head);

  // The row of an event that is kept; its occurred_on can be read.
  [[nodiscard]] static view::v1::RegisterEventRow RowOf(std::string_view stream,
                                                        Instant recorded_at,
                                                        const event::v1::Event& event);

  // Takes a row in. False when it leaves nothing: it voids and none of its targets is here.
  // Errors: kDataLoss "view.bad_row".
  Result<bool> Take(Position position, const view::v1::RegisterEventRow& row);

  [[nodiscard]] const History& history() const { return history_; }
  [[nodiscard]] std::size_t size() const { return history_.size(); }
  // By the index in the history.
  [[nodiscard]] Date DayOf(History::Index index) const { return contents_[index].day; }
  [[nodiscard]] const std::string& OfficeOf(History::Index index) const {
    return offices_.Text(contents_[index].office);
  }
  [[nodiscard]] const std::string& ContentOf(History::Index index) const {
    return contents_[index].bytes;
  }

 private:
  struct Content {
    Date day;
    std::uint32_t office = 0;
    std::string bytes;
  };

  History history_;
  std::vector<Content> contents_;  // by index of the history
  Names offices_;
};

}  // namespace paktum::views::internal
