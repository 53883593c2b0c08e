// Employers: the labour needs that offices learn of, one survey or mapping after another, by the
// employer's code or tax number (domain.md A8, steps 1 and 2).
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/labour.pb.h"

namespace paktum::domain {
namespace {

using command::v1::MapEmployerNeed;
using command::v1::SurveyLabourNeed;
using employment::v1::LabourNeedSurveyed;
using event::v1::Event;
using service::v1::EmployerNeedMapped;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::EmployerStream(command.employer())};
}

struct State {
  std::vector<const RecordedEvent*> needs;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kLabourNeedSurveyed:
    case Event::kEmployerNeedMapped:
      state.needs.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case Event::kHireRecorded:
    case Event::kEmploymentEnded:
    case Event::kSixMonthStatusChecked:
    case Event::kJobKept:
    case PAKTUM_TRAINING_EVENTS:
    case Event::kFirstInterviewHeld:
    case Event::kDevelopmentPlanMade:
    case Event::kServiceGiven:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kRelatedServiceGiven:
    case Event::kMediationDone:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

const RecordedEvent* FindSame(const State& state, const google::protobuf::Message& body, Date on) {
  const auto found = std::find_if(state.needs.begin(), state.needs.end(),
                                  [&](const auto* need) { return Says(*need, body, on); });
  return found == state.needs.end() ? nullptr : *found;
}

Result<Decision> Decide(const SurveyLabourNeed& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date surveyed_on,
                          ReadFactDate("surveyed_on", command.surveyed_on(), context));
  LabourNeedSurveyed body;
  body.set_employer(command.employer());
  body.set_headcount(command.headcount());
  body.set_trade(command.trade());
  body.set_competences(command.competences());
  body.set_new_investment(command.new_investment());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, surveyed_on)) return AlreadySo(*same);
  PendingEvent event = NewEvent(events::EmployerStream(command.employer()), surveyed_on);
  *event.event.mutable_labour_need_surveyed() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const MapEmployerNeed& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date mapped_on,
                          ReadFactDate("mapped_on", command.mapped_on(), context));
  EmployerNeedMapped body;
  body.set_employer(command.employer());
  body.set_headcount(command.headcount());
  body.set_trade(command.trade());
  body.set_competences(command.competences());
  if (const auto* same = FindSame(state, body, mapped_on)) return AlreadySo(*same);
  PendingEvent event = NewEvent(events::EmployerStream(command.employer()), mapped_on);
  *event.event.mutable_employer_need_mapped() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EmployerCommands() {
  return {HandlerOf<SurveyLabourNeed, State, Streams, Evolve, Decide>(),
          HandlerOf<MapEmployerNeed, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
