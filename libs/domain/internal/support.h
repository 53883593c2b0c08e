#pragma once
// What all deciders share: reading dates and codes of a command, making events, answering.
#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/domain/decider.h"
#include "libs/domain/internal/refusal_table.h"

namespace paktum::domain {

// A date field of a command. Errors: "date.unreadable", naming the field and not its value.
Result<Date> ReadDate(std::string_view field, const std::string& text);

// A date field of a fact: not after today. Errors: "date.unreadable", "date.in_future".
Result<Date> ReadFactDate(std::string_view field, const std::string& text, const Context& context);

// The valid date of a recorded event; the epoch when it cannot be read (an event of a newer member,
// which no rule here looks at).
Date OccurredOn(const RecordedEvent& event);

// A UUID in the one spelling that streams and events use (lower case); other text unchanged.
std::string CanonicalId(const std::string& text);

// Hexadecimal text in the one spelling that events use (lower case).
std::string CanonicalHex(std::string text);

// A new event without a body.
PendingEvent NewEvent(std::string stream, Date occurred_on);

// Puts free text about the person on the event, to be sealed; nothing when the text is empty.
void AttachNote(PendingEvent& event, const std::string& participant_id, const std::string& text);

// True when the recorded event says just this: same valid date, same body.
bool Says(const RecordedEvent& recorded, const google::protobuf::Message& body, Date occurred_on);

// The decision to append these events.
Decision Decided(std::vector<PendingEvent> events);
Decision Decided(PendingEvent event);

// Nothing to do: `recorded` made it so.
Decision AlreadySo(const RecordedEvent& recorded);

}  // namespace paktum::domain
