// Schedule (domain.md A5, A13, B6, B7, P-03, P-21, P-29).
#include "tests/property/registers/naive_schedule.h"

#include <algorithm>
#include <map>

#include "paktum/view/v1/schedule.pb.h"
#include "tests/property/registers/naive_duties.h"

namespace paktum::views::naive {
namespace {

using plan::v1::Measure;
using view::v1::CellState;
using view::v1::ScheduleCell;
using view::v1::ScheduleRow;

// Codes of the measures that an event belongs to.
std::vector<std::string> MeasuresOf(const plan::v1::Plan& plan, const Record& record) {
  const std::string measure = TextField(BodyOf(record), "measure");
  if (!measure.empty()) return {measure};
  const std::string document = TextField(BodyOf(record), "document_kind");
  for (const plan::v1::DocumentKind& kind : plan.document_kinds()) {
    if (document.empty() || kind.code() != document || kind.measures().empty()) continue;
    return {kind.measures().begin(), kind.measures().end()};
  }
  for (const Measure& one : plan.measures()) {
    const auto& types = one.activity_event_types();
    if (std::find(types.begin(), types.end(), TypeOf(record)) != types.end()) return {one.code()};
  }
  return {};
}

Records EventsOf(const Question& question, const std::string& measure) {
  Records events;
  for (const Record* record : question.history.InForce()) {
    const auto measures = MeasuresOf(question.plan.data(), *record);
    if (std::find(measures.begin(), measures.end(), measure) != measures.end()) {
      events.push_back(record);
    }
  }
  return events;
}

struct Days {
  Date first;
  Date last;

  [[nodiscard]] bool Has(Date day) const { return first <= day && day <= last; }
};

Records Within(const Records& events, const Days& days) {
  Records within;
  for (const Record* record : events) {
    if (days.Has(record->day())) within.push_back(record);
  }
  return within;
}

void FillKinds(const Records& events, ScheduleCell* cell) {
  std::map<int, std::vector<const Record*>> kinds;  // in the order of the catalogue
  for (const Record* record : events) kinds[record->event.body_case()].push_back(record);
  for (const auto& [kind, records] : kinds) {
    auto* count = cell->add_kinds();
    count->set_type(TypeOf(*records.front()));
    SetTypeName(*records.front(), count->mutable_name());
    count->set_count(records.size());
  }
  cell->set_events(events.size());
}

// Of something planned, or not, in these days.
CellState StateOf(const Question& question, bool planned, bool happened, const Days& days) {
  if (!planned) return happened ? view::v1::CELL_STATE_UNPLANNED : view::v1::CELL_STATE_UNSPECIFIED;
  if (happened) return view::v1::CELL_STATE_ACTIVE;
  if (question.day < days.first) return view::v1::CELL_STATE_AHEAD;
  return question.day <= days.last ? view::v1::CELL_STATE_WAITING : view::v1::CELL_STATE_LATE;
}

void FillQuarters(const Question& question, const Measure& measure, const Records& events,
                  ScheduleRow* row) {
  for (const Quarter quarter : question.plan.quarters()) {
    const Days days{quarter.first_day(), quarter.last_day()};
    ScheduleCell* cell = row->add_cells();
    cell->set_quarter(quarter.ToString());
    cell->set_planned(*Quarter::Parse(measure.planned().first_quarter()) <= quarter &&
                      quarter <= *Quarter::Parse(measure.planned().last_quarter()));
    const Records within = Within(events, days);
    FillKinds(within, cell);
    cell->set_state(StateOf(question, cell->planned(), !within.empty(), days));
  }
}

Days DaysOfMonths(const plan::Plan& plan, std::uint32_t first, std::uint32_t last) {
  return {plan.FirstDayOfMonth(first), plan.FirstDayOfMonth(last + 1).PlusDays(-1)};
}

void FillMonths(const Question& question, const Measure& measure, const Records& events,
                ScheduleRow* row) {
  const plan::Plan& plan = question.plan;
  const std::uint32_t first = measure.planned().first_month();
  const std::uint32_t last = measure.planned().last_month();
  for (std::uint32_t month = 1; month <= plan.months(); ++month) {
    ScheduleCell* cell = row->add_cells();
    cell->set_month(month);
    cell->set_planned(first <= month && month <= last);
    if (cell->planned()) cell->set_state(view::v1::CELL_STATE_AHEAD);
  }
  row->set_state(view::v1::CELL_STATE_AHEAD);
  if (!plan.has_dates()) return;
  const Days period = DaysOfMonths(plan, first, last);
  row->set_state(StateOf(question, true, !Within(events, period).empty(), period));
  for (ScheduleCell& cell : *row->mutable_cells()) {
    const Days days = DaysOfMonths(plan, cell.month(), cell.month());
    const Records within = Within(events, days);
    FillKinds(within, &cell);
    cell.set_state(StateOf(question, cell.planned(), !within.empty(), days));
    // Any month of the period will do, so one month alone is not late.
    const bool none_at_all = row->state() == view::v1::CELL_STATE_LATE;
    if (cell.state() == view::v1::CELL_STATE_LATE && !none_at_all) {
      cell.set_state(view::v1::CELL_STATE_WAITING);
    }
  }
}

void FillPhases(const Question& question, view::v1::ScheduleView* view) {
  const plan::Plan& plan = question.plan;
  for (std::uint32_t month = 1; month <= plan.months(); ++month) {
    auto* shown = view->add_months();
    shown->set_month(month);
    if (!plan.has_dates()) continue;
    shown->set_first_day(DaysOfMonths(plan, month, month).first.ToString());
    shown->set_last_day(DaysOfMonths(plan, month, month).last.ToString());
  }
  for (const plan::v1::Phase& phase : plan.data().phases()) {
    auto* shown = view->add_phases();
    shown->set_code(phase.code());
    SetLabel(phase.name(), shown->mutable_name());
    shown->set_first_month(phase.first_month());
    shown->set_last_month(phase.last_month());
    if (plan.has_dates()) {
      const Days days = DaysOfMonths(plan, phase.first_month(), phase.last_month());
      shown->set_first_day(days.first.ToString());
      shown->set_last_day(days.last.ToString());
    }
    for (const ScheduleRow& row : view->rows()) {
      if (row.phase() != phase.code()) continue;
      shown->set_activities(shown->activities() + 1);
      if (row.events() > 0) shown->set_seen(shown->seen() + 1);
      if (row.state() == view::v1::CELL_STATE_LATE) shown->set_late(shown->late() + 1);
    }
  }
}

void FillCadences(const Question& question, view::v1::ScheduleView* view) {
  for (const plan::v1::Cadence& cadence : question.plan.data().cadences()) {
    view::v1::DutyStanding standing;
    FillStanding(question.plan, cadence.interval_months(), DueDates(question.plan, cadence),
                 HeldDays(question.history, cadence), question.day, &standing);
    auto* state = view->add_cadences();
    state->set_code(cadence.code());
    SetLabel(cadence.name(), state->mutable_name());
    state->set_interval_months(cadence.interval_months());
    state->set_last_on(standing.last_on());
    state->set_next_due_on(standing.next_due_on());
    state->set_overdue(standing.overdue());
    state->set_held(standing.held());
    state->set_expected(standing.expected());
    state->set_missed(standing.missed());
  }
}

}  // namespace

void FillRows(const Question& question,
              google::protobuf::RepeatedPtrField<view::v1::ScheduleRow>* rows) {
  for (const Measure& measure : question.plan.data().measures()) {
    ScheduleRow* row = rows->Add();
    row->set_measure(measure.code());
    SetLabel(measure.name(), row->mutable_name());
    row->set_pillar(measure.pillar());
    row->set_phase(measure.phase());
    const Records events = EventsOf(question, measure.code());
    row->set_events(events.size());
    if (!events.empty()) row->set_last_on(events.back()->event.occurred_on());
    if (question.plan.counts_in_months()) {
      FillMonths(question, measure, events, row);
    } else {
      FillQuarters(question, measure, events, row);
    }
  }
}

void Fill(const Question& question, view::v1::ScheduleView* view) {
  FillRows(question, view->mutable_rows());
  if (question.plan.counts_in_months()) {
    FillPhases(question, view);
  } else {
    for (const Quarter quarter : question.plan.quarters()) view->add_quarters(quarter.ToString());
  }
  for (const ScheduleRow& row : view->rows()) {
    for (const ScheduleCell& cell : row.cells()) {
      view->set_cells(view->cells() + 1);
      if (cell.planned()) view->set_planned_cells(view->planned_cells() + 1);
      if (cell.state() == view::v1::CELL_STATE_LATE) view->set_late_cells(view->late_cells() + 1);
    }
  }
  FillCadences(question, view);
  if (!question.plan.has_dates()) return;
  view->set_programme_start(question.plan.start_date().ToString());
  view->set_programme_end(question.plan.end_date().ToString());
}

}  // namespace paktum::views::naive
