// Governance (domain.md A13).
#include <algorithm>
#include <map>
#include <set>

#include "paktum/view/v1/governance.pb.h"
#include "tests/property/registers/naive_duties.h"
#include "tests/property/registers/naive_proofs.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

bool IsSitting(const Event& event) {
  return event.has_steering_group_meeting_held() || event.has_forum_held() ||
         event.has_body_sitting_held() || event.has_county_pact_meeting_held();
}

const google::protobuf::RepeatedPtrField<governance::v1::Resolution>& ResolutionsOf(
    const Event& event) {
  return event.has_body_sitting_held() ? event.body_sitting_held().resolutions()
                                       : event.steering_group_meeting_held().resolutions();
}

std::string BodyCode(const Record& record) {
  return record.stream.substr(record.stream.find('/') + 1);
}

void FillSitting(const Question& question, const Record& record, view::v1::SittingRow* row) {
  const Event& event = record.event;
  row->set_position(record.position);
  row->set_held_on(event.occurred_on());
  row->set_body(BodyCode(record));
  row->set_type(TypeOf(record));
  SetTypeName(record, row->mutable_type_name());
  row->set_resolutions(static_cast<std::uint32_t>(ResolutionsOf(event).size()));
  row->set_minutes_filed(!LacksProof(record) || HasEvidence(question.history, record));
  if (event.has_steering_group_meeting_held()) {
    row->set_present(event.steering_group_meeting_held().members_present());
    *row->mutable_agenda() = event.steering_group_meeting_held().agenda();
  } else if (event.has_body_sitting_held()) {
    row->set_present(event.body_sitting_held().members_present());
    row->set_open_to_public(event.body_sitting_held().open_to_public());
    *row->mutable_agenda() = event.body_sitting_held().agenda();
  } else if (event.has_forum_held()) {
    row->set_present(event.forum_held().participants());
    *row->mutable_agenda() = event.forum_held().topics();
    row->set_place(event.forum_held().place());
  } else {
    row->set_present(event.county_pact_meeting_held().participants());
    *row->mutable_agenda() = event.county_pact_meeting_held().topics();
  }
}

void FillBody(const Question& question, const plan::v1::GovernanceBody& body,
              const view::v1::GovernanceView& view, view::v1::BodyRow* row) {
  row->set_code(body.code());
  SetLabel(body.name(), row->mutable_name());
  for (const Record* record : question.history.InForce()) {
    if (record->event.body_constituted().body() != body.code()) continue;
    if (row->constituted_on().empty()) row->set_constituted_on(record->event.occurred_on());
    row->set_seats(record->event.body_constituted().seats());
  }
  for (const view::v1::SittingRow& sitting : view.sittings()) {
    if (sitting.body() != body.code()) continue;
    row->set_sittings(row->sittings() + 1);
    row->set_last_sitting_on(sitting.held_on());
    row->set_resolutions(row->resolutions() + sitting.resolutions());
    if (!sitting.minutes_filed()) row->set_minutes_missing(row->minutes_missing() + 1);
  }
}

void AddUses(const Question& question, view::v1::ResolutionRow* row) {
  for (const Record* record : question.history.InForce()) {
    if (TextField(BodyOf(*record), "resolution") != row->number()) continue;
    auto* use = row->add_uses();
    use->set_type(TypeOf(*record));
    SetTypeName(*record, use->mutable_type_name());
    use->set_position(record->position);
    use->set_on(record->event.occurred_on());
  }
}

void FillResolutions(const Question& question, view::v1::GovernanceView* view) {
  std::map<std::string, int> taken;
  for (const Record* record : question.history.InForce()) {
    if (!IsSitting(record->event)) continue;
    for (const auto& resolution : ResolutionsOf(record->event)) {
      ++taken[resolution.number()];
      auto* row = view->add_resolutions();
      row->set_number(resolution.number());
      row->set_subject(resolution.subject());
      row->set_body(BodyCode(*record));
      row->set_taken_on(record->event.occurred_on());
      row->set_position(record->position);
    }
  }
  for (auto& row : *view->mutable_resolutions()) row.set_number_repeated(taken[row.number()] > 1);
  std::set<std::string> unknown;
  for (const Record* record : question.history.InForce()) {
    const std::string number = TextField(BodyOf(*record), "resolution");
    if (!number.empty() && !taken.contains(number)) unknown.insert(number);
  }
  for (const std::string& number : unknown) view->add_resolutions()->set_number(number);
  for (auto& row : *view->mutable_resolutions()) AddUses(question, &row);
}

}  // namespace

void Fill(const Question& question, view::v1::GovernanceView* view) {
  for (const plan::v1::Cadence& cadence : question.plan.data().cadences()) {
    auto* duty = view->add_duties();
    duty->set_code(cadence.code());
    SetLabel(cadence.name(), duty->mutable_name());
    duty->set_body(cadence.body());
    duty->set_event_type(cadence.event_type());
    *duty->mutable_problems() = cadence.problems();
    FillStanding(question.plan, cadence.interval_months(), DueDates(question.plan, cadence),
                 HeldDays(question.history, cadence), question.day, duty->mutable_standing());
    if (duty->standing().overdue()) view->set_overdue(view->overdue() + 1);
  }
  for (const Record* record : question.history.InForce()) {
    if (IsSitting(record->event)) FillSitting(question, *record, view->add_sittings());
  }
  for (const plan::v1::GovernanceBody& body : question.plan.data().bodies()) {
    FillBody(question, body, *view, view->add_bodies());
  }
  FillResolutions(question, view);
}

}  // namespace paktum::views::naive
