// Six-month follow-up: whether a person has a job six months after the support (domain.md P-04).
//
// The plan's six_month_rule decides from which day (libs/plan/six_month.h) and after how many
// calendar months a check is due. A check that was recorded stays as it is when that day moves: the
// support was stopped or its stop voided, a further one granted, the job ended.
#include "libs/plan/six_month.h"

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/grants.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/government_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CheckSixMonthStatus;
using employment::v1::HireRecorded;
using employment::v1::SixMonthStatusChecked;
using event::v1::Event;
using plan::v1::SixMonthRule;

struct Job {
  const RecordedEvent* hired = nullptr;
  std::optional<Date> ended_on;
  std::vector<const RecordedEvent*> checks;

  [[nodiscard]] const HireRecorded& body() const { return hired->event.hire_recorded(); }
};

struct State {
  Person person;
  std::vector<Grant> grants;
  std::vector<Job> jobs;
};

Job* FindJob(State& state, const std::string& hire_id) {
  for (Job& job : state.jobs) {
    if (job.body().hire_id() == hire_id) return &job;
  }
  return nullptr;
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  EvolveGrants(state.grants, event);
  switch (event.event.body_case()) {
    case Event::kHireRecorded:
      state.jobs.emplace_back().hired = &event;
      return;
    case Event::kEmploymentEnded:
      if (Job* job = FindJob(state, event.event.employment_ended().hire_id())) {
        job->ended_on = OccurredOn(event);
      }
      return;
    case Event::kSixMonthStatusChecked:
      if (Job* job = FindJob(state, event.event.six_month_status_checked().hire_id())) {
        job->checks.push_back(&event);
      }
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case Event::kSubsidyGranted:
    case Event::kSchemeCommitted:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kHousingSupportGranted:
    case Event::kIncomeSupplementPaid:
    case Event::kSchemeReleased:
    case Event::kJobKept:
    case Event::kLabourNeedSurveyed:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

// The named job, or the only one that the person had.
Result<const Job*> FindJobToFollow(const State& state, const std::string& hire_id) {
  if (state.jobs.empty()) return Refuse("six_month.no_job");
  if (hire_id.empty()) {
    if (state.jobs.size() > 1) return Refuse("employment.ambiguous");
    return &state.jobs.front();
  }
  for (const Job& job : state.jobs) {
    if (job.body().hire_id() == hire_id) return &job;
  }
  return Refuse("hire.unknown");
}

// The job that the grant supports by its record; empty when none does.
std::string HireOf(const State& state, const Grant& grant) {
  for (const Job& job : state.jobs) {
    if (job.body().grant_id() == grant.id) return job.body().hire_id();
  }
  return "";
}

std::vector<plan::JobSupport> SupportsOf(const State& state) {
  std::vector<plan::JobSupport> supports;
  for (const Grant& grant : state.grants) {
    if (!grant.granted->event.has_subsidy_granted()) continue;
    plan::JobSupport& support = supports.emplace_back();
    support.grant_id = grant.id;
    support.scheme = grant.scheme;
    support.employer = grant.granted->event.subsidy_granted().employer();
    support.hire_id = HireOf(state, grant);
    support.starts_on = grant.starts_on;
    support.ends_on = grant.ends_on;
    if (grant.stopped != nullptr) support.stopped_on = OccurredOn(*grant.stopped);
  }
  return supports;
}

Date ReferenceDate(const Job& job, const State& state, const plan::Plan& plan) {
  plan::FollowedJob followed;
  followed.grant_id = job.body().grant_id();
  followed.employer = job.body().employer();
  followed.first_day = OccurredOn(*job.hired);
  followed.last_day = job.ended_on;
  return plan::SixMonthReference(plan, followed, SupportsOf(state));
}

// The same finding, whatever reference date was computed when it was recorded.
const RecordedEvent* FindSame(const Job& job, SixMonthStatusChecked body, Date checked_on) {
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
Status CheckEarlierResults(const Job& job) {
  for (const RecordedEvent* check : job.checks) {
    if (check->event.six_month_status_checked().status() !=
        employment::v1::SIX_MONTH_STATUS_UNKNOWN) {
      return Refuse("six_month.already_checked", {{"checked_on", check->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Status CheckFinding(const SixMonthStatusChecked& body, const Job& job, const SixMonthRule& rule,
                    Date checked_on) {
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
  PAKTUM_ASSIGN_OR_RETURN(const Job* const job,
                          FindJobToFollow(state, CanonicalId(command.hire_id())));
  const SixMonthRule& rule = plan.data().rules().six_month_rule();
  const Date reference = ReferenceDate(*job, state, plan);
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
