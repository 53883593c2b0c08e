#include "libs/views/internal/entry_traits.h"

namespace paktum::views::internal {
namespace {

template <typename Body>
void FillMissing(const Body& body, EntryTraits& traits) {
  if (traits.labour_status == 0) traits.labour_status = body.labour_status();
  if (traits.schooling == 0) traits.schooling = body.schooling();
  if (traits.age_band == 0) traits.age_band = body.age_band();
  if (traits.settlement.empty()) traits.settlement = body.settlement();
  if (traits.months_as_jobseeker == 0) traits.months_as_jobseeker = body.months_as_jobseeker();
  if (traits.months_in_public_works == 0) {
    traits.months_in_public_works = body.months_in_public_works();
  }
}

}  // namespace

bool EntryTraits::complete() const {
  return gender != participant::v1::GENDER_UNSPECIFIED &&
         age_band != participant::v1::AGE_BAND_UNSPECIFIED &&
         schooling != participant::v1::SCHOOLING_UNSPECIFIED &&
         labour_status != participant::v1::LABOUR_STATUS_UNSPECIFIED;
}

void EntryTraits::Take(const event::v1::Event& event) {
  if (event.has_participant_registered()) {
    gender = event.participant_registered().gender();
  } else if (event.has_participant_enrolled()) {
    FillMissing(event.participant_enrolled(), *this);
    for (const std::string& group : event.participant_enrolled().target_groups()) {
      TakeGroup(group, true);
    }
  } else if (event.has_entry_data_completed()) {
    FillMissing(event.entry_data_completed(), *this);
  } else if (event.has_target_group_declared()) {
    const auto& declared = event.target_group_declared();
    TakeGroup(declared.target_group(),
              declared.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED);
  } else if (event.has_target_group_refused()) {
    TakeGroup(event.target_group_refused().target_group(), false);
  } else if (event.has_target_group_withdrawn()) {
    TakeGroup(event.target_group_withdrawn().target_group(), false);
  }
}

void EntryTraits::TakeGroup(const std::string& group, bool belongs) {
  if (group.empty()) return;  // special-category
  if (belongs) {
    target_groups.insert(group);
  } else {
    target_groups.erase(group);
  }
}

}  // namespace paktum::views::internal
