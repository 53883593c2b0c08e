#pragma once
// OfficePage: what the office's page in a browser is made of: the built files, and what the page
// asks for before and after somebody logs in (docs/formats/http.md).
//
//   GET /api/office     which office this is, its pacts, whether one has to log in; for everybody
//   GET /api/commands   the commands that it takes, and the roles that may send each
//   GET /, /login, …    the files of the page, when a directory was given
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/http/router.h"
#include "libs/plan/plan.h"

namespace paktum::office {

// The answer of /api/office.
std::string OfficeJson(std::string_view office, bool logins,
                       const std::vector<const plan::Plan*>& plans);
// The answer of /api/commands.
std::string CommandsJson(std::string_view office);

struct OfficePageOptions {
  std::string office_json;
  std::string commands_json;
  std::string directory{};  // of the built page; empty: no page
};

// Adds the routes. Errors: kInvalidArgument "http.web_directory" when the directory is none.
Status AddOfficePage(http::Router& router, const OfficePageOptions& options);

}  // namespace paktum::office
