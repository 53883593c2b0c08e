#include "libs/office/account_api.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "libs/http/json.h"
#include "libs/office/commands.h"
#include "libs/office/internal/access_answers.h"
#include "libs/service/logging.h"
#include "libs/vault/secret_key.h"

namespace paktum::office {
namespace {

using accounts::Account;
using accounts::Grant;
using accounts::Principal;
using accounts::Scope;
using accounts::Token;
using http::Request;
using http::Response;

constexpr std::size_t kGrantsMax = 100;

Status Invalid() { return InvalidArgument("input.invalid", "the body is not as it must be"); }

// The members of a JSON object, each of which must be asked for.
class Body {
 public:
  static Result<Body> Read(const Request& request) {
    std::variant<Json, JsonError> parsed = ParseJson(request.body);
    Json* json = std::get_if<Json>(&parsed);
    if (json == nullptr || json->kind() != Json::Kind::kObject) return Invalid();
    return Body(std::move(*json));
  }

  // The named members, and no others.
  [[nodiscard]] Status Allow(std::initializer_list<std::string_view> names) const {
    for (const Json::Member& member : json_.members()) {
      if (std::find(names.begin(), names.end(), member.first) == names.end()) return Invalid();
    }
    return OkStatus();
  }
  [[nodiscard]] bool Has(std::string_view name) const { return json_.Find(name) != nullptr; }
  [[nodiscard]] Result<std::string> Text(std::string_view name) const {
    const Json* value = json_.Find(name);
    if (value == nullptr || value->kind() != Json::Kind::kString) return Invalid();
    return value->text();
  }
  [[nodiscard]] Result<bool> Bool(std::string_view name) const {
    const Json* value = json_.Find(name);
    if (value == nullptr || value->kind() != Json::Kind::kBool) return Invalid();
    return value->boolean();
  }
  [[nodiscard]] Result<std::vector<std::string>> Texts(std::string_view name) const {
    const Json* value = json_.Find(name);
    if (value == nullptr || value->kind() != Json::Kind::kArray ||
        value->items().size() > kGrantsMax) {
      return Invalid();
    }
    std::vector<std::string> texts;
    for (const Json& item : value->items()) {
      if (item.kind() != Json::Kind::kString) return Invalid();
      texts.push_back(item.text());
    }
    return texts;
  }

 private:
  explicit Body(Json json) : json_(std::move(json)) {}
  Json json_;
};

Result<std::set<Grant>> ReadGrants(const Body& body) {
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> texts, body.Texts("roles"));
  std::set<Grant> grants;
  for (const std::string& text : texts) {
    PAKTUM_ASSIGN_OR_RETURN(Grant grant, accounts::ParseGrant(text));
    grants.insert(std::move(grant));
  }
  return grants;
}

Result<Uuid> ReadId(const std::string& text, const char* reason) {
  const std::optional<Uuid> id = Uuid::Parse(text);
  if (!id) return NotFound(reason, "this is no id");
  return *id;
}

http::JsonObject AccountJson(const Account& account) {
  http::JsonArray roles;
  for (const Grant& grant : account.grants) roles.Text(accounts::GrantText(grant));
  http::JsonObject json;
  json.Text("account_id", account.id.ToString())
      .Text("login", account.login)
      .Raw("roles", roles.ToString())
      .Bool("has_password", account.has_password)
      .Bool("must_change_password", account.must_change_password)
      .Bool("disabled", account.disabled)
      .Text("created_at", account.created_at.ToString());
  return json;
}

http::JsonObject TokenJson(const Token& token) {
  http::JsonArray scopes;
  for (const Scope scope : token.scopes) scopes.Text(accounts::ScopeName(scope));
  http::JsonObject json;
  json.Text("token_id", token.id.ToString())
      .Text("account_id", token.account.ToString())
      .Text("label", token.label)
      .Raw("scopes", scopes.ToString())
      .Text("created_at", token.created_at.ToString())
      .Text("expires_at", token.expires_at.ToString());
  return json;
}

Response SessionJson(const Principal& principal) {
  http::JsonObject json = AccountJson(principal.account);
  json.Text("by", principal.token ? "token" : "session");
  if (!principal.token) json.Text("csrf_token", principal.csrf_token);
  return http::JsonResponse(json.ToString());
}

Response NoContent() { return http::TextResponse("", 204); }

}  // namespace

void AccountApi::Add(http::Router& router, std::string_view method, std::string_view pattern,
                     Response (AccountApi::*handler)(const Request&)) {
  router.Add(method, pattern,
             [this, handler](const Request& request) { return (this->*handler)(request); },
             {.body_bytes_max = kAccountBytesMax});
}

void AccountApi::AddRoutes(http::Router& router) {
  Add(router, "POST", "/api/session", &AccountApi::LogIn);
  Add(router, "GET", "/api/session", &AccountApi::WhoAmI);
  Add(router, "DELETE", "/api/session", &AccountApi::LogOut);
  Add(router, "POST", "/api/session/password", &AccountApi::ChangePassword);
  Add(router, "GET", "/api/accounts", &AccountApi::ListAccounts);
  Add(router, "POST", "/api/accounts", &AccountApi::AddAccount);
  Add(router, "PATCH", "/api/accounts/{account}", &AccountApi::ChangeAccount);
  Add(router, "DELETE", "/api/accounts/{account}", &AccountApi::RemoveAccount);
  Add(router, "POST", "/api/accounts/{account}/password", &AccountApi::ResetPassword);
  Add(router, "GET", "/api/tokens", &AccountApi::ListTokens);
  Add(router, "POST", "/api/tokens", &AccountApi::AddToken);
  Add(router, "DELETE", "/api/tokens/{token}", &AccountApi::RevokeToken);
}

void AccountApi::CountLogIn(const std::string& outcome) {
  metrics_
      .AddCounter("paktum_office_logins_total", "Tries to log in, by outcome.",
                  {{"outcome", outcome}})
      .Add();
}

Response AccountApi::LogIn(const Request& request) {
  const auto log_in = [&]() -> Result<accounts::LoggedIn> {
    PAKTUM_ASSIGN_OR_RETURN(const Body body, Body::Read(request));
    PAKTUM_RETURN_IF_ERROR(body.Allow({"login", "password"}));
    accounts::LogInAttempt attempt;
    PAKTUM_ASSIGN_OR_RETURN(attempt.login, body.Text("login"));
    PAKTUM_ASSIGN_OR_RETURN(attempt.password, body.Text("password"));
    attempt.client_address = request.client_address;
    auto in = accounts_.LogIn(attempt);
    vault::WipeString(attempt.password);
    return in;
  };
  const auto in = log_in();
  CountLogIn(in.ok() ? "opened" : in.status().reason().substr(in.status().reason().find('.') + 1));
  if (!in.ok()) {
    service::LogInfo("session.refused", {{"reason", in.status().reason()}});
    return RefuseAccounts(in.status(), request);
  }
  service::LogInfo("session.opened", {{"account", in->principal.account.id.ToString()}});
  Response response = SessionJson(in->principal);
  response.headers.Add("Set-Cookie", gate_.CookieFor(request, in->session));
  return response;
}

Response AccountApi::WhoAmI(const Request& request) {
  const auto principal = gate_.PrincipalOf(request);
  return principal ? SessionJson(*principal) : RefuseAccess("session.required", request);
}

Response AccountApi::LogOut(const Request& request) {
  accounts_.LogOut(gate_.SessionOf(request));
  service::LogInfo("session.ended", {{"account", request.caller}});
  Response response = NoContent();
  response.headers.Add("Set-Cookie", gate_.CookieFor(request, ""));
  response.headers.Add("Clear-Site-Data", "\"cookies\", \"storage\"");
  return response;
}

Response AccountApi::ChangePassword(const Request& request) {
  const auto change = [&]() -> Status {
    PAKTUM_ASSIGN_OR_RETURN(const Body body, Body::Read(request));
    PAKTUM_RETURN_IF_ERROR(body.Allow({"old_password", "new_password"}));
    PAKTUM_ASSIGN_OR_RETURN(std::string old_password, body.Text("old_password"));
    PAKTUM_ASSIGN_OR_RETURN(std::string new_password, body.Text("new_password"));
    Status changed = accounts_.ChangePassword(gate_.SessionOf(request), old_password, new_password,
                                              request.client_address);
    vault::WipeString(old_password);
    vault::WipeString(new_password);
    return changed;
  };
  const Status status = change();
  if (!status.ok()) return RefuseAccounts(status, request);
  service::LogInfo("password.changed", {{"account", request.caller}});
  Response response = NoContent();
  response.headers.Add("Set-Cookie", gate_.CookieFor(request, ""));
  return response;
}

Response AccountApi::ListAccounts(const Request&) {
  http::JsonArray list;
  for (const Account& account : accounts_.List()) list.Raw(AccountJson(account).ToString());
  return http::JsonResponse(http::JsonObject().Raw("accounts", list.ToString()).ToString());
}

Response AccountApi::AddAccount(const Request& request) {
  std::string password;
  const auto add = [&]() -> Result<Account> {
    PAKTUM_ASSIGN_OR_RETURN(const Body body, Body::Read(request));
    PAKTUM_RETURN_IF_ERROR(body.Allow({"login", "roles", "kind"}));
    accounts::NewAccount wanted;
    PAKTUM_ASSIGN_OR_RETURN(wanted.login, body.Text("login"));
    PAKTUM_ASSIGN_OR_RETURN(wanted.grants, ReadGrants(body));
    PAKTUM_ASSIGN_OR_RETURN(const std::string kind, body.Text("kind"));
    if (kind != "person" && kind != "program") return Invalid();
    if (kind == "person") password = accounts::RandomPassword();
    wanted.password = password;
    return accounts_.Add(wanted);
  };
  const auto account = add();
  if (!account.ok()) return RefuseAccounts(account.status(), request);
  service::LogInfo("account.added", {{"account", account->id.ToString()}, {"by", request.caller}});
  http::JsonObject json = AccountJson(*account);
  if (!password.empty()) json.Text("password", password);
  return http::JsonResponse(json.ToString(), 201);
}

Response AccountApi::ChangeAccount(const Request& request) {
  const auto change = [&]() -> Result<Uuid> {
    PAKTUM_ASSIGN_OR_RETURN(const Uuid id, ReadId(request.Parameter("account"), "account.unknown"));
    PAKTUM_ASSIGN_OR_RETURN(const Body body, Body::Read(request));
    PAKTUM_RETURN_IF_ERROR(body.Allow({"roles", "disabled"}));
    // Everything is read before anything changes.
    std::optional<bool> disabled;
    std::optional<std::set<Grant>> grants;
    if (body.Has("disabled")) {
      PAKTUM_ASSIGN_OR_RETURN(disabled, body.Bool("disabled"));
    }
    if (body.Has("roles")) {
      PAKTUM_ASSIGN_OR_RETURN(grants, ReadGrants(body));
    }
    if (grants) PAKTUM_RETURN_IF_ERROR(accounts_.SetGrants(id, *grants));
    if (disabled) PAKTUM_RETURN_IF_ERROR(accounts_.SetDisabled(id, *disabled));
    return id;
  };
  const auto id = change();
  if (!id.ok()) return RefuseAccounts(id.status(), request);
  service::LogInfo("account.changed", {{"account", id->ToString()}, {"by", request.caller}});
  for (const Account& account : accounts_.List()) {
    if (account.id == *id) return http::JsonResponse(AccountJson(account).ToString());
  }
  return RefuseAccess("account.unknown", request);
}

Response AccountApi::RemoveAccount(const Request& request) {
  const auto id = ReadId(request.Parameter("account"), "account.unknown");
  const Status status = id.ok() ? accounts_.Remove(*id) : id.status();
  if (!status.ok()) return RefuseAccounts(status, request);
  service::LogInfo("account.removed", {{"account", id->ToString()}, {"by", request.caller}});
  return NoContent();
}

Response AccountApi::ResetPassword(const Request& request) {
  const auto id = ReadId(request.Parameter("account"), "account.unknown");
  const std::string password = accounts::RandomPassword();
  const Status status = id.ok() ? accounts_.SetPassword(*id, password) : id.status();
  if (!status.ok()) return RefuseAccounts(status, request);
  service::LogInfo("password.given", {{"account", id->ToString()}, {"by", request.caller}});
  return http::JsonResponse(
      http::JsonObject().Text("account_id", id->ToString()).Text("password", password).ToString());
}

Response AccountApi::ListTokens(const Request&) {
  http::JsonArray list;
  for (const Token& token : accounts_.Tokens()) list.Raw(TokenJson(token).ToString());
  return http::JsonResponse(http::JsonObject().Raw("tokens", list.ToString()).ToString());
}

Response AccountApi::AddToken(const Request& request) {
  const auto issue = [&]() -> Result<accounts::IssuedToken> {
    PAKTUM_ASSIGN_OR_RETURN(const Body body, Body::Read(request));
    PAKTUM_RETURN_IF_ERROR(body.Allow({"account_id", "label", "scopes", "expires_at"}));
    accounts::NewToken wanted;
    PAKTUM_ASSIGN_OR_RETURN(const std::string account, body.Text("account_id"));
    PAKTUM_ASSIGN_OR_RETURN(wanted.account, ReadId(account, "account.unknown"));
    PAKTUM_ASSIGN_OR_RETURN(wanted.label, body.Text("label"));
    PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> scopes, body.Texts("scopes"));
    for (const std::string& text : scopes) {
      const std::optional<Scope> scope = accounts::ParseScope(text);
      if (!scope) return InvalidArgument("token.scopes", "there is no such scope");
      wanted.scopes.insert(*scope);
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string expires, body.Text("expires_at"));
    const std::optional<Instant> expires_at = Instant::Parse(expires);
    if (!expires_at) return InvalidArgument("token.expiry", "expires_at is no RFC 3339 time");
    wanted.expires_at = *expires_at;
    return accounts_.Issue(wanted);
  };
  const auto issued = issue();
  if (!issued.ok()) return RefuseAccounts(issued.status(), request);
  service::LogInfo("token.issued", {{"token", issued->token.id.ToString()},
                                    {"account", issued->token.account.ToString()},
                                    {"by", request.caller}});
  http::JsonObject json = TokenJson(issued->token);
  json.Text("secret", issued->secret);
  return http::JsonResponse(json.ToString(), 201);
}

Response AccountApi::RevokeToken(const Request& request) {
  const auto id = ReadId(request.Parameter("token"), "token.unknown");
  const Status status = id.ok() ? accounts_.Revoke(*id) : id.status();
  if (!status.ok()) return RefuseAccounts(status, request);
  service::LogInfo("token.revoked", {{"token", id->ToString()}, {"by", request.caller}});
  return NoContent();
}

}  // namespace paktum::office
