#include "libs/views/internal/evaluation_figures.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/events/streams.h"
#include "libs/views/internal/counted_history.h"
#include "libs/views/internal/pace.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::views::internal {
namespace {

using event::v1::Event;
using view::v1::DatedValue;
using view::v1::EvaluatedDeviation;
using view::v1::EvaluatedIndicator;
using view::v1::EvaluatedMeasure;
using view::v1::EvaluationFigures;
using view::v1::IndicatorState;
using view::v1::IndicatorsView;
using view::v1::ScheduleView;

// The line's value on the last month end until `day`; 0 without a line.
std::int64_t LineAt(const IndicatorState& state, const std::string& day) {
  std::int64_t value = 0;
  for (const DatedValue& point : state.planned_line()) {
    if (point.date() <= day) value = point.value();
  }
  return value;
}

void FillIndicator(const IndicatorState& state, std::int64_t before, HalfYear period,
                   EvaluatedIndicator* row) {
  row->set_code(state.code());
  *row->mutable_name() = state.name();
  *row->mutable_unit() = state.unit();
  row->set_measure(state.measure());
  row->set_definition_version(state.definition_version());
  row->set_value(state.value());
  row->set_in_period(state.value() - before);
  row->set_pace(state.pace());
  const std::string first_day = period.first_day().ToString();
  const auto target =
      std::find_if(state.targets().begin(), state.targets().end(),
                   [&](const view::v1::TargetState& one) { return one.date() >= first_day; });
  if (target != state.targets().end()) {
    row->set_target_date(target->date());
    row->set_target(target->target());
    row->set_percent_x10(PercentX10(state.value(), target->target()));
  }
  row->set_planned_next(LineAt(state, period.Next().last_day().ToString()));
}

// Whether the cell lies in the period.
bool Within(const view::v1::ScheduleCell& cell, const ScheduleView& schedule, HalfYear period) {
  if (!cell.quarter().empty()) {
    const auto quarter = Quarter::Parse(cell.quarter());
    return quarter && HalfYear::Of(quarter->first_day()) == period;
  }
  for (const view::v1::ScheduleMonth& month : schedule.months()) {
    if (month.month() != cell.month()) continue;
    const auto first = Date::Parse(month.first_day());
    return first && HalfYear::Of(*first) == period;
  }
  return false;
}

void FillMeasures(const ScheduleView& schedule, HalfYear period, EvaluationFigures* figures) {
  for (const view::v1::ScheduleRow& row : schedule.rows()) {
    EvaluatedMeasure* shown = figures->add_measures();
    shown->set_measure(row.measure());
    *shown->mutable_name() = row.name();
    for (const view::v1::ScheduleCell& cell : row.cells()) {
      if (cell.planned()) {
        shown->set_deadline(cell.quarter().empty() ? std::to_string(cell.month()) : cell.quarter());
      }
      if (!Within(cell, schedule, period)) continue;
      if (cell.planned()) shown->set_planned_cells(shown->planned_cells() + 1);
      if (cell.state() == view::v1::CELL_STATE_LATE) {
        shown->set_late_cells(shown->late_cells() + 1);
      }
      shown->set_events(shown->events() + cell.events());
    }
  }
}

struct Deviation {
  EvaluatedDeviation row;
  bool solved_before = false;  // every step was done before the period began
};

void FillDeviations(const EffectiveHistory& until_end, HalfYear period,
                    EvaluationFigures* figures) {
  std::vector<Deviation> deviations;
  const auto find = [&](const std::string& id) {
    return std::find_if(deviations.begin(), deviations.end(),
                        [&](const Deviation& one) { return one.row.deviation_id() == id; });
  };
  for (const Fact& fact : until_end.InForce({Event::kDeviationRecorded})) {
    const auto& body = fact.event.deviation_recorded();
    EvaluatedDeviation& row = deviations.emplace_back().row;
    row.set_deviation_id(body.deviation_id());
    row.set_measure(body.measure());
    row.set_indicator(body.indicator());
    row.set_found_on(fact.day.ToString());
    row.set_subject(body.subject());
    row.set_cause(body.cause());
  }
  for (const Fact& fact : until_end.InForce({Event::kCorrectiveStepPlanned})) {
    const auto& body = fact.event.corrective_step_planned();
    const auto found = find(body.deviation_id());
    if (found == deviations.end()) continue;
    auto* step = found->row.add_steps();
    step->set_step_id(body.step_id());
    step->set_subject(body.subject());
    step->set_responsible(body.responsible());
    step->set_due_on(body.due_on());
  }
  for (const Fact& fact : until_end.InForce({Event::kCorrectiveStepDone})) {
    const auto& body = fact.event.corrective_step_done();
    const auto found = find(body.deviation_id());
    if (found == deviations.end()) continue;
    for (auto& step : *found->row.mutable_steps()) {
      if (step.step_id() == body.step_id()) step.set_done_on(fact.day.ToString());
    }
  }
  const std::string first_day = period.first_day().ToString();
  for (Deviation& one : deviations) {
    const auto& steps = one.row.steps();
    one.solved_before =
        !steps.empty() && std::all_of(steps.begin(), steps.end(), [&](const auto& s) {
          return !s.done_on().empty() && s.done_on() < first_day;
        });
    const bool found_in_period = one.row.found_on() >= first_day;
    if (found_in_period || !one.solved_before) *figures->add_deviations() = std::move(one.row);
  }
}

void FillEvents(const EffectiveHistory& history, HalfYear period, EvaluationFigures* figures) {
  struct Counts {
    const events::EventKind* kind = nullptr;
    std::uint64_t in_period = 0;
    std::uint64_t until_end = 0;
  };
  std::map<std::string, Counts> counts;
  history.Visit([&](const Fact& fact) {
    if (fact.event.has_event_voided() || fact.voided_by.value() != 0) return;
    if (fact.day > period.last_day() || !events::ParticipantOf(fact.stream).empty()) return;
    Counts& count = counts[fact.kind->type];
    count.kind = fact.kind;
    ++count.until_end;
    if (fact.day >= period.first_day()) ++count.in_period;
  });
  for (const auto& [type, count] : counts) {
    auto* row = figures->add_events();
    row->set_type(type);
    row->mutable_name()->set_hu(count.kind->title_hu);
    row->mutable_name()->set_en(count.kind->title_en);
    row->set_in_period(count.in_period);
    row->set_until_end(count.until_end);
  }
}

}  // namespace

PeriodFigures FiguresOf(const plan::Plan& plan, const EffectiveHistory& history, HalfYear period) {
  PeriodFigures result;
  EvaluationFigures& figures = result.figures;
  figures.set_period(period.ToString());
  figures.set_plan_version(plan.version());
  const CountedHistory counted(plan, history, period.last_day());
  const IndicatorsView at_end = counted.Indicators(period.last_day());
  const IndicatorsView before = counted.Indicators(period.first_day().PlusDays(-1));
  PAKTUM_CHECK(at_end.indicators_size() == before.indicators_size());
  for (int i = 0; i < at_end.indicators_size(); ++i) {
    FillIndicator(at_end.indicators(i), before.indicators(i).value(), period,
                  figures.add_indicators());
  }
  // On its last day the last quarter is still running: whether it is late shows on the next.
  result.schedule = counted.Schedule(period.last_day().PlusDays(1));
  FillMeasures(result.schedule, period, &figures);
  FillDeviations(history.At(period.last_day()), period, &figures);
  FillEvents(history, period, &figures);
  return result;
}

}  // namespace paktum::views::internal
