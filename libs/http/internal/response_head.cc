#include "libs/http/internal/response_head.h"

#include <ctime>
#include <string_view>

#include "libs/base/check.h"
#include "libs/base/clock.h"

namespace paktum::http::internal {
namespace {

std::string_view ReasonPhrase(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "";  // optional in HTTP/1.1
  }
}

void Field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  head.append("\r\n");
}

// "Sun, 22 Nov 2026 08:49:37 GMT"
std::string HttpDate() {
  const auto seconds = static_cast<std::time_t>(SystemClock().Now().unix_ms() / 1000);
  std::tm utc = {};
  PAKTUM_CHECK(gmtime_r(&seconds, &utc) != nullptr);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text, length};
}

}  // namespace

bool StatusHasBody(unsigned status) { return status >= 200 && status != 204 && status != 304; }

std::string ResponseHead(const Response& response, const HeadOptions& options) {
  PAKTUM_CHECK(response.status >= 200 && response.status <= 599);
  std::string head;
  head.reserve(900);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(ReasonPhrase(response.status)).append("\r\n");
  Field(head, "Date", HttpDate());
  if (!response.content_type.empty()) Field(head, "Content-Type", response.content_type);
  if (!options.stream && StatusHasBody(response.status)) {
    Field(head, "Content-Length", std::to_string(response.body.size()));
  }
  if (!options.keep_alive) Field(head, "Connection", "close");
  if (options.keep_alive && options.http_1_0) Field(head, "Connection", "keep-alive");
  for (const auto& [name, value] : response.headers.fields()) Field(head, name, value);
  if (!response.headers.Has("Cache-Control")) Field(head, "Cache-Control", "no-store");
  if (!response.headers.Has("Content-Security-Policy")) {
    Field(head, "Content-Security-Policy", *options.content_security_policy);
  }
  Field(head, "X-Content-Type-Options", "nosniff");
  Field(head, "X-Frame-Options", "DENY");
  Field(head, "Referrer-Policy", "no-referrer");
  Field(head, "Cross-Origin-Resource-Policy", "same-origin");
  Field(head, "Cross-Origin-Opener-Policy", "same-origin");
  Field(head, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (options.secure) Field(head, "Strict-Transport-Security", "max-age=31536000");
  return head.append("\r\n");
}

}  // namespace paktum::http::internal
