#include <google/protobuf/descriptor.h>

#include <optional>

#include "libs/base/date.h"
#include "libs/plan/internal/check.h"
#include "libs/plan/internal/suggest.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr std::string_view kOccurredOn = "occurred_on";
constexpr std::string_view kParticipantField = "participant_id";

bool IsWhole(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
}

// The upper end of a range.
void CheckRange(const Node& node, const v1::Target& target, Errors& errors) {
  if (!target.has_value_max()) return;
  if (target.value_max() <= target.value()) {
    errors.Add(node.PlaceOf("value_max"),
               "the range ends at " + std::to_string(target.value_max()) +
                   ", not above its value " + std::to_string(target.value()),
               "value_max above " + std::to_string(target.value()) + ", or none");
  }
  if (target.at_least()) {
    errors.Add(node.PlaceOf("at_least"), "a target is a range and \"at least\" at once",
               "value_max or at_least, not both");
  }
}

void CheckTargetMonths(const Node& node, const v1::Indicator& indicator, const v1::Plan& plan,
                       Errors& errors) {
  std::uint32_t previous = 0;
  for (int i = 0; i < indicator.targets_size(); ++i) {
    const v1::Target& target = indicator.targets(i);
    const Node child = node.Child("targets", i);
    CheckMoment(child, plan, "date", target.date(), "month", target.month(), errors);
    CheckRange(child, target, errors);
    if (!CountsInMonths(plan) || target.month() == 0) continue;
    if (target.month() <= previous) {
      errors.Add(child.PlaceOf("month"),
                 "the target of month " + std::to_string(target.month()) +
                     " does not follow the one before it",
                 "months in rising order: after " + std::to_string(previous));
    }
    previous = target.month();
  }
}

void CheckTargets(const Node& node, const v1::Indicator& indicator, const v1::Plan& plan,
                  Errors& errors) {
  CheckTargetMonths(node, indicator, plan, errors);
  const auto start = Date::Parse(plan.programme().start_date());
  const auto end = Date::Parse(plan.programme().end_date());
  std::optional<Date> previous;
  for (int i = 0; i < indicator.targets_size(); ++i) {
    const auto date = Date::Parse(indicator.targets(i).date());
    if (!date || CountsInMonths(plan)) continue;  // reported as no date
    const Node target = node.Child("targets", i);
    if (start && end && (*date < *start || *end < *date)) {
      errors.Add(target.PlaceOf("date"), date->ToString() + " lies outside the programme",
                 "a date from " + start->ToString() + " to " + end->ToString());
    }
    if (previous && *date <= *previous) {
      errors.Add(target.PlaceOf("date"),
                 "the target of " + date->ToString() + " does not follow the one before it",
                 "dates in rising order: after " + previous->ToString());
    }
    previous = date;
  }
}

// What the aggregate asks of one event body.
void CheckAggregate(const Node& node, const v1::Definition& definition, const Descriptor& body,
                    Errors& errors) {
  switch (definition.aggregate()) {
    case v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS:
      if (body.FindFieldByName(std::string(kParticipantField)) == nullptr) {
        errors.Add(node.PlaceOf("aggregate"), body.full_name() + " names no participant",
                   "AGGREGATE_COUNT_EVENTS, or events with a field participant_id");
      }
      return;
    case v1::Definition::AGGREGATE_SUM_FIELD: {
      if (definition.sum_field().empty()) return;  // reported once for the definition
      const auto* field = CheckFieldPath(node, "sum_field", definition.sum_field(), body, errors);
      if (field != nullptr && (!IsWhole(*field) || field->is_repeated())) {
        errors.Add(
            node.PlaceOf("sum_field"),
            "\"" + definition.sum_field() + "\" of " + body.full_name() + " is no whole number",
            "a field with a single whole number");
      }
      return;
    }
    case v1::Definition::AGGREGATE_COUNT_DISTINCT_VALUES: {
      if (definition.distinct_field().empty()) return;  // reported once for the definition
      const auto* field =
          CheckFieldPath(node, "distinct_field", definition.distinct_field(), body, errors);
      if (field != nullptr &&
          (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated())) {
        errors.Add(
            node.PlaceOf("distinct_field"),
            "\"" + definition.distinct_field() + "\" of " + body.full_name() + " is no single text",
            "a field with a single code or text");
      }
      return;
    }
    case v1::Definition::AGGREGATE_COUNT_EVENTS:
    case v1::Definition::AGGREGATE_UNSPECIFIED:
    case v1::Definition_Aggregate_Definition_Aggregate_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Definition_Aggregate_Definition_Aggregate_INT_MAX_SENTINEL_DO_NOT_USE_:
      return;
  }
}

void CheckDateField(const Node& node, const v1::Definition& definition, const Descriptor& body,
                    Errors& errors) {
  if (definition.date_field().empty() || definition.date_field() == kOccurredOn) return;
  const auto* field = CheckFieldPath(node, "date_field", definition.date_field(), body, errors);
  if (field == nullptr) return;
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) {
    errors.Add(node.PlaceOf("date_field"),
               "\"" + definition.date_field() + "\" of " + body.full_name() + " is no date",
               "\"occurred_on\", or a field with a single date");
  }
}

void CheckSumField(const Node& node, const v1::Definition& definition, Errors& errors) {
  const bool sums = definition.aggregate() == v1::Definition::AGGREGATE_SUM_FIELD;
  if (sums && definition.sum_field().empty()) {
    errors.Add(node.PlaceOf("aggregate"), "AGGREGATE_SUM_FIELD without a field to sum",
               "sum_field: \"…\"");
  } else if (!sums && !definition.sum_field().empty()) {
    errors.Add(node.PlaceOf("sum_field"), "sum_field without AGGREGATE_SUM_FIELD",
               "aggregate: AGGREGATE_SUM_FIELD, or no sum_field");
  }
  const bool tells = definition.aggregate() == v1::Definition::AGGREGATE_COUNT_DISTINCT_VALUES;
  if (tells && definition.distinct_field().empty()) {
    errors.Add(node.PlaceOf("aggregate"), "AGGREGATE_COUNT_DISTINCT_VALUES without a field",
               "distinct_field: \"…\"");
  } else if (!tells && !definition.distinct_field().empty()) {
    errors.Add(node.PlaceOf("distinct_field"),
               "distinct_field without AGGREGATE_COUNT_DISTINCT_VALUES",
               "aggregate: AGGREGATE_COUNT_DISTINCT_VALUES, or no distinct_field");
  }
}

void CheckRequires(const Node& node, const v1::Definition& definition, const AllCodes& codes,
                   Errors& errors) {
  if (definition.requires_indicator().empty()) return;
  CheckKnown(node, "requires_indicator", -1, definition.requires_indicator(), "indicator",
             codes.indicators, errors);
  if (definition.aggregate() != v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS) {
    errors.Add(node.PlaceOf("requires_indicator"),
               "only counted participants can be required to count elsewhere",
               "aggregate: AGGREGATE_COUNT_DISTINCT_PARTICIPANTS, or no requires_indicator");
  }
}

void CheckDefinition(const Node& node, const v1::Definition& definition, const AllCodes& codes,
                     Errors& errors) {
  if (definition.source_event_types_size() == 0) {
    errors.Add(node.place(), "the definition looks at no event type",
               "source_event_types: [\"paktum.…\"]");
  }
  CheckSumField(node, definition, errors);
  CheckRequires(node, definition, codes, errors);
  for (int i = 0; i < definition.source_event_types_size(); ++i) {
    const auto* body =
        CheckEventType(node, "source_event_types", i, definition.source_event_types(i), errors);
    if (body == nullptr) continue;
    CheckFilters(node, definition.filters(), *body, codes, errors);
    CheckAggregate(node, definition, *body, errors);
    CheckDateField(node, definition, *body, errors);
  }
}

void CheckDefinitions(const Node& node, const v1::Indicator& indicator, const AllCodes& codes,
                      Errors& errors) {
  std::uint32_t previous = 0;
  int in_force_line = 0;
  for (int i = 0; i < indicator.definitions_size(); ++i) {
    const v1::Definition& definition = indicator.definitions(i);
    const Node child = node.Child("definitions", i);
    if (definition.version() <= previous) {
      errors.Add(child.PlaceOf("version"),
                 "definition version " + std::to_string(definition.version()) +
                     " does not follow " + std::to_string(previous),
                 "versions in rising order, from 1");
    }
    previous = definition.version();
    if (definition.in_force()) {
      if (in_force_line != 0) {
        errors.Add(child.PlaceOf("in_force"),
                   "indicator \"" + indicator.code() + "\" has a second definition in force",
                   "one; the first is in line " + std::to_string(in_force_line));
      }
      in_force_line = child.place().line;
    }
    CheckDefinition(child, definition, codes, errors);
  }
}

// Codes of project indicators tell their kind (P-11).
void CheckKind(const Node& node, const v1::Indicator& indicator, Errors& errors) {
  const bool output = indicator.code().starts_with("PO");
  const bool result = indicator.code().starts_with("PR");
  if ((output && indicator.kind() == v1::Indicator::KIND_RESULT) ||
      (result && indicator.kind() == v1::Indicator::KIND_OUTPUT)) {
    errors.Add(node.PlaceOf("kind"),
               "the kind of \"" + indicator.code() + "\" contradicts its code letter",
               output ? "KIND_OUTPUT" : "KIND_RESULT");
  }
}

// Looks for circles among the requirements of definitions in force and for requirements of an
// indicator that is not counted at all.
class Requirements {
 public:
  explicit Requirements(Errors& errors) : errors_(errors) {}

  void Add(const Node& node, const v1::Indicator& indicator) {
    for (int i = 0; i < indicator.definitions_size(); ++i) {
      const v1::Definition& definition = indicator.definitions(i);
      if (definition.in_force())
        in_force_.emplace(indicator.code(), definition.requires_indicator());
      if (definition.requires_indicator().empty()) continue;
      places_.push_back({node.Child("definitions", i).PlaceOf("requires_indicator"),
                         indicator.code(), definition.requires_indicator()});
    }
  }

  void Check(const AllCodes& codes) {
    for (const Use& use : places_) {
      if (!codes.indicators.Has(use.required)) continue;  // reported as unknown
      if (!in_force_.contains(use.required)) {
        errors_.Add(use.place, "\"" + use.required + "\" has no definition in force",
                    "an indicator that is counted from events");
      } else if (LeadsTo(use.required, use.indicator)) {
        errors_.Add(use.place,
                    "\"" + use.indicator + "\" and \"" + use.required + "\" require each other",
                    "requirements that lead to an indicator without one");
      }
    }
  }

 private:
  struct Use {
    Place place;
    std::string indicator;
    std::string required;
  };

  bool LeadsTo(const std::string& from, const std::string& to) const {
    std::string at = from;
    for (std::size_t steps = 0; steps <= in_force_.size(); ++steps) {
      if (at == to) return true;
      const auto next = in_force_.find(at);
      if (next == in_force_.end() || next->second.empty()) return false;
      at = next->second;
    }
    return false;  // a circle that does not hold `to`: reported where it lies
  }

  Errors& errors_;
  std::map<std::string, std::string> in_force_;  // indicator → required, "" for none
  std::vector<Use> places_;
};

}  // namespace

void CheckIndicators(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                     Errors& errors) {
  UniqueKeys unique("indicator", errors);
  Requirements requirements(errors);
  const auto check = [&](const Node& node, const v1::Indicator& indicator) {
    unique.Add(node, "code", indicator.code());
    CheckTargets(node, indicator, plan, errors);
    CheckDefinitions(node, indicator, codes, errors);
    requirements.Add(node, indicator);
  };
  const auto check_of_measure = [&](const Node& node, const v1::Indicator& indicator,
                                    const std::string& prefix) {
    check(node, indicator);
    if (indicator.code().empty() || indicator.code().starts_with(prefix)) return;
    errors.Add(node.PlaceOf("code"), "\"" + indicator.code() + "\" is not named after its measure",
               "\"" + prefix + "1\", \"" + prefix + "2\" …");
  };
  for (int i = 0; i < plan.indicators_size(); ++i) {
    const Node node = root.Child("indicators", i);
    check(node, plan.indicators(i));
    CheckKind(node, plan.indicators(i), errors);
  }
  for (int m = 0; m < plan.measures_size(); ++m) {
    const Node measure = root.Child("measures", m);
    const v1::Measure& data = plan.measures(m);
    for (int i = 0; i < data.results_size(); ++i) {
      check_of_measure(measure.Child("results", i), data.results(i), data.code() + ".R");
    }
    for (int i = 0; i < data.outputs_size(); ++i) {
      check_of_measure(measure.Child("outputs", i), data.outputs(i), data.code() + ".O");
    }
  }
  requirements.Check(codes);
}

}  // namespace paktum::plan::internal
