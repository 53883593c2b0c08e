#pragma once
// AccessGate: lets a request of an office with accounts in, or says why not, before its body is
// read (http::ServerOptions::gate). Thread-safe; never waits for the disk.
//
// Let in    by the session cookie, or by `Authorization: Bearer TOKEN`; then by the route's rule
//           (rights.h), the roles of the account in the pact of the path, and the token's scope.
// Forgery   A request with a cookie that changes something needs the session's token in the header
//           Paktum-CSRF-Token, beside the cookie's SameSite=Strict; and when the browser tells
//           where the page came from (Origin, Sec-Fetch-Site), that must be this office.
// Refusals  401 session.required, token.invalid; 403 access.role, access.no_rule, csrf.token,
//           csrf.origin, password.change_required, session.needed, token.scope.
#include <optional>
#include <string>

#include "libs/accounts/accounts.h"
#include "libs/http/router.h"
#include "libs/office/rights.h"

namespace paktum::office {

inline constexpr std::string_view kCsrfHeader = "Paktum-CSRF-Token";

class AccessGate {
 public:
  // `office`: cookies do not tell ports apart, so each office has a cookie of its own name.
  AccessGate(std::string office, accounts::Accounts& accounts)
      : office_(std::move(office)), accounts_(accounts) {}

  // Refuses, or sets request.caller to the account's id.
  std::optional<http::Response> operator()(http::Request& request,
                                           const http::Router::Route& route) const;

  // Who sent a request that was let in.
  [[nodiscard]] std::optional<accounts::Principal> PrincipalOf(const http::Request& request) const;
  // The secret in the session cookie; empty when there is none.
  [[nodiscard]] std::string SessionOf(const http::Request& request) const;
  // Set-Cookie that opens the session, or with an empty secret ends it.
  [[nodiscard]] std::string CookieFor(const http::Request& request, std::string_view session) const;

 private:
  // The code of the refusal; nothing lets it in.
  [[nodiscard]] std::optional<std::string> Judge(http::Request& request,
                                                 const RouteRule& rule) const;
  [[nodiscard]] std::string CookieName(const http::Request& request) const;

  const std::string office_;
  accounts::Accounts& accounts_;
};

}  // namespace paktum::office
