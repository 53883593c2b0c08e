#include "libs/office/internal/open_api_persons.h"

#include <string_view>
#include <utility>
#include <variant>

#include "libs/base/check.h"
#include "libs/office/internal/command_schema.h"
#include "paktum/office/v1/person.pb.h"

namespace paktum::office {
namespace {

constexpr std::string_view kProblems = R"({
  "400": {"$ref": "#/components/responses/Malformed"},
  "403": {"$ref": "#/components/responses/Forbidden"},
  "404": {"$ref": "#/components/responses/NotFound"},
  "422": {"$ref": "#/components/responses/Refused"},
  "500": {"$ref": "#/components/responses/Failed"},
  "503": {"$ref": "#/components/responses/Unavailable"}})";

constexpr std::string_view kPact = R"({"$ref": "#/components/parameters/Pact"})";
constexpr std::string_view kPerson = R"({"name": "person", "in": "path", "required": true,
  "schema": {"type": "string", "format": "uuid"},
  "description": "Az ügyfél azonosítója / Id of the participant"})";

struct PersonRoute {
  std::string_view path;
  std::string_view method;
  std::string_view id;
  std::string_view summary;
  std::string_view request;  // schema; empty = no body
  std::string_view answer;   // what comes with 200
  bool printable = false;    // also as a page
};

constexpr PersonRoute kRoutes[] = {
    {"/api/pacts/{pact}/persons/{person}", "get", "getPerson",
     "Az ügyfél nyílt adatai, törölték-e / Open dates of a person, and whether erased", "",
     "Napok és azonosítók / Days and ids"},
    {"/api/pacts/{pact}/persons/search", "post", "searchPersons",
     "Keresés név vagy TAJ szerint / Search by name or number", "SearchPersons",
     "Azonosítók / Ids"},
    {"/api/pacts/{pact}/persons/{person}/details", "post", "openDetails",
     "Személyes adatok megtekintése; rögzül / Open personal data; it is recorded", "OpenDetails",
     "Az adatok / The data"},
    {"/api/pacts/{pact}/persons/{person}/report", "post", "makePersonReport",
     "Minden, amit a személyről tárolunk; rögzül / Everything held about the person; recorded",
     "MakePersonReport", "A tájékoztató / The report", true},
    {"/api/pacts/{pact}/statistics/special-groups", "post", "countSpecialGroups",
     "Különleges célcsoportok létszáma, kis számok nélkül / Counts of special-category groups",
     "CountSpecialGroups", "Létszámok / Counts"}};

Json Parsed(std::string_view text) {
  std::variant<Json, JsonError> parsed = ParseJson(text);
  PAKTUM_CHECK(std::holds_alternative<Json>(parsed));
  return std::get<Json>(std::move(parsed));
}

Json Content(std::string_view type, Json schema) {
  Json media = Json::Object();
  media.Set("schema", std::move(schema));
  Json content = Json::Object();
  content.Set(std::string(type), std::move(media));
  return content;
}

Json OperationOf(const PersonRoute& route) {
  Json responses = Parsed(kProblems);
  Json content = Content("application/json", Parsed(R"({"type": "object"})"));
  if (route.printable) content.Set("text/html", Parsed(R"({"schema": {"type": "string"}})"));
  responses.Set("200", Json::Object({{"description", Json::String(std::string(route.answer))},
                                     {"content", std::move(content)}}));
  Json parameters = Json::Array();
  parameters.Add(Parsed(kPact));
  if (route.path.find("{person}") != std::string_view::npos) parameters.Add(Parsed(kPerson));
  Json operation = Json::Object();
  operation.Set("operationId", Json::String(std::string(route.id)));
  operation.Set("tags", Json::Array({Json::String("persons")}));
  operation.Set("summary", Json::String(std::string(route.summary)));
  operation.Set("parameters", std::move(parameters));
  if (!route.request.empty()) {
    const std::string schema = "#/components/schemas/" + std::string(route.request);
    operation.Set(
        "requestBody",
        Json::Object({{"required", Json::Bool(true)},
                      {"content", Content("application/json",
                                          Json::Object({{"$ref", Json::String(schema)}}))}}));
  }
  operation.Set("responses", std::move(responses));
  return operation;
}

}  // namespace

void AddPersonPaths(Json& paths, std::map<std::string, Json>& schemas) {
  for (const google::protobuf::Descriptor* request :
       {v1::OpenDetails::descriptor(), v1::SearchPersons::descriptor(),
        v1::MakePersonReport::descriptor(), v1::CountSpecialGroups::descriptor()}) {
    AddSchemas(*request, schemas);
  }
  for (const PersonRoute& route : kRoutes) {
    paths.Set(std::string(route.path),
              Json::Object({{std::string(route.method), OperationOf(route)}}));
  }
}

}  // namespace paktum::office
