#include "libs/views/esf_participants.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/events/streams.h"
#include "libs/plan/long_term_unemployment.h"
#include "libs/views/internal/entry_traits.h"
#include "libs/views/worklist.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::EsfParticipant;
using view::v1::EsfParticipantsView;

// A person on the way through the facts.
struct Record {
  internal::EntryTraits traits;
  EsfParticipant row;
  std::optional<std::pair<Date, Position>> entered;
  std::optional<Date> exited_on;

  void Take(const Fact& fact);

 private:
  void TakeEntry(const Fact& fact);
  void TakeLeaving(const Fact& fact);
  void TakeWork(const Fact& fact);
};

void Record::TakeEntry(const Fact& fact) {
  const Event& event = fact.event;
  traits.Take(event);
  if (event.has_participant_enrolled()) {
    const auto& entry = event.participant_enrolled();
    if (!entered) {
      entered.emplace(fact.day, fact.position);
      row.set_entered_on(fact.day.ToString());
      row.set_entry_document(entry.document());
    }
    if (entry.special_category_answer() != participant::v1::SPECIAL_CATEGORY_ANSWER_UNSPECIFIED) {
      row.set_special_category_answer(entry.special_category_answer());
    }
  } else if (event.has_target_group_declared()) {
    if (event.target_group_declared().target_group().empty()) {
      row.set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN);
    }
  } else if (event.has_target_group_refused()) {
    if (event.target_group_refused().target_group().empty()) {
      row.set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_REFUSED);
    }
  }
}

void Record::TakeLeaving(const Fact& fact) {
  const Event& event = fact.event;
  if (event.has_exit_situation_recorded()) {
    if (!exited_on || fact.day > exited_on->PlusDays(kExitSituationDays)) return;
    *row.mutable_exit_situations() = event.exit_situation_recorded().situations();
    return;
  }
  row.clear_exit_situations();
  row.clear_exited_on();
  row.clear_exit_reason();
  exited_on.reset();
  if (event.has_participant_exited()) {
    exited_on = fact.day;
    row.set_exited_on(fact.day.ToString());
    row.set_exit_reason(event.participant_exited().reason());
  }
}

void Record::TakeWork(const Fact& fact) {
  const Event& event = fact.event;
  if (event.has_six_month_status_checked()) {
    const auto& check = event.six_month_status_checked();
    row.set_six_month_status(check.status());
    row.set_six_month_checked_on(fact.day.ToString());
    row.set_reference_date(check.reference_date());
    row.set_evidence_kind(check.evidence());
  } else if (event.has_hire_recorded()) {
    const auto placement = event.hire_recorded().placement();
    if (row.first_hired_on().empty()) {
      row.set_first_hired_on(fact.day.ToString());
      row.set_first_placement(placement);
    }
    if (placement == employment::v1::PLACEMENT_SUBSIDISED) {
      row.set_subsidised_hires(row.subsidised_hires() + 1);
    } else {
      row.set_independent_hires(row.independent_hires() + 1);
    }
  } else if (event.has_training_started()) {
    row.set_trainings_started(row.trainings_started() + 1);
  } else if (event.has_training_completed()) {
    row.set_trainings_completed(row.trainings_completed() + 1);
  } else if (event.has_training_dropped_out()) {
    row.set_trainings_broken_off(row.trainings_broken_off() + 1);
  }
}

void Record::Take(const Fact& fact) {
  TakeEntry(fact);
  const Event& event = fact.event;
  if (event.has_participant_exited() || event.has_participant_reentered() ||
      event.has_exit_situation_recorded()) {
    TakeLeaving(fact);
  } else {
    TakeWork(fact);
  }
}

// Who ever entered, by day of first entry, then by position; persons' ids beside them.
std::vector<std::pair<std::string, Record>> ReadRecords(const EffectiveHistory& history) {
  std::map<std::string, Record> by_person;
  for (const Fact& fact : history.InForce(
           {Event::kParticipantRegistered, Event::kParticipantEnrolled, Event::kEntryDataCompleted,
            Event::kTargetGroupDeclared, Event::kTargetGroupRefused, Event::kTargetGroupWithdrawn,
            Event::kParticipantExited, Event::kParticipantReentered, Event::kExitSituationRecorded,
            Event::kSixMonthStatusChecked, Event::kHireRecorded, Event::kTrainingStarted,
            Event::kTrainingCompleted, Event::kTrainingDroppedOut})) {
    const std::string_view person = events::ParticipantOf(fact.stream);
    if (!person.empty()) by_person[std::string(person)].Take(fact);
  }
  std::vector<std::pair<std::string, Record>> records;
  for (auto& [person, record] : by_person) {
    if (record.entered) records.emplace_back(person, std::move(record));
  }
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return *a.second.entered < *b.second.entered; });
  return records;
}

EsfParticipant RowOf(const std::string& person, Record record, std::uint64_t number, bool with_ids,
                     const plan::Plan& plan) {
  EsfParticipant row = std::move(record.row);
  const internal::EntryTraits& traits = record.traits;
  row.set_number(static_cast<std::uint32_t>(number));
  if (with_ids) row.set_participant_id(person);
  row.set_gender(traits.gender);
  row.set_age_band(traits.age_band);
  row.set_labour_status(traits.labour_status);
  row.set_schooling(traits.schooling);
  row.set_settlement(traits.settlement);
  for (const std::string& group : traits.target_groups) row.add_target_groups(group);
  row.set_in_programme(!record.exited_on.has_value());
  row.set_complete_record(traits.complete());
  row.set_months_as_jobseeker(traits.months_as_jobseeker);
  row.set_months_in_public_works(traits.months_in_public_works);
  row.set_long_term_unemployment_risk(plan::AtRiskOfLongTermUnemployment(
      plan, traits.months_as_jobseeker, traits.months_in_public_works));
  return row;
}

Result<bool> WithIds(const Parameters& parameters) {
  const auto given = parameters.find("with_ids");
  if (given == parameters.end() || given->second == "false") return false;
  if (given->second != "true") return BadParameter("with_ids", "true or false");
  return true;
}

}  // namespace

Result<EsfParticipantsView> AnswerEsfParticipants(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const bool with_ids, WithIds(question.parameters));
  PAKTUM_ASSIGN_OR_RETURN(const std::uint64_t after,
                          ParseNumber(question.parameters, "after", 0, UINT32_MAX, 0));
  PAKTUM_ASSIGN_OR_RETURN(
      const std::uint64_t limit,
      ParseNumber(question.parameters, "limit", 1, kEsfParticipantsMax, kEsfParticipantsMax));
  std::vector<std::pair<std::string, Record>> records = ReadRecords(question.history);
  EsfParticipantsView view;
  view.mutable_numbering()->set_hu(
      "Sorszám az első belépés napja szerint; csak ebben az állományban azonosít.");
  view.mutable_numbering()->set_en(
      "Running number by the day of first entry; it identifies in this file only.");
  view.set_total(static_cast<std::uint32_t>(records.size()));
  view.set_complete_records(
      static_cast<std::uint32_t>(std::count_if(records.begin(), records.end(), [](const auto& one) {
        return one.second.traits.complete();
      })));
  for (std::uint64_t i = after; i < records.size(); ++i) {
    if (i - after == limit) {
      view.set_next_after(static_cast<std::uint32_t>(i));
      break;
    }
    *view.add_participants() =
        RowOf(records[i].first, std::move(records[i].second), i + 1, with_ids, question.plan);
  }
  return view;
}

}  // namespace paktum::views
