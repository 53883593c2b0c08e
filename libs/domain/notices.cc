// Notices on the pact's public surfaces (domain.md A17, B8).
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/portal.pb.h"

namespace paktum::domain {
namespace {

using command::v1::PublishNotice;
using command::v1::WithdrawNotice;
using event::v1::Event;

std::vector<std::string> Streams(const PublishNotice& /*command*/, const Context& context) {
  return {events::NoticeStream(IdOfNewThing(context.command).ToString())};
}
std::vector<std::string> Streams(const WithdrawNotice& command, const Context& /*context*/) {
  return {events::NoticeStream(CanonicalId(command.notice_id()))};
}

struct State {
  const RecordedEvent* published = nullptr;
  const RecordedEvent* withdrawn = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kNoticePublished:
      state.published = &event;
      return;
    case Event::kNoticeWithdrawn:
      state.withdrawn = &event;
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
    case Event::kNewsletterSubscribed:
    case Event::kNewsletterConfirmed:
    case Event::kNewsletterUnsubscribed:
    case Event::BODY_NOT_SET:
      return;
  }
}

Result<Decision> Decide(const PublishNotice& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  if (state.published != nullptr) return AlreadySo(*state.published);
  PAKTUM_ASSIGN_OR_RETURN(const Date published_on,
                          ReadFactDate("published_on", command.published_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireSurface(command.surface(), plan));
  std::string until;
  if (!command.until().empty()) {
    PAKTUM_ASSIGN_OR_RETURN(const Date last_day, ReadDate("until", command.until()));
    if (last_day < published_on) return Refuse("notice.ends_before_published");
    until = last_day.ToString();
  }
  const std::string id = IdOfNewThing(context.command).ToString();
  PendingEvent event = NewEvent(events::NoticeStream(id), published_on);
  auto& body = *event.event.mutable_notice_published();
  body.set_notice_id(id);
  body.set_surface(command.surface());
  body.set_title(command.title());
  body.set_text(command.text());
  body.set_until(until);
  return Decided(std::move(event));
}

Result<Decision> Decide(const WithdrawNotice& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date withdrawn_on,
                          ReadFactDate("withdrawn_on", command.withdrawn_on(), context));
  if (state.published == nullptr) return Refuse("notice.unknown");
  if (state.withdrawn != nullptr) {
    if (OccurredOn(*state.withdrawn) == withdrawn_on) return AlreadySo(*state.withdrawn);
    return Refuse("notice.already_withdrawn",
                  {{"withdrawn_on", state.withdrawn->event.occurred_on()}});
  }
  if (withdrawn_on < OccurredOn(*state.published)) {
    return Refuse("notice.withdrawn_before_published",
                  {{"published_on", state.published->event.occurred_on()}});
  }
  const std::string id = CanonicalId(command.notice_id());
  PendingEvent event = NewEvent(events::NoticeStream(id), withdrawn_on);
  event.event.mutable_notice_withdrawn()->set_notice_id(id);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> NoticeCommands() {
  return {HandlerOf<PublishNotice, State, Streams, Evolve, Decide>(),
          HandlerOf<WithdrawNotice, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
