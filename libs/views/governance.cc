#include "libs/views/governance.h"

#include <google/protobuf/message.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/views/internal/duties.h"
#include "libs/views/internal/evidence.h"
#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::BodyRow;
using view::v1::GovernanceView;
using view::v1::ResolutionRow;
using view::v1::SittingRow;

constexpr std::string_view kBodyStream = "body/";

// Event types whose field `resolution` is the number of one.
constexpr EventCase kDecidedByResolution[] = {Event::kPlanAdopted,
                                              Event::kDefinitionVersionAdopted,
                                              Event::kDocumentApproved,
                                              Event::kDocumentRejected,
                                              Event::kInterimEvaluationApproved,
                                              Event::kInterimEvaluationReturned,
                                              Event::kLeadingSectorDesignated};

Status FillDuties(const RegisterQuestion& question, GovernanceView* view) {
  PAKTUM_ASSIGN_OR_RETURN(const auto records,
                          internal::ReadCadences(question.plan, question.history));
  for (const internal::CadenceRecord& record : records) {
    const plan::v1::Cadence& cadence = *record.cadence;
    auto* duty = view->add_duties();
    duty->set_code(cadence.code());
    internal::SetLabel(cadence.name(), duty->mutable_name());
    duty->set_body(cadence.body());
    duty->set_event_type(cadence.event_type());
    for (const std::string& problem : cadence.problems()) duty->add_problems(problem);
    internal::FillStanding(question.plan, cadence.interval_months(), record.due, record.held,
                           question.as_of.valid_at, duty->mutable_standing());
    if (duty->standing().overdue()) view->set_overdue(view->overdue() + 1);
  }
  return OkStatus();
}

// What a sitting says, whatever its type.
struct Sitting {
  SittingRow row;
  std::vector<governance::v1::Resolution> resolutions;
};

template <typename Texts>
void CopyTexts(const Texts& from, SittingRow* row) {
  for (const std::string& text : from) row->add_agenda(text);
}

Sitting Read(const Fact& fact) {
  Sitting sitting;
  SittingRow& row = sitting.row;
  row.set_position(fact.position.value());
  row.set_held_on(fact.day.ToString());
  row.set_type(fact.kind->type);
  row.mutable_type_name()->set_hu(fact.kind->title_hu);
  row.mutable_type_name()->set_en(fact.kind->title_en);
  if (fact.stream.starts_with(kBodyStream)) {
    row.set_body(std::string(fact.stream.substr(kBodyStream.size())));
  }
  const Event& event = fact.event;
  if (event.has_steering_group_meeting_held()) {
    const auto& held = event.steering_group_meeting_held();
    row.set_present(held.members_present());
    CopyTexts(held.agenda(), &row);
    sitting.resolutions.assign(held.resolutions().begin(), held.resolutions().end());
  } else if (event.has_forum_held()) {
    const auto& held = event.forum_held();
    row.set_present(held.participants());
    CopyTexts(held.topics(), &row);
    row.set_place(held.place());
  } else if (event.has_body_sitting_held()) {
    const auto& held = event.body_sitting_held();
    row.set_body(held.body());
    row.set_present(held.members_present());
    row.set_open_to_public(held.open_to_public());
    CopyTexts(held.agenda(), &row);
    sitting.resolutions.assign(held.resolutions().begin(), held.resolutions().end());
  } else {
    const auto& held = event.county_pact_meeting_held();
    row.set_present(held.participants());
    CopyTexts(held.topics(), &row);
  }
  row.set_minutes_filed(!internal::LacksProof(fact));
  row.set_resolutions(static_cast<std::uint32_t>(sitting.resolutions.size()));
  return sitting;
}

std::vector<Sitting> ReadSittings(const EffectiveHistory& history) {
  const std::set<std::uint64_t> proven = internal::ProvenLater(history);
  std::vector<Sitting> sittings;
  for (const Fact& fact :
       history.InForce({Event::kSteeringGroupMeetingHeld, Event::kForumHeld,
                        Event::kBodySittingHeld, Event::kCountyPactMeetingHeld})) {
    SittingRow& row = sittings.emplace_back(Read(fact)).row;
    if (proven.contains(row.position())) row.set_minutes_filed(true);
  }
  return sittings;
}

void FillBodies(const RegisterQuestion& question, const std::vector<Sitting>& sittings,
                GovernanceView* view) {
  std::map<std::string, BodyRow*> rows;
  for (const plan::v1::GovernanceBody& body : question.plan.data().bodies()) {
    BodyRow* row = view->add_bodies();
    row->set_code(body.code());
    internal::SetLabel(body.name(), row->mutable_name());
    rows[body.code()] = row;
  }
  for (const Fact& fact : question.history.InForce({Event::kBodyConstituted})) {
    const auto row = rows.find(fact.event.body_constituted().body());
    if (row == rows.end()) continue;
    if (row->second->constituted_on().empty()) row->second->set_constituted_on(fact.day.ToString());
    row->second->set_seats(fact.event.body_constituted().seats());
  }
  for (const Sitting& sitting : sittings) {
    const auto found = rows.find(sitting.row.body());
    if (found == rows.end()) continue;
    BodyRow& row = *found->second;
    row.set_sittings(row.sittings() + 1);
    row.set_last_sitting_on(sitting.row.held_on());
    row.set_resolutions(row.resolutions() + sitting.row.resolutions());
    if (!sitting.row.minutes_filed()) row.set_minutes_missing(row.minutes_missing() + 1);
  }
}

std::string ResolutionOf(const google::protobuf::Message& body) {
  const auto* field = body.GetDescriptor()->FindFieldByName("resolution");
  return field == nullptr ? "" : body.GetReflection()->GetString(body, field);
}

void FillResolutions(const EffectiveHistory& history, const std::vector<Sitting>& sittings,
                     GovernanceView* view) {
  std::map<std::string, ResolutionRow*> first;  // of a number
  for (const Sitting& sitting : sittings) {
    for (const governance::v1::Resolution& taken : sitting.resolutions) {
      ResolutionRow* row = view->add_resolutions();
      row->set_number(taken.number());
      row->set_subject(taken.subject());
      row->set_body(sitting.row.body());
      row->set_taken_on(sitting.row.held_on());
      row->set_position(sitting.row.position());
      const auto [known, is_new] = first.emplace(taken.number(), row);
      if (is_new) continue;
      row->set_number_repeated(true);
      known->second->set_number_repeated(true);
    }
  }
  for (const Fact& fact : history.InForce(kDecidedByResolution)) {
    const std::string number = ResolutionOf(*events::BodyOf(fact.event));
    if (number.empty()) continue;
    ResolutionRow*& row = first[number];
    if (row == nullptr) {
      row = view->add_resolutions();
      row->set_number(number);
    }
    auto* use = row->add_uses();
    use->set_type(fact.kind->type);
    use->mutable_type_name()->set_hu(fact.kind->title_hu);
    use->mutable_type_name()->set_en(fact.kind->title_en);
    use->set_position(fact.position.value());
    use->set_on(fact.day.ToString());
  }
}

}  // namespace

Result<GovernanceView> AnswerGovernance(const RegisterQuestion& question) {
  GovernanceView view;
  PAKTUM_RETURN_IF_ERROR(FillDuties(question, &view));
  const std::vector<Sitting> sittings = ReadSittings(question.history);
  FillBodies(question, sittings, &view);
  for (const Sitting& sitting : sittings) *view.add_sittings() = sitting.row;
  FillResolutions(question.history, sittings, &view);
  return view;
}

}  // namespace paktum::views
