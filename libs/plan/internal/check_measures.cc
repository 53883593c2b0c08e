#include <google/protobuf/descriptor.h>

#include "libs/base/date.h"
#include "libs/plan/internal/check.h"

namespace paktum::plan::internal {
namespace {

// Months in order, inside the phase where the measure has one.
void CheckPlannedMonths(const Node& node, const v1::Plan& plan, const v1::Measure& measure,
                        Errors& errors) {
  const v1::PlannedPeriod& planned = measure.planned();
  CheckMoment(node, plan, "first_quarter", planned.first_quarter(), "first_month",
              planned.first_month(), errors);
  CheckMoment(node, plan, "last_quarter", planned.last_quarter(), "last_month",
              planned.last_month(), errors);
  if (!CountsInMonths(plan) || planned.first_month() == 0) return;
  if (planned.last_month() > 0 && planned.last_month() < planned.first_month()) {
    errors.Add(node.PlaceOf("last_month"), "the last month lies before the first",
               "a month from " + std::to_string(planned.first_month()) + " on");
  }
  for (const v1::Phase& phase : plan.phases()) {
    if (phase.code() != measure.phase()) continue;
    const auto check = [&](std::string_view field, std::uint32_t month) {
      if (month == 0 || (phase.first_month() <= month && month <= phase.last_month())) return;
      errors.Add(node.PlaceOf(field),
                 "month " + std::to_string(month) + " lies outside phase " + phase.code(),
                 std::to_string(phase.first_month()) + " to " + std::to_string(phase.last_month()));
    };
    check("first_month", planned.first_month());
    check("last_month", planned.last_month());
  }
}

// Quarters that parse, in order and inside the programme.
void CheckPlanned(const Node& node, const v1::PlannedPeriod& planned,
                  const v1::Programme& programme, Errors& errors) {
  const auto first = Quarter::Parse(planned.first_quarter());
  const auto last = Quarter::Parse(planned.last_quarter());
  if (first && last && *last < *first) {
    errors.Add(node.PlaceOf("last_quarter"), "the last quarter lies before the first",
               "a quarter from " + first->ToString() + " on");
  }
  const auto programme_first = Quarter::Parse(programme.first_quarter());
  const auto programme_last = Quarter::Parse(programme.last_quarter());
  if (!programme_first || !programme_last) return;
  const auto check = [&](std::string_view field, const std::optional<Quarter>& quarter) {
    if (!quarter || (*programme_first <= *quarter && *quarter <= *programme_last)) return;
    errors.Add(
        node.PlaceOf(field), quarter->ToString() + " lies outside the programme",
        "a quarter from " + programme_first->ToString() + " to " + programme_last->ToString());
  };
  check("first_quarter", first);
  check("last_quarter", last);
}

// Events whose body has a `measure` field speak for themselves.
// `taken` maps the types of the measures before to their measure.
void CheckActivityTypes(const Node& node, const v1::Measure& measure,
                        std::map<std::string, std::string>& taken, Errors& errors) {
  for (int i = 0; i < measure.activity_event_types_size(); ++i) {
    const std::string& type = measure.activity_event_types(i);
    const auto* body = CheckEventType(node, "activity_event_types", i, type, errors);
    if (body == nullptr) continue;
    if (body->FindFieldByName("measure") != nullptr) {
      errors.Add(node.PlaceOf("activity_event_types", i),
                 "events of type \"" + type + "\" name their measure themselves",
                 "leave it out of activity_event_types");
    }
    const auto [first, added] = taken.emplace(type, measure.code());
    if (added) continue;
    errors.Add(node.PlaceOf("activity_event_types", i), "\"" + type + "\" is listed a second time",
               "one measure for a type; measure " + first->second + " has it already");
  }
}

// The pillar or phase of a measure; that one of the two is there is checked with the values.
void CheckGroup(const Node& node, const v1::Measure& measure, const AllCodes& codes,
                Errors& errors) {
  CheckKnown(node, "pillar", -1, measure.pillar(), "pillar", codes.pillars, errors);
  CheckKnown(node, "phase", -1, measure.phase(), "phase", codes.phases, errors);
  if (!measure.pillar().empty() && !measure.phase().empty()) {
    errors.Add(node.PlaceOf("phase"), "measure \"" + measure.code() + "\" has a pillar and a phase",
               "one of the two");
    return;
  }
  const bool of_phase = !measure.phase().empty();
  const std::string& group = of_phase ? measure.phase() : measure.pillar();
  const bool known = of_phase ? codes.phases.Has(group) : codes.pillars.Has(group);
  if (known && !measure.code().starts_with(group + ".")) {
    errors.Add(node.PlaceOf("code"),
               "measure \"" + measure.code() + "\" is not named after its " +
                   (of_phase ? "phase" : "pillar"),
               "a code that begins with \"" + group + ".\"");
  }
}

void CheckMeasure(const Node& node, const v1::Measure& measure, const AllCodes& codes,
                  Errors& errors) {
  CheckGroup(node, measure, codes, errors);
  for (int i = 0; i < measure.beneficiaries_size(); ++i) {
    CheckAllKnown(node.Child("beneficiaries", i), "target_groups",
                  measure.beneficiaries(i).target_groups(), "target group", codes.target_groups,
                  errors);
  }
  if (measure.responsibles_size() == 0) {
    errors.Add(node.place(), "measure \"" + measure.code() + "\" has nobody responsible",
               "responsibles { party: \"…\" sources: [\"…\"] }");
  }
  for (int i = 0; i < measure.responsibles_size(); ++i) {
    CheckKnown(node.Child("responsibles", i), "party", -1, measure.responsibles(i).party(),
               "member, named organisation or body", codes.parties, errors);
  }
}

}  // namespace

void CheckMeasures(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors) {
  UniqueKeys pillars("pillar", errors);
  for (int i = 0; i < plan.pillars_size(); ++i) {
    pillars.Add(root.Child("pillars", i), "code", plan.pillars(i).code());
  }
  UniqueKeys measures("measure", errors);
  std::map<std::string, std::string> taken_types;
  for (int i = 0; i < plan.measures_size(); ++i) {
    const Node node = root.Child("measures", i);
    const v1::Measure& measure = plan.measures(i);
    measures.Add(node, "code", measure.code());
    CheckMeasure(node, measure, codes, errors);
    CheckActivityTypes(node, measure, taken_types, errors);
    if (measure.has_planned()) {
      const Node planned = node.Child("planned");
      CheckPlannedMonths(planned, plan, measure, errors);
      if (!CountsInMonths(plan)) CheckPlanned(planned, measure.planned(), plan.programme(), errors);
    }
  }
}

}  // namespace paktum::plan::internal
