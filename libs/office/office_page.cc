#include "libs/office/office_page.h"

#include "libs/http/json.h"
#include "libs/http/static_files.h"
#include "libs/office/command_form.h"
#include "libs/office/commands.h"
#include "libs/office/open_api.h"
#include "libs/office/rights.h"

namespace paktum::office {
namespace {

using http::JsonArray;
using http::JsonObject;
using http::Request;

std::string TextJson(const std::string& hu, const std::string& en) {
  return JsonObject().Text("hu", hu).Text("en", en).ToString();
}

}  // namespace

std::string OfficeJson(std::string_view office, bool logins,
                       const std::vector<const plan::Plan*>& plans) {
  JsonArray pacts;
  for (const plan::Plan* plan : plans) {
    const auto& identity = plan->data().identity();
    pacts.Raw(JsonObject()
                  .Text("pact", plan->pact_id())
                  .Raw("name", TextJson(identity.pact_name().hu(), identity.pact_name().en()))
                  .Raw("title", TextJson(identity.title().hu(), identity.title().en()))
                  .ToString());
  }
  const Text title = TitleOfOffice(office);
  const CommandKind* const registration = FindCommand("RegisterParticipant");
  const bool serves_persons = registration != nullptr && registration->TakenBy(office);
  return JsonObject()
      .Text("office", std::string(office))
      .Raw("title", TextJson(title.hu, title.en))
      .Bool("logins", logins)
      .Bool("serves_persons", serves_persons)
      .Raw("pacts", pacts.ToString())
      .ToString();
}

std::string CommandsJson(std::string_view office) {
  JsonArray commands;
  for (const CommandKind* kind : CommandsOf(office)) {
    JsonArray roles;
    if (IsForCaseWorkers(kind->name)) roles.Text(accounts::RoleName(accounts::Role::kCaseWorker));
    roles.Text(accounts::RoleName(accounts::Role::kManager));
    commands.Raw(JsonObject()
                     .Text("command", kind->name)
                     .Raw("title", TextJson(kind->title.hu, kind->title.en))
                     .Raw("roles", roles.ToString())
                     .ToString());
  }
  return JsonObject()
      .Raw("commands", commands.ToString())
      .Raw("field_labels", FieldLabelsJson())
      .ToString();
}

Status AddOfficePage(http::Router& router, const OfficePageOptions& options) {
  router.Add("GET", "/api/office",
             [json = options.office_json](const Request&) { return http::JsonResponse(json); });
  router.Add("GET", "/api/commands",
             [json = options.commands_json](const Request&) { return http::JsonResponse(json); });
  if (options.directory.empty()) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const http::StaticFiles files,
                          http::StaticFiles::Open(options.directory));
  router.Add("GET", "/login",
             [files](const Request& request) { return files.Serve(request, "index.html"); });
  router.Add("GET", "/{file...}", [files](const Request& request) {
    return files.Serve(request, request.Parameter("file"));
  });
  return OkStatus();
}

}  // namespace paktum::office
