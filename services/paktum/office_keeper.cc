#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "libs/http/client.h"
#include "libs/http/json.h"
#include "services/paktum/account_keeper.h"

namespace paktum::cli {
namespace {

using accounts::Account;
using accounts::Grant;
using accounts::IssuedToken;
using accounts::NewToken;
using accounts::Token;
using google::protobuf::Struct;

std::string TextOf(const Struct& json, const std::string& name) {
  const auto found = json.fields().find(name);
  return found == json.fields().end() ? "" : found->second.string_value();
}

bool FlagOf(const Struct& json, const std::string& name) {
  const auto found = json.fields().find(name);
  return found != json.fields().end() && found->second.bool_value();
}

template <typename Use>
void ForEachIn(const Struct& json, const std::string& name, Use use) {
  const auto found = json.fields().find(name);
  if (found == json.fields().end()) return;
  for (const auto& value : found->second.list_value().values()) use(value);
}

Account AccountOf(const Struct& json) {
  Account account;
  account.id = Uuid::Parse(TextOf(json, "account_id")).value_or(Uuid());
  account.login = TextOf(json, "login");
  account.has_password = FlagOf(json, "has_password");
  account.must_change_password = FlagOf(json, "must_change_password");
  account.disabled = FlagOf(json, "disabled");
  account.created_at = Instant::Parse(TextOf(json, "created_at")).value_or(Instant());
  ForEachIn(json, "roles", [&](const auto& value) {
    const auto grant = accounts::ParseGrant(value.string_value());
    if (grant.ok()) account.grants.insert(*grant);
  });
  return account;
}

Token TokenOf(const Struct& json) {
  Token token;
  token.id = Uuid::Parse(TextOf(json, "token_id")).value_or(Uuid());
  token.account = Uuid::Parse(TextOf(json, "account_id")).value_or(Uuid());
  token.label = TextOf(json, "label");
  token.created_at = Instant::Parse(TextOf(json, "created_at")).value_or(Instant());
  token.expires_at = Instant::Parse(TextOf(json, "expires_at")).value_or(Instant());
  ForEachIn(json, "scopes", [&](const auto& value) {
    const auto scope = accounts::ParseScope(value.string_value());
    if (scope) token.scopes.insert(*scope);
  });
  return token;
}

std::string GrantsJson(const std::set<Grant>& grants) {
  http::JsonArray roles;
  for (const Grant& grant : grants) roles.Text(accounts::GrantText(grant));
  return roles.ToString();
}

class OfficeKeeper final : public AccountKeeper {
 public:
  ~OfficeKeeper() override {
    if (!cookie_.empty()) static_cast<void>(Ask("DELETE", "/api/session", ""));
  }

  Status LogIn(const OfficeLogin& login) {
    http::ClientOptions options;
    options.authorities = login.authorities;
    PAKTUM_ASSIGN_OR_RETURN(client_, http::Client::ForAddress(login.url, options));
    const std::string body =
        http::JsonObject().Text("login", login.login).Text("password", login.password).ToString();
    PAKTUM_ASSIGN_OR_RETURN(const Struct session, Ask("POST", "/api/session", body));
    csrf_ = TextOf(session, "csrf_token");
    return OkStatus();
  }

  Result<std::vector<Account>> List() override {
    PAKTUM_ASSIGN_OR_RETURN(const Struct json, Ask("GET", "/api/accounts", ""));
    std::vector<Account> accounts;
    ForEachIn(json, "accounts",
              [&](const auto& value) { accounts.push_back(AccountOf(value.struct_value())); });
    return accounts;
  }

  Result<std::vector<Token>> Tokens() override {
    PAKTUM_ASSIGN_OR_RETURN(const Struct json, Ask("GET", "/api/tokens", ""));
    std::vector<Token> tokens;
    ForEachIn(json, "tokens",
              [&](const auto& value) { tokens.push_back(TokenOf(value.struct_value())); });
    return tokens;
  }

  Result<Added> Add(const std::string& login, const std::set<Grant>& grants,
                    bool program) override {
    const std::string body = http::JsonObject()
                                 .Text("login", login)
                                 .Raw("roles", GrantsJson(grants))
                                 .Text("kind", program ? "program" : "person")
                                 .ToString();
    PAKTUM_ASSIGN_OR_RETURN(const Struct json, Ask("POST", "/api/accounts", body));
    return Added{AccountOf(json), TextOf(json, "password")};
  }

  Status SetGrants(const Uuid& account, const std::set<Grant>& grants) override {
    return Ask("PATCH", "/api/accounts/" + account.ToString(),
               http::JsonObject().Raw("roles", GrantsJson(grants)).ToString())
        .status();
  }
  Status SetDisabled(const Uuid& account, bool disabled) override {
    return Ask("PATCH", "/api/accounts/" + account.ToString(),
               http::JsonObject().Bool("disabled", disabled).ToString())
        .status();
  }
  Status Remove(const Uuid& account) override {
    return Ask("DELETE", "/api/accounts/" + account.ToString(), "").status();
  }
  Result<std::string> GivePassword(const Uuid& account) override {
    PAKTUM_ASSIGN_OR_RETURN(const Struct json,
                            Ask("POST", "/api/accounts/" + account.ToString() + "/password", ""));
    return TextOf(json, "password");
  }
  Result<IssuedToken> Issue(const NewToken& token) override {
    http::JsonArray scopes;
    for (const accounts::Scope scope : token.scopes) scopes.Text(accounts::ScopeName(scope));
    const std::string body = http::JsonObject()
                                 .Text("account_id", token.account.ToString())
                                 .Text("label", token.label)
                                 .Raw("scopes", scopes.ToString())
                                 .Text("expires_at", token.expires_at.ToString())
                                 .ToString();
    PAKTUM_ASSIGN_OR_RETURN(const Struct json, Ask("POST", "/api/tokens", body));
    return IssuedToken{TokenOf(json), TextOf(json, "secret")};
  }
  Status Revoke(const Uuid& token) override {
    return Ask("DELETE", "/api/tokens/" + token.ToString(), "").status();
  }

 private:
  // The JSON of the answer; the office's problem as a status.
  Result<Struct> Ask(const std::string& method, const std::string& target, std::string body) {
    http::Headers headers;
    if (!body.empty()) headers.Add("Content-Type", "application/json");
    if (!cookie_.empty()) headers.Add("Cookie", cookie_);
    if (!csrf_.empty()) headers.Add("Paktum-CSRF-Token", csrf_);
    PAKTUM_ASSIGN_OR_RETURN(const http::ClientResponse response,
                            client_->Send(method, target, std::move(body), headers));
    Struct json;
    if (!response.body.empty() &&
        !google::protobuf::util::JsonStringToMessage(response.body, &json).ok()) {
      return Internal("account.answer", "the office's answer is no JSON object");
    }
    if (response.status >= 300) {
      const StatusCode code = response.status == 401 || response.status == 403
                                  ? StatusCode::kPermissionDenied
                                  : StatusCode::kFailedPrecondition;
      return Status(code, TextOf(json, "code"), TextOf(json, "title_en"));
    }
    const std::string_view cookie = response.headers.Find("Set-Cookie");
    if (!cookie.empty()) cookie_ = std::string(cookie.substr(0, cookie.find(';')));
    return json;
  }

  std::unique_ptr<http::Client> client_;
  std::string cookie_;
  std::string csrf_;
};

}  // namespace

Result<std::unique_ptr<AccountKeeper>> KeepOffice(const OfficeLogin& login) {
  auto keeper = std::make_unique<OfficeKeeper>();
  PAKTUM_RETURN_IF_ERROR(keeper->LogIn(login));
  return std::unique_ptr<AccountKeeper>(std::move(keeper));
}

}  // namespace paktum::cli
