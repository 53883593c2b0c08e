#pragma once
// Plan: what one pact has planned, checked and ready to ask (domain.md Part A).
//
// Value      Immutable; copies share their content and cost a pointer.
// Threads    Every method may be called from any thread at the same time.
// Lifetime   Returned pointers and references live as long as any copy of the Plan.
// Source     Only the loader makes one (libs/plan/load.h), so every code that a part of the plan
//            names exists, dates and quarters parse, and event types and field paths are known.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "paktum/plan/v1/plan.pb.h"

namespace paktum::plan {

// Head count and money of a group of schemes.
struct SchemeSum {
  std::int64_t persons = 0;
  std::int64_t amount_ft = 0;

  friend bool operator==(const SchemeSum&, const SchemeSum&) = default;
};

class Plan {
 public:
  // The whole plan as written.
  [[nodiscard]] const v1::Plan& data() const;
  [[nodiscard]] const std::string& pact_id() const { return data().pact_id(); }
  [[nodiscard]] std::uint32_t version() const { return data().plan_version(); }
  // SHA-256 of the content, 64 lower-case hexadecimal digits: comments and layout of the file leave
  // it alone, any other change moves it.
  [[nodiscard]] const std::string& digest() const;

  // True when the plan counts in months: its first day is given when it is adopted.
  [[nodiscard]] bool counts_in_months() const { return months() > 0; }
  // Length in months of such a plan; 0 for a plan that names dates.
  [[nodiscard]] std::uint32_t months() const { return data().programme().months(); }
  // Whether the days of the programme are known: always for a plan that names dates, and for one
  // that counts in months once StartingOn has given it a first day.
  [[nodiscard]] bool has_dates() const;
  // The plan with its months put on the calendar: start and end, quarters, planned periods, dates
  // of targets and first due dates are filled in, everything else and the digest stay. A plan that
  // names dates is returned as it is. Costs a copy of the content.
  [[nodiscard]] Plan StartingOn(Date first_day) const;
  // First day of month 1, 2, 3 … of a plan with dates; the month after the last one begins on the
  // day after end_date().
  [[nodiscard]] Date FirstDayOfMonth(std::uint32_t month) const;

  // First and last day of the programme. Without dates the programme is empty and lies at the end
  // of the calendar (start_date() is the day after end_date()): nothing is inside it and no loop
  // from the one to the other runs.
  [[nodiscard]] Date start_date() const;
  [[nodiscard]] Date end_date() const;
  // Quarters of the schedule, in order; those that the programme touches in a plan that counts in
  // months; none without dates.
  [[nodiscard]] const std::vector<Quarter>& quarters() const;

  // Each returns nullptr for a code that the plan does not have. Codes are compared exactly.
  [[nodiscard]] const v1::Pillar* FindPillar(std::string_view code) const;
  [[nodiscard]] const v1::Measure* FindMeasure(std::string_view code) const;
  [[nodiscard]] const v1::ProgrammeEventKind* FindEventKind(std::string_view code) const;
  [[nodiscard]] const v1::DeliverableKind* FindDeliverableKind(std::string_view code) const;
  [[nodiscard]] const v1::SubsidyScheme* FindScheme(std::string_view code) const;
  [[nodiscard]] const v1::TargetGroup* FindTargetGroup(std::string_view code) const;
  [[nodiscard]] const v1::ServiceStep* FindServiceStep(std::uint32_t number) const;
  [[nodiscard]] const v1::Member* FindMember(std::string_view code) const;
  [[nodiscard]] const v1::MemberType* FindMemberType(std::string_view code) const;
  [[nodiscard]] const v1::StaffPost* FindStaffPost(std::string_view code) const;
  [[nodiscard]] const v1::GovernanceBody* FindBody(std::string_view code) const;
  [[nodiscard]] const v1::Cadence* FindCadence(std::string_view code) const;
  [[nodiscard]] const v1::DocumentKind* FindDocumentKind(std::string_view code) const;
  [[nodiscard]] const v1::Problem* FindProblem(std::string_view id) const;
  // Project indicators ("PO25") and results and outputs of measures ("3.1.R1") alike.
  [[nodiscard]] const v1::Indicator* FindIndicator(std::string_view code) const;
  // The consortium member for whom this office service records ("government_office"); nullptr when
  // the pact has no such office.
  [[nodiscard]] const v1::ConsortiumMember* FindOffice(std::string_view office_service) const;
  // The consortium entry of a member; nullptr for a member outside the consortium.
  [[nodiscard]] const v1::ConsortiumMember* FindConsortiumMember(std::string_view member) const;

  // Project indicators first, then results and outputs measure by measure.
  [[nodiscard]] const std::vector<const v1::Indicator*>& indicators() const;

  // True when the measure is planned for the quarter; false for an unknown measure.
  [[nodiscard]] bool planned(std::string_view measure, Quarter quarter) const;
  // Planned cells of the schedule, measures × quarters.
  [[nodiscard]] std::size_t planned_cells() const;
  // The measure that events of this type count for when they do not name one; nullptr for none.
  [[nodiscard]] const v1::Measure* MeasureOfEventType(std::string_view type) const;

  // Sum of the schemes tied to a job; printed totals.
  [[nodiscard]] SchemeSum wage_schemes() const;
  // Sum of all printed totals. A scheme that may lie inside another (P-09) counts on top in the
  // first and not at all in the second.
  [[nodiscard]] std::int64_t all_schemes_ft() const;
  [[nodiscard]] std::int64_t all_schemes_without_possibly_inside_ft() const;

  // Target groups of persons, without those of organisations.
  [[nodiscard]] std::vector<const v1::TargetGroup*> person_target_groups() const;

 private:
  struct Content;
  friend class PlanBuilder;
  explicit Plan(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::shared_ptr<const Content> content_;
};

// The definition in force; nullptr when the indicator cannot be counted from events.
const v1::Definition* DefinitionInForce(const v1::Indicator& indicator);
// The definition with this version; nullptr for none.
const v1::Definition* FindDefinition(const v1::Indicator& indicator, std::uint32_t version);

// Due dates of a duty until `until`, that day included: first_due, then every interval_months after
// it, kept at the end of the month when first_due is one. Empty when first_due lies later, or is
// not known because the plan counts in months and has no first day yet.
std::vector<Date> DueDates(const v1::Cadence& cadence, Date until);

}  // namespace paktum::plan
