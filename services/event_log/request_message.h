#pragma once
// What the methods of the event log have in common when they read a request.
#include <string>

#include "libs/base/result.h"
#include "libs/ledger/append_rules.h"

namespace paktum::event_log {

// kInvalidArgument "log.malformed" with the detail "field": sending the request again does not
// help. `what`: a word of ours for what is wrong.
inline Status Malformed(const char* what) {
  return InvalidArgument("log.malformed", std::string("malformed ") + what, {{"field", what}});
}

// Reads a message that names a pact. Error: Malformed.
template <typename Message>
Result<Message> ParseRequest(const std::string& body) {
  Message message;
  if (!message.ParseFromString(body)) return Malformed("message");
  if (!ledger::IsPactId(message.pact())) return Malformed("pact");
  return message;
}

}  // namespace paktum::event_log
