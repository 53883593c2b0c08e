#include "libs/plan/internal/check.h"

#include "libs/plan/internal/suggest.h"

namespace paktum::plan::internal {
namespace {

template <typename Items>
Codes CodesOf(const Items& items) {
  Codes codes;
  for (const auto& item : items) codes.Add(item.code());
  return codes;
}

}  // namespace

AllCodes CollectCodes(const v1::Plan& plan) {
  AllCodes codes;
  codes.pillars = CodesOf(plan.pillars());
  codes.phases = CodesOf(plan.phases());
  codes.measures = CodesOf(plan.measures());
  codes.schemes = CodesOf(plan.schemes());
  codes.target_groups = CodesOf(plan.target_groups());
  codes.member_types = CodesOf(plan.member_types());
  codes.members = CodesOf(plan.members());
  codes.bodies = CodesOf(plan.bodies());
  codes.document_kinds = CodesOf(plan.document_kinds());
  codes.event_kinds = CodesOf(plan.event_kinds());
  codes.deliverable_kinds = CodesOf(plan.deliverable_kinds());
  for (const auto& indicator : plan.indicators()) codes.indicators.Add(indicator.code());
  for (const auto& measure : plan.measures()) {
    for (const auto& result : measure.results()) codes.indicators.Add(result.code());
    for (const auto& output : measure.outputs()) codes.indicators.Add(output.code());
  }
  for (const auto& member : plan.consortium()) codes.consortium.Add(member.member());
  for (const auto& member : plan.members()) codes.parties.Add(member.code());
  for (const auto& named : plan.named_organisations()) codes.parties.Add(named.code());
  for (const auto& body : plan.bodies()) codes.parties.Add(body.code());
  for (const auto& problem : plan.problems()) codes.problems.Add(problem.id());
  for (const auto& document : plan.source_documents()) codes.source_keys.Add(document.key());
  return codes;
}

void CheckPlan(const Node& root, const v1::Plan& plan, Errors& errors) {
  const AllCodes codes = CollectCodes(plan);
  CheckValues(root, plan, codes, errors);
  CheckFrame(root, plan, codes, errors);
  CheckPhases(root, plan, errors);
  CheckKinds(root, plan, codes, errors);
  CheckMeasures(root, plan, codes, errors);
  CheckIndicators(root, plan, codes, errors);
  CheckSchemes(root, plan, codes, errors);
  CheckParticipants(root, plan, codes, errors);
  CheckOrganisations(root, plan, codes, errors);
  CheckGovernance(root, plan, codes, errors);
}

void CheckMoment(const Node& node, const v1::Plan& plan, std::string_view text_field,
                 const std::string& text, std::string_view month_field, std::uint32_t month,
                 Errors& errors) {
  const std::uint32_t months = plan.programme().months();
  if (!CountsInMonths(plan)) {
    if (month == 0) return;
    errors.Add(node.PlaceOf(month_field), "the plan names dates, not months of the programme",
               std::string(text_field) + ", or programme { months: … }");
    return;
  }
  if (!text.empty()) {
    errors.Add(node.PlaceOf(text_field), "the plan counts in months and has no dates",
               std::string(month_field) + ": 1 to " + std::to_string(months));
  }
  if (month < 1 || month > months) {
    const Place place = month == 0 ? node.place() : node.PlaceOf(month_field);
    errors.Add(place,
               month == 0 ? std::string(month_field) + " is 0 or missing"
                          : "month " + std::to_string(month) + " lies outside the programme",
               std::string(month_field) + ": 1 to " + std::to_string(months));
  }
}

void CheckKnown(const Node& node, std::string_view field, int index, const std::string& code,
                std::string_view noun, const Codes& known, Errors& errors) {
  if (code.empty() || known.Has(code)) return;
  errors.Add(
      node.PlaceOf(field, index),
      "\"" + code + "\" in " + std::string(field) + " is no " + std::string(noun) + " of this plan",
      MeanOrOneOf(code, known.list()));
}

void UniqueKeys::Add(const Node& item, std::string_view key_field, const std::string& key) {
  if (key.empty()) return;  // reported as missing
  const Place place = item.PlaceOf(key_field);
  const auto [first, added] = first_line_.emplace(key, place.line);
  if (added) return;
  errors_.Add(place, noun_ + " \"" + key + "\" stands in the plan twice",
              "another " + std::string(key_field) + "; the first one is in line " +
                  std::to_string(first->second));
}

}  // namespace paktum::plan::internal
