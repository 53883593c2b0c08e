#pragma once
// What is known of a person from the day of first entry (practice.md 3.1).
#include <cstdint>
#include <set>
#include <string>

#include "tests/property/registers/naive_history.h"

namespace paktum::views::naive {

struct Entry {
  participant::v1::Gender gender = participant::v1::GENDER_UNSPECIFIED;
  participant::v1::AgeBand age_band = participant::v1::AGE_BAND_UNSPECIFIED;
  participant::v1::Schooling schooling = participant::v1::SCHOOLING_UNSPECIFIED;
  participant::v1::LabourStatus labour_status = participant::v1::LABOUR_STATUS_UNSPECIFIED;
  std::string settlement;
  std::set<std::string> target_groups;       // declared, none of a special category
  std::uint32_t months_as_jobseeker = 0;     // before the entry; 0: not recorded
  std::uint32_t months_in_public_works = 0;  // the same
  std::uint64_t enrolments = 0;              // re-entries included
  const Record* first = nullptr;             // the first entry; nullptr for who never entered

  [[nodiscard]] bool complete() const {
    return gender != 0 && age_band != 0 && schooling != 0 && labour_status != 0;
  }
};

Entry EntryOf(const History& history, const std::string& person);

}  // namespace paktum::views::naive
