#pragma once
// Where a server listens and a client connects.
#include <cstdint>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::http {

struct Address {
  std::string host;  // numeric, IPv4 or IPv6 without brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string ToString() const;  // "127.0.0.1:8080", "[::1]:8080"
};

// "127.0.0.1:8080", "[::1]:8080" or "localhost:8080" (which is 127.0.0.1). Port 0 asks the system
// for a free one. Without TLS only the loopback interface may be used.
//
// Errors: kInvalidArgument "http.address_malformed", "http.address_not_loopback": configuration.
Result<Address> ParseLoopbackAddress(std::string_view text);

// Any numeric address of this machine: "192.0.2.7:8443", "[2001:db8::7]:8443", "0.0.0.0:8443". For
// servers with TLS only. Errors: kInvalidArgument "http.address_malformed".
Result<Address> ParseAnyAddress(std::string_view text);

// ParseLoopbackAddress, or with TLS ParseAnyAddress.
Result<Address> ParseListenAddress(std::string_view text, bool tls);

// Whether the numeric address (IPv4, IPv6) is of the loopback interface.
bool IsLoopback(std::string_view host);

}  // namespace paktum::http
