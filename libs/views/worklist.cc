#include "libs/views/worklist.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/uuid.h"
#include "libs/events/streams.h"
#include "libs/plan/six_month.h"
#include "libs/views/internal/evidence.h"
#include "libs/views/internal/grants.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using internal::Job;
using plan::v1::SixMonthRule;
using view::v1::WorkItem;
using view::v1::WorklistView;

void SetAbout(std::string_view type, WorkItem* item) {
  const events::EventKind* kind = events::FindKind(type);
  if (kind == nullptr) return;
  item->mutable_about()->set_hu(kind->title_hu);
  item->mutable_about()->set_en(kind->title_en);
}

// Where an item stands that can be done from `from` until `until`.
void SetState(Date from, Date until, std::optional<Date> done_on, Date today, WorkItem* item) {
  item->set_due_from(from.ToString());
  item->set_due_until(until.ToString());
  if (done_on) {
    item->set_done_on(done_on->ToString());
    item->set_state(*done_on > until ? view::v1::WORK_STATE_DONE_LATE : view::v1::WORK_STATE_DONE);
  } else if (today < from) {
    item->set_state(view::v1::WORK_STATE_AHEAD);
  } else if (today <= until) {
    item->set_state(view::v1::WORK_STATE_DUE);
  } else {
    item->set_state(view::v1::WORK_STATE_OVERDUE);
    item->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(until, today)));
  }
}

// By participant.
std::map<std::string, std::vector<plan::JobSupport>> ReadSupports(
    const EffectiveHistory& history, const std::map<std::string, Job>& jobs) {
  std::map<std::string, std::string> hire_of_grant;
  for (const auto& [id, job] : jobs) {
    if (!job.grant_id.empty()) hire_of_grant[job.grant_id] = id;
  }
  std::map<std::string, std::vector<plan::JobSupport>> supports;
  for (const auto& [id, grant] : internal::ReadGrants(history)) {
    plan::JobSupport& support = supports[grant.body.participant_id()].emplace_back();
    support.grant_id = id;
    support.scheme = grant.body.scheme();
    support.employer = grant.body.employer();
    if (const auto hire = hire_of_grant.find(id); hire != hire_of_grant.end()) {
      support.hire_id = hire->second;
    }
    support.starts_on = Date::Parse(grant.body.starts_on()).value_or(Date());
    support.ends_on = Date::Parse(grant.body.ends_on()).value_or(Date());
    support.stopped_on = grant.stopped_on;
  }
  return supports;
}

Date ReferenceOf(const plan::Plan& plan, const Job& job,
                 const std::vector<plan::JobSupport>& supports) {
  plan::FollowedJob followed;
  followed.grant_id = job.grant_id;
  followed.employer = job.employer;
  followed.first_day = job.hired_on;
  followed.last_day = job.ended_on;
  return plan::SixMonthReference(plan, followed, supports);
}

void AddChecks(const RegisterQuestion& question, std::vector<WorkItem>& items) {
  std::map<std::string, const employment::v1::SixMonthStatusChecked*> last;
  std::map<std::string, Date> checked_on;
  const std::vector<Fact> checks = question.history.InForce({Event::kSixMonthStatusChecked});
  for (const Fact& fact : checks) {
    const auto& check = fact.event.six_month_status_checked();
    last[check.hire_id()] = &check;
    checked_on[check.hire_id()] = fact.day;
  }
  const auto jobs = internal::ReadJobs(question.history);
  auto supports = ReadSupports(question.history, jobs);
  const auto months = static_cast<int>(question.plan.data().rules().six_month_rule().months());
  for (const auto& [id, job] : jobs) {
    const Date reference = ReferenceOf(question.plan, job, supports[job.participant]);
    const Date due = reference.PlusMonths(months);
    WorkItem& item = items.emplace_back();
    item.set_kind(view::v1::WORK_KIND_SIX_MONTH_CHECK);
    item.set_participant_id(job.participant);
    item.set_hire_id(id);
    item.set_position(job.position.value());
    item.set_reference_date(reference.ToString());
    SetAbout(employment::v1::HireRecorded::descriptor()->full_name(), &item);
    std::optional<Date> done_on;
    if (const auto check = last.find(id); check != last.end()) {
      item.set_status(check->second->status());
      item.set_to_repeat(item.status() == employment::v1::SIX_MONTH_STATUS_UNKNOWN);
      if (!item.to_repeat()) done_on = checked_on[id];
    }
    SetState(due, due.PlusDays(kCheckWithinDays), done_on, question.as_of.valid_at, &item);
  }
}

void AddExits(const RegisterQuestion& question, std::vector<WorkItem>& items) {
  std::map<std::string, const Fact*> exits;  // that nothing has followed yet, by person
  std::map<std::string, Date> situations;    // after that exit, the first one
  const std::vector<Fact> facts = question.history.InForce(
      {Event::kParticipantExited, Event::kParticipantReentered, Event::kExitSituationRecorded});
  for (const Fact& fact : facts) {
    const std::string person(events::ParticipantOf(fact.stream));
    if (fact.event.has_exit_situation_recorded()) {
      if (exits.contains(person)) situations.emplace(person, fact.day);
      continue;
    }
    situations.erase(person);
    exits.erase(person);
    const bool asks = fact.event.has_participant_exited() &&
                      fact.event.participant_exited().reason() != participant::v1::EXIT_REASON_DIED;
    if (asks) exits[person] = &fact;
  }
  for (const auto& [person, exit] : exits) {
    WorkItem& item = items.emplace_back();
    item.set_kind(view::v1::WORK_KIND_EXIT_SITUATION);
    item.set_participant_id(person);
    item.set_position(exit->position.value());
    SetAbout(exit->kind->type, &item);
    const auto done = situations.find(person);
    SetState(exit->day, exit->day.PlusDays(kExitSituationDays),
             done == situations.end() ? std::nullopt : std::optional<Date>(done->second),
             question.as_of.valid_at, &item);
  }
}

// Kinds of events in persons' streams that have a place for a proof.
std::vector<EventCase> ProvenKinds() {
  std::vector<EventCase> cases;
  for (const events::EventKind& kind : events::AllKinds()) {
    if (kind.descriptor->FindFieldByName("participant_id") != nullptr) {
      cases.push_back(CaseOf(kind));
    }
  }
  return cases;
}

void AddProofs(const RegisterQuestion& question, std::vector<WorkItem>& items) {
  std::map<std::uint64_t, Date> attached;  // first day, by position
  for (const Fact& fact : question.history.InForce({Event::kEvidenceAttached})) {
    attached.emplace(fact.event.evidence_attached().position(), fact.day);
  }
  for (const Fact& fact : question.history.InForce(ProvenKinds())) {
    const std::string_view person = events::ParticipantOf(fact.stream);
    if (person.empty() || !internal::LacksProof(fact)) continue;
    WorkItem& item = items.emplace_back();
    item.set_kind(view::v1::WORK_KIND_EVIDENCE);
    item.set_participant_id(std::string(person));
    item.set_position(fact.position.value());
    SetAbout(fact.kind->type, &item);
    const auto done = attached.find(fact.position.value());
    SetState(fact.day, fact.day.PlusDays(kProofWithinDays),
             done == attached.end() ? std::nullopt : std::optional<Date>(done->second),
             question.as_of.valid_at, &item);
  }
}

std::set<std::string> WhoMayBeContacted(const EffectiveHistory& history) {
  std::set<std::string> persons;
  for (const Fact& fact : history.InForce({Event::kConsentGiven, Event::kConsentWithdrawn})) {
    const bool given = fact.event.has_consent_given();
    const auto purpose =
        given ? fact.event.consent_given().purpose() : fact.event.consent_withdrawn().purpose();
    if (purpose != participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT) continue;
    const std::string person(events::ParticipantOf(fact.stream));
    if (given) {
      persons.insert(person);
    } else {
      persons.erase(person);
    }
  }
  return persons;
}

bool IsDone(const WorkItem& item) { return !item.done_on().empty(); }

// What the question asks for.
struct Wanted {
  view::v1::WorkKind kind = view::v1::WORK_KIND_UNSPECIFIED;  // all
  bool open = true;
  bool done = false;
  std::string participant;  // empty: all
  std::uint64_t after = 0;
  std::uint64_t limit = kWorkItemsMax;

  [[nodiscard]] bool Has(const WorkItem& item) const {
    return (kind == view::v1::WORK_KIND_UNSPECIFIED || item.kind() == kind) &&
           (participant.empty() || item.participant_id() == participant) &&
           (IsDone(item) ? done : open);
  }
};

Result<Wanted> WantedBy(const Parameters& parameters) {
  static const std::map<std::string, view::v1::WorkKind> kKinds{
      {"six_month", view::v1::WORK_KIND_SIX_MONTH_CHECK},
      {"exit", view::v1::WORK_KIND_EXIT_SITUATION},
      {"evidence", view::v1::WORK_KIND_EVIDENCE}};
  Wanted wanted;
  if (const auto given = parameters.find("kind"); given != parameters.end()) {
    const auto kind = kKinds.find(given->second);
    if (kind == kKinds.end()) return BadParameter("kind", "six_month, exit or evidence");
    wanted.kind = kind->second;
  }
  if (const auto given = parameters.find("state"); given != parameters.end()) {
    const std::string& state = given->second;
    if (state != "open" && state != "done" && state != "all") {
      return BadParameter("state", "open, done or all");
    }
    wanted.open = state != "done";
    wanted.done = state != "open";
  }
  if (const auto given = parameters.find("participant"); given != parameters.end()) {
    const auto id = Uuid::Parse(given->second);
    if (!id) return BadParameter("participant", "the id of a person, a UUID");
    wanted.participant = id->ToString();
  }
  PAKTUM_ASSIGN_OR_RETURN(wanted.after, ParseNumber(parameters, "after", 0, UINT32_MAX, 0));
  PAKTUM_ASSIGN_OR_RETURN(wanted.limit,
                          ParseNumber(parameters, "limit", 1, kWorkItemsMax, kWorkItemsMax));
  return wanted;
}

void FillSums(const std::vector<WorkItem>& items, WorklistView* view) {
  for (const auto kind : {view::v1::WORK_KIND_SIX_MONTH_CHECK, view::v1::WORK_KIND_EXIT_SITUATION,
                          view::v1::WORK_KIND_EVIDENCE}) {
    const auto count = [&](view::v1::WorkState state) {
      return static_cast<std::uint32_t>(std::count_if(
          items.begin(), items.end(),
          [&](const WorkItem& item) { return item.kind() == kind && item.state() == state; }));
    };
    auto* sum = view->add_sums();
    sum->set_kind(kind);
    sum->set_ahead(count(view::v1::WORK_STATE_AHEAD));
    sum->set_due(count(view::v1::WORK_STATE_DUE));
    sum->set_overdue(count(view::v1::WORK_STATE_OVERDUE));
    sum->set_done(count(view::v1::WORK_STATE_DONE));
    sum->set_done_late(count(view::v1::WORK_STATE_DONE_LATE));
  }
}

}  // namespace

std::vector<WorkItem> AllWork(const RegisterQuestion& question) {
  std::vector<WorkItem> items;
  AddChecks(question, items);
  AddExits(question, items);
  AddProofs(question, items);
  return items;
}

Result<WorklistView> AnswerWorklist(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const Wanted wanted, WantedBy(question.parameters));
  std::vector<WorkItem> items = AllWork(question);
  WorklistView view;
  const SixMonthRule& rule = question.plan.data().rules().six_month_rule();
  view.set_six_month_rule_version(rule.version());
  view.set_six_month_rule_months(rule.months());
  FillSums(items, &view);
  std::erase_if(items, [&](const WorkItem& item) { return !wanted.Has(item); });
  std::stable_sort(items.begin(), items.end(), [](const WorkItem& a, const WorkItem& b) {
    if (IsDone(a) != IsDone(b)) return IsDone(b);
    return a.due_until() != b.due_until() ? a.due_until() < b.due_until()
                                          : a.position() < b.position();
  });
  view.set_total(static_cast<std::uint32_t>(items.size()));
  const std::set<std::string> contacts = WhoMayBeContacted(question.history);
  for (std::uint64_t i = wanted.after; i < items.size(); ++i) {
    if (i - wanted.after == wanted.limit) {
      view.set_next_after(static_cast<std::uint32_t>(i));
      break;
    }
    items[i].set_contact_consent(contacts.contains(items[i].participant_id()));
    *view.add_items() = std::move(items[i]);
  }
  return view;
}

}  // namespace paktum::views
