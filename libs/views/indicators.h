#pragma once
// IndicatorsFold: every indicator, result and output of a plan, counted from events by the plan's
// definitions alone (domain.md A9, P-11, P-13, P-19; practice.md 4 "Counting").
//
// Counting   An event is looked at when its type is a source of the definition and all filters
// hold.
//            It counts from the day of the definition's date field on. Of one participant only the
//            earliest day counts where participants are counted. A definition that requires another
//            indicator counts a participant on a day only if that one counts him on the same day,
//            known at the same time. CUMULATION_PER_PERIOD counts each calendar quarter on its own.
// Two times  Every question has a valid_at and a known_at: an event counts when its day is not
// after
//            valid_at, it was recorded by known_at, and nothing recorded by known_at voids it. A
//            voided EventVoided voids nothing. A void names events of its own stream; other targets
//            are ignored.
// Forecast   For the next target's day and the last one (or the programme's end): the pace of the
//            last six months goes on in a straight line. With it stand the same at the slower and
//            at the faster of the paces of the last three months and of the three before. Nothing
//            is foreseen before the programme has run for six months or anything is counted, nor
//            where each period counts on its own (internal/forecast.h).
// Late       explain tells of each event why it was recorded after its period was closed.
// Purity     No clock, no I/O, no chance: the same records give the same answers.
// Threads    Query is const and may run in several threads; everything else needs the caller alone.
// Limits     Memory: about 150 bytes an event of a source type; others leave a counter only.
// Cost       One question walks each asked definition's events once, whatever the number of points.
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

class IndicatorsFold {
 public:
  // Raise it when the fold changes meaning: it is then built anew from position 1.
  static constexpr std::uint32_t kFoldVersion = 2;
  static constexpr std::string_view kName = "indicators";

  // PACE_STATE_BEHIND begins where the value is below the straight line between the targets by more
  // than this share of the final target.
  static constexpr int kPaceTolerancePercent = 5;
  // Months that the recent pace looks back.
  static constexpr int kRecentMonths = 6;
  static constexpr std::uint64_t kExplainLimitMax = 1000;
  static constexpr std::uint64_t kExplainLimitDefault = 200;

  // Errors: kInvalidArgument "view.bad_definition" when a definition names an unknown event type, a
  // field path that does not fit, or requires itself in a circle; details indicator, definition.
  static Result<IndicatorsFold> Create(plan::Plan plan);

  IndicatorsFold(IndicatorsFold&&) noexcept;
  IndicatorsFold& operator=(IndicatorsFold&&) noexcept;
  ~IndicatorsFold();

  // Digest of all that the folded state depends on beside the records: the plan and the kinds of
  // events that this build knows. Another digest needs another build of the view.
  [[nodiscard]] const std::string& definitions_digest() const;
  [[nodiscard]] Position applied_through() const;

  // Whether anything counts events of this head. Depends on the plan alone: any thread may ask.
  [[nodiscard]] bool LooksAt(const events::EventHead& head) const;

  // Takes one record in. A position already applied changes nothing; a gap is a bug upstream and
  // stops the process.
  void Apply(Position position, std::string_view stream, Instant recorded_at,
             const event::v1::Event& event);
  // The same for an event that LooksAt takes, of which no more than head and body were read.
  void ApplyBody(Position position, std::string_view stream, Instant recorded_at,
                 const events::EventHead& head, const google::protobuf::Message& body);
  // The same for a record whose event LooksAt refuses: its body need not be read.
  void Pass(Position position, Instant recorded_at, const events::EventHead& head);

  // For a replay that is not saved: from now on no rows are made.
  void KeepNoRows();
  // Rows changed since the last call, key → value. Together with the position applied they are the
  // whole state.
  std::vector<std::pair<std::string, std::string>> TakeDirtyRows();
  // Puts saved rows back into a new fold, in the order of their keys, and then the position they
  // were saved with. Errors: kDataLoss "view.bad_row".
  Status LoadRow(std::string_view key, std::string_view value);
  void FinishLoading(Position applied_through);

  // View "indicators" → IndicatorsView. Parameters: valid_at, known_at; scope = "project" (default:
  // the project indicators), "measures" (results and outputs of the measures) or "all"; or code of
  // one indicator, with definition = a version of it (default: the one in force).
  // View "explain" → ExplainView: every event of the source types of one definition, with verdict.
  // Parameters: code (obligatory), definition, valid_at, known_at, after (position), limit
  // (1–1000).
  //
  // An indicator without a definition has definition_version 0: its value is unknown, not zero.
  //
  // Errors: kInvalidArgument "view.bad_parameter"; kNotFound "view.unknown", "indicator.unknown",
  //         "indicator.unknown_definition".
  [[nodiscard]] Result<ViewAnswer> Query(std::string_view view, const Parameters& parameters,
                                         Instant now) const;

 private:
  struct State;
  explicit IndicatorsFold(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace paktum::views
