#include "libs/domain/internal/thing.h"

#include "libs/events/body_cases.h"

namespace paktum::domain {

using event::v1::Event;

void EvolveThing(ThingState& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case PAKTUM_OUTREACH_EVENTS:
      state.recorded = &event;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_BODY_EVENTS:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
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

}  // namespace paktum::domain
