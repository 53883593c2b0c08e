#pragma once
// What a readable plan must also fulfil. Each function adds an error for everything it finds and
// never stops at the first.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/plan/internal/source.h"
#include "paktum/plan/v1/plan.pb.h"

namespace paktum::plan::internal {

// Codes of one kind, in the order of the plan.
class Codes {
 public:
  void Add(const std::string& code) {
    if (set_.insert(code).second) list_.push_back(code);
  }
  [[nodiscard]] bool Has(const std::string& code) const { return set_.contains(code); }
  [[nodiscard]] const std::vector<std::string>& list() const { return list_; }

 private:
  std::set<std::string, std::less<>> set_;
  std::vector<std::string> list_;
};

// What parts of the plan may name.
struct AllCodes {
  Codes pillars;
  Codes phases;
  Codes measures;
  Codes indicators;  // results and outputs too
  Codes schemes;
  Codes target_groups;
  Codes member_types;
  Codes members;
  Codes consortium;
  Codes bodies;
  Codes parties;  // members, named organisations and bodies
  Codes document_kinds;
  Codes event_kinds;
  Codes deliverable_kinds;
  Codes problems;
  Codes source_keys;
};

AllCodes CollectCodes(const v1::Plan& plan);

// Everything below together.
void CheckPlan(const Node& root, const v1::Plan& plan, Errors& errors);

// Values by themselves, wherever they stand: texts in both languages, dates, quarters, money, enum
// values, required fields, source references, problem ids.
void CheckValues(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
// Identity, programme, rules.
void CheckFrame(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
// Phases, and kinds of occasions and deliverables.
void CheckPhases(const Node& root, const v1::Plan& plan, Errors& errors);
void CheckKinds(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
// Pillars and measures without their indicators.
void CheckMeasures(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
// Project indicators, results and outputs, with their definitions.
void CheckIndicators(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
// Schemes, kinds of support, target groups, service steps.
void CheckSchemes(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);
void CheckParticipants(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                       Errors& errors);
// Member types, members, consortium, staff, activities.
void CheckOrganisations(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                        Errors& errors);
// Bodies, cadences, document kinds, numbered lists.
void CheckGovernance(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors);

// --- Pieces that several checks share.

// Whether the plan gives its periods and dates in months of the programme.
inline bool CountsInMonths(const v1::Plan& plan) { return plan.programme().months() > 0; }

// A place in time that a plan gives as a text ("2021-06-30") or as a month of the programme,
// whichever way it counts. Adds an error when the wrong one of the two is there, when a month is
// missing or when it lies outside the programme. That a text is missing or wrong is another rule.
void CheckMoment(const Node& node, const v1::Plan& plan, std::string_view text_field,
                 const std::string& text, std::string_view month_field, std::uint32_t month,
                 Errors& errors);

// Adds an error for each measure that the list names a second time.
template <typename Strings>
void CheckNamedOnce(const Node& node, std::string_view field, const Strings& measures,
                    Errors& errors) {
  std::set<std::string_view> named;
  for (int i = 0; i < measures.size(); ++i) {
    if (named.insert(measures.Get(i)).second) continue;
    errors.Add(node.PlaceOf(field, i),
               "measure \"" + measures.Get(i) + "\" is listed a second time",
               "each measure once: an event would count twice for it");
  }
}

// Adds an error when `code`, the value of `field` (`index` in a list), is not in `known`. An empty
// code passes: whether it must be there is another rule. `noun` is what the code names: "pillar".
void CheckKnown(const Node& node, std::string_view field, int index, const std::string& code,
                std::string_view noun, const Codes& known, Errors& errors);

// CheckKnown for each element of a repeated string field.
template <typename Strings>
void CheckAllKnown(const Node& node, std::string_view field, const Strings& values,
                   std::string_view noun, const Codes& known, Errors& errors) {
  for (int i = 0; i < values.size(); ++i) {
    CheckKnown(node, field, i, values.Get(i), noun, known, errors);
  }
}

// Adds an error for every item of a repeated field whose `key` (of its field `key_field`) an
// earlier one has. `seen` carries keys across several fields that share one space of names.
class UniqueKeys {
 public:
  UniqueKeys(std::string noun, Errors& errors) : noun_(std::move(noun)), errors_(errors) {}
  void Add(const Node& item, std::string_view key_field, const std::string& key);

 private:
  std::string noun_;
  Errors& errors_;
  std::map<std::string, int> first_line_;
};

// Event types and field paths, for definitions and cadences. Each adds its errors.
// Returns the body's descriptor or nullptr.
const google::protobuf::Descriptor* CheckEventType(const Node& node, std::string_view field,
                                                   int index, const std::string& type,
                                                   Errors& errors);
// Returns the field at the end of the path or nullptr.
const google::protobuf::FieldDescriptor* CheckFieldPath(const Node& node, std::string_view field,
                                                        const std::string& path,
                                                        const google::protobuf::Descriptor& body,
                                                        Errors& errors);
// The filters of `node` (its repeated field "filters") against one event body.
void CheckFilters(const Node& node,
                  const google::protobuf::RepeatedPtrField<v1::FieldFilter>& filters,
                  const google::protobuf::Descriptor& body, const AllCodes& codes, Errors& errors);

}  // namespace paktum::plan::internal
