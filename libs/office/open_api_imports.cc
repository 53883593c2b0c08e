#include "libs/office/internal/open_api_imports.h"

#include <string_view>
#include <utility>
#include <variant>

#include "libs/base/check.h"

namespace paktum::office {
namespace {

constexpr std::string_view kPaths = R"({
  "/api/pacts/{pact}/forms/{command}": {"get": {
    "operationId": "getForm", "tags": ["commands"],
    "summary": "Egy parancs mezői / The fields of a command",
    "parameters": [{"$ref": "#/components/parameters/Pact"},
      {"name": "command", "in": "path", "required": true, "schema": {"type": "string"},
        "description": "A parancs neve / Name of the command"}],
    "responses": {"200": {"description": "Az űrlap / The form", "content": {
        "application/json": {"schema": {"type": "object"}}}},
      "403": {"$ref": "#/components/responses/Forbidden"},
      "404": {"$ref": "#/components/responses/NotFound"},
      "500": {"$ref": "#/components/responses/Failed"},
      "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/pacts/{pact}/templates/{file}": {"get": {
    "operationId": "getTemplate", "tags": ["imports"],
    "summary": "Üres táblázat egy parancshoz / An empty spreadsheet for a command",
    "parameters": [{"$ref": "#/components/parameters/Pact"},
      {"name": "file", "in": "path", "required": true, "schema": {"type": "string",
        "pattern": "^[A-Za-z]+\\.(xlsx|csv)$"},
        "description": "A parancs neve és a fájltípus / Name of the command and type of the file"},
      {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["hu", "en"]}}],
    "responses": {"200": {"description": "A sablon / The template", "content": {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
          "schema": {"type": "string", "format": "binary"}},
        "text/csv": {"schema": {"type": "string"}}}},
      "403": {"$ref": "#/components/responses/Forbidden"},
      "404": {"$ref": "#/components/responses/NotFound"},
      "500": {"$ref": "#/components/responses/Failed"},
      "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/pacts/{pact}/imports/{command}": {"post": {
    "operationId": "importFile", "tags": ["imports"],
    "summary": "Táblázat beolvasása: minden sor egy parancs / Import: every row is a command",
    "parameters": [{"$ref": "#/components/parameters/Pact"},
      {"name": "command", "in": "path", "required": true, "schema": {"type": "string"},
        "description": "A parancs neve / Name of the command"},
      {"name": "dry_run", "in": "query", "schema": {"type": "string", "enum": ["0", "1"]},
        "description": "1: csak ellenőrzés / only check"},
      {"name": "wait", "in": "query", "schema": {"type": "integer", "minimum": 0},
        "description": "Ennyi másodpercig vár a végére / Seconds to wait for the end"},
      {"name": "sheet", "in": "query", "schema": {"type": "string"},
        "description": "Munkalap neve / Name of the sheet"},
      {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["hu", "en"]}},
      {"$ref": "#/components/parameters/Actor"}, {"$ref": "#/components/parameters/Simulated"},
      {"$ref": "#/components/parameters/LateReason"}],
    "requestBody": {"required": true, "content": {"application/octet-stream": {
      "schema": {"type": "string", "format": "binary"}}}},
    "responses": {"200": {"$ref": "#/components/responses/ImportResult"},
      "202": {"$ref": "#/components/responses/ImportResult"},
      "400": {"$ref": "#/components/responses/Malformed"},
      "403": {"$ref": "#/components/responses/Forbidden"},
      "404": {"$ref": "#/components/responses/NotFound"},
      "500": {"$ref": "#/components/responses/Failed"},
      "503": {"$ref": "#/components/responses/Unavailable"},
      "413": {"$ref": "#/components/responses/TooLarge"},
      "429": {"$ref": "#/components/responses/SlowDown"}}}},
  "/api/pacts/{pact}/imports/{command}/{import}": {"get": {
    "operationId": "getImport", "tags": ["imports"],
    "summary": "Hol tart egy beolvasás / How far an import is",
    "parameters": [{"$ref": "#/components/parameters/Pact"},
      {"name": "command", "in": "path", "required": true, "schema": {"type": "string"}},
      {"name": "import", "in": "path", "required": true,
        "schema": {"type": "string", "format": "uuid"}},
      {"name": "wait", "in": "query", "schema": {"type": "integer", "minimum": 0}}],
    "responses": {"200": {"$ref": "#/components/responses/ImportResult"},
      "202": {"$ref": "#/components/responses/ImportResult"},
      "403": {"$ref": "#/components/responses/Forbidden"},
      "404": {"$ref": "#/components/responses/NotFound"},
      "500": {"$ref": "#/components/responses/Failed"},
      "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/pacts/{pact}/imports/{command}/{import}/mend": {"get": {
    "operationId": "getMendFile", "tags": ["imports"],
    "summary": "A javítandó sorok / The rows to mend",
    "parameters": [{"$ref": "#/components/parameters/Pact"},
      {"name": "command", "in": "path", "required": true, "schema": {"type": "string"}},
      {"name": "import", "in": "path", "required": true,
        "schema": {"type": "string", "format": "uuid"}}],
    "responses": {"200": {"description": "A fájl / The file", "content": {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
          "schema": {"type": "string", "format": "binary"}},
        "text/csv": {"schema": {"type": "string"}}}},
      "403": {"$ref": "#/components/responses/Forbidden"},
      "404": {"$ref": "#/components/responses/NotFound"},
      "500": {"$ref": "#/components/responses/Failed"},
      "503": {"$ref": "#/components/responses/Unavailable"}}}}})";

constexpr std::string_view kResult = R"({
  "description": "Mi lett a sorokkal / What became of the rows",
  "content": {"application/json": {"schema": {"type": "object", "properties": {
    "import_id": {"type": "string", "format": "uuid"},
    "state": {"type": "string", "enum": ["running", "done", "stopped"]},
    "command": {"type": "string"}, "dry_run": {"type": "boolean"},
    "rows": {"type": "integer"}, "recorded": {"type": "integer"},
    "already_so": {"type": "integer"}, "waiting": {"type": "integer"},
    "refused": {"type": "integer"}, "malformed": {"type": "integer"},
    "ignored_columns": {"type": "array", "items": {"type": "string"}},
    "errors": {"type": "array", "items": {"type": "object"}},
    "self": {"type": "string"}, "mend_file": {"type": "string"},
    "mend_type": {"type": "string", "enum": ["xlsx", "csv"]}}}}}})";

Json Parsed(std::string_view text) {
  std::variant<Json, JsonError> parsed = ParseJson(text);
  PAKTUM_CHECK(std::holds_alternative<Json>(parsed));
  return std::get<Json>(std::move(parsed));
}

}  // namespace

void AddImportPaths(Json& paths) {
  const Json added = Parsed(kPaths);
  for (const auto& [path, operations] : added.members()) paths.Set(path, operations);
}

Json ImportResponse() { return Parsed(kResult); }

}  // namespace paktum::office
