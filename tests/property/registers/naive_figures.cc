#include "tests/property/registers/naive_figures.h"

#include <algorithm>
#include <map>

#include "paktum/view/v1/evaluation.pb.h"
#include "tests/property/registers/naive_indicators.h"
#include "tests/property/registers/naive_schedule.h"

namespace paktum::views::naive {
namespace {

using view::v1::EvaluatedIndicator;
using view::v1::EvaluationFigures;

// A point of the line that a value is held against.
struct Point {
  Date day;
  std::int64_t value = 0;
};

// From nothing on the first day of the programme through the targets.
std::vector<Point> LineOf(const plan::Plan& plan, const plan::v1::Indicator& indicator) {
  std::vector<Point> line;
  for (const plan::v1::Target& target : indicator.targets()) {
    const auto day = Date::Parse(target.date());
    if (!day) continue;
    if (line.empty() && plan.start_date() < *day) line.push_back({plan.start_date(), 0});
    line.push_back({*day, target.value()});
  }
  return line;
}

// Of the line on a day, in units.
double On(const std::vector<Point>& line, Date day) {
  if (day < line.front().day) return 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (day > line[i].day) continue;
    const double share = static_cast<double>(DaysBetween(line[i - 1].day, day)) /
                         DaysBetween(line[i - 1].day, line[i].day);
    return static_cast<double>(line[i - 1].value) +
           share * static_cast<double>(line[i].value - line[i - 1].value);
  }
  return static_cast<double>(line.back().value);
}

view::v1::PaceState PaceOf(const std::vector<Point>& line, Date day, std::int64_t value,
                           std::int64_t value_at_last) {
  if (line.empty()) return view::v1::PACE_STATE_UNSPECIFIED;
  const Point last = line.back();
  if (day > last.day) {
    return value_at_last >= last.value ? view::v1::PACE_STATE_REACHED : view::v1::PACE_STATE_MISSED;
  }
  if (value >= last.value) return view::v1::PACE_STATE_REACHED;
  // The tolerance is a twentieth of the final target.
  const double lowest = On(line, day) - static_cast<double>(last.value) / 20;
  return static_cast<double>(value) + 0.005 < lowest ? view::v1::PACE_STATE_BEHIND
                                                     : view::v1::PACE_STATE_ON_TRACK;
}

std::int64_t RoundedPercentX10(std::int64_t value, std::int64_t target) {
  return target == 0 ? 0 : (value * 2000 + target) / (2 * target);
}

void FillIndicator(const plan::Plan& plan, const History& history, HalfYear period,
                   const PlannedIndicator& planned, EvaluatedIndicator* row) {
  const plan::v1::Indicator& indicator = *planned.indicator;
  row->set_code(indicator.code());
  SetLabel(indicator.name(), row->mutable_name());
  SetLabel(indicator.unit(), row->mutable_unit());
  row->set_measure(planned.measure);
  const std::vector<Point> line = LineOf(plan, indicator);
  const auto* definition = InForce(indicator);
  const auto value_on = [&](Date day) {
    return definition == nullptr ? 0 : CountOn(plan, history, *definition, day).value;
  };
  if (definition != nullptr) row->set_definition_version(definition->version());
  row->set_value(value_on(period.last_day()));
  row->set_in_period(row->value() - value_on(period.first_day().PlusDays(-1)));
  for (const plan::v1::Target& target : indicator.targets()) {
    const auto day = Date::Parse(target.date());
    if (!day || *day < period.first_day() || !row->target_date().empty()) continue;
    row->set_target_date(target.date());
    row->set_target(target.value());
    row->set_percent_x10(RoundedPercentX10(row->value(), target.value()));
  }
  if (line.empty() || definition == nullptr) return;
  row->set_pace(PaceOf(line, period.last_day(), row->value(), value_on(line.back().day)));
  const Date next = std::min(period.Next().last_day(), plan.end_date());
  row->set_planned_next(static_cast<std::int64_t>(On(line, next) + 0.5));
}

bool IsWithin(const plan::Plan& plan, const view::v1::ScheduleCell& cell, HalfYear period) {
  if (cell.month() == 0) {
    return HalfYear::Of(Quarter::Parse(cell.quarter())->first_day()) == period;
  }
  return plan.has_dates() && HalfYear::Of(plan.FirstDayOfMonth(cell.month())) == period;
}

void FillMeasures(const plan::Plan& plan, const History& history, HalfYear period,
                  EvaluationFigures* figures) {
  google::protobuf::RepeatedPtrField<view::v1::ScheduleRow> rows;
  FillRowsOf(plan, history, period, &rows);
  for (int i = 0; i < rows.size(); ++i) {
    const plan::v1::Measure& planned = plan.data().measures(i);
    auto* shown = figures->add_measures();
    shown->set_measure(planned.code());
    SetLabel(planned.name(), shown->mutable_name());
    shown->set_deadline(plan.counts_in_months() ? std::to_string(planned.planned().last_month())
                                                : planned.planned().last_quarter());
    for (const view::v1::ScheduleCell& cell : rows[i].cells()) {
      if (!IsWithin(plan, cell, period)) continue;
      shown->set_planned_cells(shown->planned_cells() + cell.planned());
      const bool late = cell.state() == view::v1::CELL_STATE_LATE;
      shown->set_late_cells(shown->late_cells() + late);
      shown->set_events(shown->events() + cell.events());
    }
  }
}

void FillDeviation(const History& history, const Record& found, view::v1::EvaluatedDeviation* row) {
  const auto& body = found.event.deviation_recorded();
  row->set_deviation_id(body.deviation_id());
  row->set_measure(body.measure());
  row->set_indicator(body.indicator());
  row->set_found_on(found.event.occurred_on());
  row->set_subject(body.subject());
  row->set_cause(body.cause());
  for (const Record* record : history.InForce()) {
    const auto& planned = record->event.corrective_step_planned();
    if (!record->event.has_corrective_step_planned()) continue;
    if (planned.deviation_id() != body.deviation_id()) continue;
    auto* step = row->add_steps();
    step->set_step_id(planned.step_id());
    step->set_subject(planned.subject());
    step->set_responsible(planned.responsible());
    step->set_due_on(planned.due_on());
    for (const Record* other : history.InForce()) {
      const auto& done = other->event.corrective_step_done();
      if (other->event.has_corrective_step_done() && done.step_id() == planned.step_id()) {
        step->set_done_on(other->event.occurred_on());
      }
    }
  }
}

// Found in the period, or before and not solved when the period began.
void FillDeviations(const History& until_end, HalfYear period, EvaluationFigures* figures) {
  for (const Record* record : until_end.InForce()) {
    if (!record->event.has_deviation_recorded()) continue;
    view::v1::EvaluatedDeviation row;
    FillDeviation(until_end, *record, &row);
    const std::string first_day = period.first_day().ToString();
    const bool open = row.steps_size() == 0 ||
                      std::any_of(row.steps().begin(), row.steps().end(), [&](const auto& step) {
                        return step.done_on().empty() || step.done_on() >= first_day;
                      });
    if (open || row.found_on() >= first_day) *figures->add_deviations() = row;
  }
}

void FillEvents(const History& until_end, HalfYear period, EvaluationFigures* figures) {
  std::map<std::string, view::v1::EvaluatedEvents> kinds;
  for (const Record* record : until_end.InForce()) {
    const bool unkept = record->event.has_identity_claimed() ||
                        record->event.has_personal_data_unsealed() ||
                        record->event.has_inspection_bundle_exported();
    if (unkept || !PersonOf(*record).empty()) continue;
    auto& kind = kinds[TypeOf(*record)];
    kind.set_type(TypeOf(*record));
    SetTypeName(*record, kind.mutable_name());
    kind.set_until_end(kind.until_end() + 1);
    if (record->day() >= period.first_day()) kind.set_in_period(kind.in_period() + 1);
  }
  for (const auto& [type, kind] : kinds) *figures->add_events() = kind;
}

}  // namespace

void FillRowsOf(const plan::Plan& plan, const History& history, HalfYear period,
                google::protobuf::RepeatedPtrField<view::v1::ScheduleRow>* rows) {
  const History until_end = history.On(period.last_day());
  FillRows({.plan = plan,
            .history = until_end,
            .parameters = {},
            .day = period.last_day().PlusDays(1),
            .audience = ""},
           rows);
}

void FillFigures(const plan::Plan& plan, const History& history, HalfYear period,
                 EvaluationFigures* figures) {
  figures->set_period(period.ToString());
  figures->set_plan_version(plan.version());
  for (const PlannedIndicator& planned : IndicatorsOf(plan)) {
    FillIndicator(plan, history, period, planned, figures->add_indicators());
  }
  FillMeasures(plan, history, period, figures);
  const History until_end = history.On(period.last_day());
  FillDeviations(until_end, period, figures);
  FillEvents(until_end, period, figures);
}

}  // namespace paktum::views::naive
