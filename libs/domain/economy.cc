// Economy: what the pact does for enterprises and investment (domain.md A4, 1.1 to 1.3 and 2.1).
// Each has a stream of its own; a leading sector has that of its code and is designated once.
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/domain/internal/thing.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CreateNetwork;
using command::v1::DesignateLeadingSector;
using command::v1::DiscussLocalNeed;
using command::v1::HoldInvestmentAction;
using command::v1::RecordBusinessContact;
using command::v1::RecordBusinessIdea;

std::vector<std::string> Streams(const RecordBusinessIdea& /*command*/, const Context& context) {
  return {events::BusinessIdeaStream(ThingOf(context))};
}
std::vector<std::string> Streams(const CreateNetwork& /*command*/, const Context& context) {
  return {events::NetworkStream(ThingOf(context))};
}
std::vector<std::string> Streams(const RecordBusinessContact& /*command*/, const Context& context) {
  return {events::BusinessContactStream(ThingOf(context))};
}
std::vector<std::string> Streams(const DesignateLeadingSector& command,
                                 const Context& /*context*/) {
  return {events::LeadingSectorStream(command.sector())};
}
std::vector<std::string> Streams(const HoldInvestmentAction& /*command*/, const Context& context) {
  return {events::InvestmentActionStream(ThingOf(context))};
}
std::vector<std::string> Streams(const DiscussLocalNeed& /*command*/, const Context& context) {
  return {events::LocalNeedStream(ThingOf(context))};
}

Result<Decision> Decide(const RecordBusinessIdea& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date realised_on,
                          ReadFactDate("realised_on", command.realised_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), realised_on);
  auto& body = *event.event.mutable_business_idea_realised();
  body.set_measure(command.measure());
  body.set_subject(command.subject());
  body.set_settlement(command.settlement());
  return Decided(std::move(event));
}

Result<Decision> Decide(const CreateNetwork& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date created_on,
                          ReadFactDate("created_on", command.created_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  const std::set<std::string> members(command.members().begin(), command.members().end());
  if (members.size() < static_cast<std::size_t>(command.members_size())) {
    return Refuse("network.member_twice");
  }
  if (members.size() < 2) return Refuse("network.too_few_members");
  PendingEvent event = NewEvent(Streams(command, context).front(), created_on);
  auto& body = *event.event.mutable_network_created();
  body.set_measure(command.measure());
  body.set_kind(command.kind());
  body.set_name(command.name());
  *body.mutable_members() = command.members();
  return Decided(std::move(event));
}

Result<Decision> Decide(const RecordBusinessContact& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date created_on,
                          ReadFactDate("created_on", command.created_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  if (command.first_party() == command.second_party()) {
    return Refuse("contact.same_party", {{"party", command.first_party()}});
  }
  PendingEvent event = NewEvent(Streams(command, context).front(), created_on);
  auto& body = *event.event.mutable_business_contact_created();
  body.set_measure(command.measure());
  body.set_first_party(command.first_party());
  body.set_second_party(command.second_party());
  return Decided(std::move(event));
}

Result<Decision> Decide(const DesignateLeadingSector& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date designated_on,
                          ReadFactDate("designated_on", command.designated_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  governance::v1::LeadingSectorDesignated body;
  body.set_measure(command.measure());
  body.set_sector(command.sector());
  body.set_name(command.name());
  body.set_resolution(command.resolution());
  if (state.recorded != nullptr) {
    if (Says(*state.recorded, body, designated_on)) return AlreadySo(*state.recorded);
    return Refuse(
        "sector.already_designated",
        {{"sector", command.sector()}, {"designated_on", state.recorded->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(Streams(command, context).front(), designated_on);
  *event.event.mutable_leading_sector_designated() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const HoldInvestmentAction& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), held_on);
  auto& body = *event.event.mutable_investment_action_held();
  body.set_measure(command.measure());
  body.set_kind(command.kind());
  body.set_topic(command.topic());
  body.set_participants(command.participants());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  return Decided(std::move(event));
}

Result<Decision> Decide(const DiscussLocalNeed& command, const Context& context,
                        const plan::Plan& plan, const ThingState& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date discussed_on,
                          ReadFactDate("discussed_on", command.discussed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), discussed_on);
  auto& body = *event.event.mutable_local_need_discussed();
  body.set_measure(command.measure());
  body.set_topic(command.topic());
  body.set_raised_by(command.raised_by());
  body.set_outcome(command.outcome());
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EconomyCommands() {
  return {HandlerOf<RecordBusinessIdea, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<CreateNetwork, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<RecordBusinessContact, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<DesignateLeadingSector, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<HoldInvestmentAction, ThingState, Streams, EvolveThing, Decide>(),
          HandlerOf<DiscussLocalNeed, ThingState, Streams, EvolveThing, Decide>()};
}

}  // namespace paktum::domain
