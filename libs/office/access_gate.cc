#include "libs/office/access_gate.h"

#include "libs/office/internal/access_answers.h"

namespace paktum::office {
namespace {

using accounts::Principal;
using accounts::Scope;
using http::Request;

constexpr std::string_view kBearer = "Bearer ";

bool ChangesSomething(const Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

// Whether the browser says that the request comes from a page of this office, or says nothing.
bool ComesFromHere(const Request& request) {
  const std::string_view site = request.headers.Find("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  if (!request.headers.Has("Origin")) return true;
  const std::string_view origin = request.headers.Find("Origin");
  const std::string host(request.headers.Find("Host"));
  if (origin == "https://" + host) return true;
  return !request.secure && origin == "http://" + host;
}

std::string_view ParameterOf(const Request& request, const std::string& name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string_view() : found->second;
}

}  // namespace

std::string AccessGate::CookieName(const Request& request) const {
  // __Host-: a browser takes it over TLS from this very host only.
  return (request.secure ? "__Host-paktum-" : "paktum-") + office_;
}

std::string AccessGate::SessionOf(const Request& request) const {
  const std::string wanted = CookieName(request) + "=";
  std::string_view rest = request.headers.Find("Cookie");
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    std::string_view cookie = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    while (cookie.starts_with(' ')) cookie.remove_prefix(1);
    if (cookie.starts_with(wanted)) return std::string(cookie.substr(wanted.size()));
  }
  return {};
}

std::string AccessGate::CookieFor(const Request& request, std::string_view session) const {
  std::string cookie = CookieName(request) + "=" + std::string(session);
  cookie += "; Path=/; HttpOnly; SameSite=Strict";
  if (request.secure) cookie += "; Secure";
  if (session.empty()) cookie += "; Max-Age=0";
  return cookie;
}

std::optional<Principal> AccessGate::PrincipalOf(const Request& request) const {
  if (request.headers.Has("Authorization")) {
    const std::string_view text = request.headers.Find("Authorization");
    if (!text.starts_with(kBearer)) return std::nullopt;
    return accounts_.ByToken(text.substr(kBearer.size()));
  }
  const std::string session = SessionOf(request);
  if (session.empty()) return std::nullopt;
  return accounts_.BySession(session);
}

std::optional<std::string> AccessGate::Judge(Request& request, const RouteRule& rule) const {
  if (rule.who == Who::kEverybody) {
    if (ChangesSomething(request) && !ComesFromHere(request)) return "csrf.origin";
    return std::nullopt;
  }
  const std::optional<Principal> principal = PrincipalOf(request);
  if (!principal) {
    return request.headers.Has("Authorization") ? "token.invalid" : "session.required";
  }
  if (principal->token) {
    if (!rule.scope) return "session.needed";
    if (!principal->token->scopes.contains(*rule.scope)) return "token.scope";
  } else {
    if (ChangesSomething(request)) {
      if (!ComesFromHere(request)) return "csrf.origin";
      if (!principal->IsCsrfToken(request.headers.Find(kCsrfHeader))) return "csrf.token";
    }
    if (principal->account.must_change_password && !rule.before_password_change) {
      return "password.change_required";
    }
  }
  // A token for metrics is let in by its scope: it belongs to a program without any role.
  const bool by_scope = principal->token && rule.scope == Scope::kMetrics;
  if (!by_scope && !Satisfies(*principal, rule.who, ParameterOf(request, "command"),
                              ParameterOf(request, "pact"))) {
    return "access.role";
  }
  request.caller = principal->account.id.ToString();
  return std::nullopt;
}

std::optional<http::Response> AccessGate::operator()(Request& request,
                                                     const http::Router::Route& route) const {
  const RouteRule* rule = FindRouteRule(route.method, route.pattern);
  const std::optional<std::string> code =
      rule == nullptr ? std::optional<std::string>("access.no_rule") : Judge(request, *rule);
  if (!code) return std::nullopt;
  return RefuseAccess(*code, request);
}

}  // namespace paktum::office
