#include "libs/plan/plan.h"

#include <map>
#include <utility>

#include "libs/base/check.h"
#include "libs/plan/internal/plan_builder.h"
#include "libs/plan/sha256.h"

namespace paktum::plan {
namespace {

using std::string;
using std::string_view;

template <typename T>
using Index = std::map<string, const T*, std::less<>>;

template <typename T>
Index<T> IndexByCode(const google::protobuf::RepeatedPtrField<T>& items) {
  Index<T> index;
  for (const T& item : items) index.emplace(item.code(), &item);
  return index;
}

template <typename T, typename Key>
const T* Find(const std::map<string, const T*, std::less<>>& index, const Key& key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : found->second;
}

Date CheckedDate(string_view text) {
  const auto date = Date::Parse(text);
  PAKTUM_CHECK(date.has_value());
  return *date;
}

Quarter CheckedQuarter(string_view text) {
  const auto quarter = Quarter::Parse(text);
  PAKTUM_CHECK(quarter.has_value());
  return *quarter;
}

// Where a programme lies whose days are not known.
constexpr string_view kEndOfCalendar = "2199-12-31";

struct QuarterRange {
  Quarter first;
  Quarter last;
};

}  // namespace

struct Plan::Content {
  v1::Plan data;
  string digest;
  Date start;
  Date end;
  std::vector<Quarter> quarters;
  std::vector<const v1::Indicator*> indicators;

  bool has_dates = true;

  Index<v1::Pillar> pillars;
  Index<v1::Phase> phases;
  Index<v1::ProgrammeEventKind> event_kinds;
  Index<v1::DeliverableKind> deliverable_kinds;
  Index<v1::Measure> measures;
  Index<v1::SubsidyScheme> schemes;
  Index<v1::TargetGroup> target_groups;
  Index<v1::Member> members;
  Index<v1::MemberType> member_types;
  Index<v1::StaffPost> staff;
  Index<v1::GovernanceBody> bodies;
  Index<v1::Cadence> cadences;
  Index<v1::DocumentKind> document_kinds;
  Index<v1::Problem> problems;
  Index<v1::Indicator> indicators_by_code;
  Index<v1::ConsortiumMember> offices;
  Index<v1::ConsortiumMember> consortium;
  Index<v1::Measure> measure_of_event_type;
  std::map<string, QuarterRange, std::less<>> planned;
};

namespace {

template <typename Content>
void IndexIndicators(Content& content) {
  const auto add = [&content](const v1::Indicator& indicator) {
    content.indicators.push_back(&indicator);
    content.indicators_by_code.emplace(indicator.code(), &indicator);
  };
  for (const auto& indicator : content.data.indicators()) add(indicator);
  for (const auto& measure : content.data.measures()) {
    for (const auto& result : measure.results()) add(result);
    for (const auto& output : measure.outputs()) add(output);
  }
}

template <typename Content>
void IndexSchedule(Content& content) {
  const auto& programme = content.data.programme();
  for (const auto& measure : content.data.measures()) {
    for (const string& type : measure.activity_event_types()) {
      content.measure_of_event_type.emplace(type, &measure);
    }
  }
  content.has_dates = !programme.start_date().empty();
  if (!content.has_dates) {
    content.start = CheckedDate(kEndOfCalendar);
    content.end = content.start.PlusDays(-1);
    return;
  }
  content.start = CheckedDate(programme.start_date());
  content.end = CheckedDate(programme.end_date());
  const Quarter last = CheckedQuarter(programme.last_quarter());
  for (Quarter q = CheckedQuarter(programme.first_quarter()); q <= last; q = q.Next()) {
    content.quarters.push_back(q);
  }
  for (const auto& measure : content.data.measures()) {
    content.planned.emplace(measure.code(),
                            QuarterRange{CheckedQuarter(measure.planned().first_quarter()),
                                         CheckedQuarter(measure.planned().last_quarter())});
  }
}

// First day of a month that is counted from `start`.
Date MonthStart(Date start, std::uint32_t month) {
  return start.PlusMonths(static_cast<int>(month) - 1);
}
Date MonthEnd(Date start, std::uint32_t month) { return MonthStart(start, month + 1).PlusDays(-1); }

// Puts everything that is counted in months on the calendar.
void FillDates(Date start, v1::Plan& plan) {
  v1::Programme& programme = *plan.mutable_programme();
  const Date end = MonthEnd(start, programme.months());
  programme.set_start_date(start.ToString());
  programme.set_end_date(end.ToString());
  programme.set_first_quarter(Quarter::Of(start).ToString());
  programme.set_last_quarter(Quarter::Of(end).ToString());
  const auto fill_targets = [&](google::protobuf::RepeatedPtrField<v1::Indicator>& indicators) {
    for (v1::Indicator& indicator : indicators) {
      for (v1::Target& target : *indicator.mutable_targets()) {
        target.set_date(MonthEnd(start, target.month()).ToString());
      }
    }
  };
  fill_targets(*plan.mutable_indicators());
  for (v1::Measure& measure : *plan.mutable_measures()) {
    fill_targets(*measure.mutable_results());
    fill_targets(*measure.mutable_outputs());
    v1::PlannedPeriod& planned = *measure.mutable_planned();
    planned.set_first_quarter(Quarter::Of(MonthStart(start, planned.first_month())).ToString());
    planned.set_last_quarter(Quarter::Of(MonthEnd(start, planned.last_month())).ToString());
  }
  for (v1::Cadence& cadence : *plan.mutable_cadences()) {
    cadence.set_first_due(MonthEnd(start, cadence.first_due_month()).ToString());
  }
}

}  // namespace

Plan PlanBuilder::Build(v1::Plan data) {
  string digest = Sha256OfMessage(data);
  return Build(std::move(data), std::move(digest));
}

Plan PlanBuilder::Build(v1::Plan data, string digest) {
  auto content = std::make_shared<Plan::Content>();
  content->data = std::move(data);
  content->digest = std::move(digest);
  const v1::Plan& plan = content->data;
  content->pillars = IndexByCode(plan.pillars());
  content->phases = IndexByCode(plan.phases());
  content->event_kinds = IndexByCode(plan.event_kinds());
  content->deliverable_kinds = IndexByCode(plan.deliverable_kinds());
  content->measures = IndexByCode(plan.measures());
  content->schemes = IndexByCode(plan.schemes());
  content->target_groups = IndexByCode(plan.target_groups());
  content->members = IndexByCode(plan.members());
  content->member_types = IndexByCode(plan.member_types());
  content->staff = IndexByCode(plan.staff());
  content->bodies = IndexByCode(plan.bodies());
  content->cadences = IndexByCode(plan.cadences());
  content->document_kinds = IndexByCode(plan.document_kinds());
  for (const auto& problem : plan.problems()) content->problems.emplace(problem.id(), &problem);
  for (const auto& office : plan.consortium()) {
    if (!office.office_service().empty()) {
      content->offices.emplace(office.office_service(), &office);
    }
    content->consortium.emplace(office.member(), &office);
  }
  IndexIndicators(*content);
  IndexSchedule(*content);
  return Plan(std::move(content));
}

const v1::Plan& Plan::data() const { return content_->data; }
const string& Plan::digest() const { return content_->digest; }
bool Plan::has_dates() const { return content_->has_dates; }

Plan Plan::StartingOn(Date first_day) const {
  if (!counts_in_months()) return *this;
  v1::Plan dated = data();
  FillDates(first_day, dated);
  return PlanBuilder::Build(std::move(dated), digest());
}

Date Plan::FirstDayOfMonth(std::uint32_t month) const { return MonthStart(start_date(), month); }

Date Plan::start_date() const { return content_->start; }
Date Plan::end_date() const { return content_->end; }
const std::vector<Quarter>& Plan::quarters() const { return content_->quarters; }

const v1::Pillar* Plan::FindPillar(string_view code) const { return Find(content_->pillars, code); }
const v1::ProgrammeEventKind* Plan::FindEventKind(string_view code) const {
  return Find(content_->event_kinds, code);
}
const v1::DeliverableKind* Plan::FindDeliverableKind(string_view code) const {
  return Find(content_->deliverable_kinds, code);
}
const v1::Measure* Plan::FindMeasure(string_view code) const {
  return Find(content_->measures, code);
}
const v1::SubsidyScheme* Plan::FindScheme(string_view code) const {
  return Find(content_->schemes, code);
}
const v1::TargetGroup* Plan::FindTargetGroup(string_view code) const {
  return Find(content_->target_groups, code);
}
const v1::Member* Plan::FindMember(string_view code) const { return Find(content_->members, code); }
const v1::MemberType* Plan::FindMemberType(string_view code) const {
  return Find(content_->member_types, code);
}
const v1::StaffPost* Plan::FindStaffPost(string_view code) const {
  return Find(content_->staff, code);
}
const v1::GovernanceBody* Plan::FindBody(string_view code) const {
  return Find(content_->bodies, code);
}
const v1::Cadence* Plan::FindCadence(string_view code) const {
  return Find(content_->cadences, code);
}
const v1::DocumentKind* Plan::FindDocumentKind(string_view code) const {
  return Find(content_->document_kinds, code);
}
const v1::Problem* Plan::FindProblem(string_view id) const { return Find(content_->problems, id); }
const v1::Indicator* Plan::FindIndicator(string_view code) const {
  return Find(content_->indicators_by_code, code);
}
const v1::ConsortiumMember* Plan::FindOffice(string_view office_service) const {
  return Find(content_->offices, office_service);
}
const v1::ConsortiumMember* Plan::FindConsortiumMember(string_view member) const {
  return Find(content_->consortium, member);
}

// Steps are numbered 1, 2, 3 … in order: the loader sees to it.
const v1::ServiceStep* Plan::FindServiceStep(std::uint32_t number) const {
  const auto& steps = data().service_steps();
  if (number < 1 || number > static_cast<std::uint32_t>(steps.size())) return nullptr;
  return &steps.Get(static_cast<int>(number) - 1);
}

const std::vector<const v1::Indicator*>& Plan::indicators() const { return content_->indicators; }

bool Plan::planned(string_view measure, Quarter quarter) const {
  const auto found = content_->planned.find(measure);
  if (found == content_->planned.end()) return false;
  return found->second.first <= quarter && quarter <= found->second.last;
}

std::size_t Plan::planned_cells() const {
  std::size_t cells = 0;
  for (const auto& measure : data().measures()) {
    for (const Quarter quarter : quarters()) {
      if (planned(measure.code(), quarter)) ++cells;
    }
  }
  return cells;
}

const v1::Measure* Plan::MeasureOfEventType(string_view type) const {
  return Find(content_->measure_of_event_type, type);
}

SchemeSum Plan::wage_schemes() const {
  SchemeSum sum;
  for (const auto& scheme : data().schemes()) {
    if (!scheme.counts_as_wage_scheme()) continue;
    sum.persons += scheme.persons();
    sum.amount_ft += scheme.printed_total_ft();
  }
  return sum;
}

std::int64_t Plan::all_schemes_ft() const {
  std::int64_t sum = 0;
  for (const auto& scheme : data().schemes()) sum += scheme.printed_total_ft();
  return sum;
}

std::int64_t Plan::all_schemes_without_possibly_inside_ft() const {
  std::int64_t sum = 0;
  for (const auto& scheme : data().schemes()) {
    if (scheme.possibly_inside().empty()) sum += scheme.printed_total_ft();
  }
  return sum;
}

std::vector<const v1::TargetGroup*> Plan::person_target_groups() const {
  std::vector<const v1::TargetGroup*> groups;
  for (const auto& group : data().target_groups()) {
    if (!group.is_organisation()) groups.push_back(&group);
  }
  return groups;
}

const v1::Definition* DefinitionInForce(const v1::Indicator& indicator) {
  for (const auto& definition : indicator.definitions()) {
    if (definition.in_force()) return &definition;
  }
  return nullptr;
}

const v1::Definition* FindDefinition(const v1::Indicator& indicator, std::uint32_t version) {
  for (const auto& definition : indicator.definitions()) {
    if (definition.version() == version) return &definition;
  }
  return nullptr;
}

std::vector<Date> DueDates(const v1::Cadence& cadence, Date until) {
  if (cadence.first_due().empty()) return {};
  const Date first = CheckedDate(cadence.first_due());
  PAKTUM_CHECK(cadence.interval_months() > 0);
  const bool at_month_end = first.PlusDays(1).day() == 1;
  std::vector<Date> due;
  for (int months = 0;; months += static_cast<int>(cadence.interval_months())) {
    // The day after a month's last is a first, and firsts stay firsts when months are added.
    const Date date =
        at_month_end ? first.PlusDays(1).PlusMonths(months).PlusDays(-1) : first.PlusMonths(months);
    if (date > until) return due;
    due.push_back(date);
  }
}

}  // namespace paktum::plan
