#include "libs/views/data_quality.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/events/streams.h"
#include "libs/views/as_of.h"
#include "libs/views/governance.h"
#include "libs/views/internal/findings.h"
#include "libs/views/work_programme.h"
#include "libs/views/worklist.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::DataQualityView;
using view::v1::Finding;
using view::v1::FindingKind;
using view::v1::FindingRule;

FindingKind KindOf(FindingRule rule) {
  if (rule == view::v1::FINDING_RULE_PROOF_NOT_FILED) {
    return view::v1::FINDING_KIND_MISSING_EVIDENCE;
  }
  if (rule == view::v1::FINDING_RULE_ENTRY_INCOMPLETE ||
      rule == view::v1::FINDING_RULE_GROUP_WITHOUT_MONTHS) {
    return view::v1::FINDING_KIND_INCOMPLETE_ENTRY;
  }
  if (rule == view::v1::FINDING_RULE_SAME_FACT_TWICE) return view::v1::FINDING_KIND_DUPLICATE;
  return rule < view::v1::FINDING_RULE_SAME_FACT_TWICE ? view::v1::FINDING_KIND_ORDER_OF_DATES
                                                       : view::v1::FINDING_KIND_DEADLINE_MISSED;
}

void SetName(const google::protobuf::EnumDescriptor* descriptor, int value, view::v1::Label* name) {
  const auto& text =
      descriptor->FindValueByNumber(value)->options().GetExtension(options::v1::text);
  name->set_hu(text.hu());
  name->set_en(text.en());
}

void SetOverdue(Date due, Date today, Finding* finding) {
  finding->set_against(due.ToString());
  finding->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(due, today)));
}

void FindOverdueWork(const RegisterQuestion& question, const internal::FindingSink& sink) {
  std::map<std::uint64_t, Date> days;
  for (const Fact& fact :
       question.history.InForce({Event::kHireRecorded, Event::kParticipantExited})) {
    days[fact.position.value()] = fact.day;
  }
  for (const view::v1::WorkItem& item : AllWork(question)) {
    // Proofs are found whether they are overdue or not.
    if (item.state() != view::v1::WORK_STATE_OVERDUE ||
        item.kind() == view::v1::WORK_KIND_EVIDENCE) {
      continue;
    }
    Finding finding;
    finding.set_rule(item.kind() == view::v1::WORK_KIND_SIX_MONTH_CHECK
                         ? view::v1::FINDING_RULE_CHECK_OVERDUE
                         : view::v1::FINDING_RULE_EXIT_SITUATION_OVERDUE);
    *finding.mutable_about() = item.about();
    finding.set_position(item.position());
    finding.set_stream(events::ParticipantStream(item.participant_id()));
    finding.set_day(days.at(item.position()).ToString());
    finding.set_against(item.due_until());
    finding.set_overdue_days(item.overdue_days());
    sink(std::move(finding));
  }
}

Status FindOverdueTasks(const RegisterQuestion& question, const internal::FindingSink& sink) {
  const events::EventKind* kind =
      events::FindKind(governance::v1::TaskPlanned::descriptor()->full_name());
  PAKTUM_ASSIGN_OR_RETURN(const auto programme, AnswerWorkProgramme(question));
  for (const auto& year : programme.years()) {
    for (const view::v1::TaskRow& task : year.tasks()) {
      if (task.state() != view::v1::TASK_STATE_OVERDUE) continue;
      Finding finding;
      finding.set_rule(view::v1::FINDING_RULE_TASK_OVERDUE);
      finding.mutable_about()->set_hu(kind->title_hu);
      finding.mutable_about()->set_en(kind->title_en);
      finding.set_position(task.position());
      finding.set_stream(events::WorkProgrammeStream(year.year()));
      finding.set_day(task.planned_on());
      finding.set_against(task.due_on());
      finding.set_overdue_days(task.overdue_days());
      sink(std::move(finding));
    }
  }
  return OkStatus();
}

void FindOverdueSteps(const RegisterQuestion& question, const internal::FindingSink& sink) {
  std::map<std::pair<std::string, std::string>, Finding> open;  // by deviation and step
  const auto facts =
      question.history.InForce({Event::kCorrectiveStepPlanned, Event::kCorrectiveStepDone});
  for (const Fact& fact : facts) {
    if (!fact.event.has_corrective_step_planned()) continue;
    const auto& step = fact.event.corrective_step_planned();
    const auto due = Date::Parse(step.due_on());
    if (!due || *due >= question.as_of.valid_at) continue;
    Finding finding = internal::FindingAt(fact, view::v1::FINDING_RULE_STEP_OVERDUE);
    SetOverdue(*due, question.as_of.valid_at, &finding);
    open[{step.deviation_id(), step.step_id()}] = std::move(finding);
  }
  for (const Fact& fact : facts) {
    if (!fact.event.has_corrective_step_done()) continue;
    const auto& step = fact.event.corrective_step_done();
    open.erase({step.deviation_id(), step.step_id()});
  }
  for (auto& [key, finding] : open) sink(std::move(finding));
}

Status FindOverdueCadences(const RegisterQuestion& question, const internal::FindingSink& sink) {
  PAKTUM_ASSIGN_OR_RETURN(const auto governance, AnswerGovernance(question));
  for (const view::v1::GovernanceDuty& duty : governance.duties()) {
    if (!duty.standing().overdue()) continue;
    Finding finding;
    finding.set_rule(view::v1::FINDING_RULE_CADENCE_OVERDUE);
    *finding.mutable_about() = duty.name();
    finding.set_against(duty.standing().next_due_on());
    finding.set_overdue_days(duty.standing().overdue_days());
    finding.add_details(duty.code());
    sink(std::move(finding));
  }
  return OkStatus();
}

Status FindDeadlines(const RegisterQuestion& question, const internal::FindingSink& sink) {
  FindOverdueWork(question, sink);
  PAKTUM_RETURN_IF_ERROR(FindOverdueTasks(question, sink));
  FindOverdueSteps(question, sink);
  return FindOverdueCadences(question, sink);
}

void FillCounts(const std::vector<Finding>& findings, DataQualityView* view) {
  std::map<FindingKind, std::uint32_t> kinds;
  std::map<FindingRule, std::uint32_t> rules;
  for (const Finding& finding : findings) {
    ++kinds[KindOf(finding.rule())];
    ++rules[finding.rule()];
  }
  for (int number = 1; number < view::v1::FindingKind_ARRAYSIZE; ++number) {
    auto* row = view->add_kinds();
    row->set_kind(static_cast<FindingKind>(number));
    SetName(view::v1::FindingKind_descriptor(), number, row->mutable_name());
    row->set_count(kinds[row->kind()]);
  }
  for (const auto& [rule, count] : rules) {
    auto* row = view->add_rules();
    row->set_kind(KindOf(rule));
    row->set_rule(rule);
    SetName(view::v1::FindingRule_descriptor(), rule, row->mutable_name());
    row->set_count(count);
  }
}

// Whether the event may be one of a person: a scheme's stream holds commitments for persons.
bool IsOfPerson(const Finding& finding) {
  return !events::ParticipantOf(finding.stream()).empty() ||
         finding.stream().starts_with(events::SchemeStream(""));
}

// Who does not serve persons learns that there is a finding, not at whom.
void WithholdPerson(Audience audience, Finding* finding) {
  if (audience == Audience::kServing || !IsOfPerson(*finding)) return;
  finding->clear_position();
  finding->clear_other_position();
  finding->clear_stream();
}

// The kind that the question asks for; FINDING_KIND_UNSPECIFIED: every kind.
Result<FindingKind> AskedKind(const Parameters& parameters) {
  static const std::map<std::string, FindingKind, std::less<>> kKinds{
      {"missing_evidence", view::v1::FINDING_KIND_MISSING_EVIDENCE},
      {"incomplete_entry", view::v1::FINDING_KIND_INCOMPLETE_ENTRY},
      {"order_of_dates", view::v1::FINDING_KIND_ORDER_OF_DATES},
      {"duplicate", view::v1::FINDING_KIND_DUPLICATE},
      {"deadline_missed", view::v1::FINDING_KIND_DEADLINE_MISSED}};
  const auto given = parameters.find("kind");
  if (given == parameters.end()) return view::v1::FINDING_KIND_UNSPECIFIED;
  const auto kind = kKinds.find(given->second);
  if (kind == kKinds.end()) {
    return BadParameter(
        "kind", "missing_evidence, incomplete_entry, order_of_dates, duplicate or deadline_missed");
  }
  return kind->second;
}

}  // namespace

Result<DataQualityView> AnswerDataQuality(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const FindingKind asked, AskedKind(question.parameters));
  std::vector<Finding> findings;
  const internal::FindingSink sink = [&](Finding finding) {
    findings.push_back(std::move(finding));
  };
  internal::FindMissingProofs(question.history, question.as_of.valid_at, sink);
  internal::FindIncompleteEntries(question.history, sink);
  internal::FindGroupsWithoutMonths(question.history, question.plan, sink);
  internal::FindWrongOrder(question.history, sink);
  internal::FindDuplicates(question.history, question.as_of.valid_at, sink);
  PAKTUM_RETURN_IF_ERROR(FindDeadlines(question, sink));
  DataQualityView view;
  FillCounts(findings, &view);
  view.set_total(static_cast<std::uint32_t>(findings.size()));
  const auto key = [](const Finding& finding) {
    return std::make_tuple(KindOf(finding.rule()), finding.rule(), finding.day(),
                           finding.position());
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  for (Finding& finding : findings) {
    if (view.findings_size() == kFindingsMax) break;
    finding.set_kind(KindOf(finding.rule()));
    if (asked != view::v1::FINDING_KIND_UNSPECIFIED && finding.kind() != asked) continue;
    SetName(view::v1::FindingRule_descriptor(), finding.rule(), finding.mutable_name());
    WithholdPerson(question.audience, &finding);
    *view.add_findings() = std::move(finding);
  }
  return view;
}

}  // namespace paktum::views
