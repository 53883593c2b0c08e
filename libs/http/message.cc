#include "libs/http/message.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/http/json.h"

namespace paktum::http {
namespace {

constexpr std::size_t kQueryParametersMax = 64;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

Status MalformedEscape() {
  return InvalidArgument("http.malformed_escape", "the address is not percent-encoded UTF-8");
}

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string_view Headers::Find(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (SameName(key, name)) return value;
  }
  return {};
}

bool Headers::Has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const auto& field) { return SameName(field.first, name); });
}

void Headers::Add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::Set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return SameName(field.first, name); });
  fields_.emplace_back(std::string(name), std::move(value));
}

const std::string& Request::Parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  PAKTUM_CHECK(found != parameters.end());
  return found->second;
}

std::string_view Request::Query(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string_view() : std::string_view(found->second);
}

Response JsonResponse(std::string json, unsigned status) {
  return {status, "application/json", std::move(json), {}};
}

Response TextResponse(std::string text, unsigned status) {
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
}

Result<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded += plus_is_space && text.front() == '+' ? ' ' : text.front();
      text.remove_prefix(1);
      continue;
    }
    if (text.size() < 3) return MalformedEscape();
    const auto byte = FromHex(text.substr(1, 2));
    if (!byte) return MalformedEscape();
    decoded += *byte;
    text.remove_prefix(3);
  }
  if (!IsUtf8(decoded) || decoded.find('\0') != std::string::npos) return MalformedEscape();
  return decoded;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 0x0fU];
  }
  return encoded;
}

Result<std::map<std::string, std::string>> ParseQuery(std::string_view text) {
  std::map<std::string, std::string> parameters;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    PAKTUM_ASSIGN_OR_RETURN(std::string name, PercentDecode(pair.substr(0, equals), true));
    PAKTUM_ASSIGN_OR_RETURN(std::string value,
                            PercentDecode(pair.substr(std::min(equals + 1, pair.size())), true));
    if (!parameters.emplace(std::move(name), std::move(value)).second) {
      return InvalidArgument("http.malformed_query", "a query parameter comes twice");
    }
    if (parameters.size() > kQueryParametersMax) {
      return InvalidArgument("http.malformed_query", "too many query parameters");
    }
  }
  return parameters;
}

}  // namespace paktum::http
