#pragma once
// What is told of a record without opening anything that is sealed. Pure and thread-safe.
#include <string>
#include <string_view>
#include <vector>

#include "libs/ledger/event_log.h"
#include "services/audit/texts.h"

namespace paktum::audit {

struct EventWords {
  std::string type;         // full name; "unknown" when this build does not know it
  std::string title;        // in the language asked for
  std::string occurred_on;  // YYYY-MM-DD as submitted
  std::string actor;        // pseudonymous id
  bool simulated = false;
  std::size_t sealed_parts = 0;
  // SHA-256 digests of documents that the event names, "field digest", in the order of the fields.
  std::vector<std::string> evidence;
  std::string data;  // the open body, protobuf JSON on one line; empty when it is not known
};

// Of the submitted bytes of a record. An event that cannot be read has type "unreadable".
EventWords EventWordsOf(std::string_view submitted, Language language);

// Key and value lines: position, stream and version, times, member, event, evidence.
std::string Describe(const ledger::Record& record, Language language);

}  // namespace paktum::audit
