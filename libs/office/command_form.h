#pragma once
// Command forms: what a page needs to draw the form of a command (docs/formats/http.md), from the
// descriptors, their options and the codes of the pact's plan alone.
//
//   GET /api/pacts/{pact}/forms/{command}   404 "pact.unknown", "command.unknown",
//                                           "command.not_of_this_office"
#include <string>

#include "libs/commands/command_catalogue.h"
#include "libs/http/router.h"
#include "libs/office/command_processor.h"
#include "libs/plan/plan.h"

namespace paktum::office {

// The form of the command in the pact of this plan: its title and its fields in order, each with
// label, kind, whether it must be filled in, limits and the values to choose from. Pure.
std::string CommandFormJson(const commands::CommandKind& kind, const plan::Plan& plan);

// What fields are called, by name: the label that more than half of the commands with a field of
// this name give it; a name that means many things is left out. For ids in answers and for the
// fields of recorded events. Pure.
std::string FieldLabelsJson();

// Adds the route. `processor` must outlive the router.
void AddFormRoutes(http::Router& router, const std::string& office,
                   const CommandProcessor& processor);

}  // namespace paktum::office
