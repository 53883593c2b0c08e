#include <regex>

#include "libs/base/date.h"
#include "libs/plan/internal/check.h"
#include "libs/plan/long_term_unemployment.h"

namespace paktum::plan::internal {
namespace {

constexpr std::uint32_t kSchemaVersion = 1;
constexpr int kQuartersMax = 80;  // twenty years

constexpr std::uint32_t kMonthsMax = 240;

// A programme that is given in months names no day and no quarter.
void CheckProgrammeMonths(const Node& node, const v1::Programme& programme, Errors& errors) {
  const auto refuse = [&](std::string_view field, const std::string& value) {
    if (value.empty()) return;
    errors.Add(node.PlaceOf(field), "the programme counts in months and names a date all the same",
               "no " + std::string(field) + ", or no months");
  };
  refuse("start_date", programme.start_date());
  refuse("end_date", programme.end_date());
  refuse("first_quarter", programme.first_quarter());
  refuse("last_quarter", programme.last_quarter());
  if (programme.months() > kMonthsMax) {
    errors.Add(node.PlaceOf("months"),
               "the programme has " + std::to_string(programme.months()) + " months",
               "at most " + std::to_string(kMonthsMax));
  }
  if (programme.month_sources().empty()) {
    errors.Add(node.PlaceOf("months"), "where the length comes from is not said",
               "month_sources: [\"…\"]");
  }
}

void CheckProgramme(const Node& node, const v1::Programme& programme, Errors& errors) {
  if (programme.months() > 0) {
    CheckProgrammeMonths(node, programme, errors);
    return;
  }
  const auto start = Date::Parse(programme.start_date());
  const auto end = Date::Parse(programme.end_date());
  if (start && end && *end < *start) {
    errors.Add(node.PlaceOf("end_date"), "the programme ends before it starts",
               "a date from " + start->ToString() + " on");
  }
  const auto first = Quarter::Parse(programme.first_quarter());
  const auto last = Quarter::Parse(programme.last_quarter());
  if (!first || !last) return;
  if (*last < *first) {
    errors.Add(node.PlaceOf("last_quarter"), "the last quarter lies before the first",
               "a quarter from " + first->ToString() + " on");
  }
  const int quarters = (last->year() - first->year()) * 4 + last->quarter() - first->quarter() + 1;
  if (quarters > kQuartersMax) {
    errors.Add(node.PlaceOf("last_quarter"),
               "the programme has " + std::to_string(quarters) + " quarters",
               "at most " + std::to_string(kQuartersMax));
  }
}

void CheckPositive(const Node& node, std::string_view field, std::uint32_t value,
                   std::string_view right, Errors& errors) {
  if (value > 0) return;
  errors.Add(node.PlaceOf(field), std::string(field) + " is 0 or missing", std::string(right));
}

void CheckRules(const Node& root, const v1::Plan& plan, Errors& errors) {
  if (!plan.has_rules()) {
    errors.Add(root.place(), "the plan has no rules", "rules { … }");
    return;
  }
  const Node node = root.Child("rules");
  const v1::Rules& rules = plan.rules();
  CheckPositive(node, "long_term_unemployment_risk_months",
                rules.long_term_unemployment_risk_months(), "months, 1 or more", errors);
  if (rules.long_term_unemployment_risk_months() > kMonthsWithoutWorkMax) {
    errors.Add(node.PlaceOf("long_term_unemployment_risk_months"),
               "long_term_unemployment_risk_months is " +
                   std::to_string(rules.long_term_unemployment_risk_months()),
               "months, at most " + std::to_string(kMonthsWithoutWorkMax));
  }
  CheckPositive(node, "small_cell_threshold", rules.small_cell_threshold(),
                "the smallest count that public views may show, 1 or more", errors);
  if (!rules.has_six_month_rule()) {
    errors.Add(node.place(), "rules has no six_month_rule", "six_month_rule { … }");
    return;
  }
  const Node rule = node.Child("six_month_rule");
  CheckPositive(rule, "version", rules.six_month_rule().version(), "1, 2, 3 …", errors);
  CheckPositive(rule, "months", rules.six_month_rule().months(), "months, 1 or more", errors);
}

void CheckRetention(const Node& node, const v1::Retention& retention, Errors& errors) {
  if (Date::Parse(retention.until())) return;
  errors.Add(node.PlaceOf("until"), "until is no date", "a date as YYYY-MM-DD, such as 2028-12-31");
}

}  // namespace

void CheckFrame(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors) {
  static const std::regex kPactId("[a-z][a-z0-9-]{0,31}");
  if (plan.schema_version() != kSchemaVersion) {
    errors.Add(root.PlaceOf("schema_version"),
               "schema_version is " + std::to_string(plan.schema_version()),
               "schema_version: " + std::to_string(kSchemaVersion));
  }
  CheckPositive(root, "plan_version", plan.plan_version(), "1, 2, 3 …", errors);
  if (!plan.pact_id().empty() && !std::regex_match(plan.pact_id(), kPactId)) {
    errors.Add(root.PlaceOf("pact_id"), "\"" + plan.pact_id() + "\" cannot stand in an address",
               "1 to 32 of a–z, 0–9 and -, a letter first");
  }
  if (plan.has_identity()) {
    const Node node = root.Child("identity");
    const v1::Identity& identity = plan.identity();
    CheckKnown(node, "adopted_by", -1, identity.adopted_by(), "body", codes.bodies, errors);
    CheckKnown(node, "coordinated_by", -1, identity.coordinated_by(), "body", codes.bodies, errors);
  }
  if (plan.has_programme()) CheckProgramme(root.Child("programme"), plan.programme(), errors);
  CheckRules(root, plan, errors);
  if (plan.has_retention()) CheckRetention(root.Child("retention"), plan.retention(), errors);
  UniqueKeys documents("source document", errors);
  for (int i = 0; i < plan.source_documents_size(); ++i) {
    documents.Add(root.Child("source_documents", i), "key", plan.source_documents(i).key());
  }
  UniqueKeys problems("problem", errors);
  for (int i = 0; i < plan.problems_size(); ++i) {
    problems.Add(root.Child("problems", i), "id", plan.problems(i).id());
  }
}

}  // namespace paktum::plan::internal
