#include "libs/views/schedule.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <optional>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/due_dates.h"
#include "libs/views/internal/history.h"
#include "libs/views/internal/progress.h"
#include "paktum/view/v1/schedule.pb.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views {

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
  std::vector<std::size_t> counts;  // indices in the counts; none outside the matrix
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

view::v1::CellState StateOfCell(bool planned, bool active, Quarter quarter, Date valid_at) {
  using namespace view::v1;  // NOLINT(google-build-using-namespace): the states
  if (active) return planned ? CELL_STATE_ACTIVE : CELL_STATE_UNPLANNED;
  if (!planned) return CELL_STATE_UNSPECIFIED;
  if (quarter.first_day() > valid_at) return CELL_STATE_AHEAD;
  return quarter.last_day() < valid_at ? CELL_STATE_LATE : CELL_STATE_WAITING;
}

}  // namespace

struct ScheduleFold::State {
  plan::Plan plan;
  std::string digest;
  Rules rules;
  std::map<std::string, std::size_t, std::less<>> measures;  // code → index in the plan
  History history;
  std::vector<Happening> happenings;  // in ledger order
  Progress progress;

  // What counts as of two times.
  struct Found {
    std::vector<std::uint64_t> counts;    // by measure, quarter and kind, see CountIndex
    std::vector<std::vector<Date>> held;  // by cadence: the days
    bool simulated = false;
  };

  // Place of a kind's count in a cell, all three as indices in plan, schedule and catalogue.
  [[nodiscard]] std::size_t CountIndex(std::size_t measure, std::size_t quarter,
                                       std::size_t kind) const {
    return (measure * plan.quarters().size() + quarter) * events::AllKinds().size() + kind;
  }
  Status Take(Position position, const view::v1::ScheduleEventRow& row);
  void Keep(Position position, const view::v1::ScheduleEventRow& row) {
    PAKTUM_CHECK(Take(position, row).ok());
    progress.AddEventRow(position, row.SerializeAsString());
  }
  [[nodiscard]] Found Find(const AsOf& as_of) const;
  void FillRow(std::size_t measure, const Found& found, Date valid_at, ScheduleView* answer) const;
  void FillCadences(const Found& found, Date valid_at, ScheduleView* answer) const;
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
  return head.occurred_on && state_->rules.at(head.kind->descriptor).Any();
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
  if (row.measure().empty() && row.cadences().empty()) return;
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
  const auto& quarters = plan.quarters();
  const Quarter quarter = Quarter::Of(Date::FromDays(event.occurred_on_days()));
  const auto at = std::lower_bound(quarters.begin(), quarters.end(), quarter);
  for (const std::string_view code : named) {
    const auto measure = measures.find(code);
    if (measure == measures.end()) return internal::BadRow("measure");
    if (at == quarters.end() || *at != quarter) continue;
    happening.counts.push_back(
        CountIndex(measure->second, static_cast<std::size_t>(at - quarters.begin()),
                   static_cast<std::size_t>(kind - events::AllKinds().data())));
  }
  for (const std::uint32_t cadence : row.cadences()) {
    if (cadence >= static_cast<std::uint32_t>(plan.data().cadences_size())) {
      return internal::BadRow("cadence");
    }
    happening.cadences.push_back(cadence);
  }
  happening.event = history.Add(position, event.stream(), recorded_at,
                                Date::FromDays(event.occurred_on_days()), *kind, event.simulated());
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

ScheduleFold::State::Found ScheduleFold::State::Find(const AsOf& as_of) const {
  const History::Voided voided = history.AsKnownAt(as_of.known_at);
  Found found;
  found.counts.resize(CountIndex(measures.size(), 0, 0));
  found.held.resize(static_cast<std::size_t>(plan.data().cadences_size()));
  for (const Happening& happening : happenings) {
    const History::Entry& entry = history.entry(happening.event);
    const bool counts = entry.occurred_on <= as_of.valid_at &&
                        entry.recorded_at <= as_of.known_at && !voided.Is(happening.event);
    if (!counts) continue;
    found.simulated = found.simulated || entry.simulated;
    for (const std::size_t count : happening.counts) ++found.counts[count];
    for (const std::uint32_t cadence : happening.cadences) {
      found.held[cadence].push_back(entry.occurred_on);
    }
  }
  return found;
}

void ScheduleFold::State::FillRow(std::size_t index, const Found& found, Date valid_at,
                                  ScheduleView* answer) const {
  const plan::v1::Measure& measure = plan.data().measures(static_cast<int>(index));
  auto* row = answer->add_rows();
  row->set_measure(measure.code());
  SetLabel(measure.name(), row->mutable_name());
  row->set_pillar(measure.pillar());
  const std::vector<events::EventKind>& kinds = events::AllKinds();
  for (std::size_t q = 0; q < plan.quarters().size(); ++q) {
    const Quarter quarter = plan.quarters()[q];
    auto* cell = row->add_cells();
    cell->set_quarter(quarter.ToString());
    cell->set_planned(plan.planned(measure.code(), quarter));
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const std::uint64_t count = found.counts[CountIndex(index, q, k)];
      if (count == 0) continue;
      auto* shown = cell->add_kinds();
      shown->set_type(kinds[k].type);
      shown->mutable_name()->set_hu(kinds[k].title_hu);
      shown->mutable_name()->set_en(kinds[k].title_en);
      shown->set_count(count);
      cell->set_events(cell->events() + count);
    }
    cell->set_state(StateOfCell(cell->planned(), cell->events() > 0, quarter, valid_at));
    answer->set_cells(answer->cells() + 1);
    if (cell->planned()) answer->set_planned_cells(answer->planned_cells() + 1);
    if (cell->state() == view::v1::CELL_STATE_LATE)
      answer->set_late_cells(answer->late_cells() + 1);
  }
}

void ScheduleFold::State::FillCadences(const Found& found, Date valid_at,
                                       ScheduleView* answer) const {
  for (std::size_t i = 0; i < found.held.size(); ++i) {
    const plan::v1::Cadence& cadence = plan.data().cadences(static_cast<int>(i));
    auto* shown = answer->add_cadences();
    shown->set_code(cadence.code());
    SetLabel(cadence.name(), shown->mutable_name());
    shown->set_interval_months(cadence.interval_months());
    if (cadence.event_type().empty()) continue;  // nothing records it: no due dates
    const auto duty =
        internal::StateOfDuty(plan::DueDates(cadence, plan.end_date()), found.held[i], valid_at);
    if (duty.last_on) shown->set_last_on(duty.last_on->ToString());
    if (duty.next_due_on) shown->set_next_due_on(duty.next_due_on->ToString());
    shown->set_overdue(duty.overdue);
    shown->set_held(duty.held);
    shown->set_expected(duty.expected);
    shown->set_missed(duty.missed);
  }
}

Result<ViewAnswer> ScheduleFold::Query(std::string_view view, const Parameters& parameters,
                                       Instant now) const {
  if (view != "schedule") return NotFound("view.unknown", "this service has the view schedule");
  PAKTUM_RETURN_IF_ERROR(RefuseOtherParameters(parameters, {"valid_at", "known_at"}));
  PAKTUM_ASSIGN_OR_RETURN(const AsOf as_of, ParseAsOf(parameters, now));
  const State::Found found = state_->Find(as_of);
  ScheduleView answer;
  for (const Quarter quarter : state_->plan.quarters()) answer.add_quarters(quarter.ToString());
  for (std::size_t i = 0; i < state_->measures.size(); ++i) {
    state_->FillRow(i, found, as_of.valid_at, &answer);
  }
  state_->FillCadences(found, as_of.valid_at, &answer);
  state_->progress.FillMeta(state_->plan, kFoldVersion, as_of, answer.mutable_meta());
  answer.mutable_meta()->set_contains_simulated(found.simulated);
  return ViewAnswer{ScheduleView::descriptor()->full_name(), answer.SerializeAsString()};
}

}  // namespace paktum::views
