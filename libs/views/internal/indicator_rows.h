#pragma once
// What one event means to the indicators, as a value and in its saved form.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/events/catalogue.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views::internal {

// What an event means to one definition.
struct NotedContribution {
  std::uint32_t definition = 0;
  bool passes = false;  // all filters hold
  bool dated = false;   // the date field holds a day
  std::int32_t day = 0;
  std::int64_t amount = 0;
  std::string distinct{};  // the value, where different values are counted
};

// The texts are borrowed.
struct NotedEvent {
  Instant recorded_at;
  std::string_view stream;
  const events::EventKind* kind = nullptr;
  Date occurred_on;
  bool simulated = false;
  std::string_view participant;      // empty for none
  std::string_view programme_start;  // that an adopted plan was given; empty for none
  std::vector<NotedContribution> contributions;
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;
};

// The bytes of the event's paktum.view.v1.IndicatorEventRow.
std::string EncodeRow(const NotedEvent& event);

}  // namespace paktum::views::internal
