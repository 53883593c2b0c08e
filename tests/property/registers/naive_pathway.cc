// Pathway (domain.md A8; practice.md 5).
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/pathway.pb.h"
#include "tests/property/registers/naive.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void SetValue(const Message& body, const FieldDescriptor& field, int index,
              view::v1::Label* value) {
  const auto* reflection = body.GetReflection();
  const bool many = field.is_repeated();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    SetLabel(many ? reflection->GetRepeatedString(body, &field, index)
                  : reflection->GetString(body, &field),
             value);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto* chosen =
        many ? reflection->GetRepeatedEnum(body, &field, index) : reflection->GetEnum(body, &field);
    const auto& text = chosen->options().GetExtension(options::v1::text);
    value->set_hu(text.hu());
    value->set_en(text.en());
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    SetLabel(std::to_string(reflection->GetUInt32(body, &field)), value);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
    SetLabel(std::to_string(many ? reflection->GetRepeatedUInt64(body, &field, index)
                                 : reflection->GetUInt64(body, &field)),
             value);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    SetLabel(std::to_string(reflection->GetInt64(body, &field)), value);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    value->set_hu("igen");
    value->set_en("yes");
  }
}

void FillFields(const Message& body, view::v1::PathwayStep* step) {
  std::vector<const FieldDescriptor*> set;
  body.GetReflection()->ListFields(body, &set);
  for (const FieldDescriptor* field : set) {
    if (field->name() == "participant_id") continue;
    const int count = field->is_repeated() ? body.GetReflection()->FieldSize(body, field) : 1;
    view::v1::Label all;
    for (int i = 0; i < count; ++i) {
      view::v1::Label one;
      SetValue(body, *field, i, &one);
      all.set_hu(all.hu() + (i == 0 ? "" : ", ") + one.hu());
      all.set_en(all.en() + (i == 0 ? "" : ", ") + one.en());
    }
    auto* shown = step->add_fields();
    shown->set_field(field->name());
    *shown->mutable_value() = all;
  }
}

template <typename Targets>
bool Names(const Targets& targets, const Record& record) {
  return std::find(targets.begin(), targets.end(), record.position) != targets.end();
}

void FillStep(const Question& question, const Record& record, view::v1::PathwayStep* step) {
  step->set_position(record.position);
  step->set_on(record.event.occurred_on());
  step->set_recorded_at(record.recorded_at.ToString());
  step->set_office(record.office);
  step->set_type(TypeOf(record));
  SetTypeName(record, step->mutable_type_name());
  FillFields(BodyOf(record), step);
  if (const Record* voided = question.history.VoidOf(record)) {
    step->set_voided_by(voided->position);
    step->set_void_reason(voided->event.event_voided().reason());
  }
  for (const Record* other : question.history.InForce()) {
    const Event& event = other->event;
    if (Names(event.event_corrected().target_positions(), record)) {
      step->set_corrected_by(other->position);
    }
    if (event.has_evidence_attached() && event.evidence_attached().position() == record.position) {
      step->set_evidence(step->evidence() + 1);
    }
  }
  step->set_late_reason(record.event.late_reason());
  step->set_recorded_late(DaysBetween(record.day(), record.recorded_at.DateInBudapest()) > 30);
}

bool InJob(const Question& question, const std::string& person) {
  for (const Record* hired : question.history.InForce()) {
    if (!hired->event.has_hire_recorded() || PersonOf(*hired) != person) continue;
    const bool over = std::any_of(
        question.history.InForce().begin(), question.history.InForce().end(), [&](const Record* r) {
          return r->event.has_employment_ended() &&
                 r->event.employment_ended().hire_id() == hired->event.hire_recorded().hire_id() &&
                 r->day() < question.day;
        });
    if (!over) return true;
  }
  return false;
}

}  // namespace

void Fill(const Question& question, view::v1::PathwayView* view) {
  const std::string person = question.Parameter("participant");
  view->set_participant_id(person);
  Records steps;
  for (const Record* record : question.history.Known()) {
    if (PersonOf(*record) == person && record->day() <= question.day) steps.push_back(record);
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Record* a, const Record* b) { return a->day() < b->day(); });
  for (const Record* record : steps) {
    FillStep(question, *record, view->add_steps());
    const bool struck = question.history.VoidOf(*record) != nullptr;
    view->set_struck(view->struck() + struck);
    view->set_counting(view->counting() + !struck);
  }
  view->set_known(!steps.empty());
  bool out = false;
  for (const Record* record : question.history.InForce()) {
    if (PersonOf(*record) != person) continue;
    const Event& event = record->event;
    if (event.has_participant_enrolled() && view->entered_on().empty()) {
      view->set_entered_on(event.occurred_on());
    }
    if (event.has_participant_exited()) {
      out = true;
      view->set_exited_on(event.occurred_on());
    }
    if (event.has_participant_reentered()) {
      out = false;
      view->clear_exited_on();
    }
    if (event.has_person_erased()) view->set_erased(true);
  }
  view->set_in_programme(!view->entered_on().empty() && !out);
  view->set_in_job(InJob(question, person));
}

}  // namespace paktum::views::naive
