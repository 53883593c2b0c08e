#pragma once
// The head of an answer as bytes.
#include <cstddef>
#include <string>

#include "libs/http/message.h"

namespace paktum::http::internal {

struct HeadOptions {
  bool keep_alive = true;
  bool http_1_0 = false;
  bool secure = false;  // over TLS: Strict-Transport-Security
  bool stream = false;  // no Content-Length: the body ends with the connection
  const std::string* content_security_policy = nullptr;
};

// Status line, header fields (the security headers among them) and the empty line. Line breaks in
// field values become spaces.
std::string ResponseHead(const Response& response, const HeadOptions& options);

// Whether answers of this status have a body (RFC 9110).
bool StatusHasBody(unsigned status);

}  // namespace paktum::http::internal
