#include <string_view>

#include "libs/base/date.h"
#include "libs/plan/internal/check.h"

namespace paktum::plan::internal {
namespace {

void CheckCadence(const Node& node, const v1::Plan& plan, const v1::Cadence& cadence,
                  const AllCodes& codes, Errors& errors) {
  CheckMoment(node, plan, "first_due", cadence.first_due(), "first_due_month",
              cadence.first_due_month(), errors);
  CheckKnown(node, "body", -1, cadence.body(), "body", codes.bodies, errors);
  if (cadence.interval_months() == 0) {
    errors.Add(node.PlaceOf("interval_months"),
               "\"" + cadence.code() + "\" never comes round: interval_months is 0 or missing",
               "months between two due dates, 1 or more");
  }
  if (cadence.event_type().empty()) {
    if (cadence.filters_size() > 0) {
      errors.Add(node.Child("filters", 0).place(), "a filter without an event type",
                 "event_type: \"paktum.…\", or no filters");
    }
  } else {
    const auto* body = CheckEventType(node, "event_type", -1, cadence.event_type(), errors);
    if (body != nullptr) CheckFilters(node, cadence.filters(), *body, codes, errors);
  }
  const auto first_due = Date::Parse(cadence.first_due());
  const auto start = Date::Parse(plan.programme().start_date());
  const auto end = Date::Parse(plan.programme().end_date());
  if (first_due && start && end && (*first_due < *start || *end < *first_due)) {
    errors.Add(node.PlaceOf("first_due"), first_due->ToString() + " lies outside the programme",
               "a date from " + start->ToString() + " to " + end->ToString());
  }
}

void CheckDocument(const Node& node, const v1::DocumentKind& document, const AllCodes& codes,
                   Errors& errors) {
  CheckAllKnown(node, "made_by", document.made_by(), "member, named organisation or body",
                codes.parties, errors);
  CheckKnown(node, "approved_by", -1, document.approved_by(), "body", codes.bodies, errors);
  CheckAllKnown(node, "measures", document.measures(), "measure", codes.measures, errors);
  CheckNamedOnce(node, "measures", document.measures(), errors);
  if (document.has_interval_months() && document.interval_months() == 0) {
    errors.Add(node.PlaceOf("interval_months"), "interval_months is 0",
               "1 or more, or no interval_months");
  }
}

void CheckNumbered(const Node& root, std::string_view field,
                   const google::protobuf::RepeatedPtrField<v1::Duty>& duties, Errors& errors) {
  for (int i = 0; i < duties.size(); ++i) {
    if (duties.Get(i).number() == static_cast<std::uint32_t>(i + 1)) continue;
    const std::string expected = std::to_string(i + 1);
    errors.Add(root.Child(field, i).PlaceOf("number"),
               "number " + std::to_string(duties.Get(i).number()) + " stands in place " + expected,
               "number: " + expected);
  }
}

}  // namespace

void CheckGovernance(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                     Errors& errors) {
  for (int i = 0; i < plan.bodies_size(); ++i) {
    CheckKnown(root.Child("bodies", i), "host", -1, plan.bodies(i).host(), "member", codes.members,
               errors);
  }
  UniqueKeys cadences("cadence", errors);
  for (int i = 0; i < plan.cadences_size(); ++i) {
    const Node node = root.Child("cadences", i);
    cadences.Add(node, "code", plan.cadences(i).code());
    CheckCadence(node, plan, plan.cadences(i), codes, errors);
  }
  UniqueKeys documents("document kind", errors);
  for (int i = 0; i < plan.document_kinds_size(); ++i) {
    const Node node = root.Child("document_kinds", i);
    documents.Add(node, "code", plan.document_kinds(i).code());
    CheckDocument(node, plan.document_kinds(i), codes, errors);
  }
  UniqueKeys goals("goal group", errors);
  for (int i = 0; i < plan.specific_goals_size(); ++i) {
    goals.Add(root.Child("specific_goals", i), "code", plan.specific_goals(i).code());
  }
  UniqueKeys surfaces("public surface", errors);
  for (int i = 0; i < plan.public_surfaces_size(); ++i) {
    surfaces.Add(root.Child("public_surfaces", i), "code", plan.public_surfaces(i).code());
  }
  CheckNumbered(root, "pact_office_tasks", plan.pact_office_tasks(), errors);
  CheckNumbered(root, "monitoring_duties", plan.monitoring_duties(), errors);
}

}  // namespace paktum::plan::internal
