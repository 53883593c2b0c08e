#pragma once
// EntryTraits: what is known of a person from the day of entry, as ESF data are broken down by it
// (practice.md 3.1).
#include <cstdint>
#include <set>
#include <string>

#include "paktum/event/v1/event.pb.h"

namespace paktum::views::internal {

struct EntryTraits {
  participant::v1::Gender gender = participant::v1::GENDER_UNSPECIFIED;
  participant::v1::AgeBand age_band = participant::v1::AGE_BAND_UNSPECIFIED;
  participant::v1::Schooling schooling = participant::v1::SCHOOLING_UNSPECIFIED;
  participant::v1::LabourStatus labour_status = participant::v1::LABOUR_STATUS_UNSPECIFIED;
  std::string settlement;
  std::uint32_t months_as_jobseeker = 0;     // before the entry; 0 when not recorded
  std::uint32_t months_in_public_works = 0;  // the same
  std::set<std::string> target_groups;       // declared; special-category ones never

  // Everything is there without which a record is incomplete.
  [[nodiscard]] bool complete() const;
  // Takes a registration, an entry, completed data and answers about target groups in, by day, then
  // by position. The first entry stays; completed data fill only what is missing. Others change
  // nothing.
  void Take(const event::v1::Event& event);

 private:
  void TakeGroup(const std::string& group, bool belongs);
};

}  // namespace paktum::views::internal
