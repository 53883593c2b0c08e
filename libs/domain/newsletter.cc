// Newsletter: nothing is sent to an address before its owner confirmed it by a code that was mailed
// to it (P-24); the owner leaves at any time, by the code or the address. The stream's name is a
// keyed hash of the address, so one address is one stream, and what a caller learns of an address
// that is known already is nothing.
#include "libs/domain/newsletter.h"

#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/portal.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ConfirmNewsletter;
using command::v1::SubscribeNewsletter;
using command::v1::UnsubscribeNewsletter;
using event::v1::Event;

constexpr std::size_t kHashDigits = 64;

// The stream that a code names; nothing for a text that is no code.
std::vector<std::string> StreamsOfCode(const std::string& code) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (code.size() <= kHashDigits) return {};
  const std::string hash = code.substr(0, kHashDigits);
  if (!std::all_of(hash.begin(), hash.end(), is_digit)) return {};
  return {events::NewsletterStream(hash)};
}

std::vector<std::string> Streams(const SubscribeNewsletter& /*command*/, const Context& context) {
  return {events::NewsletterStream(context.identity_hash_hex)};
}
std::vector<std::string> Streams(const ConfirmNewsletter& command, const Context& /*context*/) {
  return StreamsOfCode(command.code());
}
std::vector<std::string> Streams(const UnsubscribeNewsletter& command, const Context& context) {
  if (command.email().empty()) return StreamsOfCode(command.code());
  return {events::NewsletterStream(context.identity_hash_hex)};
}

struct State {
  const RecordedEvent* subscribed = nullptr;    // the last time
  const RecordedEvent* confirmed = nullptr;     // of the last time
  const RecordedEvent* unsubscribed = nullptr;  // of the last time
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kNewsletterSubscribed:
      state = {.subscribed = &event, .confirmed = nullptr, .unsubscribed = nullptr};
      return;
    case Event::kNewsletterConfirmed:
      state.confirmed = &event;
      return;
    case Event::kNewsletterUnsubscribed:
      state.unsubscribed = &event;
      return;
    case PAKTUM_PACT_EVENTS:
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
    case Event::kNoticePublished:
    case Event::kNoticeWithdrawn:
    case Event::BODY_NOT_SET:
      return;
  }
}

// Looks at every character whatever differs, so that time tells nothing of the code.
bool SameText(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

// One answer for a wrong code, a wrong id and an address that nobody subscribed.
Status CheckCode(const std::string& subscription_id, const std::string& code,
                 const Context& context, const State& state) {
  if (state.subscribed == nullptr) return Refuse("newsletter.wrong_code");
  const std::string& id = state.subscribed->event.newsletter_subscribed().subscription_id();
  const std::string secret = context.newsletter_secret(id);
  const bool right =
      CanonicalId(subscription_id) == id && SameText(code.substr(kHashDigits), secret);
  return right ? OkStatus() : Refuse("newsletter.wrong_code");
}

Status RequireNotBefore(Date day, const State& state) {
  if (day >= OccurredOn(*state.subscribed)) return OkStatus();
  return Refuse("newsletter.before_subscription");
}

PendingSeal SealAddress(const std::string& subscription_id, const SubscribeNewsletter& command) {
  sealed::v1::NewsletterAddress address;
  address.set_email(command.email());
  address.set_name(command.name());
  return {subscription_id, address.GetDescriptor()->full_name(), address.SerializeAsString()};
}

Result<Decision> Decide(const SubscribeNewsletter& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date subscribed_on,
                          ReadFactDate("subscribed_on", command.subscribed_on(), context));
  if (state.subscribed != nullptr && state.subscribed->command == context.command) {
    return AlreadySo(*state.subscribed);
  }
  if (state.subscribed != nullptr && state.unsubscribed == nullptr) return Decision();
  const std::string id = IdOfNewThing(context.command).ToString();
  PendingEvent event = NewEvent(Streams(command, context).front(), subscribed_on);
  event.event.mutable_newsletter_subscribed()->set_subscription_id(id);
  event.seals.push_back(SealAddress(id, command));
  return Decided(std::move(event));
}

Result<Decision> Decide(const ConfirmNewsletter& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date confirmed_on,
                          ReadFactDate("confirmed_on", command.confirmed_on(), context));
  PAKTUM_RETURN_IF_ERROR(CheckCode(command.subscription_id(), command.code(), context, state));
  if (state.unsubscribed != nullptr) return Refuse("newsletter.wrong_code");
  if (state.confirmed != nullptr) return AlreadySo(*state.confirmed);
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(confirmed_on, state));
  PendingEvent event = NewEvent(Streams(command, context).front(), confirmed_on);
  event.event.mutable_newsletter_confirmed()->set_subscription_id(
      state.subscribed->event.newsletter_subscribed().subscription_id());
  return Decided(std::move(event));
}

Result<Decision> Decide(const UnsubscribeNewsletter& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date unsubscribed_on,
                          ReadFactDate("unsubscribed_on", command.unsubscribed_on(), context));
  if (command.email().empty() == command.code().empty()) return Refuse("newsletter.code_or_email");
  if (command.email().empty()) {
    PAKTUM_RETURN_IF_ERROR(CheckCode(command.subscription_id(), command.code(), context, state));
  }
  if (state.subscribed == nullptr) return Decision();
  if (state.unsubscribed != nullptr) return AlreadySo(*state.unsubscribed);
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(unsubscribed_on, state));
  PendingEvent event = NewEvent(Streams(command, context).front(), unsubscribed_on);
  event.event.mutable_newsletter_unsubscribed()->set_subscription_id(
      state.subscribed->event.newsletter_subscribed().subscription_id());
  return Decided(std::move(event));
}

}  // namespace

std::string NewsletterCode(const std::string& stream, const std::string& secret) {
  return stream.substr(stream.find('/') + 1) + secret;
}

std::optional<std::string> UnconfirmedSubscription(const LoadedStream& newsletter) {
  State state;
  for (const RecordedEvent* event : EffectiveEvents(newsletter)) Evolve(state, *event);
  if (state.subscribed == nullptr || state.confirmed != nullptr || state.unsubscribed != nullptr) {
    return std::nullopt;
  }
  return state.subscribed->event.newsletter_subscribed().subscription_id();
}

std::vector<CommandHandler> NewsletterCommands() {
  return {HandlerOf<SubscribeNewsletter, State, Streams, Evolve, Decide>(),
          HandlerOf<ConfirmNewsletter, State, Streams, Evolve, Decide>(),
          HandlerOf<UnsubscribeNewsletter, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
