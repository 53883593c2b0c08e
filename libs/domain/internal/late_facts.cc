#include "libs/domain/internal/late_facts.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>

#include "libs/base/check.h"
#include "libs/domain/internal/period_state.h"
#include "libs/domain/internal/support.h"
#include "libs/events/catalogue.h"
#include "libs/events/streams.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

// Closing and opening periods is no fact of a period.
bool IsFact(const Event& event) {
  return !event.has_period_closed() && !event.has_period_reopened();
}

}  // namespace

bool RecordsFacts(const google::protobuf::Descriptor& command) {
  static const auto* const kOwnReasons =
      new std::set<std::string>{"AgreeToErasure", "AttachEvidence", "CorrectEvent",
                                "EraseStaffName", "ProposeErasure", "VoidEvent"};
  return !kOwnReasons->contains(command.name());
}

void AddPeriods(std::vector<std::string>& streams) {
  const std::string periods(events::kPeriodsStream);
  if (std::find(streams.begin(), streams.end(), periods) == streams.end()) {
    streams.push_back(periods);
  }
}

Status MarkLateFacts(const std::vector<LoadedStream>& loaded, const Context& context,
                     Decision& decision) {
  if (decision.events.empty()) return OkStatus();
  const auto periods = std::find_if(loaded.begin(), loaded.end(), [](const LoadedStream& stream) {
    return stream.name == events::kPeriodsStream;
  });
  PAKTUM_CHECK(periods != loaded.end());
  const PeriodState state = PeriodsOf(*periods);
  for (PendingEvent& pending : decision.events) {
    const auto day = events::OccurredOn(pending.event);
    if (!day || !IsFact(pending.event) || !state.IsClosed(HalfYear::Of(*day))) continue;
    if (context.late_reason == event::v1::LATE_REASON_UNSPECIFIED) {
      return Refuse("period.closed",
                    {{"period", HalfYear::Of(*day).ToString()}, {"given_on", day->ToString()}});
    }
    pending.event.set_late_reason(context.late_reason);
  }
  return OkStatus();
}

}  // namespace paktum::domain
