#pragma once
// Ground: whether an event that takes the place of another still carries what rests on it, and what
// the two differ in.
#include <string>
#include <vector>

#include "libs/domain/decider.h"

namespace paktum::domain {

// Whether `dependent`, which rests on `before`, can rest on `after`: the same kind of event about
// the same thing, not later than the dependent, and what the dependent was decided by is unchanged.
bool GroundHolds(const event::v1::Event& before, const event::v1::Event& after,
                 const event::v1::Event& dependent);

// Whether the new events say just what the old ones say; false when something is sealed, which
// cannot be compared.
bool SaysTheSame(const std::vector<const RecordedEvent*>& before,
                 const std::vector<PendingEvent>& after);

// Names of the command's fields whose values differ between the events before and after, in the
// order of the command. Personal fields cannot be compared: when something is sealed all of them
// are named, whatever they hold. When the events are of other kinds, every field that is given.
std::vector<std::string> ChangedFields(const std::vector<const RecordedEvent*>& before,
                                       const std::vector<PendingEvent>& after,
                                       const google::protobuf::Message& command);

}  // namespace paktum::domain
