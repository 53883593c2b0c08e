#include "libs/views/breakdown.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/events/streams.h"
#include "libs/views/internal/counted_history.h"
#include "libs/views/internal/entry_traits.h"
#include "libs/views/internal/labels.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::BreakdownCell;
using view::v1::BreakdownView;
using view::v1::ExplainView;

constexpr std::string_view kCharacteristics =
    "gender, age_band, schooling, labour_status, target_group, settlement, scheme, employer or "
    "office";

// What is known of a counted person.
struct Traits : internal::EntryTraits {
  std::set<std::string> schemes;
  std::set<std::string> employers;
  std::set<std::string> offices;
  std::uint64_t enrolments = 0;
};

void Take(const Fact& fact, Traits& traits) {
  const Event& event = fact.event;
  traits.offices.insert(std::string(fact.office));
  traits.Take(event);
  if (event.has_participant_enrolled() || event.has_participant_reentered()) {
    ++traits.enrolments;
  } else if (event.has_scheme_committed()) {
    traits.schemes.insert(event.scheme_committed().scheme());
  } else if (event.has_hire_recorded()) {
    traits.employers.insert(event.hire_recorded().employer());
  }
}

std::string PersonOf(const Fact& fact) {
  if (fact.event.has_scheme_committed()) return fact.event.scheme_committed().participant_id();
  return std::string(events::ParticipantOf(fact.stream));
}

// Traits of these persons on the day of the question.
std::map<std::string, Traits> ReadTraits(const RegisterQuestion& question,
                                         const std::set<std::string>& persons) {
  std::map<std::string, Traits> traits;
  for (const std::string& person : persons) traits[person];
  for (const Fact& fact : question.history.InForce(
           {Event::kParticipantRegistered, Event::kParticipantEnrolled,
            Event::kParticipantReentered, Event::kEntryDataCompleted, Event::kTargetGroupDeclared,
            Event::kTargetGroupRefused, Event::kTargetGroupWithdrawn, Event::kSchemeCommitted,
            Event::kHireRecorded})) {
    const auto found = traits.find(PersonOf(fact));
    if (found != traits.end()) Take(fact, found->second);
  }
  return traits;
}

// The name of an enumeration's value; empty when it is not stated.
template <typename Enum>
std::string NameOf(const google::protobuf::EnumDescriptor* descriptor, Enum value) {
  return value == 0 ? "" : descriptor->FindValueByNumber(value)->name();
}

// Cells of one person; an empty code: not known.
std::set<std::string> CellsOf(const std::string& by, const Traits& traits) {
  using namespace participant::v1;  // NOLINT(google-build-using-namespace)
  if (by == "gender") return {NameOf(Gender_descriptor(), traits.gender)};
  if (by == "age_band") return {NameOf(AgeBand_descriptor(), traits.age_band)};
  if (by == "schooling") return {NameOf(Schooling_descriptor(), traits.schooling)};
  if (by == "labour_status") return {NameOf(LabourStatus_descriptor(), traits.labour_status)};
  if (by == "settlement") return {traits.settlement};
  const std::set<std::string>& many = by == "target_group" ? traits.target_groups
                                      : by == "scheme"     ? traits.schemes
                                      : by == "employer"   ? traits.employers
                                                           : traits.offices;
  return many.empty() ? std::set<std::string>{""} : many;
}

bool Overlaps(const std::string& by) {
  return by == "target_group" || by == "scheme" || by == "employer" || by == "office";
}

bool IsCharacteristic(const std::string& by) {
  return Overlaps(by) || by == "gender" || by == "age_band" || by == "schooling" ||
         by == "labour_status" || by == "settlement";
}

void SetName(const plan::Plan& plan, const std::string& by, BreakdownCell* cell) {
  const std::string& code = cell->code();
  view::v1::Label* name = cell->mutable_name();
  if (code.empty()) {
    name->set_hu("nem ismert");
    name->set_en("not known");
    return;
  }
  for (const auto* descriptor :
       {participant::v1::Gender_descriptor(), participant::v1::AgeBand_descriptor(),
        participant::v1::Schooling_descriptor(), participant::v1::LabourStatus_descriptor()}) {
    if (const auto* value = descriptor->FindValueByName(code)) {
      const auto& text = value->options().GetExtension(options::v1::text);
      name->set_hu(text.hu());
      name->set_en(text.en());
      return;
    }
  }
  internal::SetLabel(code, name);
  if (by == "target_group" && plan.FindTargetGroup(code) != nullptr) {
    internal::SetLabel(plan.FindTargetGroup(code)->name(), name);
  } else if (by == "scheme" && plan.FindScheme(code) != nullptr) {
    internal::SetLabel(plan.FindScheme(code)->name(), name);
  }
}

// Hides small cells, then the next smallest ones until those hidden are several, together no small
// number, and not each of them one: the total is public, so that their sum is known. Where hiding
// all does not help, none is left.
void SuppressCells(std::uint32_t threshold, BreakdownView* view) {
  std::vector<BreakdownCell*> rising;
  for (BreakdownCell& cell : *view->mutable_cells()) rising.push_back(&cell);
  std::stable_sort(rising.begin(), rising.end(),
                   [](const auto* a, const auto* b) { return a->persons() < b->persons(); });
  std::uint64_t hidden = 0;
  std::uint64_t persons = 0;
  const auto told = [&] { return hidden == 1 || (hidden > 0 && persons == hidden); };
  for (BreakdownCell* cell : rising) {
    const bool shows_others = told() || (hidden > 0 && persons < threshold);
    if (cell->persons() >= threshold && !shows_others) break;
    cell->set_suppressed(true);
    ++hidden;
    persons += cell->persons();
  }
  for (BreakdownCell* cell : rising) {
    if (cell->suppressed()) cell->clear_persons();
  }
  if (told()) view->clear_cells();
}

// What nobody may see who may not see single persons.
void Suppress(std::uint32_t threshold, BreakdownView* view) {
  SuppressCells(threshold, view);
  const auto small = [&](std::uint64_t count) { return count > 0 && count < threshold; };
  const std::uint64_t incomplete = view->persons() - view->complete_persons();
  if (small(view->complete_persons()) || small(incomplete)) view->clear_complete_persons();
  if (small(view->persons())) view->clear_persons();
}

Result<std::string> Obligatory(const RegisterQuestion& question, const char* name,
                               std::string_view expected) {
  const auto given = question.parameters.find(name);
  if (given == question.parameters.end() || given->second.empty()) {
    return BadParameter(name, expected);
  }
  return given->second;
}

// Persons whose events count, and the events in force.
std::set<std::string> CountedPersons(const ExplainView& explained, BreakdownView* view) {
  std::set<std::string> persons;
  for (const view::v1::ExplainedEvent& event : explained.events()) {
    const bool counted = event.verdict() == view::v1::COUNT_VERDICT_COUNTED;
    if (counted || event.verdict() == view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY) {
      view->set_events(view->events() + 1);
    }
    const std::string_view person = events::ParticipantOf(event.subject());
    if (counted && !person.empty()) persons.emplace(person);
  }
  return persons;
}

}  // namespace

Result<BreakdownView> AnswerBreakdown(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string code,
                          Obligatory(question, "indicator", "the code of an indicator"));
  PAKTUM_ASSIGN_OR_RETURN(const std::string by, Obligatory(question, "by", kCharacteristics));
  if (!IsCharacteristic(by)) return BadParameter("by", kCharacteristics);
  const internal::CountedHistory counted(question.plan, question.history);
  PAKTUM_ASSIGN_OR_RETURN(const ExplainView explained,
                          counted.Explain(code, question.as_of.valid_at));
  BreakdownView view;
  view.set_indicator(code);
  *view.mutable_name() = explained.indicator().name();
  view.set_definition_version(explained.indicator().definition_version());
  view.set_by(by);
  view.set_overlapping(Overlaps(by));
  const std::set<std::string> persons = CountedPersons(explained, &view);
  if (persons.empty() && view.events() > 0) {
    return Refused("breakdown.no_persons", "this indicator counts no persons",
                   {{"indicator", code}});
  }
  std::map<std::string, std::uint64_t> cells;
  for (const auto& [person, traits] : ReadTraits(question, persons)) {
    view.set_enrolments(view.enrolments() + traits.enrolments);
    if (traits.complete()) view.set_complete_persons(view.complete_persons() + 1);
    for (const std::string& cell : CellsOf(by, traits)) ++cells[cell];
  }
  view.set_persons(persons.size());
  for (const auto& [cell, count] : cells) {
    BreakdownCell* row = view.add_cells();
    row->set_code(cell);
    row->set_persons(count);
    SetName(question.plan, by, row);
  }
  if (by == "target_group") {
    for (const plan::v1::TargetGroup& group : question.plan.data().target_groups()) {
      if (group.special_category()) view.add_counted_elsewhere(group.code());
    }
  }
  if (question.audience != Audience::kServing) {
    const std::uint32_t threshold = question.plan.data().rules().small_cell_threshold();
    view.set_threshold(threshold);
    Suppress(threshold, &view);
    view.clear_enrolments();
  }
  return view;
}

}  // namespace paktum::views
