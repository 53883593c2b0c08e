// Agreement: the cooperation agreement is signed once (domain.md A1, D01).
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"

namespace paktum::domain {
namespace {

using command::v1::SignPactAgreement;
using event::v1::Event;
using pact::v1::PactAgreementSigned;

std::vector<std::string> Streams(const SignPactAgreement& /*command*/, const Context& /*context*/) {
  return {std::string(events::kPactStream)};
}

struct State {
  const RecordedEvent* signed_agreement = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kPactAgreementSigned:
      state.signed_agreement = &event;
      return;
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kDefinitionVersionAdopted:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
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

Status CheckSignatories(const SignPactAgreement& command, const plan::Plan& plan) {
  std::set<std::string> seen;
  for (const std::string& member : command.signatories()) {
    PAKTUM_RETURN_IF_ERROR(RequireMember(member, plan));
    if (!seen.insert(member).second) return Refuse("agreement.member_twice", {{"member", member}});
  }
  return OkStatus();
}

Result<Decision> Decide(const SignPactAgreement& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date signed_on,
                          ReadFactDate("signed_on", command.signed_on(), context));
  PAKTUM_RETURN_IF_ERROR(CheckSignatories(command, plan));
  PactAgreementSigned body;
  *body.mutable_signatories() = command.signatories();
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (state.signed_agreement != nullptr) {
    if (Says(*state.signed_agreement, body, signed_on)) return AlreadySo(*state.signed_agreement);
    return Refuse("agreement.already_signed",
                  {{"signed_on", state.signed_agreement->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(std::string(events::kPactStream), signed_on);
  *event.event.mutable_pact_agreement_signed() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> AgreementCommands() {
  return {HandlerOf<SignPactAgreement, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
