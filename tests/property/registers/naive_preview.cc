// Correction preview (practice.md 5).
#include <optional>
#include <set>
#include <sstream>

#include "paktum/view/v1/correction_preview.pb.h"
#include "paktum/view/v1/evaluation.pb.h"
#include "tests/property/registers/naive_figures.h"
#include "tests/property/registers/naive_indicators.h"

namespace paktum::views::naive {
namespace {

using view::v1::IndicatorDifference;

std::set<std::uint64_t> PositionsOf(const std::string& text) {
  std::set<std::uint64_t> positions;
  std::istringstream stream(text);
  for (std::string one; std::getline(stream, one, ',');) positions.insert(std::stoull(one));
  return positions;
}

std::vector<IndicatorDifference> DifferencesOn(const plan::Plan& plan, const History& with,
                                               const History& without, Date day) {
  std::vector<IndicatorDifference> differences;
  for (const PlannedIndicator& planned : IndicatorsOf(plan)) {
    const auto* definition = InForce(*planned.indicator);
    if (definition == nullptr) continue;
    const std::int64_t now = CountOn(plan, with, *definition, day).value;
    const std::int64_t then = CountOn(plan, without, *definition, day).value;
    if (now == then) continue;
    IndicatorDifference& difference = differences.emplace_back();
    difference.set_indicator(planned.indicator->code());
    SetLabel(planned.indicator->name(), difference.mutable_name());
    difference.set_now(now);
    difference.set_without(then);
    difference.set_difference(then - now);
  }
  return differences;
}

// The figure of the indicator as known at a position; nothing when nobody stated one.
std::optional<std::int64_t> FigureAt(const Question& question, const std::string& indicator,
                                     std::uint64_t position, Date day) {
  if (position == 0) return std::nullopt;
  Times times = question.history.times();
  times.through = position;
  const History then = question.history.At(times);
  for (const PlannedIndicator& planned : IndicatorsOf(question.plan)) {
    if (planned.indicator->code() != indicator) continue;
    return CountOn(question.plan, then, *InForce(*planned.indicator), day).value;
  }
  return std::nullopt;
}

void FillPeriod(const Question& question, const History& without, HalfYear period,
                const view::v1::PeriodRow& state, view::v1::PreviewedPeriod* row) {
  row->set_period(period.ToString());
  row->set_day(period.last_day().ToString());
  row->set_closed_on(state.closed_on());
  row->set_evaluation(state.evaluation());
  row->set_status_report_on(state.status_report_on());
  std::uint64_t evaluated_at = 0;
  std::uint64_t reported_at = 0;
  std::uint64_t last_submission = 0;
  std::uint64_t last_report = 0;
  for (const Record* record : question.history.InForce()) {
    const auto& submitted = record->event.interim_evaluation_submitted();
    if (submitted.period() == row->period() && record->position > last_submission) {
      last_submission = record->position;
      evaluated_at = submitted.figures_position();
    }
    const auto& issued = record->event.status_report_issued();
    if (issued.period() == row->period() && record->position > last_report) {
      last_report = record->position;
      reported_at = issued.figures_position();
    }
  }
  for (IndicatorDifference& one :
       DifferencesOn(question.plan, question.history, without, period.last_day())) {
    const auto evaluated = FigureAt(question, one.indicator(), evaluated_at, period.last_day());
    const auto reported = FigureAt(question, one.indicator(), reported_at, period.last_day());
    if (evaluated) one.set_evaluated(*evaluated);
    if (reported) one.set_reported(*reported);
    one.set_evaluation_differs(evaluated && *evaluated != one.without());
    one.set_report_differs(reported && *reported != one.without());
    *row->add_differences() = one;
  }
}

}  // namespace

void Fill(const Question& question, view::v1::CorrectionPreviewView* view) {
  Times times = question.history.times();
  times.without = PositionsOf(question.Parameter("positions"));
  const History without = question.history.At(times);
  for (const Record* record : question.history.Known()) {
    if (!times.without.contains(record->position)) continue;
    auto* event = view->add_events();
    event->set_position(record->position);
    event->set_type(TypeOf(*record));
    SetTypeName(*record, event->mutable_name());
    event->set_occurred_on(record->event.occurred_on());
  }
  for (const auto& one : DifferencesOn(question.plan, question.history, without, question.day)) {
    *view->add_differences() = one;
  }
  view::v1::PeriodsView periods;
  Fill(question, &periods);
  for (const view::v1::PeriodRow& state : periods.periods()) {
    FillPeriod(question, without, *HalfYear::Parse(state.period()), state, view->add_periods());
  }
}

}  // namespace paktum::views::naive
