#pragma once
// Late facts: the rule that holds for every command alike. What happened in a closed period can
// still be recorded, with a reason.
#include <string>
#include <vector>

#include "libs/domain/decider.h"

namespace paktum::domain {

// False for commands whose events carry reasons of their own: corrections, and what concerns a
// person's rights over the data.
bool RecordsFacts(const google::protobuf::Descriptor& command);

// Adds the stream of the period closes unless it stands there.
void AddPeriods(std::vector<std::string>& streams);

// Puts the reason on every event whose day lies in a closed period.
// Errors: kFailedPrecondition "period.closed" when there is such an event and no reason.
Status MarkLateFacts(const std::vector<LoadedStream>& loaded, const Context& context,
                     Decision& decision);

}  // namespace paktum::domain
