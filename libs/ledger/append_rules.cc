#include "libs/ledger/append_rules.h"

#include <algorithm>
#include <string>

#include "libs/base/result.h"
#include "libs/events/catalogue.h"

namespace paktum::ledger {
namespace {

Status TooLarge(const std::string& what, std::size_t limit) {
  return InvalidArgument("append.too_large", what + " over the limit of " + std::to_string(limit),
                         {{"what", what}, {"limit", std::to_string(limit)}});
}

Status Malformed(const std::string& field) {
  return InvalidArgument("append.malformed", "malformed " + field, {{"field", field}});
}

bool IsMember(std::string_view member) {
  return !member.empty() && member.size() <= kMemberBytesMax &&
         std::all_of(member.begin(), member.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Status CheckSizes(const AppendRequest& request, std::size_t events_max) {
  if (request.events.size() > events_max) return TooLarge("events", events_max);
  if (request.conditions.size() > kConditionsMax) return TooLarge("conditions", kConditionsMax);
  for (const NewEvent& event : request.events) {
    if (event.submitted.size() > events::kEventBytesMax) {
      return TooLarge("event bytes", events::kEventBytesMax);
    }
  }
  if (AppendBytes(request) > kAppendBytesMax) return TooLarge("append bytes", kAppendBytesMax);
  return OkStatus();
}

}  // namespace

bool IsPactId(std::string_view pact) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !pact.empty() && pact.size() <= kPactIdBytesMax &&
         std::all_of(pact.begin(), pact.end(), allowed);
}

bool IsStreamName(std::string_view stream) {
  return !stream.empty() && stream.size() <= kStreamNameBytesMax &&
         std::all_of(stream.begin(), stream.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::size_t AppendBytes(const AppendRequest& request) {
  std::size_t bytes = request.pact.size() + request.member.size() + request.content_digest.size() +
                      request.signer.size() + request.signature.size();
  for (const Condition& condition : request.conditions) bytes += condition.stream.size();
  for (const NewEvent& event : request.events) {
    bytes += event.stream.size() + event.submitted.size();
  }
  return bytes;
}

Status CheckAppend(const AppendRequest& request, std::size_t events_max) {
  if (request.events.empty()) return InvalidArgument("append.empty", "an append needs an event");
  PAKTUM_RETURN_IF_ERROR(CheckSizes(request, events_max));
  if (!IsPactId(request.pact)) return Malformed("pact");
  if (request.command.IsNil()) return Malformed("command");
  if (!IsMember(request.member)) return Malformed("member");
  if (request.content_digest.empty() || request.content_digest.size() > kContentDigestBytesMax) {
    return Malformed("content_digest");
  }
  const bool unsigned_append = request.signer.empty() && request.signature.empty();
  if (!unsigned_append &&
      (request.signer.size() != kSignerBytes || request.signature.size() != kSignatureBytes)) {
    return Malformed("signature");
  }
  for (const Condition& condition : request.conditions) {
    if (!IsStreamName(condition.stream)) return Malformed("condition");
  }
  for (const NewEvent& event : request.events) {
    if (!IsStreamName(event.stream)) return Malformed("stream");
    if (event.submitted.empty()) return Malformed("event");
  }
  return OkStatus();
}

}  // namespace paktum::ledger
