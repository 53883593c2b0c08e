#include "tests/property/registers/naive_entry.h"

namespace paktum::views::naive {
namespace {

// Only what was missing.
template <typename Body>
void Complete(const Body& body, Entry& entry) {
  if (entry.labour_status == 0) entry.labour_status = body.labour_status();
  if (entry.schooling == 0) entry.schooling = body.schooling();
  if (entry.age_band == 0) entry.age_band = body.age_band();
  if (entry.settlement.empty()) entry.settlement = body.settlement();
  if (entry.months_as_jobseeker == 0) entry.months_as_jobseeker = body.months_as_jobseeker();
  if (entry.months_in_public_works == 0) {
    entry.months_in_public_works = body.months_in_public_works();
  }
}

}  // namespace

Entry EntryOf(const History& history, const std::string& person) {
  Entry entry;
  for (const Record* record : history.InForce()) {
    if (PersonOf(*record) != person) continue;
    const event::v1::Event& event = record->event;
    if (event.has_participant_registered()) entry.gender = event.participant_registered().gender();
    if (event.has_participant_enrolled()) {
      if (entry.first == nullptr) entry.first = record;
      ++entry.enrolments;
      Complete(event.participant_enrolled(), entry);
      for (const std::string& group : event.participant_enrolled().target_groups()) {
        entry.target_groups.insert(group);
      }
    }
    if (event.has_participant_reentered()) ++entry.enrolments;
    if (event.has_entry_data_completed()) Complete(event.entry_data_completed(), entry);
    if (event.has_target_group_declared()) {
      const auto& declared = event.target_group_declared();
      const bool belongs = declared.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED;
      if (!belongs) entry.target_groups.erase(declared.target_group());
      if (belongs) entry.target_groups.insert(declared.target_group());
    }
    if (event.has_target_group_refused()) {
      entry.target_groups.erase(event.target_group_refused().target_group());
    }
    if (event.has_target_group_withdrawn()) {
      entry.target_groups.erase(event.target_group_withdrawn().target_group());
    }
  }
  entry.target_groups.erase("");  // sealed
  return entry;
}

}  // namespace paktum::views::naive
