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

// The labels of every field whose name ends in "_id" or "_code", by name: what the ids of an answer
// are called. Where commands label one name differently the first command by name counts. Pure.
std::string IdLabelsJson();

// Adds the route. `processor` must outlive the router.
void AddFormRoutes(http::Router& router, const std::string& office,
                   const CommandProcessor& processor);

}  // namespace paktum::office
