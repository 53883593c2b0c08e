#include "libs/wire/endpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace paktum::wire {
namespace {

constexpr std::size_t kEndpointBytesMax = 256;  // libzmq's own limit
constexpr std::size_t kIpcPathBytesMax = 107;   // sun_path

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

Status NotAnEndpoint() {
  return InvalidArgument("config.endpoint",
                         "an endpoint is tcp://127.0.0.1:PORT, tcp://[::1]:PORT or ipc://PATH");
}

}  // namespace

Status CheckEndpoint(std::string_view endpoint, EndpointUse use) {
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
  return InvalidArgument("config.endpoint_not_local",
                         "only this machine's own addresses are allowed (127.0.0.1, [::1]): the "
                         "connection is neither encrypted nor authenticated",
                         {{"endpoint", std::string(endpoint)}});
}

}  // namespace paktum::wire
