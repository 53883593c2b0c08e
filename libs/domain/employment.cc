// Employment: jobs of a participant. One running job at an employer at a time.
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/government_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::EndEmployment;
using command::v1::RecordHire;
using employment::v1::EmploymentEnded;
using employment::v1::HireRecorded;
using event::v1::Event;
using subsidy::v1::SubsidyGranted;

struct Job {
  const RecordedEvent* hired = nullptr;
  const RecordedEvent* ended = nullptr;  // nullptr while it runs

  [[nodiscard]] const HireRecorded& body() const { return hired->event.hire_recorded(); }
};

struct State {
  Person person;
  std::vector<const RecordedEvent*> grants;
  std::map<std::string, const RecordedEvent*> stops;  // by grant
  std::vector<Job> jobs;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kSubsidyGranted:
      state.grants.push_back(&event);
      return;
    case Event::kSubsidyStopped:
      state.stops[event.event.subsidy_stopped().grant_id()] = &event;
      return;
    case Event::kHireRecorded:
      state.jobs.emplace_back().hired = &event;
      return;
    case Event::kEmploymentEnded:
      for (Job& job : state.jobs) {
        if (job.body().hire_id() == event.event.employment_ended().hire_id()) job.ended = &event;
      }
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case Event::kSchemeCommitted:
    case Event::kSixMonthStatusChecked:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kSubsidyPaid:
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

bool IsWageGrant(const SubsidyGranted& grant, const plan::Plan& plan) {
  const plan::v1::SubsidyScheme* const scheme = plan.FindScheme(grant.scheme());
  return scheme != nullptr && scheme->counts_as_wage_scheme();
}

bool SupportsJob(const State& state, const std::string& grant_id) {
  for (const Job& job : state.jobs) {
    if (job.body().grant_id() == grant_id) return true;
  }
  return false;
}

// The grant that the command names, checked.
Result<const RecordedEvent*> NamedGrant(const std::string& grant_id, const std::string& employer,
                                        const plan::Plan& plan, const State& state) {
  for (const RecordedEvent* event : state.grants) {
    const SubsidyGranted& grant = event->event.subsidy_granted();
    if (grant.grant_id() != grant_id) continue;
    if (!IsWageGrant(grant, plan)) {
      return Refuse("hire.grant_not_for_jobs", {{"scheme", grant.scheme()}});
    }
    if (grant.employer() != employer) return Refuse("hire.grant_of_other_employer");
    if (SupportsJob(state, grant_id)) return Refuse("hire.grant_used");
    return event;
  }
  return Refuse("hire.grant_unknown");
}

// The stop of the grant before this day; nullptr when it was not stopped or on this day only.
const RecordedEvent* StopBefore(const State& state, const RecordedEvent& grant, Date day) {
  const auto stop = state.stops.find(grant.event.subsidy_granted().grant_id());
  return stop != state.stops.end() && OccurredOn(*stop->second) < day ? stop->second : nullptr;
}

// The only wage grant of this employer that supports no job yet; one that was stopped before only
// when there is no other.
Result<const RecordedEvent*> OnlyGrant(const std::string& employer, Date hired_on,
                                       const plan::Plan& plan, const State& state) {
  const RecordedEvent* only = nullptr;
  const RecordedEvent* stopped = nullptr;
  for (const RecordedEvent* event : state.grants) {
    const SubsidyGranted& grant = event->event.subsidy_granted();
    if (!IsWageGrant(grant, plan) || grant.employer() != employer) continue;
    if (SupportsJob(state, grant.grant_id())) continue;
    if (StopBefore(state, *event, hired_on) != nullptr) {
      stopped = event;
      continue;
    }
    if (only != nullptr) return Refuse("hire.grant_ambiguous");
    only = event;
  }
  if (only == nullptr) only = stopped;
  if (only == nullptr) return Refuse("hire.no_grant");
  return only;
}

Status CheckGrantTime(const RecordedEvent& grant, Date hired_on, const State& state) {
  if (hired_on < OccurredOn(grant)) {
    return Refuse("hire.before_grant", {{"granted_on", grant.event.occurred_on()}});
  }
  const std::string& ends_on = grant.event.subsidy_granted().ends_on();
  if (hired_on.ToString() > ends_on) return Refuse("hire.after_support", {{"ends_on", ends_on}});
  if (const RecordedEvent* const stop = StopBefore(state, grant, hired_on)) {
    return Refuse("hire.after_stop", {{"stopped_on", stop->event.occurred_on()}});
  }
  return OkStatus();
}

// The job that this command recorded before; its grant counts only where the command names one.
const Job* FindSame(const State& state, HireRecorded body, Date hired_on) {
  for (const Job& job : state.jobs) {
    HireRecorded same = body;
    same.set_hire_id(job.body().hire_id());
    if (same.grant_id().empty()) same.set_grant_id(job.body().grant_id());
    same.set_scheme(job.body().scheme());
    if (Says(*job.hired, same, hired_on)) return &job;
  }
  return nullptr;
}

Status CheckOtherJobs(const State& state, const std::string& employer, Date hired_on) {
  for (const Job& job : state.jobs) {
    if (job.body().employer() != employer) continue;
    const bool over = job.ended != nullptr &&
                      (hired_on > OccurredOn(*job.ended) || hired_on < OccurredOn(*job.hired));
    if (!over) {
      return Refuse("hire.overlaps_job", {{"hired_on", job.hired->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Result<Decision> Decide(const RecordHire& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date hired_on,
                          ReadFactDate("hired_on", command.hired_on(), context));
  // A job found within four weeks of leaving is a result of the programme still.
  const bool independent = command.placement() == employment::v1::PLACEMENT_INDEPENDENT;
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledDuring(
      state.person, independent ? hired_on.PlusDays(-kImmediateResultDays) : hired_on, hired_on));
  HireRecorded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_employer(command.employer());
  body.set_placement(command.placement());
  body.set_grant_id(CanonicalId(command.grant_id()));
  body.set_contract_sha256(CanonicalHex(command.contract_sha256()));
  if (const Job* same = FindSame(state, body, hired_on)) return AlreadySo(*same->hired);
  PAKTUM_RETURN_IF_ERROR(CheckOtherJobs(state, command.employer(), hired_on));

  if (command.placement() == employment::v1::PLACEMENT_SUBSIDISED) {
    PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const grant,
                            body.grant_id().empty()
                                ? OnlyGrant(command.employer(), hired_on, plan, state)
                                : NamedGrant(body.grant_id(), command.employer(), plan, state));
    PAKTUM_RETURN_IF_ERROR(CheckGrantTime(*grant, hired_on, state));
    body.set_grant_id(grant->event.subsidy_granted().grant_id());
    body.set_scheme(grant->event.subsidy_granted().scheme());
  } else if (!body.grant_id().empty()) {
    return Refuse("hire.grant_with_independent");
  }
  body.set_hire_id(IdOfNewThing(context.command).ToString());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), hired_on);
  *event.event.mutable_hire_recorded() = std::move(body);
  return Decided(std::move(event));
}

// The job that this command ended before.
const Job* FindEnded(const State& state, EmploymentEnded body, const std::string& hire_id,
                     Date ended_on) {
  for (auto job = state.jobs.rbegin(); job != state.jobs.rend(); ++job) {
    if (job->ended == nullptr || (!hire_id.empty() && job->body().hire_id() != hire_id)) continue;
    body.set_hire_id(job->body().hire_id());
    if (Says(*job->ended, body, ended_on)) return &*job;
  }
  return nullptr;
}

// The named job, or the only running one.
Result<const Job*> FindRunning(const State& state, const std::string& hire_id) {
  const Job* found = nullptr;
  for (const Job& job : state.jobs) {
    if (hire_id.empty() ? job.ended != nullptr : job.body().hire_id() != hire_id) continue;
    if (found != nullptr) return Refuse("employment.ambiguous");
    found = &job;
  }
  if (found == nullptr && hire_id.empty()) return Refuse("employment.none_running");
  if (found == nullptr) return Refuse("hire.unknown");
  if (found->ended != nullptr) {
    return Refuse("employment.already_ended", {{"ended_on", found->ended->event.occurred_on()}});
  }
  return found;
}

Result<Decision> Decide(const EndEmployment& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date ended_on,
                          ReadFactDate("ended_on", command.ended_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, ended_on));
  const std::string hire_id = CanonicalId(command.hire_id());
  EmploymentEnded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_reason(command.reason());
  const Result<const Job*> running = FindRunning(state, hire_id);
  if (!running.ok()) {
    if (const Job* same = FindEnded(state, body, hire_id, ended_on)) return AlreadySo(*same->ended);
    return running.status();
  }
  const Job& job = **running;
  if (ended_on < OccurredOn(*job.hired)) {
    return Refuse("employment.ends_before_start", {{"hired_on", job.hired->event.occurred_on()}});
  }
  body.set_hire_id(job.body().hire_id());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), ended_on);
  *event.event.mutable_employment_ended() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EmploymentCommands() {
  return {HandlerOf<RecordHire, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<EndEmployment, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
