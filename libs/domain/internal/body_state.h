#pragma once
// What the stream of a body says: when it was formed, when it sat, what it resolved.
#include <map>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/domain/decider.h"

namespace paktum::domain {

struct BodyState {
  const RecordedEvent* constituted = nullptr;
  std::vector<const RecordedEvent*> sittings;
  std::map<std::string, const RecordedEvent*> resolutions;  // number → the sitting that took it
};

void EvolveBody(BodyState& state, const RecordedEvent& event);

// The sitting of that day; nullptr for none.
const RecordedEvent* SittingOf(Date day, const BodyState& state);

// Each resolution number is given once. Errors: kFailedPrecondition "resolution.duplicate_number",
// "resolution.number_taken".
Status CheckResolutions(
    const google::protobuf::RepeatedPtrField<governance::v1::Resolution>& resolutions,
    const BodyState& state);

}  // namespace paktum::domain
