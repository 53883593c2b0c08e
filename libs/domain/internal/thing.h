#pragma once
// Things that have a stream of their own, named after the command that made them: several of one
// day are several, a repeated command is one.
#include <string>

#include "libs/domain/decider.h"

namespace paktum::domain {

struct ThingState {
  const RecordedEvent* recorded = nullptr;  // the event that made it
};

void EvolveThing(ThingState& state, const RecordedEvent& event);

// The id of the thing that this command makes, as its stream names it.
inline std::string ThingOf(const Context& context) {
  return IdOfNewThing(context.command).ToString();
}

}  // namespace paktum::domain
