// Request targets and addresses: what is read is clean text, and written again it reads the same.
#include <string>

#include "libs/base/check.h"
#include "libs/http/address.h"
#include "libs/http/json.h"
#include "libs/http/message.h"
#include "libs/http/router.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::http {
namespace {

bool IsCleanText(std::string_view text) {
  return IsUtf8(text) && text.find('\0') == std::string_view::npos;
}

void CheckPercent(std::string_view text) {
  const std::string encoded = PercentEncode(text);
  const Result<std::string> back = PercentDecode(encoded, true);
  PAKTUM_CHECK(back.ok() == IsCleanText(text));
  if (back.ok()) PAKTUM_CHECK(*back == text);
  const Result<std::string> decoded = PercentDecode(text);
  if (decoded.ok()) {
    PAKTUM_CHECK(IsCleanText(*decoded));
    PAKTUM_CHECK(*PercentDecode(PercentEncode(*decoded)) == *decoded);
  }
}

void CheckQuery(std::string_view text) {
  const auto query = ParseQuery(text);
  if (!query.ok()) {
    PAKTUM_CHECK(query.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  PAKTUM_CHECK(query->size() <= 64);
  std::string written;
  for (const auto& [name, value] : *query) {
    PAKTUM_CHECK(IsCleanText(name) && IsCleanText(value));
    written += (written.empty() ? "" : "&") + PercentEncode(name) + "=" + PercentEncode(value);
  }
  const auto again = ParseQuery(written);
  PAKTUM_CHECK(again.ok() && *again == *query);
}

Router MakeRouter() {
  Router router;
  const Handler handler = [](const Request&) { return Response{}; };
  router.Add("GET", "/", handler);
  router.Add("GET", "/api/pacts/{pact}", handler);
  router.Add("GET", "/api/pacts/{pact}/events", handler);
  router.Add("POST", "/api/pacts/{pact}/commands/{name}", handler);
  router.Add("GET", "/api/pacts/{pact}/commands/waiting", handler);
  router.Add("GET", "/files/{path...}", handler);
  return router;
}

// The pattern with the values of a match in place of its parameters.
std::string PathOf(const Router::Match& match) {
  std::string path;
  std::string_view pattern = match.route->pattern;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    const std::string_view segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(segment.size());
    path += '/';
    if (segment == "{path...}") {
      for (const char c : match.parameters.at("path")) {
        path += c == '/' ? "/" : PercentEncode({&c, 1});
      }
    } else if (segment.starts_with('{')) {
      path +=
          PercentEncode(match.parameters.at(std::string(segment.substr(1, segment.size() - 2))));
    } else {
      path += segment;
    }
  }
  return path;
}

void CheckRouter(std::string_view method, std::string_view path) {
  static const Router* const kRouter = new Router(MakeRouter());
  const Router::Match match = kRouter->Find(method, path);
  if (match.route == nullptr) {
    PAKTUM_CHECK(match.parameters.empty());
    PAKTUM_CHECK(match.allow.empty() || !match.malformed);
    return;
  }
  PAKTUM_CHECK(match.route->method == method || (method == "HEAD" && match.route->method == "GET"));
  PAKTUM_CHECK(match.allow.empty() && !match.malformed);
  for (const auto& [name, value] : match.parameters) PAKTUM_CHECK(IsCleanText(value));
  const Router::Match again = kRouter->Find(method, PathOf(match));
  PAKTUM_CHECK(again.route == match.route && again.parameters == match.parameters);
}

void CheckAddress(std::string_view text) {
  const Result<Address> address = ParseLoopbackAddress(text);
  if (!address.ok()) {
    PAKTUM_CHECK(address.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  PAKTUM_CHECK(address->host == "::1" || address->host.starts_with("127."));
  const Result<Address> again = ParseLoopbackAddress(address->ToString());
  PAKTUM_CHECK(again.ok() && again->host == address->host && again->port == address->port);
}

}  // namespace
}  // namespace paktum::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = paktum::fuzz::Text(data, size);
  paktum::http::CheckPercent(text);
  paktum::http::CheckQuery(text);
  paktum::http::CheckAddress(text);
  for (const std::string_view method : {"GET", "HEAD", "POST", "PUT"}) {
    paktum::http::CheckRouter(method, text);
  }
  return 0;
}
