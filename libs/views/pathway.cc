#include "libs/views/pathway.h"

#include <map>
#include <string>
#include <vector>

#include "libs/base/uuid.h"
#include "libs/events/streams.h"
#include "libs/views/internal/grants.h"
#include "libs/views/internal/shown_fields.h"

namespace paktum::views {
namespace {

using view::v1::PathwayStep;
using view::v1::PathwayView;

const Date kEveryDay = *Date::Of(2199, 12, 31);

// Positions of facts → what is said about them later in the stream.
struct Remarks {
  std::map<std::uint64_t, correction::v1::VoidReason> reasons;  // by the position of the void
  std::map<std::uint64_t, std::uint64_t> corrected_by;          // by the target
  std::map<std::uint64_t, std::uint32_t> evidence;              // by the target
};

Remarks ReadRemarks(const EffectiveHistory& history, const std::vector<Fact>& facts) {
  Remarks remarks;
  // What was taken out is struck on every day, so a void's own day may lie behind the question's.
  for (const Fact& fact : history.At(kEveryDay).OfStream(facts.front().stream)) {
    if (fact.event.has_event_voided()) {
      remarks.reasons[fact.position.value()] = fact.event.event_voided().reason();
    }
  }
  // Of facts about several persons the correction stands in the stream of one of them.
  for (const Fact& fact : history.InForce({event::v1::Event::kEventCorrected})) {
    for (const std::uint64_t target : fact.event.event_corrected().target_positions()) {
      remarks.corrected_by[target] = fact.position.value();
    }
  }
  for (const Fact& fact : facts) {
    if (fact.voided_by.value() != 0) continue;
    if (fact.event.has_evidence_attached()) {
      ++remarks.evidence[fact.event.evidence_attached().position()];
    }
  }
  return remarks;
}

template <typename Map>
typename Map::mapped_type ValueOr0(const Map& map, std::uint64_t key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type() : found->second;
}

PathwayStep StepOf(const Fact& fact, const Remarks& remarks) {
  PathwayStep step;
  const std::uint64_t position = fact.position.value();
  step.set_position(position);
  step.set_on(fact.day.ToString());
  step.set_recorded_at(fact.recorded_at.ToString());
  step.set_office(std::string(fact.office));
  step.set_type(fact.kind->type);
  step.mutable_type_name()->set_hu(fact.kind->title_hu);
  step.mutable_type_name()->set_en(fact.kind->title_en);
  internal::AddShownFields(*events::BodyOf(fact.event), "participant_id", step.mutable_fields());
  step.set_voided_by(fact.voided_by.value());
  step.set_void_reason(ValueOr0(remarks.reasons, fact.voided_by.value()));
  step.set_corrected_by(ValueOr0(remarks.corrected_by, position));
  step.set_late_reason(fact.event.late_reason());
  step.set_evidence(ValueOr0(remarks.evidence, position));
  step.set_recorded_late(DaysBetween(fact.day, fact.recorded_at.DateInBudapest()) > kLateDays);
  return step;
}

// Where the person stands after the step.
void Follow(const Fact& fact, PathwayView* view) {
  const event::v1::Event& event = fact.event;
  if (event.has_participant_enrolled() || event.has_participant_reentered()) {
    if (view->entered_on().empty()) view->set_entered_on(fact.day.ToString());
    view->set_in_programme(true);
    view->clear_exited_on();
  }
  if (event.has_participant_exited()) {
    view->set_in_programme(false);
    view->set_exited_on(fact.day.ToString());
  }
  if (event.has_person_erased()) view->set_erased(true);
}

bool InJob(const RegisterQuestion& question, const std::string& participant) {
  for (const auto& [id, job] : internal::ReadJobs(question.history)) {
    if (job.participant != participant) continue;
    if (!job.ended_on || *job.ended_on >= question.as_of.valid_at) return true;
  }
  return false;
}

}  // namespace

Result<PathwayView> AnswerPathway(const RegisterQuestion& question) {
  const auto given = question.parameters.find("participant");
  const auto id = given == question.parameters.end() ? std::nullopt : Uuid::Parse(given->second);
  if (!id) return BadParameter("participant", "the id of a person, a UUID");
  PathwayView view;
  view.set_participant_id(id->ToString());
  const std::vector<Fact> facts =
      question.history.OfStream(events::ParticipantStream(id->ToString()));
  const Remarks remarks = facts.empty() ? Remarks() : ReadRemarks(question.history, facts);
  for (const Fact& fact : facts) {
    *view.add_steps() = StepOf(fact, remarks);
    if (fact.voided_by.value() == 0) {
      view.set_counting(view.counting() + 1);
      Follow(fact, &view);
    } else {
      view.set_struck(view.struck() + 1);
    }
  }
  view.set_known(!facts.empty());
  view.set_in_job(InJob(question, id->ToString()));
  return view;
}

}  // namespace paktum::views
