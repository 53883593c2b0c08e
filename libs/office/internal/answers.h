#pragma once
// HTTP answers of an office: what the room's results and statuses look like on the wire.
#include <string>
#include <vector>

#include "libs/http/message.h"
#include "libs/http/problem.h"
#include "libs/office/commands.h"
#include "libs/office/intake.h"

namespace paktum::office {

// The problem of a failed command. Refusals of the domain are 422 (a field that cannot be read 400)
// with the texts of libs/domain/refusals.h, codes of the office have their own; the rest is
// http::ProblemOf.
http::Problem ProblemOfCommand(const Status& status);

// 400 "input.invalid" with every violation.
http::Problem ProblemOfInput(const std::vector<Violation>& violations);

// The texts of a refusal for lists.
Text TextOfRefusal(const Status& status);

http::Response RespondTaken(const Uuid& command, const Taken& taken);
http::Response RespondState(const Uuid& command, const CommandState& state);

}  // namespace paktum::office
