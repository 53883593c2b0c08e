// Activities: work done under a code of the funder's list, by a member that undertook it (domain.md
// A12).
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ReportActivity;
using event::v1::Event;

std::string StreamOf(const ReportActivity& command) {
  return events::ActivityStream(command.section(), command.activity());
}

// A section that cannot be written as a stream's name is none of the plan: nothing to load then.
std::vector<std::string> Streams(const ReportActivity& command, const Context& /*context*/) {
  const std::string stream = StreamOf(command);
  const bool plain =
      std::all_of(stream.begin(), stream.end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
  if (!plain) return {};
  return {stream};
}

struct State {
  std::vector<const RecordedEvent*> reported;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kActivityReported:
      state.reported.push_back(&event);
      return;
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case PAKTUM_GOVERNANCE_EVENTS:
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

Result<const plan::v1::Activity*> FindActivity(const ReportActivity& command,
                                               const plan::Plan& plan) {
  std::vector<std::string> known;
  for (const auto& section : plan.data().activity_sections()) {
    for (const auto& activity : section.activities()) {
      if (section.code() == command.section() && activity.letter() == command.activity()) {
        return &activity;
      }
      known.push_back(section.code() + " " + activity.letter());
    }
  }
  return Refuse("activity.unknown", {{"section", command.section()},
                                     {"activity", command.activity()},
                                     {"known", KnownCodes(known)}});
}

Status RequireUndertaken(const plan::v1::Activity& activity, const Context& context,
                         const plan::Plan& plan) {
  std::vector<std::string> members;
  for (const auto& assignment : activity.assignments()) {
    const auto* const member = plan.FindConsortiumMember(assignment.organisation());
    if (member != nullptr && member->office_service() == context.member) return OkStatus();
    members.push_back(assignment.organisation());
  }
  return Refuse("activity.of_other_member", {{"members", KnownCodes(members)}});
}

Result<Decision> Decide(const ReportActivity& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date done_on, ReadFactDate("done_on", command.done_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const plan::v1::Activity* const activity, FindActivity(command, plan));
  PAKTUM_RETURN_IF_ERROR(RequireUndertaken(*activity, context, plan));
  pact::v1::ActivityReported body;
  body.set_section(command.section());
  body.set_activity(activity->letter());
  body.set_subject(command.subject());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  for (const RecordedEvent* reported : state.reported) {
    if (reported->member == context.member && Says(*reported, body, done_on)) {
      return AlreadySo(*reported);
    }
  }
  PendingEvent event = NewEvent(StreamOf(command), done_on);
  *event.event.mutable_activity_reported() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> ActivityCommands() {
  return {HandlerOf<ReportActivity, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
