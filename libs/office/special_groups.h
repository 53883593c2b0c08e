#pragma once
// Counting of special-category target groups at the office, where the keys are: only counts leave,
// suppressed (group_counts.h), and every person whose answer is opened has it recorded first.
#include <chrono>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/office/group_counts.h"
#include "libs/office/persons.h"

namespace paktum::office {

inline constexpr std::chrono::seconds kCountTime{60};  // for the whole pact
inline constexpr std::size_t kCountedPersonsMax = 50'000;

// Counts everybody who entered the programme and was not erased. `common`: pact, actor, command and
// reference of the request.
// Errors: as PersonAccess::Open; kResourceExhausted "statistics.too_many_persons".
Result<GroupCounts> CountSpecialGroups(Persons& persons, OpenRequest common, Deadline deadline);

}  // namespace paktum::office
