#include <algorithm>

#include "libs/plan/internal/check.h"

namespace paktum::plan::internal {
namespace {

constexpr std::uint32_t kPercentMax = 100;

// Whole numbers that are 0 or more; nothing when the product does not fit.
std::optional<std::int64_t> Product(const google::protobuf::RepeatedField<std::int64_t>& factors) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) {
    if (factor < 0 || __builtin_mul_overflow(product, factor, &product)) return std::nullopt;
  }
  return product;
}

void CheckAmount(const Node& node, const v1::AmountCheck& check, std::int64_t printed_total_ft,
                 Errors& errors) {
  if (check.factors_size() < 2) {
    errors.Add(node.place(), "a check multiplies at least two factors", "factors: [10, 3, 215000]");
    return;
  }
  const auto product = Product(check.factors());
  if (!product) {
    errors.Add(node.PlaceOf("factors", 0), "the factors cannot be multiplied",
               "whole numbers, 0 or more, with a product below 9 × 10^18");
    return;
  }
  if (*product != check.product_ft()) {
    errors.Add(node.PlaceOf("product_ft"),
               "product_ft is " + std::to_string(check.product_ft()) + ", the factors give " +
                   std::to_string(*product),
               "product_ft: " + std::to_string(*product));
  }
  const bool agrees = *product == printed_total_ft;
  if (agrees != check.agrees_with_printed()) {
    errors.Add(node.PlaceOf("agrees_with_printed"),
               std::string("the product ") + (agrees ? "is" : "is not") + " the printed total " +
                   std::to_string(printed_total_ft),
               std::string("agrees_with_printed: ") + (agrees ? "true" : "false"));
  }
}

// A verdict must follow from the checks beside it.
void CheckVerdict(const Node& node, const v1::SubsidyScheme& scheme, Errors& errors) {
  const auto agrees = [](const v1::AmountCheck& check) { return check.agrees_with_printed(); };
  const bool any = scheme.checks_size() > 0;
  const bool all_agree = any && std::all_of(scheme.checks().begin(), scheme.checks().end(), agrees);
  const bool one_agrees = std::any_of(scheme.checks().begin(), scheme.checks().end(), agrees);
  const auto refuse = [&](std::string_view right) {
    errors.Add(node.PlaceOf("verdict"),
               "the verdict on \"" + scheme.code() + "\" does not follow from its checks",
               std::string(right));
  };
  switch (scheme.verdict()) {
    case v1::SubsidyScheme::VERDICT_CONSISTENT:
      if (!all_agree) refuse("all checks agree with the printed total, and there is one at least");
      return;
    case v1::SubsidyScheme::VERDICT_CONSISTENT_ON_A_READING:
      if (!one_agrees) refuse("one check at least agrees with the printed total");
      return;
    case v1::SubsidyScheme::VERDICT_INCONSISTENT_AS_PRINTED:
      if (!any || all_agree) refuse("one check at least contradicts the printed total");
      return;
    case v1::SubsidyScheme::VERDICT_NOT_CHECKABLE:
      if (one_agrees) refuse("no check agrees with the printed total");
      return;
    case v1::SubsidyScheme::VERDICT_UNSPECIFIED:
    case v1::SubsidyScheme_Verdict_SubsidyScheme_Verdict_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::SubsidyScheme_Verdict_SubsidyScheme_Verdict_INT_MAX_SENTINEL_DO_NOT_USE_:
      return;  // reported as missing
  }
}

void CheckFigures(const Node& node, const v1::SubsidyScheme& scheme, Errors& errors) {
  const auto refuse_zero = [&](std::string_view field, bool set, std::uint32_t value) {
    if (!set || value > 0) return;
    errors.Add(node.PlaceOf(field), std::string(field) + " is 0",
               "1 or more, or no " + std::string(field));
  };
  refuse_zero("persons", scheme.has_persons(), scheme.persons());
  refuse_zero("months", scheme.has_months(), scheme.months());
  refuse_zero("days", scheme.has_days(), scheme.days());
  refuse_zero("intensity_percent", scheme.has_intensity_percent(), scheme.intensity_percent());
  if (scheme.intensity_percent() > kPercentMax) {
    errors.Add(node.PlaceOf("intensity_percent"),
               "intensity_percent is " + std::to_string(scheme.intensity_percent()), "1 to 100");
  }
  if (scheme.has_unit_amount_ft() &&
      scheme.unit_basis() == v1::SubsidyScheme::UNIT_BASIS_UNSPECIFIED) {
    errors.Add(node.PlaceOf("unit_amount_ft"),
               "what unit_amount_ft of \"" + scheme.code() + "\" is for is not said",
               "unit_basis: UNIT_BASIS_PERSON_MONTH, UNIT_BASIS_PERSON or UNIT_BASIS_OCCASION");
  }
  if (scheme.counts_as_wage_scheme() && !scheme.has_persons()) {
    errors.Add(node.PlaceOf("counts_as_wage_scheme"),
               "wage scheme \"" + scheme.code() + "\" has no head count", "persons: …");
  }
}

}  // namespace

void CheckSchemes(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors) {
  UniqueKeys unique("scheme", errors);
  for (int i = 0; i < plan.schemes_size(); ++i) {
    const Node node = root.Child("schemes", i);
    const v1::SubsidyScheme& scheme = plan.schemes(i);
    unique.Add(node, "code", scheme.code());
    CheckKnown(node, "payer", -1, scheme.payer(), "member", codes.members, errors);
    CheckKnown(node, "possibly_inside", -1, scheme.possibly_inside(), "scheme", codes.schemes,
               errors);
    if (!scheme.code().empty() && scheme.possibly_inside() == scheme.code()) {
      errors.Add(node.PlaceOf("possibly_inside"), "a scheme cannot lie inside itself",
                 "another scheme, or none");
    }
    CheckFigures(node, scheme, errors);
    for (int c = 0; c < scheme.checks_size(); ++c) {
      CheckAmount(node.Child("checks", c), scheme.checks(c), scheme.printed_total_ft(), errors);
    }
    CheckVerdict(node, scheme, errors);
  }
  UniqueKeys kinds("kind of support", errors);
  for (int i = 0; i < plan.support_kinds_size(); ++i) {
    const Node node = root.Child("support_kinds", i);
    kinds.Add(node, "code", plan.support_kinds(i).code());
    CheckAllKnown(node, "schemes", plan.support_kinds(i).schemes(), "scheme", codes.schemes,
                  errors);
  }
}

// Months are compared with a declaration that everybody may read, of one group at most.
void CheckRiskGroup(const Node& node, const v1::TargetGroup& group, int& risk_groups,
                    Errors& errors) {
  if (!group.long_term_unemployment_risk()) return;
  const auto refuse = [&](std::string_view what, std::string_view right) {
    errors.Add(node.PlaceOf("long_term_unemployment_risk"),
               "the target group \"" + group.code() + "\" " + std::string(what),
               std::string(right));
  };
  if (group.is_organisation()) {
    refuse("is of organisations, which have no months without work", "a group of persons");
  }
  if (group.special_category()) {
    refuse("is declared in sealed parts, which months cannot be compared with",
           "a group that is not special_category");
  }
  if (++risk_groups > 1) {
    refuse("is the second of those at risk of long-term unemployment", "one such group");
  }
}

void CheckParticipants(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                       Errors& errors) {
  UniqueKeys groups("target group", errors);
  int risk_groups = 0;
  for (int i = 0; i < plan.target_groups_size(); ++i) {
    const Node node = root.Child("target_groups", i);
    groups.Add(node, "code", plan.target_groups(i).code());
    CheckAllKnown(node, "overlaps", plan.target_groups(i).overlaps(), "target group",
                  codes.target_groups, errors);
    CheckRiskGroup(node, plan.target_groups(i), risk_groups, errors);
  }
  for (int i = 0; i < plan.service_steps_size(); ++i) {
    const Node node = root.Child("service_steps", i);
    const v1::ServiceStep& step = plan.service_steps(i);
    const std::string expected = std::to_string(i + 1);
    if (step.number() != static_cast<std::uint32_t>(i + 1)) {
      errors.Add(node.PlaceOf("number"),
                 "service step " + std::to_string(step.number()) + " stands in place " + expected,
                 "number: " + expected);
    }
    for (int t = 0; t < step.event_types_size(); ++t) {
      CheckEventType(node, "event_types", t, step.event_types(t), errors);
    }
    if (step.is_principle() && step.event_types_size() > 0) {
      errors.Add(node.PlaceOf("event_types", 0), "no event records a principle", "no event_types");
    }
    if (step.is_principle() && step.recorded_about_size() > 0) {
      errors.Add(node.PlaceOf("recorded_about", 0), "nothing is recorded of a principle",
                 "no recorded_about");
    } else if (!step.is_principle() && step.recorded_about_size() == 0) {
      errors.Add(node.place(), "whom service step " + expected + " is recorded about is not said",
                 "recorded_about: RECORD_UNIT_PERSON, RECORD_UNIT_EMPLOYER or RECORD_UNIT_GROUP");
    }
  }
}

}  // namespace paktum::plan::internal
