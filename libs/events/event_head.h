#pragma once
// EventHead: what can be told of an event without reading its body. For views, which look at the
// bodies of few kinds of events among millions. Pure and thread-safe.
#include <optional>
#include <string_view>

#include "libs/base/date.h"
#include "libs/events/catalogue.h"

namespace paktum::events {

struct EventHead {
  const EventKind* kind = nullptr;  // nullptr: no body, or one that this build does not know
  std::optional<Date> occurred_on;  // nothing when it cannot be read
  bool simulated = false;
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;
  std::string_view body;  // its bytes, in those that the head was read from; not from HeadOf
};

// Reads the head of a serialised event as ParseEvent would give it. Nothing when only ParseEvent
// can tell: the bytes may be an event in an unusual form, or none. What stands inside the body and
// inside sealed parts is not looked at.
std::optional<EventHead> ReadHead(std::string_view submitted);
// The same of an event that was parsed.
EventHead HeadOf(const event::v1::Event& event);

}  // namespace paktum::events
