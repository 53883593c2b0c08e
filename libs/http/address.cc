#include "libs/http/address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace paktum::http {
namespace {

Status Malformed(std::string_view text) {
  return InvalidArgument(
      "http.address_malformed",
      "'" + std::string(text) + "' is not HOST:PORT, for example 127.0.0.1:8080");
}

// 127.x.y.z, each part 0–255 without leading zeros.
bool IsLoopbackV4(std::string_view host) {
  int parts = 0;
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view part = host.substr(0, dot);
    unsigned value = 256;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || value > 255) return false;
    if (part.size() > 1 && part.front() == '0') return false;
    if (parts == 0 && value != 127) return false;
    ++parts;
    if (dot == std::string_view::npos) return parts == 4;
    host.remove_prefix(dot + 1);
  }
}

// Host without brackets, "localhost" as a number, and port.
Result<Address> Split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return Malformed(text);
  const std::string_view port_text = text.substr(colon + 1);
  Address address;
  const auto [end, error] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), address.port);
  if (error != std::errc() || end != port_text.data() + port_text.size()) return Malformed(text);
  std::string_view host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) return Malformed(text);
  address.host = std::string(host);
  return address;
}

}  // namespace

std::string Address::ToString() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> ParseLoopbackAddress(std::string_view text) {
  PAKTUM_ASSIGN_OR_RETURN(Address address, Split(text));
  const std::string_view host = address.host;
  if (host != "::1" && !IsLoopbackV4(host)) {
    return InvalidArgument(
        "http.address_not_loopback",
        "'" + std::string(text) +
            "': without TLS only 127.0.0.1, localhost and [::1] may be used; put "
            "a reverse proxy in front to serve a network");
  }
  return address;
}

Result<Address> ParseAnyAddress(std::string_view text) {
  PAKTUM_ASSIGN_OR_RETURN(Address address, Split(text));
  boost::system::error_code error;
  boost::asio::ip::make_address(address.host, error);
  if (error) return Malformed(text);
  return address;
}

Result<Address> ParseListenAddress(std::string_view text, bool tls) {
  return tls ? ParseAnyAddress(text) : ParseLoopbackAddress(text);
}

bool IsLoopback(std::string_view host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

}  // namespace paktum::http
