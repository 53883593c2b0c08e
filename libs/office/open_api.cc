#include "libs/office/open_api.h"

#include <map>

#include "libs/base/check.h"
#include "libs/office/commands.h"
#include "libs/office/internal/command_schema.h"
#include "libs/office/internal/open_api_accounts.h"
#include "libs/office/internal/open_api_imports.h"
#include "libs/office/internal/open_api_persons.h"

namespace paktum::office {
namespace {

constexpr std::string_view kApiVersion = "1";

Json Parsed(std::string_view text) {
  std::variant<Json, JsonError> parsed = ParseJson(text);
  PAKTUM_CHECK(std::holds_alternative<Json>(parsed));
  return std::get<Json>(std::move(parsed));
}

Json Both(std::string_view hu, std::string_view en) {
  return Json::String(std::string(hu) + " / " + std::string(en));
}

Json Ref(const std::string& place) {
  return Json::Object({{"$ref", Json::String("#/components/" + place)}});
}

Json Response(Json description, const std::string& content_type, Json schema) {
  Json media = Json::Object();
  media.Set(content_type, Json::Object({{"schema", std::move(schema)}}));
  Json response = Json::Object();
  response.Set("description", std::move(description));
  response.Set("content", std::move(media));
  return response;
}

Json ProblemOf(std::string_view hu, std::string_view en) {
  return Response(Both(hu, en), "application/problem+json", Ref("schemas/Problem"));
}

Json SharedResponses() {
  const std::string json = "application/json";
  Json shared = Json::Object();
  shared.Set("NothingToDo", Response(Both("Már így van: nem kellett rögzíteni.",
                                          "Already so: there was nothing to record."),
                                     json, Ref("schemas/Recorded")));
  shared.Set("Recorded", Response(Both("Rögzítve; ismételt kérésre ugyanez a válasz.",
                                       "Recorded; a repeated request gets the same answer."),
                                  json, Ref("schemas/Recorded")));
  shared.Set("Waiting", Response(Both("A napló nem érhető el: a parancs biztonságban vár.",
                                      "The log cannot be reached: the command waits safely."),
                                 json, Ref("schemas/Waiting")));
  shared.Set("Malformed", ProblemOf("Hibás kérés; az errors minden hibát felsorol.",
                                    "Wrong request; errors lists everything that is wrong."));
  shared.Set("Forbidden",
             ProblemOf("Ez a kérés innen nem engedett.", "This request is not allowed."));
  shared.Set("NotFound", ProblemOf("Ismeretlen paktum vagy parancs, vagy nem ez a hivatal fogadja.",
                                   "Unknown pact or command, or another office takes it."));
  shared.Set("Conflict",
             ProblemOf("A kulcs más kéréshez tartozik, vagy mások közben módosítottak.",
                       "The key belongs to another request, or others wrote meanwhile."));
  shared.Set("TooLarge", ProblemOf("A kérés törzse túl nagy.", "The body is too large."));
  shared.Set("Refused", ProblemOf("Egy szabály nem engedi; a code nevezi meg.",
                                  "A rule refuses it; code names the rule."));
  shared.Set("SlowDown",
             ProblemOf("Túl sok kérés; később újra.", "Too much at once; retry later."));
  shared.Set("Failed", ProblemOf("Hiba a szolgáltatásban; az üzemeltetőnek kell intézkednie.",
                                 "The service failed; an operator has to act."));
  shared.Set("Unavailable", ProblemOf("Most nem vehető fel; Retry-After után újra.",
                                      "It cannot be taken now; retry after Retry-After."));
  shared.Set("Unknown", ProblemOf("Nem derült ki időben; ugyanazzal a kulccsal újra.",
                                  "The outcome is not known in time; retry with the same key."));
  return shared;
}

Json SharedParameters() {
  return Parsed(R"({
    "Pact": {"name": "pact", "in": "path", "required": true, "schema": {"type": "string"},
      "description":
        "A paktum azonosítója, például tiszakecske / Id of the pact, such as tiszakecske"},
    "CommandId": {"name": "command_id", "in": "path", "required": true,
      "schema": {"type": "string", "format": "uuid"},
      "description": "A parancs Idempotency-Key kulcsa / The Idempotency-Key of the command"},
    "IdempotencyKey": {"name": "Idempotency-Key", "in": "header", "required": true,
      "schema": {"type": "string", "format": "uuid"},
      "description":
        "A kérés UUID azonosítója; ismétléskor ugyanaz / UUID of the request; kept in repeats"},
    "Actor": {"name": "Paktum-Actor", "in": "header", "required": false,
      "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$", "default": "unknown-staff"},
      "description":
        "A rögzítő munkatárs álneves kódja / Pseudonymous code of who enters it"},
    "Simulated": {"name": "Paktum-Simulated", "in": "header", "required": false,
      "schema": {"type": "string", "enum": ["true", "false"], "default": "false"},
      "description": "Szimulált adat / Simulated data"},
    "LateReason": {"name": "Paktum-Late-Reason", "in": "header", "required": false,
      "schema": {"type": "string", "enum": ["DOCUMENT_CAME_LATE", "NOT_RECORDED_IN_TIME",
                                            "INSPECTION_FINDING", "OTHER"]},
      "description":
        "Lezárt időszak késve rögzített eseményéhez: az ok / Why a fact of a closed period is late"
      }})");
}

void AddAnswerSchemas(Json& schemas) {
  const Json answers = Parsed(R"({
    "Text": {"type": "object", "required": ["hu", "en"],
      "properties": {"hu": {"type": "string"}, "en": {"type": "string"}}},
    "Problem": {"type": "object",
      "required": ["type", "title", "title_hu", "title_en", "status", "code"], "properties": {
      "type": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"},
      "title": {"type": "string"}, "title_hu": {"type": "string"}, "title_en": {"type": "string"},
      "detail": {"type": "string"}, "detail_hu": {"type": "string"},
      "detail_en": {"type": "string"},
      "values": {"type": "object", "additionalProperties": {"type": "string"}},
      "errors": {"type": "array", "items": {"type": "object",
        "required": ["field", "code", "text", "text_hu", "text_en"], "properties": {
        "field": {"type": "string"}, "code": {"type": "string"}, "text": {"type": "string"},
        "text_hu": {"type": "string"}, "text_en": {"type": "string"}}}}}},
    "Recorded": {"type": "object", "required": ["positions", "command_id", "result"],
      "properties": {
      "positions": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]+$"}},
      "command_id": {"type": "string", "format": "uuid"},
      "result": {"type": "object", "additionalProperties": {"type": "string"}}}},
    "Waiting": {"type": "object", "required": ["command_id", "state"], "properties": {
      "command_id": {"type": "string", "format": "uuid"}, "state": {"const": "waiting"}}},
    "CommandState": {"type": "object", "required": ["command_id", "state"], "properties": {
      "command_id": {"type": "string", "format": "uuid"},
      "state": {"enum": ["appended", "nothing_to_do", "waiting", "refused", "unknown"]},
      "positions": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]+$"}},
      "result": {"type": "object", "additionalProperties": {"type": "string"}},
      "code": {"type": "string"}, "text": {"$ref": "#/components/schemas/Text"}}},
    "Outbox": {"type": "object", "required": ["count"], "properties": {
      "count": {"type": "integer"},
      "oldest_received_at": {"type": "string", "format": "date-time"}}},
    "Attention": {"type": "object", "required": ["count", "entries"], "properties": {
      "count": {"type": "integer"},
      "entries": {"type": "array", "items": {"type": "object", "properties": {
        "command_id": {"type": "string", "format": "uuid"}, "command": {"type": "string"},
        "code": {"type": "string"}, "text": {"$ref": "#/components/schemas/Text"},
        "received_at": {"type": "string", "format": "date-time"},
        "refused_at": {"type": "string", "format": "date-time"}}}}}}})");
  for (const Json::Member& member : answers.members()) schemas.Set(member.first, member.second);
}

Json Operation(const std::string& id, Json summary, const std::string& tag, Json parameters,
               Json responses) {
  Json operation = Json::Object();
  operation.Set("operationId", Json::String(id));
  operation.Set("summary", std::move(summary));
  operation.Set("tags", Json::Array({Json::String(tag)}));
  operation.Set("parameters", std::move(parameters));
  operation.Set("responses", std::move(responses));
  return operation;
}

// What every route of a pact may answer besides its own.
void AddSharedProblems(Json& responses) {
  for (const auto& [status, name] : std::map<std::string, std::string>{
           {"403", "Forbidden"}, {"404", "NotFound"}, {"500", "Failed"}, {"503", "Unavailable"}}) {
    responses.Set(status, Ref("responses/" + name));
  }
}

Json CommandPath(const CommandKind& kind) {
  Json responses = Json::Object();
  for (const auto& [status, name] : std::map<std::string, std::string>{{"200", "NothingToDo"},
                                                                       {"201", "Recorded"},
                                                                       {"202", "Waiting"},
                                                                       {"400", "Malformed"},
                                                                       {"409", "Conflict"},
                                                                       {"413", "TooLarge"},
                                                                       {"422", "Refused"},
                                                                       {"429", "SlowDown"},
                                                                       {"504", "Unknown"}}) {
    responses.Set(status, Ref("responses/" + name));
  }
  AddSharedProblems(responses);
  Json operation = Operation(kind.name, Both(kind.title.hu, kind.title.en), "commands",
                             Json::Array({Ref("parameters/Pact"), Ref("parameters/IdempotencyKey"),
                                          Ref("parameters/Actor"), Ref("parameters/Simulated"),
                                          Ref("parameters/LateReason")}),
                             std::move(responses));
  Json content = Json::Object();
  content.Set("application/json", Json::Object({{"schema", Ref("schemas/" + kind.name)}}));
  Json body = Json::Object({{"required", Json::Bool(true)}});
  body.Set("content", std::move(content));
  operation.Set("requestBody", std::move(body));
  return Json::Object({{"post", std::move(operation)}});
}

Json Found(std::string_view hu, std::string_view en, const std::string& schema) {
  Json responses = Json::Object();
  responses.Set("200", Response(Both(hu, en), "application/json", Ref("schemas/" + schema)));
  AddSharedProblems(responses);
  return responses;
}

void AddOutboxPaths(Json& paths) {
  const auto pact = [] { return Json::Array({Ref("parameters/Pact")}); };
  const auto of_command = [] {
    return Json::Array({Ref("parameters/Pact"), Ref("parameters/CommandId")});
  };
  const auto add = [&paths](const std::string& path, const char* method, Json operation) {
    paths.Set(path, Json::Object({{method, std::move(operation)}}));
  };
  Json states = Found("A parancs állapota", "State of the command", "CommandState");
  states.Set("429", Ref("responses/SlowDown"));
  states.Set("504", Ref("responses/Unknown"));
  add("/api/pacts/{pact}/commands/{command_id}", "get",
      Operation("getCommandState", Both("Mi lett egy paranccsal", "What became of a command"),
                "outbox", of_command(), std::move(states)));
  add("/api/pacts/{pact}/outbox", "get",
      Operation("getOutbox", Both("Várakozó parancsok", "Commands that wait"), "outbox", pact(),
                Found("Várakozó parancsok száma", "How many wait", "Outbox")));
  add("/api/pacts/{pact}/attention", "get",
      Operation("listAttention", Both("Figyelmet igényel", "Needs attention"), "outbox", pact(),
                Found("Várakozás után elutasított parancsok", "Commands refused after waiting",
                      "Attention")));
  Json dismissed = Json::Object();
  dismissed.Set("204", Json::Object({{"description", Both("Elintézve", "Dismissed")}}));
  AddSharedProblems(dismissed);
  add("/api/pacts/{pact}/attention/{command_id}/dismiss", "post",
      Operation("dismissAttention", Both("Elintézve", "Dismiss an entry"), "outbox", of_command(),
                std::move(dismissed)));
  Json retried = Json::Object();
  retried.Set("202", Ref("responses/Waiting"));
  AddSharedProblems(retried);
  add("/api/pacts/{pact}/attention/{command_id}/retry", "post",
      Operation("retryAttention", Both("Újra megpróbálni", "Decide an entry again"), "outbox",
                of_command(), std::move(retried)));
}

void AddRegisterPaths(Json& paths) {
  const auto in_path = [](const char* name, Json description) {
    return Json::Object({{"name", Json::String(name)},
                         {"in", Json::String("path")},
                         {"required", Json::Bool(true)},
                         {"schema", Json::Object({{"type", Json::String("string")}})},
                         {"description", std::move(description)}});
  };
  const auto add = [&](const char* path, const char* id, Json summary, Json parameter) {
    Json responses = Json::Object();
    responses.Set("200", Response(summary, "application/json", Json::Object()));
    AddSharedProblems(responses);
    paths.Set(
        path,
        Json::Object({{"get", Operation(id, std::move(summary), "registers",
                                        Json::Array({Ref("parameters/Pact"), std::move(parameter)}),
                                        std::move(responses))}}));
  };
  add("/api/pacts/{pact}/registers/{view}", "getRegister",
      Both("Nyilvántartás; kérdezhető valid_at és known_at szerint",
           "A register; valid_at and known_at may be asked for"),
      in_path("view", Both("Pl. budget, worklist", "E.g. budget, worklist")));
  add("/api/pacts/{pact}/persons/{person}/pathway", "getPathway",
      Both("Egy ügyfél útja minden hivatalban, azonosítóval",
           "A person's way over all offices, by id"),
      in_path("person", Both("Az ügyfél azonosítója", "Id of the participant")));
}

void AddServicePaths(Json& paths) {
  const auto add = [&paths](const std::string& path, const char* id, Json summary,
                            const char* content_type) {
    Json responses = Json::Object();
    responses.Set("200", Response(summary, content_type, Json::Object()));
    paths.Set(path, Json::Object({{"get", Operation(id, summary, "service", Json::Array(),
                                                    std::move(responses))}}));
  };
  add("/healthz", "getHealth", Both("A folyamat él", "The process is alive"), "application/json");
  add("/readyz", "getReadiness", Both("Fogad parancsokat", "It takes commands"),
      "application/json");
  add("/metrics", "getMetrics", Both("Mérőszámok (Prometheus)", "Metrics (Prometheus)"),
      "text/plain");
  add("/openapi.json", "getOpenApi", Both("Ez a leírás", "This description"), "application/json");
  add("/api/office", "getOffice", Both("Melyik hivatal ez, és paktumai", "This office, its pacts"),
      "application/json");
  add("/api/commands", "listCommands",
      Both("A fogadott parancsok és szerepeik", "The commands it takes, and their roles"),
      "application/json");
}

}  // namespace

Text TitleOfOffice(std::string_view office) {
  if (office == "pact_office") return {"Paktumiroda", "Pact office"};
  if (office == "government_office") return {"Kormányhivatal", "Government office"};
  if (office == "charity") return {"Karitatív szervezet", "Charity"};
  return {std::string(office), std::string(office)};
}

std::string OpenApiDocument(std::string_view office, bool logins) {
  const Text title = TitleOfOffice(office);
  std::map<std::string, Json> command_schemas;
  Json paths = Json::Object();
  for (const CommandKind* kind : CommandsOf(office)) {
    AddSchemas(*kind->descriptor, command_schemas);
    paths.Set("/api/pacts/{pact}/commands/" + kind->name, CommandPath(*kind));
  }
  AddOutboxPaths(paths);
  AddImportPaths(paths);
  AddRegisterPaths(paths);
  const CommandKind* registration = FindCommand("RegisterParticipant");
  if (registration != nullptr && registration->TakenBy(office)) {
    AddPersonPaths(paths, command_schemas);
  }
  AddServicePaths(paths);
  if (logins) AddAccountPaths(paths);
  Json schemas = Json::Object();
  AddAnswerSchemas(schemas);
  for (auto& [name, schema] : command_schemas) schemas.Set(name, std::move(schema));

  Json info = Json::Object();
  info.Set("title", Json::String("Paktum – " + title.hu + " / " + title.en));
  info.Set("version", Json::String(std::string(kApiVersion)));
  Json components = Json::Object();
  components.Set("schemas", std::move(schemas));
  components.Set("parameters", SharedParameters());
  Json responses = SharedResponses();
  responses.Set("ImportResult", ImportResponse());
  components.Set("responses", std::move(responses));
  if (logins) AddLogins(paths, components, office);
  Json document = Json::Object();
  document.Set("openapi", Json::String("3.1.0"));
  document.Set("info", std::move(info));
  document.Set("paths", std::move(paths));
  document.Set("components", std::move(components));
  return document.ToText();
}

}  // namespace paktum::office
