// Breakdown (practice.md 3.1, 3.5, 4; domain.md A7), before anything is withheld.
#include <google/protobuf/descriptor.h>

#include <map>
#include <set>

#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/breakdown.pb.h"
#include "tests/property/registers/naive_entry.h"
#include "tests/property/registers/naive_indicators.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

template <typename Enum>
std::string NameOf(Enum value) {
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>();
  return value == 0 ? "" : descriptor->FindValueByNumber(value)->name();
}

// What the header says is read of a person.
bool IsRead(const Event& event) {
  return event.has_participant_registered() || event.has_participant_enrolled() ||
         event.has_entry_data_completed() || event.has_target_group_declared() ||
         event.has_target_group_withdrawn() || event.has_participant_reentered() ||
         event.has_subsidy_granted() || event.has_hire_recorded();
}

// What a person is by the characteristic; an empty code: not known.
std::set<std::string> CodesOf(const Question& question, const std::string& person) {
  const std::string by = question.Parameter("by");
  const Entry entry = EntryOf(question.history, person);
  std::set<std::string> codes;
  if (by == "gender") codes.insert(NameOf(entry.gender));
  if (by == "age_band") codes.insert(NameOf(entry.age_band));
  if (by == "schooling") codes.insert(NameOf(entry.schooling));
  if (by == "labour_status") codes.insert(NameOf(entry.labour_status));
  if (by == "settlement") codes.insert(entry.settlement);
  if (by == "target_group") codes = entry.target_groups;
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (by == "scheme" && event.has_scheme_committed() &&
        event.scheme_committed().participant_id() == person) {
      codes.insert(event.scheme_committed().scheme());
    }
    if (PersonOf(*record) != person) continue;
    if (by == "employer" && event.has_hire_recorded()) {
      codes.insert(event.hire_recorded().employer());
    }
    if (by == "office" && IsRead(event)) codes.insert(record->office);
  }
  if (codes.empty()) codes.insert("");
  return codes;
}

void SetCellName(const Question& question, view::v1::BreakdownCell* cell) {
  const std::string by = question.Parameter("by");
  auto* name = cell->mutable_name();
  if (cell->code().empty()) {
    name->set_hu("nem ismert");
    name->set_en("not known");
    return;
  }
  SetLabel(cell->code(), name);
  for (const auto* names :
       {participant::v1::Gender_descriptor(), participant::v1::AgeBand_descriptor(),
        participant::v1::Schooling_descriptor(), participant::v1::LabourStatus_descriptor()}) {
    if (const auto* value = names->FindValueByName(cell->code())) {
      name->set_hu(value->options().GetExtension(options::v1::text).hu());
      name->set_en(value->options().GetExtension(options::v1::text).en());
    }
  }
  for (const plan::v1::TargetGroup& group : question.plan.data().target_groups()) {
    if (by == "target_group" && group.code() == cell->code()) SetLabel(group.name(), name);
  }
  for (const plan::v1::SubsidyScheme& scheme : question.plan.data().schemes()) {
    if (by == "scheme" && scheme.code() == cell->code()) SetLabel(scheme.name(), name);
  }
}

}  // namespace

void Fill(const Question& question, view::v1::BreakdownView* view) {
  const std::string by = question.Parameter("by");
  for (const PlannedIndicator& one : IndicatorsOf(question.plan)) {
    if (one.indicator->code() != question.Parameter("indicator")) continue;
    view->set_indicator(one.indicator->code());
    SetLabel(one.indicator->name(), view->mutable_name());
    const plan::v1::Definition* definition = InForce(*one.indicator);
    if (definition == nullptr) continue;
    view->set_definition_version(definition->version());
    const Count count = CountOn(question.plan, question.history, *definition, question.day);
    std::map<std::string, std::uint64_t> cells;
    for (const std::string& person : count.persons) {
      for (const std::string& code : CodesOf(question, person)) ++cells[code];
      const Entry entry = EntryOf(question.history, person);
      if (entry.complete()) view->set_complete_persons(view->complete_persons() + 1);
      view->set_enrolments(view->enrolments() + entry.enrolments);
    }
    for (const auto& [code, persons] : cells) {
      auto* cell = view->add_cells();
      cell->set_code(code);
      cell->set_persons(persons);
      SetCellName(question, cell);
    }
    view->set_persons(count.persons.size());
    view->set_events(count.events);
  }
  view->set_by(by);
  view->set_overlapping(by == "target_group" || by == "scheme" || by == "employer" ||
                        by == "office");
  for (const plan::v1::TargetGroup& group : question.plan.data().target_groups()) {
    if (by == "target_group" && group.special_category()) {
      view->add_counted_elsewhere(group.code());
    }
  }
  if (question.serving()) return;
  view->set_threshold(question.plan.data().rules().small_cell_threshold());
  view->clear_enrolments();
}

}  // namespace paktum::views::naive
