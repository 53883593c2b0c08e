// Table of participants (practice.md 3.1).
#include <algorithm>
#include <set>

#include "paktum/view/v1/esf_participants.pb.h"
#include "tests/property/registers/naive.h"
#include "tests/property/registers/naive_entry.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using view::v1::EsfParticipant;

constexpr int kFourWeeks = 28;

// What was said last about groups of a special category: an answer to such a question names no
// group in the open.
void TakeAnswer(const Event& event, EsfParticipant* row) {
  if (event.has_participant_enrolled()) {
    const auto answer = event.participant_enrolled().special_category_answer();
    if (answer != 0) row->set_special_category_answer(answer);
  }
  if (event.has_target_group_declared() && event.target_group_declared().target_group().empty()) {
    row->set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN);
  }
  if (event.has_target_group_refused() && event.target_group_refused().target_group().empty()) {
    row->set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_REFUSED);
  }
}

void TakeWay(const Record& record, EsfParticipant* row) {
  const Event& event = record.event;
  if (event.has_participant_reentered()) {
    row->clear_exited_on();
    row->clear_exit_reason();
    row->clear_exit_situations();
    row->set_in_programme(true);
  }
  if (event.has_participant_exited()) {
    row->set_exited_on(event.occurred_on());
    row->set_exit_reason(event.participant_exited().reason());
    row->clear_exit_situations();
    row->set_in_programme(false);
  }
  const auto exited = Date::Parse(row->exited_on());
  const bool in_time = exited && record.day() <= exited->PlusDays(kFourWeeks);
  if (event.has_exit_situation_recorded() && in_time) {
    row->clear_exit_situations();
    for (const int situation : event.exit_situation_recorded().situations()) {
      row->add_exit_situations(static_cast<participant::v1::ExitSituation>(situation));
    }
  }
}

void TakeWork(const Event& event, EsfParticipant* row) {
  if (event.has_hire_recorded()) {
    const auto placement = event.hire_recorded().placement();
    if (row->first_hired_on().empty()) {
      row->set_first_hired_on(event.occurred_on());
      row->set_first_placement(placement);
    }
    if (placement == employment::v1::PLACEMENT_SUBSIDISED) {
      row->set_subsidised_hires(row->subsidised_hires() + 1);
    } else {
      row->set_independent_hires(row->independent_hires() + 1);
    }
  }
  if (event.has_six_month_status_checked()) {
    const auto& check = event.six_month_status_checked();
    row->set_six_month_status(check.status());
    row->set_six_month_checked_on(event.occurred_on());
    row->set_reference_date(check.reference_date());
    row->set_evidence_kind(check.evidence());
  }
  row->set_trainings_started(row->trainings_started() + event.has_training_started());
  row->set_trainings_completed(row->trainings_completed() + event.has_training_completed());
  row->set_trainings_broken_off(row->trainings_broken_off() + event.has_training_dropped_out());
}

void FillRow(const Question& question, const std::string& person, EsfParticipant* row) {
  const Entry entry = EntryOf(question.history, person);
  if (question.Parameter("with_ids") == "true") row->set_participant_id(person);
  row->set_gender(entry.gender);
  row->set_age_band(entry.age_band);
  row->set_labour_status(entry.labour_status);
  row->set_schooling(entry.schooling);
  row->set_settlement(entry.settlement);
  for (const std::string& group : entry.target_groups) row->add_target_groups(group);
  row->set_entered_on(entry.first->event.occurred_on());
  row->set_entry_document(entry.first->event.participant_enrolled().document());
  row->set_in_programme(true);
  row->set_complete_record(entry.complete());
  row->set_months_as_jobseeker(entry.months_as_jobseeker);
  row->set_months_in_public_works(entry.months_in_public_works);
  const auto threshold = question.plan.data().rules().long_term_unemployment_risk_months();
  row->set_long_term_unemployment_risk(entry.months_as_jobseeker + entry.months_in_public_works >=
                                       threshold);
  for (const Record* record : question.history.InForce()) {
    if (PersonOf(*record) != person) continue;
    TakeAnswer(record->event, row);
    TakeWay(*record, row);
    TakeWork(record->event, row);
  }
}

}  // namespace

void Fill(const Question& question, view::v1::EsfParticipantsView* view) {
  std::vector<std::string> persons;  // in the order of their first entries
  for (const Record* record : question.history.InForce()) {
    const std::string person = PersonOf(*record);
    const bool known = std::find(persons.begin(), persons.end(), person) != persons.end();
    if (record->event.has_participant_enrolled() && !known) persons.push_back(person);
  }
  view->mutable_numbering()->set_hu(
      "Sorszám az első belépés napja szerint; csak ebben az állományban azonosít.");
  view->mutable_numbering()->set_en(
      "Running number by the day of first entry; it identifies in this file only.");
  view->set_total(static_cast<std::uint32_t>(persons.size()));
  for (const std::string& person : persons) {
    if (EntryOf(question.history, person).complete()) {
      view->set_complete_records(view->complete_records() + 1);
    }
  }
  const std::string after = question.Parameter("after");
  const std::string limit = question.Parameter("limit");
  const std::size_t first = after.empty() ? 0 : std::stoul(after);
  const std::size_t count = limit.empty() ? 5'000 : std::stoul(limit);
  for (std::size_t i = first; i < persons.size() && i < first + count; ++i) {
    auto* row = view->add_participants();
    row->set_number(static_cast<std::uint32_t>(i + 1));
    FillRow(question, persons[i], row);
  }
  if (first + count < persons.size()) {
    view->set_next_after(static_cast<std::uint32_t>(first + count));
  }
}

}  // namespace paktum::views::naive
