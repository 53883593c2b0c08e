// Six-month follow-up: whether a person has a job six months after the support (domain.md P-04).
//
// The plan's six_month_rule decides from which day (libs/plan/six_month.h) and after how many
// calendar months a check is due. A check that was recorded stays as it is when that day moves
// afterwards: the support was stopped, a further one granted, the job ended. What it was counted
// from is not taken out while the check stands (internal/dependency.h).
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/followed_jobs.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/government_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CheckSixMonthStatus;
using employment::v1::SixMonthStatusChecked;
using plan::v1::SixMonthRule;

struct State {
  Person person;
  FollowedJobs followed;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  EvolveJobs(state.followed, event);
}

// The named job, or the only one that the person had.
Result<const FollowedJob*> FindJobToFollow(const FollowedJobs& followed,
                                           const std::string& hire_id) {
  if (followed.jobs.empty()) return Refuse("six_month.no_job");
  if (hire_id.empty()) {
    if (followed.jobs.size() > 1) return Refuse("employment.ambiguous");
    return &followed.jobs.front();
  }
  if (const FollowedJob* const job = FindJob(followed, hire_id)) return job;
  return Refuse("hire.unknown");
}

// The same finding, whatever reference date was computed when it was recorded.
const RecordedEvent* FindSame(const FollowedJob& job, SixMonthStatusChecked body, Date checked_on) {
  for (const RecordedEvent* check : job.checks) {
    const SixMonthStatusChecked& recorded = check->event.six_month_status_checked();
    body.set_reference_date(recorded.reference_date());
    body.set_due_on(recorded.due_on());
    body.set_rule_version(recorded.rule_version());
    if (Says(*check, body, checked_on)) return check;
  }
  return nullptr;
}

// An unknown result may be followed by another check; a definite one is final.
Status CheckEarlierResults(const FollowedJob& job) {
  for (const RecordedEvent* check : job.checks) {
    if (check->event.six_month_status_checked().status() !=
        employment::v1::SIX_MONTH_STATUS_UNKNOWN) {
      return Refuse("six_month.already_checked", {{"checked_on", check->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Status CheckFinding(const SixMonthStatusChecked& body, const FollowedJob& job,
                    const SixMonthRule& rule, Date checked_on) {
  if (body.status() != employment::v1::SIX_MONTH_STATUS_UNKNOWN &&
      body.evidence() == employment::v1::EVIDENCE_KIND_UNSPECIFIED) {
    return Refuse("six_month.evidence_missing");
  }
  const bool over = job.ended_on && *job.ended_on < checked_on;
  if (!rule.any_employer() && over && body.status() == employment::v1::SIX_MONTH_STATUS_EMPLOYED) {
    return Refuse("six_month.other_employer", {{"ended_on", job.ended_on->ToString()}});
  }
  return OkStatus();
}

Result<Decision> Decide(const CheckSixMonthStatus& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date checked_on,
                          ReadFactDate("checked_on", command.checked_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, checked_on));
  PAKTUM_ASSIGN_OR_RETURN(const FollowedJob* const job,
                          FindJobToFollow(state.followed, CanonicalId(command.hire_id())));
  const SixMonthRule& rule = plan.data().rules().six_month_rule();
  const Date reference = SixMonthReferenceOf(*job, state.followed, plan);
  const Date due_on = reference.PlusMonths(static_cast<int>(rule.months()));

  SixMonthStatusChecked body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_hire_id(job->body().hire_id());
  body.set_reference_date(reference.ToString());
  body.set_due_on(due_on.ToString());
  body.set_status(command.status());
  body.set_evidence(command.evidence());
  body.set_evidence_sha256(CanonicalHex(command.evidence_sha256()));
  body.set_rule_version(rule.version());
  if (const RecordedEvent* same = FindSame(*job, body, checked_on)) return AlreadySo(*same);
  PAKTUM_RETURN_IF_ERROR(CheckEarlierResults(*job));
  if (checked_on < due_on) return Refuse("six_month.too_early", {{"due_on", due_on.ToString()}});
  PAKTUM_RETURN_IF_ERROR(CheckFinding(body, *job, rule, checked_on));

  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), checked_on);
  *event.event.mutable_six_month_status_checked() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> SixMonthCommands() {
  return {HandlerOf<CheckSixMonthStatus, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
