// Payments: what happens to a grant after the decision: it is paid month by month, stopped, asked
// back. A stop frees in the scheme what was not paid until then, so what is due for the last
// supported months is paid before the stop is recorded.
//
// Erased or gone from the programme, a person's support is carried to its end: only codes, dates
// and amounts are recorded.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/grants.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "paktum/command/v1/subsidy.pb.h"

namespace paktum::domain {
namespace {

using command::v1::PaySubsidy;
using command::v1::ReclaimSubsidy;
using command::v1::StopSubsidy;
using subsidy::v1::SubsidyPaid;
using subsidy::v1::SubsidyReclaimed;
using subsidy::v1::SubsidyStopped;

// A stop writes to the scheme what is free again.
std::vector<std::string> StreamsOfStop(const StopSubsidy& command, const Context& /*context*/) {
  return {events::ParticipantStream(CanonicalId(command.participant_id())),
          events::SchemeStream(command.scheme())};
}

struct State {
  Person person;
  std::vector<Grant> grants;
  std::vector<const RecordedEvent*> hires;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  EvolveGrants(state.grants, event);
  if (event.event.has_hire_recorded()) state.hires.push_back(&event);
}

const RecordedEvent* FindSame(const std::vector<const RecordedEvent*>& events,
                              const google::protobuf::Message& body, Date on) {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const auto* event) { return Says(*event, body, on); });
  return found == events.end() ? nullptr : *found;
}

Status CheckMonth(const Grant& grant, const SubsidyPaid& body, Date month) {
  const bool too_late = grant.months > 0 && month > grant.ends_on;
  if (LastDayOf(month) < grant.starts_on || too_late) {
    return Refuse("payment.month_outside", {{"month", body.month()},
                                            {"starts_on", grant.starts_on.ToString()},
                                            {"ends_on", grant.ends_on.ToString()}});
  }
  for (const RecordedEvent* payment : grant.payments) {
    if (payment->event.subsidy_paid().month() == body.month()) {
      return Refuse("payment.month_paid",
                    {{"month", body.month()}, {"paid_on", payment->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Status CheckAmount(const Grant& grant, std::int64_t amount_ft) {
  if (amount_ft > grant.monthly_ft) {
    return Refuse("payment.over_monthly", {{"limit_ft", std::to_string(grant.monthly_ft)},
                                           {"asked_ft", std::to_string(amount_ft)}});
  }
  const std::int64_t left_ft = grant.total_ft - grant.paid_ft();
  if (amount_ft <= left_ft) return OkStatus();
  return Refuse("payment.over_total",
                {{"left_ft", std::to_string(left_ft)}, {"asked_ft", std::to_string(amount_ft)}});
}

Result<Decision> Decide(const PaySubsidy& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date paid_on, ReadFactDate("paid_on", command.paid_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date month, ReadMonth(command.month()));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, paid_on));
  SubsidyPaid body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(CanonicalId(command.grant_id()));
  body.set_month(command.month());
  body.set_amount_ft(command.amount_ft());
  body.set_payment_reference(command.payment_reference());
  PAKTUM_ASSIGN_OR_RETURN(const Grant* const grant, FindGrant(state.grants, body.grant_id()));
  if (const auto* same = FindSame(grant->payments, body, paid_on)) return AlreadySo(*same);
  if (grant->paid_at_once) return Refuse("grant.paid_at_once", {{"scheme", grant->scheme}});
  if (grant->stopped != nullptr) {
    return Refuse("payment.after_stop", {{"stopped_on", grant->stopped->event.occurred_on()}});
  }
  if (paid_on < OccurredOn(*grant->granted)) {
    return Refuse("payment.before_grant", {{"granted_on", grant->granted->event.occurred_on()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckMonth(*grant, body, month));
  PAKTUM_RETURN_IF_ERROR(CheckAmount(*grant, body.amount_ft()));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), paid_on);
  *event.event.mutable_subsidy_paid() = std::move(body);
  return Decided(std::move(event));
}

// A job that began after the stop would have been supported by nothing.
Status CheckSupportedJob(const Grant& grant, const State& state, Date stopped_on) {
  for (const RecordedEvent* hired : state.hires) {
    if (hired->event.hire_recorded().grant_id() == grant.id && stopped_on < OccurredOn(*hired)) {
      return Refuse("stop.before_hire", {{"hired_on", hired->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Status CheckStop(const Grant& grant, const State& state, Date stopped_on) {
  if (grant.paid_at_once) return Refuse("grant.paid_at_once", {{"scheme", grant.scheme}});
  if (grant.stopped != nullptr) {
    return Refuse("stop.already_stopped", {{"stopped_on", grant.stopped->event.occurred_on()}});
  }
  if (stopped_on > grant.ends_on) {
    return Refuse("stop.after_end", {{"ends_on", grant.ends_on.ToString()}});
  }
  if (stopped_on < OccurredOn(*grant.granted)) {
    return Refuse("stop.before_grant", {{"granted_on", grant.granted->event.occurred_on()}});
  }
  for (const RecordedEvent* payment : grant.payments) {
    const std::string& month = payment->event.subsidy_paid().month();
    PAKTUM_ASSIGN_OR_RETURN(const Date first_day, ReadMonth(month));
    if (first_day > stopped_on) return Refuse("stop.month_paid", {{"month", month}});
  }
  return CheckSupportedJob(grant, state, stopped_on);
}

// What the stopped grant will not use; nothing when all of it was paid.
std::optional<PendingEvent> Release(const Grant& grant, const std::string& participant_id,
                                    Date stopped_on) {
  const std::int64_t unused_ft = grant.total_ft - grant.paid_ft();
  if (unused_ft <= 0) return std::nullopt;
  PendingEvent event = NewEvent(events::SchemeStream(grant.scheme), stopped_on);
  auto& body = *event.event.mutable_scheme_released();
  body.set_grant_id(grant.id);
  body.set_participant_id(participant_id);
  body.set_scheme(grant.scheme);
  body.set_amount_ft(unused_ft);
  body.set_place_released(grant.payments.empty());
  return event;
}

Result<Decision> Decide(const StopSubsidy& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date stopped_on,
                          ReadFactDate("stopped_on", command.stopped_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, stopped_on));
  SubsidyStopped body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(CanonicalId(command.grant_id()));
  body.set_reason(command.reason());
  PAKTUM_ASSIGN_OR_RETURN(const Grant* const grant, FindGrant(state.grants, body.grant_id()));
  if (grant->scheme != command.scheme()) {
    return Refuse("stop.other_scheme", {{"scheme", grant->scheme}});
  }
  if (grant->stopped != nullptr && Says(*grant->stopped, body, stopped_on)) {
    return AlreadySo(*grant->stopped);
  }
  PAKTUM_RETURN_IF_ERROR(CheckStop(*grant, state, stopped_on));
  std::vector<PendingEvent> events;
  events.push_back(NewEvent(events::ParticipantStream(body.participant_id()), stopped_on));
  if (auto release = Release(*grant, body.participant_id(), stopped_on)) {
    events.push_back(*std::move(release));
  }
  *events.front().event.mutable_subsidy_stopped() = std::move(body);
  return Decided(std::move(events));
}

// The first day on which something was paid; nothing when nothing was.
std::optional<Date> FirstPaidOn(const Grant& grant) {
  if (grant.paid_at_once) return OccurredOn(*grant.granted);
  std::optional<Date> first;
  for (const RecordedEvent* payment : grant.payments) {
    first = std::min(first.value_or(OccurredOn(*payment)), OccurredOn(*payment));
  }
  return first;
}

Result<Decision> Decide(const ReclaimSubsidy& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date reclaimed_on,
                          ReadFactDate("reclaimed_on", command.reclaimed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, reclaimed_on));
  SubsidyReclaimed body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_grant_id(CanonicalId(command.grant_id()));
  body.set_amount_ft(command.amount_ft());
  body.set_reason(command.reason());
  body.set_reference(command.reference());
  PAKTUM_ASSIGN_OR_RETURN(const Grant* const grant, FindGrant(state.grants, body.grant_id()));
  if (const auto* same = FindSame(grant->reclaims, body, reclaimed_on)) return AlreadySo(*same);
  const auto first_paid_on = FirstPaidOn(*grant);
  if (!first_paid_on) return Refuse("reclaim.nothing_paid");
  if (reclaimed_on < *first_paid_on) {
    return Refuse("reclaim.before_payment", {{"paid_on", first_paid_on->ToString()}});
  }
  const std::int64_t left_ft = grant->paid_ft() - grant->reclaimed_ft();
  if (body.amount_ft() > left_ft) {
    return Refuse("reclaim.over_paid", {{"left_ft", std::to_string(left_ft)},
                                        {"asked_ft", std::to_string(body.amount_ft())}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), reclaimed_on);
  *event.event.mutable_subsidy_reclaimed() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PaymentCommands() {
  return {HandlerOf<PaySubsidy, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<StopSubsidy, State, StreamsOfStop, Evolve, Decide>(),
          HandlerOf<ReclaimSubsidy, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
