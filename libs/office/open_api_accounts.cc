#include "libs/office/internal/open_api_accounts.h"

#include <string>
#include <utility>
#include <variant>

#include "libs/base/check.h"
#include "libs/office/rights.h"

namespace paktum::office {
namespace {

Json Parsed(std::string_view text) {
  std::variant<Json, JsonError> parsed = ParseJson(text);
  PAKTUM_CHECK(std::holds_alternative<Json>(parsed));
  return std::get<Json>(std::move(parsed));
}

constexpr std::string_view kSessionPaths = R"({
  "/api/session": {
    "post": {"operationId": "logIn", "tags": ["session"],
      "summary": "Belépés / Log in",
      "requestBody": {"required": true, "content": {"application/json": {"schema":
        {"type": "object", "required": ["login", "password"], "additionalProperties": false,
         "properties": {"login": {"type": "string"},
                        "password": {"type": "string", "format": "password"}}}}}},
      "responses": {
        "200": {"$ref": "#/components/responses/Session"},
        "400": {"$ref": "#/components/responses/Malformed"},
        "401": {"$ref": "#/components/responses/LogIn"},
        "403": {"$ref": "#/components/responses/Forbidden"},
        "429": {"$ref": "#/components/responses/SlowDown"},
        "503": {"$ref": "#/components/responses/Unavailable"}}},
    "get": {"operationId": "whoAmI", "tags": ["session"], "summary": "Ki vagyok / Who am I",
      "responses": {"200": {"$ref": "#/components/responses/Session"}}},
    "delete": {"operationId": "logOut", "tags": ["session"], "summary": "Kilépés / Log out",
      "responses": {"204": {"description": "Kilépett / Logged out"}}}},
  "/api/session/password": {
    "post": {"operationId": "changePassword", "tags": ["session"],
      "summary": "Jelszó cseréje; kilép mindenhol / Change the password; ends all sessions",
      "requestBody": {"required": true, "content": {"application/json": {"schema":
        {"type": "object", "required": ["old_password", "new_password"],
         "additionalProperties": false, "properties": {
           "old_password": {"type": "string", "format": "password"},
           "new_password": {"type": "string", "format": "password", "minLength": 12}}}}}},
      "responses": {
        "204": {"description": "Megváltozott / Changed"},
        "400": {"$ref": "#/components/responses/Malformed"},
        "429": {"$ref": "#/components/responses/SlowDown"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}}})";

constexpr std::string_view kAccountPaths = R"({
  "/api/accounts": {
    "get": {"operationId": "listAccounts", "tags": ["accounts"], "summary": "Fiókok / Accounts",
      "responses": {"200": {"description": "Fiókok / Accounts", "content": {"application/json":
        {"schema": {"type": "object", "required": ["accounts"], "properties": {"accounts":
          {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}}}}}}}},
    "post": {"operationId": "addAccount", "tags": ["accounts"],
      "summary": "Fiók felvétele; a jelszó egyszer látszik / Add one; its password is shown once",
      "requestBody": {"required": true, "content": {"application/json": {"schema":
        {"type": "object", "required": ["login", "roles", "kind"], "additionalProperties": false,
         "properties": {"login": {"type": "string", "minLength": 3, "maxLength": 64},
           "roles": {"$ref": "#/components/schemas/Roles"},
           "kind": {"enum": ["person", "program"]}}}}}},
      "responses": {"201": {"$ref": "#/components/responses/Account"},
        "400": {"$ref": "#/components/responses/Malformed"},
        "422": {"$ref": "#/components/responses/Refused"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/accounts/{account}": {
    "patch": {"operationId": "changeAccount", "tags": ["accounts"],
      "summary": "Jogosultságok, letiltás / Roles, disabling",
      "parameters": [{"$ref": "#/components/parameters/AccountId"}],
      "requestBody": {"required": true, "content": {"application/json": {"schema":
        {"type": "object", "additionalProperties": false, "properties": {
          "roles": {"$ref": "#/components/schemas/Roles"}, "disabled": {"type": "boolean"}}}}}},
      "responses": {"200": {"$ref": "#/components/responses/Account"},
        "400": {"$ref": "#/components/responses/Malformed"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "422": {"$ref": "#/components/responses/Refused"},
        "503": {"$ref": "#/components/responses/Unavailable"}}},
    "delete": {"operationId": "removeAccount", "tags": ["accounts"],
      "summary": "Letiltott fiók törlése / Remove a disabled account",
      "parameters": [{"$ref": "#/components/parameters/AccountId"}],
      "responses": {"204": {"description": "Törölve / Removed"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "422": {"$ref": "#/components/responses/Refused"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/accounts/{account}/password": {
    "post": {"operationId": "givePassword", "tags": ["accounts"],
      "summary": "Új jelszó; egyszer látszik, meg kell változtatni / New password; shown once",
      "parameters": [{"$ref": "#/components/parameters/AccountId"}],
      "responses": {"200": {"description": "Az új jelszó / The new password", "content":
          {"application/json": {"schema": {"type": "object",
            "required": ["account_id", "password"], "properties": {
              "account_id": {"type": "string", "format": "uuid"},
              "password": {"type": "string"}}}}}},
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}}})";

constexpr std::string_view kTokenPaths = R"({
  "/api/tokens": {
    "get": {"operationId": "listTokens", "tags": ["accounts"], "summary": "Tokenek / Tokens",
      "responses": {"200": {"description": "Tokenek / Tokens", "content": {"application/json":
        {"schema": {"type": "object", "required": ["tokens"], "properties": {"tokens":
          {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}}}}}}}},
    "post": {"operationId": "issueToken", "tags": ["accounts"],
      "summary": "Token kiadása; egyszer látszik / Issue one; it is shown once",
      "requestBody": {"required": true, "content": {"application/json": {"schema":
        {"type": "object", "required": ["account_id", "label", "scopes", "expires_at"],
         "additionalProperties": false, "properties": {
           "account_id": {"type": "string", "format": "uuid"},
           "label": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
           "scopes": {"$ref": "#/components/schemas/Scopes"},
           "expires_at": {"type": "string", "format": "date-time"}}}}}},
      "responses": {"201": {"description": "A token / The token", "content": {"application/json":
          {"schema": {"$ref": "#/components/schemas/Token"}}}},
        "400": {"$ref": "#/components/responses/Malformed"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "422": {"$ref": "#/components/responses/Refused"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}},
  "/api/tokens/{token}": {
    "delete": {"operationId": "revokeToken", "tags": ["accounts"],
      "summary": "Token visszavonása / Revoke a token",
      "parameters": [{"name": "token", "in": "path", "required": true,
        "schema": {"type": "string", "format": "uuid"}}],
      "responses": {"204": {"description": "Visszavonva / Revoked"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"}}}}})";

constexpr std::string_view kSchemas = R"({
  "Roles": {"type": "array", "maxItems": 100, "items": {"type": "string",
    "pattern": "^(case_worker|manager|auditor|viewer|administrator)(@(\\*|[a-z0-9_-]{1,64}))?$"}},
  "Scopes": {"type": "array", "minItems": 1,
    "items": {"enum": ["commands", "read", "metrics", "persons"]}},
  "Account": {"type": "object", "required": ["account_id", "login", "roles", "disabled"],
    "properties": {"account_id": {"type": "string", "format": "uuid"},
      "login": {"type": "string"}, "roles": {"$ref": "#/components/schemas/Roles"},
      "has_password": {"type": "boolean"}, "must_change_password": {"type": "boolean"},
      "disabled": {"type": "boolean"}, "created_at": {"type": "string", "format": "date-time"},
      "password": {"type": "string"}, "by": {"enum": ["session", "token"]},
      "csrf_token": {"type": "string"}}},
  "Token": {"type": "object", "required": ["token_id", "account_id", "label", "scopes"],
    "properties": {"token_id": {"type": "string", "format": "uuid"},
      "account_id": {"type": "string", "format": "uuid"}, "label": {"type": "string"},
      "scopes": {"$ref": "#/components/schemas/Scopes"},
      "created_at": {"type": "string", "format": "date-time"},
      "expires_at": {"type": "string", "format": "date-time"}, "secret": {"type": "string"}}}})";

constexpr std::string_view kResponses = R"({
  "Session": {"description": "Ki lépett be / Who is logged in", "content": {"application/json":
    {"schema": {"$ref": "#/components/schemas/Account"}}}},
  "Account": {"description": "A fiók / The account", "content": {"application/json":
    {"schema": {"$ref": "#/components/schemas/Account"}}}},
  "LogIn": {"description": "Be kell lépni / Log in first", "content":
    {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}})";

// The name of the cookie over plain HTTP; over TLS "__Host-" stands before it.
Json SecuritySchemes(std::string_view office) {
  Json schemes = Parsed(R"({"token": {"type": "http", "scheme": "bearer"}})");
  Json session = Parsed(R"({"type": "apiKey", "in": "cookie"})");
  session.Set("name", Json::String("paktum-" + std::string(office)));
  schemes.Set("session", std::move(session));
  return schemes;
}

void SetAll(Json& object, const Json& members) {
  for (const Json::Member& member : members.members()) object.Set(member.first, member.second);
}

Json With(const Json& object, std::string_view name, Json value) {
  Json changed = Json::Object();
  for (const Json::Member& member : object.members()) {
    if (member.first != name) changed.Set(member.first, member.second);
  }
  changed.Set(std::string(name), std::move(value));
  return changed;
}

// The pattern of the route that a path of the document stands for.
std::string PatternOf(std::string path, std::string_view method) {
  constexpr std::string_view kCommands = "/api/pacts/{pact}/commands/";
  if (method == "post" && path.starts_with(kCommands)) return std::string(kCommands) + "{command}";
  const std::string parameter = "{command_id}";
  if (const auto at = path.find(parameter); at != path.npos) {
    path.replace(at, parameter.size(), "{command}");
  }
  return path;
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

Json Guarded(const Json& operation, const RouteRule& rule) {
  Json responses = *operation.Find("responses");
  for (const auto& [status, name] : {std::pair{"401", "LogIn"}, {"403", "Forbidden"}}) {
    responses =
        With(responses, status,
             Json::Object({{"$ref", Json::String(std::string("#/components/responses/") + name)}}));
  }
  Json ways = Json::Array({Json::Object({{"session", Json::Array()}})});
  if (rule.scope) {
    ways.Add(Json::Object({{"token", Json::Array()}}));
  }
  return With(With(operation, "responses", std::move(responses)), "security", std::move(ways));
}

}  // namespace

void AddAccountPaths(Json& paths) {
  for (const std::string_view text : {kSessionPaths, kAccountPaths, kTokenPaths}) {
    SetAll(paths, Parsed(text));
  }
}

void AddLogins(Json& paths, Json& components, std::string_view office) {
  Json guarded = Json::Object();
  for (const Json::Member& path : paths.members()) {
    Json operations = Json::Object();
    for (const Json::Member& operation : path.second.members()) {
      const RouteRule* rule =
          FindRouteRule(Upper(operation.first), PatternOf(path.first, operation.first));
      const bool open = rule == nullptr || rule->who == Who::kEverybody;
      operations.Set(operation.first, open ? operation.second : Guarded(operation.second, *rule));
    }
    guarded.Set(path.first, std::move(operations));
  }
  paths = std::move(guarded);
  Json all = Json::Object();
  for (const Json::Member& part : components.members()) {
    Json changed = part.second;
    if (part.first == "schemas") SetAll(changed, Parsed(kSchemas));
    if (part.first == "responses") SetAll(changed, Parsed(kResponses));
    if (part.first == "parameters") {
      changed.Set("AccountId", Parsed(R"({"name": "account", "in": "path", "required": true,
        "schema": {"type": "string", "format": "uuid"}})"));
    }
    all.Set(part.first, std::move(changed));
  }
  all.Set("securitySchemes", SecuritySchemes(office));
  components = std::move(all);
}

}  // namespace paktum::office
