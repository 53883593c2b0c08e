// Data quality (practice.md 3, "data quality checks").
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/data_quality.pb.h"
#include "paktum/view/v1/governance.pb.h"
#include "paktum/view/v1/pathway.pb.h"
#include "paktum/view/v1/work_programme.pb.h"
#include "tests/property/registers/naive_entry.h"
#include "tests/property/registers/naive_proofs.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using view::v1::Finding;
using view::v1::FindingKind;
using view::v1::FindingRule;

class Finder {
 public:
  explicit Finder(const Question& question) : question_(question) {}

  std::vector<Finding> FindAll() {
    for (const Record* record : Facts()) {
      FindMissingProof(*record);
      FindAgainstRegistration(*record);
      FindAgainstEntry(*record);
      FindAgainstGrant(*record);
      FindEnds(*record);
      FindOwnDates(*record);
      FindDuplicate(*record);
    }
    FindIncomplete();
    FindWithoutMonths();
    FindDeadlines();
    return findings_;
  }

 private:
  [[nodiscard]] const Records& Facts() const { return question_.history.InForce(); }

  Finding& Add(FindingRule rule, const Record& record, const std::string& against = "") {
    Finding& finding = findings_.emplace_back();
    finding.set_rule(rule);
    SetTypeName(record, finding.mutable_about());
    finding.set_position(record.position);
    finding.set_stream(record.stream);
    finding.set_day(record.event.occurred_on());
    finding.set_against(against);
    return finding;
  }

  void FindMissingProof(const Record& record) {
    if (!LacksProof(record) || HasEvidence(question_.history, record)) return;
    Add(view::v1::FINDING_RULE_PROOF_NOT_FILED, record);
  }

  // The first fact of the person that `is` true of; nullptr for none.
  template <typename Is>
  const Record* First(const std::string& person, Is is) const {
    for (const Record* record : Facts()) {
      if (PersonOf(*record) == person && is(record->event)) return record;
    }
    return nullptr;
  }

  void FindAgainstRegistration(const Record& record) {
    const std::string person = PersonOf(record);
    if (person.empty()) return;
    const Record* registered =
        First(person, [](const Event& event) { return event.has_participant_registered(); });
    if (registered == nullptr || record.day() >= registered->day()) return;
    Add(view::v1::FINDING_RULE_BEFORE_REGISTRATION, record, registered->event.occurred_on());
  }

  static bool IsTrainingSupportJobOrCheck(const Event& event) {
    return event.has_training_started() || event.has_training_completed() ||
           event.has_training_dropped_out() || event.has_subsidy_granted() ||
           event.has_subsidy_paid() || event.has_subsidy_stopped() ||
           event.has_subsidy_reclaimed() || event.has_medical_test_refunded() ||
           event.has_travel_refunded() || event.has_housing_support_granted() ||
           event.has_income_supplement_paid() || event.has_hire_recorded() ||
           event.has_employment_ended() || event.has_six_month_status_checked();
  }

  void FindAgainstEntry(const Record& record) {
    const std::string person = PersonOf(record);
    const bool exit = record.event.has_participant_exited();
    if (!exit && !IsTrainingSupportJobOrCheck(record.event)) return;
    const Record* entered =
        First(person, [](const Event& event) { return event.has_participant_enrolled(); });
    if (entered == nullptr || record.day() >= entered->day()) return;
    Add(exit ? view::v1::FINDING_RULE_EXIT_BEFORE_ENTRY : view::v1::FINDING_RULE_BEFORE_ENTRY,
        record, entered->event.occurred_on());
  }

  void FindAgainstGrant(const Record& record) {
    const bool hire = record.event.has_hire_recorded();
    if (!hire && !record.event.has_subsidy_paid()) return;
    const std::string id = TextField(BodyOf(record), "grant_id");
    for (const Record* granted : Facts()) {
      const auto& grant = granted->event.subsidy_granted();
      if (id.empty() || !granted->event.has_subsidy_granted() || grant.grant_id() != id) continue;
      const std::string& starts_on = grant.starts_on();
      const std::string& day = record.event.occurred_on();
      if (hire && day < starts_on) {
        Add(view::v1::FINDING_RULE_JOB_BEFORE_GRANT, record, starts_on);
      }
      const std::string& month = record.event.subsidy_paid().month();
      if (!hire && (day < starts_on || (!month.empty() && month < starts_on.substr(0, 7)))) {
        Add(view::v1::FINDING_RULE_PAYMENT_BEFORE_GRANT, record, starts_on);
      }
    }
  }

  // Jobs and trainings that end before they start, approvals before the first submission.
  void FindEnds(const Record& record) {
    const Event& event = record.event;
    for (const Record* other : Facts()) {
      const bool job = event.has_employment_ended() && other->event.has_hire_recorded() &&
                       event.employment_ended().hire_id() == other->event.hire_recorded().hire_id();
      const bool ends_training = event.has_training_completed() || event.has_training_dropped_out();
      const bool training =
          ends_training && other->event.has_training_started() &&
          TextField(BodyOf(record), "training_id") == other->event.training_started().training_id();
      if ((job || training) && record.day() < other->day()) {
        Add(job ? view::v1::FINDING_RULE_JOB_ENDS_BEFORE_START
                : view::v1::FINDING_RULE_TRAINING_ENDS_BEFORE_START,
            record, other->event.occurred_on());
      }
    }
    if (!event.has_document_approved()) return;
    for (const Record* other : Facts()) {
      const auto& submitted = other->event.document_submitted();
      const auto& approved = event.document_approved();
      if (!other->event.has_document_submitted() ||
          submitted.document_kind() != approved.document_kind() ||
          submitted.document_version() != approved.document_version()) {
        continue;
      }
      if (record.day() < other->day()) {
        Add(view::v1::FINDING_RULE_APPROVED_BEFORE_SUBMITTED, record, other->event.occurred_on());
      }
      return;
    }
  }

  void FindOwnDates(const Record& record) {
    const Event& event = record.event;
    const std::string& day = event.occurred_on();
    if (event.has_participant_enrolled() || event.has_participant_reentered()) {
      const std::string signed_on = TextField(BodyOf(record), "document_signed_on");
      if (signed_on > day) Add(view::v1::FINDING_RULE_DOCUMENT_AFTER_ENTRY, record, signed_on);
    }
    if (event.has_six_month_status_checked()) {
      const std::string& due_on = event.six_month_status_checked().due_on();
      if (day < due_on) Add(view::v1::FINDING_RULE_CHECK_BEFORE_DUE, record, due_on);
    }
  }

  // Steps of evaluations, closings, notices, posts, corrections, subscriptions and records about
  // privacy may repeat.
  static bool MayRepeat(const Record& record) {
    const std::string type = TypeOf(record);
    for (const char* topic : {"paktum.portal.", "paktum.correction.", "paktum.privacy."}) {
      if (type.starts_with(topic)) return true;
    }
    const Event& event = record.event;
    return event.has_interim_evaluation_opened() || event.has_evaluation_part_written() ||
           event.has_interim_evaluation_submitted() || event.has_interim_evaluation_approved() ||
           event.has_interim_evaluation_returned() || event.has_status_report_issued() ||
           event.has_period_closed() || event.has_period_reopened() || event.has_staff_assigned() ||
           event.has_staff_released();
  }

  // The body without its ids, but for the person's.
  static std::string BareBody(const Record& record) {
    std::unique_ptr<google::protobuf::Message> body(BodyOf(record).New());
    body->CopyFrom(BodyOf(record));
    for (int i = 0; i < body->GetDescriptor()->field_count(); ++i) {
      const auto* field = body->GetDescriptor()->field(i);
      if (field->name().ends_with("_id") && field->name() != "participant_id") {
        body->GetReflection()->ClearField(body.get(), field);
      }
    }
    return TypeOf(record) + body->SerializeAsString();
  }

  void FindDuplicate(const Record& record) {
    if (MayRepeat(record)) return;
    for (const Record* other : Facts()) {
      if (other->position >= record.position || other->stream != record.stream) continue;
      if (other->day() != record.day() || BareBody(*other) != BareBody(record)) continue;
      Add(view::v1::FINDING_RULE_SAME_FACT_TWICE, record).set_other_position(other->position);
      return;
    }
  }

  void FindIncomplete() {
    std::set<std::string> seen;
    for (const Record* record : Facts()) {
      const std::string person = PersonOf(*record);
      if (!record->event.has_participant_enrolled() || !seen.insert(person).second) continue;
      const Entry entry = EntryOf(question_.history, person);
      if (entry.complete()) continue;
      Finding& finding = Add(view::v1::FINDING_RULE_ENTRY_INCOMPLETE, *record);
      if (entry.age_band == 0) finding.add_details("age_band");
      if (entry.gender == 0) finding.add_details("gender");
      if (entry.labour_status == 0) finding.add_details("labour_status");
      if (entry.schooling == 0) finding.add_details("schooling");
    }
  }

  void FindWithoutMonths() {
    std::set<std::string> seen;
    for (const Record* record : Facts()) {
      const std::string person = PersonOf(*record);
      if (!record->event.has_participant_enrolled() || !seen.insert(person).second) continue;
      const Entry entry = EntryOf(question_.history, person);
      if (entry.months_as_jobseeker > 0 || entry.months_in_public_works > 0) continue;
      for (const auto& group : question_.plan.data().target_groups()) {
        if (!group.long_term_unemployment_risk() || !entry.target_groups.contains(group.code())) {
          continue;
        }
        Finding& finding = Add(view::v1::FINDING_RULE_GROUP_WITHOUT_MONTHS, *record);
        finding.add_details("months_as_jobseeker");
        finding.add_details("months_in_public_works");
      }
    }
  }

  void SetOverdue(Date deadline, Finding& finding) const {
    finding.set_against(deadline.ToString());
    finding.set_overdue_days(static_cast<std::uint32_t>(DaysBetween(deadline, question_.day)));
  }

  [[nodiscard]] const Record& At(std::uint64_t position) const {
    return **std::find_if(Facts().begin(), Facts().end(),
                          [&](const Record* one) { return one->position == position; });
  }

  void FindDeadlines() {
    for (const view::v1::WorkItem& item : NaiveWork(question_)) {
      const bool check = item.kind() == view::v1::WORK_KIND_SIX_MONTH_CHECK;
      if (item.state() != view::v1::WORK_STATE_OVERDUE) continue;
      if (!check && item.kind() != view::v1::WORK_KIND_EXIT_SITUATION) continue;
      SetOverdue(*Date::Parse(item.due_until()),
                 Add(check ? view::v1::FINDING_RULE_CHECK_OVERDUE
                           : view::v1::FINDING_RULE_EXIT_SITUATION_OVERDUE,
                     At(item.position())));
    }
    view::v1::WorkProgrammeView programme;
    Fill(question_, &programme);
    for (const auto& year : programme.years()) {
      for (const auto& task : year.tasks()) {
        if (task.state() != view::v1::TASK_STATE_OVERDUE) continue;
        SetOverdue(*Date::Parse(task.due_on()),
                   Add(view::v1::FINDING_RULE_TASK_OVERDUE, At(task.position())));
      }
    }
    FindSteps();
    FindDuties();
  }

  void FindSteps() {
    for (const Record* record : Facts()) {
      const auto& planned = record->event.corrective_step_planned();
      if (!record->event.has_corrective_step_planned()) continue;
      const bool done = std::any_of(Facts().begin(), Facts().end(), [&](const Record* other) {
        return other->event.has_corrective_step_done() &&
               other->event.corrective_step_done().step_id() == planned.step_id();
      });
      const Date due = *Date::Parse(planned.due_on());
      if (done || due >= question_.day) continue;
      SetOverdue(due, Add(view::v1::FINDING_RULE_STEP_OVERDUE, *record));
    }
  }

  void FindDuties() {
    view::v1::GovernanceView governance;
    Fill(question_, &governance);
    for (const auto& duty : governance.duties()) {
      if (!duty.standing().overdue()) continue;
      Finding& finding = findings_.emplace_back();
      finding.set_rule(view::v1::FINDING_RULE_CADENCE_OVERDUE);
      *finding.mutable_about() = duty.name();
      finding.add_details(duty.code());
      SetOverdue(*Date::Parse(duty.standing().next_due_on()), finding);
    }
  }

  const Question& question_;
  std::vector<Finding> findings_;
};

FindingKind KindOf(FindingRule rule) {
  if (rule == view::v1::FINDING_RULE_PROOF_NOT_FILED) {
    return view::v1::FINDING_KIND_MISSING_EVIDENCE;
  }
  if (rule == view::v1::FINDING_RULE_ENTRY_INCOMPLETE ||
      rule == view::v1::FINDING_RULE_GROUP_WITHOUT_MONTHS) {
    return view::v1::FINDING_KIND_INCOMPLETE_ENTRY;
  }
  if (rule == view::v1::FINDING_RULE_SAME_FACT_TWICE) return view::v1::FINDING_KIND_DUPLICATE;
  return rule > view::v1::FINDING_RULE_SAME_FACT_TWICE ? view::v1::FINDING_KIND_DEADLINE_MISSED
                                                       : view::v1::FINDING_KIND_ORDER_OF_DATES;
}

void SetEnumName(const google::protobuf::EnumValueDescriptor* value, view::v1::Label* name) {
  name->set_hu(value->options().GetExtension(options::v1::text).hu());
  name->set_en(value->options().GetExtension(options::v1::text).en());
}

std::string Upper(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
  return text;
}

}  // namespace

void Fill(const Question& question, view::v1::DataQualityView* view) {
  std::vector<Finding> findings = Finder(question).FindAll();
  for (Finding& finding : findings) {
    finding.set_kind(KindOf(finding.rule()));
    SetEnumName(view::v1::FindingRule_descriptor()->FindValueByNumber(finding.rule()),
                finding.mutable_name());
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::make_tuple(a.kind(), a.rule(), a.day(), a.position()) <
           std::make_tuple(b.kind(), b.rule(), b.day(), b.position());
  });
  view->set_total(static_cast<std::uint32_t>(findings.size()));
  for (int kind = 1; kind < view::v1::FindingKind_ARRAYSIZE; ++kind) {
    auto* count = view->add_kinds();
    count->set_kind(static_cast<FindingKind>(kind));
    SetEnumName(view::v1::FindingKind_descriptor()->FindValueByNumber(kind), count->mutable_name());
    for (const Finding& one : findings) count->set_count(count->count() + (one.kind() == kind));
  }
  std::map<int, std::uint32_t> rules;
  for (const Finding& one : findings) ++rules[one.rule()];
  for (const auto& [rule, number] : rules) {
    auto* count = view->add_rules();
    count->set_rule(static_cast<FindingRule>(rule));
    count->set_kind(KindOf(count->rule()));
    SetEnumName(view::v1::FindingRule_descriptor()->FindValueByNumber(rule), count->mutable_name());
    count->set_count(number);
  }
  const std::string asked = question.Parameter("kind");
  std::erase_if(findings, [&](const Finding& one) {
    return !asked.empty() && "FINDING_KIND_" + Upper(asked) != FindingKind_Name(one.kind());
  });
  for (std::size_t i = 0; i < findings.size() && i < 1'000; ++i) {
    Finding* shown = view->add_findings();
    *shown = findings[i];
    const bool of_person = shown->stream().starts_with("participant/") ||
                           shown->stream().starts_with("scheme/");  // commitments for persons
    if (question.serving() || !of_person) continue;
    shown->clear_position();
    shown->clear_other_position();
    shown->clear_stream();
  }
}

}  // namespace paktum::views::naive
