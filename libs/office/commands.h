#pragma once
// The commands, their input check and JSON (libs/commands), by the names this room knows them
// under.
#include "libs/commands/command_catalogue.h"
#include "libs/commands/input.h"
#include "libs/commands/json.h"

namespace paktum::office {

using commands::AllCommands;
using commands::CanonicalBytes;
using commands::CheckedCommand;
using commands::CheckRules;
using commands::CommandKind;
using commands::CommandsOf;
using commands::FindCommand;
using commands::FromCanonicalBytes;
using commands::Json;
using commands::JsonError;
using commands::kEmailBytesMax;
using commands::NormalisedTaj;
using commands::ParseJson;
using commands::ReadCommand;
using commands::Text;
using commands::Utf8Length;
using commands::Violation;

}  // namespace paktum::office
