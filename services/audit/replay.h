#pragma once
// Replay: builds the views of a pact anew from the records of a source alone, and compares them
// with what somebody serves.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/plan/plan.h"
#include "libs/views/answer.h"
#include "libs/views/indicators.h"
#include "libs/views/registers.h"
#include "libs/views/schedule.h"
#include "services/audit/finding.h"
#include "services/audit/reader.h"
#include "services/audit/source.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace paktum::audit {

using ViewMessage = std::unique_ptr<google::protobuf::Message>;

// What a replay builds. kFigures: the views "indicators", "explain" and "schedule"; kRegisters:
// every view of libs/views/register_view.h, from about 300 bytes an event.
enum class Folds : std::uint8_t { kFigures, kRegisters };

// Of a view; nothing for one that there is not.
std::optional<Folds> FoldsOf(std::string_view view);
// Of all views, "indicators, schedule, …".
std::string ViewNames();
// The message that a view is answered with; nullptr for one that there is not.
const google::protobuf::Descriptor* MessageOf(std::string_view view);

class Replay {
 public:
  // Folds all records up to `last` (or the head of the source when that comes first).
  // Errors: kInvalidArgument "view.bad_definition", "config.pact" when plan and source are not of
  //         one pact; kDataLoss "event.unreadable", "record.…"; those of the source;
  //         kAborted "audit.stopped"
  static Result<Replay> Build(Source& source, const plan::Plan& plan, Position last,
                              const OnProgress& progress, Folds folds = Folds::kFigures);

  // The views of its folds with the parameters of libs/views, the audience among them. valid_at and
  // known_at are asked for by name: a replay has no present of its own.
  // Errors: kNotFound "view.unknown", also for a view of other folds; those of the view.
  [[nodiscard]] Result<ViewMessage> Ask(std::string_view view,
                                        const views::Parameters& parameters) const;
  [[nodiscard]] Position applied_through() const { return applied_through_; }

 private:
  struct Figures {
    views::IndicatorsFold indicators;
    views::ScheduleFold schedule;
  };

  Replay() = default;
  Status Take(const Batch& batch);

  std::optional<Figures> figures_;  // either
  std::optional<views::RegistersFold> registers_;
  Position applied_through_;
};

// The message of a view's answer. Error: kInternal "view.unreadable".
Result<ViewMessage> ReadView(const std::string& type, const std::string& payload);
// Protobuf JSON as the dashboard writes it, with spaces.
std::string ViewJson(const google::protobuf::Message& view);
// Position that a view says it has applied; 0 for a message that says none.
Position AppliedThrough(const google::protobuf::Message& view);

// Each difference is a finding "view.differs": `where` the field, "indicators[2].value", `expected`
// what the records give, `found` what was served.
void CompareViews(const google::protobuf::Message& replayed,
                  const google::protobuf::Message& served, Findings& findings);

// Asks a projection service ("tcp://…") or a dashboard ("http://…", "https://…") for a view, for
// the audience that the parameters name; a dashboard has answers for the public only. Errors:
// kUnavailable "view.unreachable"; what the service answered; kInvalidArgument "config.compare",
// "config.audience".
Result<ViewMessage> AskServed(const std::string& address, const std::string& curve,
                              const std::string& pact, const std::string& view,
                              const views::Parameters& parameters);

}  // namespace paktum::audit
