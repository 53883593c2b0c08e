#pragma once
// ScheduleFold: measures × quarters, or activities of phases × months, as planned and as they
// happened, and the duties that recur (domain.md A5, A13, B6, B7, P-03, P-21, P-29).
//
// Belonging  An event that names a measure (its field `measure`) belongs to that one; otherwise one
//            that names a document kind (its field `document_kind`) belongs to each of the measures
//            that the plan gives the kind; otherwise to the measure under whose
//            activity_event_types the plan lists its type, if any. Its day (occurred_on) decides
//            the quarter or month.
// Months     A plan that counts in months has one column a month of the programme. Its first day
//            is the one of the last PlanAdopted known at known_at; before, months carry no days and
//            events fall into none. An activity may take place in any month of its period: a month
//            over without events is waiting while the period lasts and late from its end on if
//            nothing happened in all of it.
// Cadences   A due date is met by any event that passes with a day after the due date before it and
//            not after itself; the first one by any day until itself. A second event in the same
//            period meets no other. The next due date is the one after the last that was met, so a
//            period that was missed is asked for until a later one is met, and stays missed.
// Two times  As in libs/views/indicators.h: events with a day until valid_at, recorded by known_at
//            and not voided by then.
// Purity     No clock, no I/O, no chance: the same records give the same answers.
// Threads    Query is const and may run in several threads; everything else needs the caller alone.
// Limits     Memory: about 100 bytes an event of a measure or cadence; others leave a counter only.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/events/event_head.h"
#include "libs/plan/plan.h"
#include "libs/views/answer.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views {

class ScheduleFold {
 public:
  // Raise it when the fold changes meaning: it is then built anew from position 1.
  static constexpr std::uint32_t kFoldVersion = 3;
  static constexpr std::string_view kName = "schedule";

  // Errors: kInvalidArgument "view.bad_definition" when a cadence names an unknown event type or a
  // field path that does not fit; detail cadence.
  static Result<ScheduleFold> Create(plan::Plan plan);

  ScheduleFold(ScheduleFold&&) noexcept;
  ScheduleFold& operator=(ScheduleFold&&) noexcept;
  ~ScheduleFold();

  // Digest of all that the folded state depends on beside the records: the plan and the kinds of
  // events that this build knows. Another digest needs another build of the view.
  [[nodiscard]] const std::string& definitions_digest() const;
  [[nodiscard]] Position applied_through() const;

  // Whether anything in the schedule depends on events of this head. Depends on the plan alone: any
  // thread may ask.
  [[nodiscard]] bool LooksAt(const events::EventHead& head) const;

  // Takes one record in. A position already applied changes nothing; a gap is a bug upstream and
  // stops the process.
  void Apply(Position position, std::string_view stream, Instant recorded_at,
             const event::v1::Event& event);
  // The same for a record whose event LooksAt refuses: its body need not be read.
  void Pass(Position position, Instant recorded_at, const events::EventHead& head);

  // Rows changed since the last call, key → value. Together with the position applied they are the
  // whole state.
  std::vector<std::pair<std::string, std::string>> TakeDirtyRows();
  // Puts saved rows back into a new fold, in the order of their keys, and then the position they
  // were saved with. Errors: kDataLoss "view.bad_row".
  Status LoadRow(std::string_view key, std::string_view value);
  void FinishLoading(Position applied_through);

  // View "schedule" → ScheduleView. Parameters: valid_at, known_at.
  // Errors: kInvalidArgument "view.bad_parameter"; kNotFound "view.unknown".
  [[nodiscard]] Result<ViewAnswer> Query(std::string_view view, const Parameters& parameters,
                                         Instant now) const;

 private:
  struct State;
  explicit ScheduleFold(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace paktum::views
