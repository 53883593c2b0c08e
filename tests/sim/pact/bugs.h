#pragma once
// Faults of the product itself, planted to see that the simulation finds them.
#include <cstdint>
#include <string_view>

namespace paktum::sim {

enum class Bug : std::uint8_t {
  kNone,
  kAckBeforeKeep,         // the log's storage says OK and keeps the batch a little later
  kForgottenCommands,     // after a restart the log does not know the command ids of before
  kIgnoredConditions,     // the log forgets the conditions of an append
  kSkipAfterResubscribe,  // a subscription begins one record too late
  kOutboxUnsynced,        // the office's disk loses the last write in a crash
  kAttentionLost,         // the office's disk keeps no refused command
  kPositionBeforeState,   // a view's position is kept before its rows
  kViewCountsTwice,       // a view takes the last record in again after a restart
};

inline constexpr Bug kBugs[] = {Bug::kAckBeforeKeep,       Bug::kForgottenCommands,
                                Bug::kIgnoredConditions,   Bug::kSkipAfterResubscribe,
                                Bug::kOutboxUnsynced,      Bug::kAttentionLost,
                                Bug::kPositionBeforeState, Bug::kViewCountsTwice};

inline std::string_view BugName(Bug bug) {
  switch (bug) {
    case Bug::kNone:
      return "None";
    case Bug::kAckBeforeKeep:
      return "AckBeforeKeep";
    case Bug::kForgottenCommands:
      return "ForgottenCommands";
    case Bug::kIgnoredConditions:
      return "IgnoredConditions";
    case Bug::kSkipAfterResubscribe:
      return "SkipAfterResubscribe";
    case Bug::kOutboxUnsynced:
      return "OutboxUnsynced";
    case Bug::kAttentionLost:
      return "AttentionLost";
    case Bug::kPositionBeforeState:
      return "PositionBeforeState";
    case Bug::kViewCountsTwice:
      return "ViewCountsTwice";
  }
  return "";
}

}  // namespace paktum::sim
