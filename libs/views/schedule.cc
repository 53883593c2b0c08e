#include "libs/views/schedule.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <optional>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/views/internal/adoption.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/due_dates.h"
#include "libs/views/internal/history.h"
#include "libs/views/internal/progress.h"
#include "libs/views/internal/schedule_columns.h"
#include "paktum/pact/v1/events.pb.h"
#include "paktum/view/v1/schedule.pb.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views {

using internal::Columns;
using internal::FieldPath;
using internal::History;
using internal::Progress;
using view::v1::ScheduleView;

namespace {

constexpr std::string_view kMeasureField = "measure";
constexpr std::string_view kDocumentKindField = "document_kind";

// What the plan says about one kind of event.
struct KindRules {
  std::optional<FieldPath> measure_field;
  std::optional<FieldPath> document_kind_field;
  std::string measure;  // where the event names neither; may be empty
  struct CadenceRule {
    std::uint32_t cadence;  // index in the plan
    std::vector<internal::CompiledFilter> filters;
  };
  std::vector<CadenceRule> cadences;

  // Whether an event of the kind can mean anything.
  [[nodiscard]] bool Any() const {
    return measure_field || document_kind_field || !measure.empty() || !cadences.empty();
  }
};
using Rules = std::map<const google::protobuf::Descriptor*, KindRules>;

struct Happening {
  History::Index event = 0;
  std::vector<std::size_t> measures;  // indices in the plan
  std::vector<std::uint32_t> cadences;
};

void SetLabel(const plan::v1::Text& text, view::v1::Label* label) {
  label->set_hu(text.hu());
  label->set_en(text.en());
}

std::optional<FieldPath> TextField(const google::protobuf::Descriptor* body,
                                   std::string_view name) {
  auto field = FieldPath::Compile(body, name);
  if (!field.ok() || !field->IsText()) return std::nullopt;
  return std::move(field).value();
}

// Codes of the measures that the event belongs to, as the event or the plan gives them.
std::vector<std::string> MeasuresOf(const google::protobuf::Message& body, const KindRules& rules,
                                    const plan::Plan& plan) {
  std::string scratch;
  if (rules.measure_field) {
    const std::string_view named = rules.measure_field->Text(body, scratch);
    if (!named.empty()) return {std::string(named)};
  }
  if (rules.document_kind_field) {
    const auto* kind = plan.FindDocumentKind(rules.document_kind_field->Text(body, scratch));
    if (kind != nullptr && kind->measures_size() > 0) {
      return {kind->measures().begin(), kind->measures().end()};
    }
  }
  if (rules.measure.empty()) return {};
  return {rules.measure};
}

Result<Rules> MakeRules(const plan::Plan& plan) {
  Rules rules;
  for (const events::EventKind& kind : events::AllKinds()) {
    KindRules& one = rules[kind.descriptor];
    one.measure_field = TextField(kind.descriptor, kMeasureField);
    one.document_kind_field = TextField(kind.descriptor, kDocumentKindField);
    if (const auto* measure = plan.MeasureOfEventType(kind.type)) one.measure = measure->code();
  }
  std::uint32_t index = 0;
  for (const auto& cadence : plan.data().cadences()) {
    const std::uint32_t number = index++;
    if (cadence.event_type().empty()) continue;
    const events::EventKind* kind = events::FindKind(cadence.event_type());
    if (kind == nullptr) {
      return InvalidArgument("view.bad_definition", "unknown event type " + cadence.event_type(),
                             {{"cadence", cadence.code()}});
    }
    auto filters = internal::CompileFilters(kind->descriptor, cadence.filters());
    if (!filters.ok()) {
      return InvalidArgument("view.bad_definition", filters.status().message(),
                             {{"cadence", cadence.code()}});
    }
    rules[kind->descriptor].cadences.push_back({number, std::move(filters).value()});
  }
  return rules;
}

// Whether the plan has the measure for the column, both as indices.
bool PlannedFor(const plan::Plan& plan, std::size_t measure, std::size_t column) {
  const plan::v1::Measure& of = plan.data().measures(static_cast<int>(measure));
  if (!plan.counts_in_months()) return plan.planned(of.code(), plan.quarters()[column]);
  const auto month = static_cast<std::uint32_t>(column) + 1;
  return of.planned().first_month() <= month && month <= of.planned().last_month();
}

// Of a period from one day to another.
view::v1::CellState StateOfPeriod(bool planned, bool active, Date first, Date last, Date valid_at) {
  using namespace view::v1;  // NOLINT(google-build-using-namespace): the states
  if (active) return planned ? CELL_STATE_ACTIVE : CELL_STATE_UNPLANNED;
  if (!planned) return CELL_STATE_UNSPECIFIED;
  if (first > valid_at) return CELL_STATE_AHEAD;
  return last < valid_at ? CELL_STATE_LATE : CELL_STATE_WAITING;
}

// What counts as of two times.
struct Found {
  plan::Plan plan;  // on the calendar as far as it is known
  Columns columns;
  std::vector<std::uint64_t> counts;    // by measure, column and kind, see CountIndex
  std::vector<std::vector<Date>> held;  // by cadence: the days
  struct Measure {
    std::uint64_t events = 0;
    std::optional<Date> last_on;
    bool in_period = false;  // some event lies in the planned period
  };
  std::vector<Measure> measures;
  bool simulated = false;

  // Place of a kind's count in a cell, all three as indices in plan, columns and catalogue.
  [[nodiscard]] std::size_t CountIndex(std::size_t measure, std::size_t column,
                                       std::size_t kind) const {
    return (measure * columns.size() + column) * events::AllKinds().size() + kind;
  }
};

}  // namespace

struct ScheduleFold::State {
  plan::Plan plan;
  std::string digest;
  Rules rules;
  std::map<std::string, std::size_t, std::less<>> measures;  // code → index in the plan
  History history;
  std::vector<Happening> happenings;          // in ledger order
  std::vector<internal::Adoption> adoptions;  // of a plan that counts in months
  Progress progress;

  Status Take(Position position, const view::v1::ScheduleEventRow& row);
  void Keep(Position position, const view::v1::ScheduleEventRow& row) {
    PAKTUM_CHECK(Take(position, row).ok());
    progress.AddEventRow(position, row.SerializeAsString());
  }
  [[nodiscard]] bool IsAdoption(const google::protobuf::Descriptor* body) const {
    return plan.counts_in_months() && body == pact::v1::PlanAdopted::descriptor();
  }
  [[nodiscard]] Found Find(const AsOf& as_of) const;
};

ScheduleFold::ScheduleFold(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScheduleFold::ScheduleFold(ScheduleFold&&) noexcept = default;
ScheduleFold& ScheduleFold::operator=(ScheduleFold&&) noexcept = default;
ScheduleFold::~ScheduleFold() = default;

Result<ScheduleFold> ScheduleFold::Create(plan::Plan plan) {
  PAKTUM_ASSIGN_OR_RETURN(Rules rules, MakeRules(plan));
  std::string digest = internal::DefinitionsDigest(plan);
  auto state = std::make_unique<State>(State{.plan = std::move(plan),
                                             .digest = std::move(digest),
                                             .rules = std::move(rules),
                                             .measures = {},
                                             .history = {},
                                             .happenings = {},
                                             .adoptions = {},
                                             .progress = {}});
  for (const auto& measure : state->plan.data().measures()) {
    state->measures.emplace(measure.code(), state->measures.size());
  }
  return ScheduleFold(std::move(state));
}

const std::string& ScheduleFold::definitions_digest() const { return state_->digest; }
Position ScheduleFold::applied_through() const { return state_->progress.applied_through(); }

bool ScheduleFold::LooksAt(const events::EventHead& head) const {
  if (head.kind == nullptr) return false;
  if (head.kind->descriptor == correction::v1::EventVoided::descriptor()) return true;
  return head.occurred_on && (state_->rules.at(head.kind->descriptor).Any() ||
                              state_->IsAdoption(head.kind->descriptor));
}

void ScheduleFold::Pass(Position position, Instant recorded_at, const events::EventHead& head) {
  if (!state_->progress.Advance(position, recorded_at)) return;
  if (head.kind == nullptr || !head.occurred_on) state_->progress.CountUnknown();
}

void ScheduleFold::Apply(Position position, std::string_view stream, Instant recorded_at,
                         const event::v1::Event& event) {
  const events::EventHead head = events::HeadOf(event);
  if (!LooksAt(head)) {
    Pass(position, recorded_at, head);
    return;
  }
  if (!state_->progress.Advance(position, recorded_at)) return;
  const google::protobuf::Message* body = events::BodyOf(event);
  view::v1::ScheduleEventRow row;
  row.mutable_event()->set_recorded_at_ms(recorded_at.unix_ms());
  row.mutable_event()->set_stream(std::string(stream));
  row.mutable_event()->set_type(head.kind->type);
  row.mutable_event()->set_simulated(event.simulated());
  if (event.has_event_voided()) {
    row.mutable_event()->mutable_voids()->CopyFrom(event.event_voided().target_positions());
    if (state_->Take(position, row).ok()) {
      state_->progress.AddEventRow(position, row.SerializeAsString());
    }
    return;
  }
  row.mutable_event()->set_occurred_on_days(head.occurred_on->days_since_1970());
  const KindRules& rules = state_->rules.at(body->GetDescriptor());
  for (std::string& measure : MeasuresOf(*body, rules, state_->plan)) {
    if (!state_->measures.contains(measure)) continue;
    if (row.measure().empty()) {
      row.set_measure(std::move(measure));
    } else {
      row.add_further_measures(std::move(measure));
    }
  }
  for (const KindRules::CadenceRule& rule : rules.cadences) {
    if (internal::PassesAll(rule.filters, *body)) row.add_cadences(rule.cadence);
  }
  if (state_->IsAdoption(body->GetDescriptor())) {
    row.set_programme_start(event.plan_adopted().programme_start());
  }
  if (row.measure().empty() && row.cadences().empty() && row.programme_start().empty()) return;
  state_->Keep(position, row);
}

Status ScheduleFold::State::Take(Position position, const view::v1::ScheduleEventRow& row) {
  const view::v1::EventRow& event = row.event();
  const Instant recorded_at(event.recorded_at_ms());
  const events::EventKind* kind = events::FindKind(event.type());
  if (kind == nullptr) return internal::BadRow("event type");
  if (kind->descriptor == correction::v1::EventVoided::descriptor()) {
    const bool added = history.AddVoid(position, event.stream(), recorded_at, *kind,
                                       event.simulated(), event.voids());
    return added ? OkStatus() : internal::BadRow("void without target");
  }
  Happening happening;
  std::vector<std::string_view> named(row.further_measures().begin(), row.further_measures().end());
  if (!row.measure().empty()) named.push_back(row.measure());
  for (const std::string_view code : named) {
    const auto measure = measures.find(code);
    if (measure == measures.end()) return internal::BadRow("measure");
    happening.measures.push_back(measure->second);
  }
  for (const std::uint32_t cadence : row.cadences()) {
    if (cadence >= static_cast<std::uint32_t>(plan.data().cadences_size())) {
      return internal::BadRow("cadence");
    }
    happening.cadences.push_back(cadence);
  }
  happening.event = history.Add(position, event.stream(), recorded_at,
                                Date::FromDays(event.occurred_on_days()), *kind, event.simulated());
  if (const auto start = Date::Parse(row.programme_start())) {
    adoptions.push_back({happening.event, *start});
  }
  happenings.push_back(std::move(happening));
  return OkStatus();
}

std::vector<std::pair<std::string, std::string>> ScheduleFold::TakeDirtyRows() {
  return state_->progress.TakeDirtyRows();
}

Status ScheduleFold::LoadRow(std::string_view key, std::string_view value) {
  const auto position = Progress::EventPosition(key);
  if (!position) return state_->progress.LoadCounters(key, value);
  view::v1::ScheduleEventRow row;
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return internal::BadRow("event");
  }
  return state_->Take(*position, row);
}

void ScheduleFold::FinishLoading(Position applied_through) {
  state_->progress.FinishLoading(applied_through);
}

Found ScheduleFold::State::Find(const AsOf& as_of) const {
  const History::Voided voided = history.AsKnownAt(as_of.known_at);
  plan::Plan known = internal::PlanAsKnownAt(plan, adoptions, history, voided, as_of.known_at);
  Columns columns(known);
  Found found{std::move(known), std::move(columns), {}, {}, {}, false};
  found.counts.resize(found.CountIndex(measures.size(), 0, 0));
  found.held.resize(static_cast<std::size_t>(plan.data().cadences_size()));
  found.measures.resize(measures.size());
  for (const Happening& happening : happenings) {
    const History::Entry& entry = history.entry(happening.event);
    const bool counts = entry.occurred_on <= as_of.valid_at &&
                        entry.recorded_at <= as_of.known_at && !voided.Is(happening.event);
    if (!counts) continue;
    found.simulated = found.simulated || entry.simulated;
    const std::size_t column = found.columns.Of(entry.occurred_on);
    for (const std::size_t measure : happening.measures) {
      Found::Measure& of_measure = found.measures[measure];
      ++of_measure.events;
      of_measure.last_on =
          std::max(of_measure.last_on.value_or(entry.occurred_on), entry.occurred_on);
      if (column == found.columns.size()) continue;
      ++found.counts[found.CountIndex(measure, column, entry.kind_index)];
      of_measure.in_period = of_measure.in_period || PlannedFor(found.plan, measure, column);
    }
    for (const std::uint32_t cadence : happening.cadences) {
      found.held[cadence].push_back(entry.occurred_on);
    }
  }
  return found;
}

namespace {

void FillKinds(std::size_t measure, std::size_t column, const Found& found,
               view::v1::ScheduleCell* cell) {
  const std::vector<events::EventKind>& kinds = events::AllKinds();
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const std::uint64_t count = found.counts[found.CountIndex(measure, column, k)];
    if (count == 0) continue;
    auto* shown = cell->add_kinds();
    shown->set_type(kinds[k].type);
    shown->mutable_name()->set_hu(kinds[k].title_hu);
    shown->mutable_name()->set_en(kinds[k].title_en);
    shown->set_count(count);
    cell->set_events(cell->events() + count);
  }
}

// The state of the whole period of an activity of a phase.
view::v1::CellState StateOfActivity(const plan::v1::PlannedPeriod& planned,
                                    const Found::Measure& measure, const Columns& columns,
                                    Date valid_at) {
  if (!columns.dated()) return view::v1::CELL_STATE_AHEAD;
  return StateOfPeriod(true, measure.in_period, columns.First(planned.first_month() - 1),
                       columns.Last(planned.last_month() - 1), valid_at);
}

view::v1::CellState StateOfCell(const view::v1::ScheduleRow& row,
                                const view::v1::ScheduleCell& cell, std::size_t column,
                                const Columns& columns, Date valid_at) {
  const bool active = cell.events() > 0;
  if (!columns.dated()) {
    return cell.planned() ? view::v1::CELL_STATE_AHEAD : view::v1::CELL_STATE_UNSPECIFIED;
  }
  const auto state =
      StateOfPeriod(cell.planned(), active, columns.First(column), columns.Last(column), valid_at);
  const bool of_phase = cell.month() > 0;
  if (of_phase && state == view::v1::CELL_STATE_LATE && row.state() != state) {
    return view::v1::CELL_STATE_WAITING;
  }
  return state;
}

void FillRow(std::size_t index, const Found& found, Date valid_at, ScheduleView* answer) {
  const plan::v1::Measure& measure = found.plan.data().measures(static_cast<int>(index));
  const Found::Measure& seen = found.measures[index];
  auto* row = answer->add_rows();
  row->set_measure(measure.code());
  SetLabel(measure.name(), row->mutable_name());
  row->set_pillar(measure.pillar());
  row->set_phase(measure.phase());
  row->set_events(seen.events);
  if (seen.last_on) row->set_last_on(seen.last_on->ToString());
  const bool in_months = found.plan.counts_in_months();
  if (in_months) row->set_state(StateOfActivity(measure.planned(), seen, found.columns, valid_at));
  for (std::size_t column = 0; column < found.columns.size(); ++column) {
    auto* cell = row->add_cells();
    if (in_months) {
      cell->set_month(static_cast<std::uint32_t>(column) + 1);
    } else {
      cell->set_quarter(found.plan.quarters()[column].ToString());
    }
    cell->set_planned(PlannedFor(found.plan, index, column));
    FillKinds(index, column, found, cell);
    cell->set_state(StateOfCell(*row, *cell, column, found.columns, valid_at));
    answer->set_cells(answer->cells() + 1);
    if (cell->planned()) answer->set_planned_cells(answer->planned_cells() + 1);
    if (cell->state() == view::v1::CELL_STATE_LATE)
      answer->set_late_cells(answer->late_cells() + 1);
  }
}

// Months and phases of a plan that has them, and the days of the programme.
void FillFrame(const Found& found, ScheduleView* answer) {
  const plan::Plan& plan = found.plan;
  const Columns& columns = found.columns;
  if (plan.has_dates()) {
    answer->set_programme_start(plan.start_date().ToString());
    answer->set_programme_end(plan.end_date().ToString());
  }
  if (!plan.counts_in_months()) {
    for (const Quarter quarter : plan.quarters()) answer->add_quarters(quarter.ToString());
    return;
  }
  for (std::uint32_t month = 1; month <= plan.months(); ++month) {
    auto* shown = answer->add_months();
    shown->set_month(month);
    if (!columns.dated()) continue;
    shown->set_first_day(columns.First(month - 1).ToString());
    shown->set_last_day(columns.Last(month - 1).ToString());
  }
  for (const auto& phase : plan.data().phases()) {
    auto* shown = answer->add_phases();
    shown->set_code(phase.code());
    SetLabel(phase.name(), shown->mutable_name());
    shown->set_first_month(phase.first_month());
    shown->set_last_month(phase.last_month());
    if (columns.dated()) {
      shown->set_first_day(columns.First(phase.first_month() - 1).ToString());
      shown->set_last_day(columns.Last(phase.last_month() - 1).ToString());
    }
    for (const auto& row : answer->rows()) {
      if (row.phase() != phase.code()) continue;
      shown->set_activities(shown->activities() + 1);
      if (row.events() > 0) shown->set_seen(shown->seen() + 1);
      if (row.state() == view::v1::CELL_STATE_LATE) shown->set_late(shown->late() + 1);
    }
  }
}

void FillCadences(const Found& found, Date valid_at, ScheduleView* answer) {
  for (std::size_t i = 0; i < found.held.size(); ++i) {
    const plan::v1::Cadence& cadence = found.plan.data().cadences(static_cast<int>(i));
    auto* shown = answer->add_cadences();
    shown->set_code(cadence.code());
    SetLabel(cadence.name(), shown->mutable_name());
    shown->set_interval_months(cadence.interval_months());
    if (cadence.event_type().empty()) continue;  // nothing records it: no due dates
    const auto duty = internal::StateOfDuty(plan::DueDates(cadence, found.plan.end_date()),
                                            found.held[i], valid_at);
    if (duty.last_on) shown->set_last_on(duty.last_on->ToString());
    if (duty.next_due_on) shown->set_next_due_on(duty.next_due_on->ToString());
    shown->set_overdue(duty.overdue);
    shown->set_held(duty.held);
    shown->set_expected(duty.expected);
    shown->set_missed(duty.missed);
  }
}

}  // namespace

Result<ViewAnswer> ScheduleFold::Query(std::string_view view, const Parameters& parameters,
                                       Instant now) const {
  if (view != "schedule") return NotFound("view.unknown", "this service has the view schedule");
  PAKTUM_RETURN_IF_ERROR(RefuseOtherParameters(parameters, {"valid_at", "known_at"}));
  PAKTUM_ASSIGN_OR_RETURN(const AsOf as_of, ParseAsOf(parameters, now));
  const Found found = state_->Find(as_of);
  ScheduleView answer;
  for (std::size_t i = 0; i < state_->measures.size(); ++i) {
    FillRow(i, found, as_of.valid_at, &answer);
  }
  FillFrame(found, &answer);
  FillCadences(found, as_of.valid_at, &answer);
  state_->progress.FillMeta(state_->plan, kFoldVersion, as_of, answer.mutable_meta());
  answer.mutable_meta()->set_contains_simulated(found.simulated);
  return ViewAnswer{ScheduleView::descriptor()->full_name(), answer.SerializeAsString()};
}

}  // namespace paktum::views
