#include "libs/wire/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace paktum::wire {
namespace {

constexpr std::size_t kEndpointBytesMax = 256;  // libzmq's own limit
constexpr std::size_t kIpcPathBytesMax = 107;   // sun_path
constexpr std::size_t kHostNameBytesMax = 200;

std::optional<unsigned> Number(std::string_view text, unsigned max) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

bool IsPort(std::string_view text, EndpointUse use) {
  if (use == EndpointUse::kListen && text == "*") return true;
  const auto port = Number(text, 65535);
  return port.has_value() && (*port != 0 || use == EndpointUse::kListen);
}

// Four decimal numbers; the first of them.
std::optional<unsigned> FirstOfIpv4(std::string_view host) {
  std::optional<unsigned> first;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = host.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return std::nullopt;
    const auto number = Number(host.substr(0, dot), 255);
    if (!number) return std::nullopt;
    if (part == 0) first = number;
    if (part < 3) host.remove_prefix(dot + 1);
  }
  return first;
}

// "[2001:db8::1]"; no zone, no embedded name.
bool IsIpv6Host(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  const std::string address(host.substr(1, host.size() - 2));
  in6_addr parsed{};
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Labels of letters, digits and hyphens; not all of digits, which would be a wrong IPv4 address.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kHostNameBytesMax) return false;
  bool letter = false;
  char before = '.';
  for (const char c : host) {
    const bool separator = c == '.' || c == '-';
    if (!separator && !IsAlnum(c)) return false;
    if (separator && !IsAlnum(before)) return false;
    letter = letter || (IsAlnum(c) && (c < '0' || c > '9'));
    before = c;
  }
  return letter && IsAlnum(before);
}

// An address that listeners and connections of other machines may use.
bool IsNetworkHost(std::string_view host, EndpointUse use) {
  if (FirstOfIpv4(host).has_value() || IsIpv6Host(host)) return true;
  return use == EndpointUse::kConnect && IsHostName(host);
}

Status NotAnEndpoint() {
  return InvalidArgument("config.endpoint", "an endpoint is tcp://ADDRESS:PORT or ipc://PATH");
}

}  // namespace

Status CheckEndpoint(std::string_view endpoint, EndpointUse use, EndpointReach reach) {
  if (endpoint.size() >= kEndpointBytesMax || endpoint.find('\0') != std::string_view::npos) {
    return NotAnEndpoint();
  }
  if (endpoint.starts_with("ipc://")) {
    const auto path = endpoint.substr(6);
    if (path.empty() || path == "*" || path.size() > kIpcPathBytesMax) return NotAnEndpoint();
    return OkStatus();
  }
  if (!endpoint.starts_with("tcp://")) return NotAnEndpoint();
  const auto address = endpoint.substr(6);
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return NotAnEndpoint();
  const auto host = address.substr(0, colon);
  if (!IsPort(address.substr(colon + 1), use)) return NotAnEndpoint();
  if (host == "[::1]" || FirstOfIpv4(host) == 127U) return OkStatus();
  if (host == "localhost" && use == EndpointUse::kConnect) return OkStatus();
  if (reach == EndpointReach::kNetwork) {
    return IsNetworkHost(host, use) ? OkStatus() : NotAnEndpoint();
  }
  return InvalidArgument("config.endpoint_not_local",
                         "without keys only this machine's own addresses are allowed (127.0.0.1, "
                         "[::1]): the connection is neither encrypted nor authenticated",
                         {{"endpoint", std::string(endpoint)}});
}

}  // namespace paktum::wire
