// Worklist (domain.md P-04; practice.md 3.1, 3.4).
#include <algorithm>
#include <optional>

#include "paktum/view/v1/pathway.pb.h"
#include "tests/property/registers/naive.h"
#include "tests/property/registers/naive_proofs.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using plan::v1::SixMonthRule;
using view::v1::WorkItem;

// Four weeks for a check and after an exit, thirty days for a proof.
constexpr int kFourWeeks = 28;
constexpr int kThirtyDays = 30;

void SetState(const Question& question, Date from, Date until, const std::optional<Date>& done,
              WorkItem* item) {
  item->set_due_from(from.ToString());
  item->set_due_until(until.ToString());
  if (done) {
    item->set_done_on(done->ToString());
    item->set_state(*done <= until ? view::v1::WORK_STATE_DONE : view::v1::WORK_STATE_DONE_LATE);
    return;
  }
  if (question.day > until) {
    item->set_state(view::v1::WORK_STATE_OVERDUE);
    item->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(until, question.day)));
    return;
  }
  item->set_state(question.day < from ? view::v1::WORK_STATE_AHEAD : view::v1::WORK_STATE_DUE);
}

const plan::v1::SubsidyScheme* SchemeOf(const Question& question, const std::string& code) {
  for (const plan::v1::SubsidyScheme& scheme : question.plan.data().schemes()) {
    if (scheme.code() == code) return &scheme;
  }
  return nullptr;
}

// A support ends as granted, or on the day on which it was stopped before.
Date EndOfSupport(const Question& question, const subsidy::v1::SubsidyGranted& grant) {
  Date end = *Date::Parse(grant.ends_on());
  for (const Record* record : question.history.InForce()) {
    if (!record->event.has_subsidy_stopped()) continue;
    if (record->event.subsidy_stopped().grant_id() != grant.grant_id()) continue;
    if (record->day() < end) end = record->day();
  }
  return end;
}

std::optional<Date> LastDayOfJob(const Question& question, const std::string& hire_id) {
  std::optional<Date> last;
  for (const Record* record : question.history.InForce()) {
    if (!record->event.has_employment_ended()) continue;
    if (record->event.employment_ended().hire_id() == hire_id) last = record->day();
  }
  return last;
}

// Besides the one that it names, a job is supported by each grant of a wage scheme to the person at
// that employer that no job names and that shares a day with it.
bool SupportsToo(const Question& question, const Record& hired,
                 const subsidy::v1::SubsidyGranted& grant) {
  const auto& hire = hired.event.hire_recorded();
  const plan::v1::SubsidyScheme* const scheme = SchemeOf(question, grant.scheme());
  if (scheme == nullptr || !scheme->counts_as_wage_scheme()) return false;
  if (grant.participant_id() != hire.participant_id()) return false;
  if (grant.employer() != hire.employer()) return false;
  for (const Record* record : question.history.InForce()) {
    if (record->event.hire_recorded().grant_id() == grant.grant_id()) return false;
  }
  const std::optional<Date> last = LastDayOfJob(question, hire.hire_id());
  const bool after = last && *Date::Parse(grant.starts_on()) > *last;
  const bool before = EndOfSupport(question, grant) < hired.day();
  return !after && !before;
}

// Of several supports the one that ends last counts; the day is one of the job.
Date ReferenceDay(const Question& question, const Record& hired) {
  const auto& hire = hired.event.hire_recorded();
  const SixMonthRule& rule = question.plan.data().rules().six_month_rule();
  const bool from_start = rule.anchor() == SixMonthRule::ANCHOR_START_OF_JOB;
  if (hire.grant_id().empty() || from_start) return hired.day();
  Date day = hired.day();
  bool supported = false;
  for (const Record* record : question.history.InForce()) {
    if (!record->event.has_subsidy_granted()) continue;
    const auto& grant = record->event.subsidy_granted();
    const bool named = grant.grant_id() == hire.grant_id();
    if (!named && !SupportsToo(question, hired, grant)) continue;
    supported = true;
    Date end = EndOfSupport(question, grant);
    if (rule.anchor() == SixMonthRule::ANCHOR_END_OF_FOLLOW_ON) {
      const plan::v1::SubsidyScheme* const scheme = SchemeOf(question, grant.scheme());
      if (scheme != nullptr) end = end.PlusMonths(static_cast<int>(scheme->follow_on_months()));
    }
    if (end > day) day = end;
  }
  const std::optional<Date> last = LastDayOfJob(question, hire.hire_id());
  return supported && last && *last < day ? *last : day;
}

void AddCheck(const Question& question, const Record& hired, std::vector<WorkItem>& items) {
  const auto& hire = hired.event.hire_recorded();
  WorkItem& item = items.emplace_back();
  item.set_kind(view::v1::WORK_KIND_SIX_MONTH_CHECK);
  item.set_participant_id(hire.participant_id());
  item.set_hire_id(hire.hire_id());
  item.set_position(hired.position);
  SetTypeName(hired, item.mutable_about());
  const Date reference = ReferenceDay(question, hired);
  item.set_reference_date(reference.ToString());
  std::optional<Date> done;
  for (const Record* record : question.history.InForce()) {
    const auto& check = record->event.six_month_status_checked();
    if (!record->event.has_six_month_status_checked() || check.hire_id() != hire.hire_id())
      continue;
    item.set_status(check.status());
    done = record->day();
  }
  item.set_to_repeat(item.status() == employment::v1::SIX_MONTH_STATUS_UNKNOWN);
  if (item.to_repeat()) done.reset();
  const Date due = reference.PlusMonths(
      static_cast<int>(question.plan.data().rules().six_month_rule().months()));
  SetState(question, due, due.PlusDays(kFourWeeks), done, &item);
}

void AddExit(const Question& question, const Record& exited, std::vector<WorkItem>& items) {
  if (exited.event.participant_exited().reason() == participant::v1::EXIT_REASON_DIED) return;
  std::optional<Date> done;
  bool after = false;
  for (const Record* record : question.history.InForce()) {
    if (record == &exited) after = true;
    if (!after || record->stream != exited.stream || record == &exited) continue;
    if (record->event.has_participant_reentered()) return;
    if (record->event.has_exit_situation_recorded() && !done) done = record->day();
  }
  WorkItem& item = items.emplace_back();
  item.set_kind(view::v1::WORK_KIND_EXIT_SITUATION);
  item.set_participant_id(PersonOf(exited));
  item.set_position(exited.position);
  SetTypeName(exited, item.mutable_about());
  SetState(question, exited.day(), exited.day().PlusDays(kFourWeeks), done, &item);
}

void AddProof(const Question& question, const Record& fact, std::vector<WorkItem>& items) {
  std::optional<Date> done;
  for (const Record* record : question.history.InForce()) {
    const bool names = record->event.has_evidence_attached() &&
                       record->event.evidence_attached().position() == fact.position;
    if (names && !done) done = record->day();
  }
  WorkItem& item = items.emplace_back();
  item.set_kind(view::v1::WORK_KIND_EVIDENCE);
  item.set_participant_id(PersonOf(fact));
  item.set_position(fact.position);
  SetTypeName(fact, item.mutable_about());
  SetState(question, fact.day(), fact.day().PlusDays(kThirtyDays), done, &item);
}

bool MayBeContacted(const Question& question, const std::string& person) {
  bool may = false;
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (PersonOf(*record) != person) continue;
    const auto follow_up = participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT;
    if (event.consent_given().purpose() == follow_up) may = true;
    if (event.consent_withdrawn().purpose() == follow_up) may = false;
  }
  return may;
}

bool Wanted(const Question& question, const WorkItem& item) {
  const std::string kind = question.Parameter("kind");
  if (kind == "six_month" && item.kind() != view::v1::WORK_KIND_SIX_MONTH_CHECK) return false;
  if (kind == "exit" && item.kind() != view::v1::WORK_KIND_EXIT_SITUATION) return false;
  if (kind == "evidence" && item.kind() != view::v1::WORK_KIND_EVIDENCE) return false;
  const std::string person = question.Parameter("participant");
  if (!person.empty() && person != item.participant_id()) return false;
  const std::string state = question.Parameter("state");
  const bool done = !item.done_on().empty();
  return state == "all" || done == (state == "done");
}

void AddSum(const std::vector<WorkItem>& items, view::v1::WorkKind kind,
            view::v1::WorklistView* view) {
  auto* sum = view->add_sums();
  sum->set_kind(kind);
  for (const WorkItem& item : items) {
    if (item.kind() != kind) continue;
    if (item.state() == view::v1::WORK_STATE_AHEAD) sum->set_ahead(sum->ahead() + 1);
    if (item.state() == view::v1::WORK_STATE_DUE) sum->set_due(sum->due() + 1);
    if (item.state() == view::v1::WORK_STATE_OVERDUE) sum->set_overdue(sum->overdue() + 1);
    if (item.state() == view::v1::WORK_STATE_DONE) sum->set_done(sum->done() + 1);
    if (item.state() == view::v1::WORK_STATE_DONE_LATE) sum->set_done_late(sum->done_late() + 1);
  }
}

}  // namespace

std::vector<WorkItem> NaiveWork(const Question& question) {
  std::vector<WorkItem> items;
  for (const Record* record : question.history.InForce()) {
    if (record->event.has_hire_recorded()) AddCheck(question, *record, items);
    if (record->event.has_participant_exited()) AddExit(question, *record, items);
    const bool of_person =
        !PersonOf(*record).empty() && HasField(BodyOf(*record), "participant_id");
    if (of_person && LacksProof(*record)) AddProof(question, *record, items);
  }
  return items;
}

void Fill(const Question& question, view::v1::WorklistView* view) {
  std::vector<WorkItem> items = NaiveWork(question);
  const SixMonthRule& rule = question.plan.data().rules().six_month_rule();
  view->set_six_month_rule_version(rule.version());
  view->set_six_month_rule_months(rule.months());
  AddSum(items, view::v1::WORK_KIND_SIX_MONTH_CHECK, view);
  AddSum(items, view::v1::WORK_KIND_EXIT_SITUATION, view);
  AddSum(items, view::v1::WORK_KIND_EVIDENCE, view);
  std::erase_if(items, [&](const WorkItem& item) { return !Wanted(question, item); });
  std::stable_sort(items.begin(), items.end(), [](const WorkItem& a, const WorkItem& b) {
    return std::make_tuple(!a.done_on().empty(), a.due_until(), a.position()) <
           std::make_tuple(!b.done_on().empty(), b.due_until(), b.position());
  });
  view->set_total(static_cast<std::uint32_t>(items.size()));
  const std::string after = question.Parameter("after");
  const std::string limit = question.Parameter("limit");
  const std::size_t first = after.empty() ? 0 : std::stoul(after);
  const std::size_t count = limit.empty() ? 500 : std::stoul(limit);
  for (std::size_t i = first; i < items.size() && i < first + count; ++i) {
    items[i].set_contact_consent(MayBeContacted(question, items[i].participant_id()));
    *view->add_items() = items[i];
  }
  if (first + count < items.size()) view->set_next_after(static_cast<std::uint32_t>(first + count));
}

}  // namespace paktum::views::naive
