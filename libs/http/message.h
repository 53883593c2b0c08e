#pragma once
// Request and Response: plain values, one HTTP message each.
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"

namespace paktum::http {

// Header fields in the order given. Names compare without regard to case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  // The first field of this name; empty when there is none. Valid until the next change.
  [[nodiscard]] std::string_view Find(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;
  void Add(std::string name, std::string value);
  // Replaces every field of this name.
  void Set(std::string_view name, std::string value);
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& fields() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;                             // upper case: "GET"
  std::string path;                               // without query, still percent-encoded
  std::map<std::string, std::string> parameters;  // of the route's pattern, decoded
  std::map<std::string, std::string> query;       // decoded; a repeated name is refused with 400
  Headers headers;
  std::string body;
  std::string client_address;  // numeric address of the other end of the connection
  bool secure = false;         // it came over TLS
  // Who sent it: set by ServerOptions::gate, never by the sender. Empty without a gate.
  std::string caller;

  // A parameter of the pattern; stops the process when the pattern has none of this name.
  [[nodiscard]] const std::string& Parameter(const std::string& name) const;
  // A query parameter; empty when it is not there.
  [[nodiscard]] std::string_view Query(const std::string& name) const;
};

// The server adds framing and the security headers; `headers` may
// override Content-Security-Policy and Cache-Control (default: no-store).
struct Response {
  unsigned status = 200;
  std::string content_type;  // no Content-Type when empty
  std::string body;
  Headers headers;
};

// 200 (or `status`) with a JSON body.
Response JsonResponse(std::string json, unsigned status = 200);
Response TextResponse(std::string text, unsigned status = 200);

// The bytes of percent-encoded text; '+' stays '+' unless `plus_is_space`.
// Errors: kInvalidArgument "http.malformed_escape" for a broken escape, a NUL byte or text that is
// not UTF-8.
Result<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);
// Everything but unreserved characters (RFC 3986) escaped.
std::string PercentEncode(std::string_view text);
// "a=1&b=x%20y" → {a: 1, b: x y}. At most 64 parameters.
// Errors: kInvalidArgument "http.malformed_query" also for a name that comes twice.
Result<std::map<std::string, std::string>> ParseQuery(std::string_view text);

}  // namespace paktum::http
