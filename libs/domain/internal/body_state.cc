#include "libs/domain/internal/body_state.h"

#include <set>

#include "libs/domain/internal/refusal_table.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using Resolutions = google::protobuf::RepeatedPtrField<governance::v1::Resolution>;

void AddSitting(BodyState& state, const RecordedEvent& event, const Resolutions& resolutions) {
  state.sittings.push_back(&event);
  for (const auto& resolution : resolutions) state.resolutions.emplace(resolution.number(), &event);
}

}  // namespace

void EvolveBody(BodyState& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kBodyConstituted:
      state.constituted = &event;
      return;
    case Event::kSteeringGroupMeetingHeld:
      return AddSitting(state, event, event.event.steering_group_meeting_held().resolutions());
    case Event::kBodySittingHeld:
      return AddSitting(state, event, event.event.body_sitting_held().resolutions());
    case Event::kForumHeld:
    case Event::kCountyPactMeetingHeld:
      return AddSitting(state, event, {});
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
    case PAKTUM_OUTREACH_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

const RecordedEvent* SittingOf(Date day, const BodyState& state) {
  for (const RecordedEvent* sitting : state.sittings) {
    if (OccurredOn(*sitting) == day) return sitting;
  }
  return nullptr;
}

Status CheckResolutions(const Resolutions& resolutions, const BodyState& state) {
  std::set<std::string> numbers;
  for (const auto& resolution : resolutions) {
    if (!numbers.insert(resolution.number()).second) {
      return Refuse("resolution.duplicate_number", {{"number", resolution.number()}});
    }
    if (state.resolutions.contains(resolution.number())) {
      return Refuse("resolution.number_taken", {{"number", resolution.number()}});
    }
  }
  return OkStatus();
}

}  // namespace paktum::domain
