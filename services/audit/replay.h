#pragma once
// Replay: builds the views of a pact anew from the records of a source alone, and compares them
// with what somebody serves.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/plan/plan.h"
#include "libs/views/answer.h"
#include "libs/views/indicators.h"
#include "libs/views/schedule.h"
#include "services/audit/finding.h"
#include "services/audit/reader.h"
#include "services/audit/source.h"

namespace google::protobuf {
class Message;
}

namespace paktum::audit {

using ViewMessage = std::unique_ptr<google::protobuf::Message>;

class Replay {
 public:
  // Folds all records up to `last` (or the head of the source when that comes first).
  // Errors: kInvalidArgument "view.bad_definition", "config.pact" when plan and source are not of
  //         one pact; kDataLoss "event.unreadable", "record.…"; those of the source;
  //         kAborted "audit.stopped"
  static Result<Replay> Build(Source& source, const plan::Plan& plan, Position last,
                              const OnProgress& progress);

  // Views "indicators", "explain" and "schedule" with the parameters of libs/views. valid_at and
  // known_at are asked for by name: a replay has no present of its own.
  // Errors: kNotFound "view.unknown", and those of the view.
  [[nodiscard]] Result<ViewMessage> Ask(std::string_view view,
                                        const views::Parameters& parameters) const;
  [[nodiscard]] Position applied_through() const { return indicators_.applied_through(); }

 private:
  Replay(views::IndicatorsFold indicators, views::ScheduleFold schedule)
      : indicators_(std::move(indicators)), schedule_(std::move(schedule)) {}
  Status Take(const Batch& batch);

  views::IndicatorsFold indicators_;
  views::ScheduleFold schedule_;
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

// Asks a projection service ("tcp://…") or a dashboard ("http://…", "https://…") for a view.
// Errors: kUnavailable "view.unreachable"; what the service answered; kInvalidArgument
// "config.compare".
Result<ViewMessage> AskServed(const std::string& address, const std::string& curve,
                              const std::string& pact, const std::string& view,
                              const views::Parameters& parameters);

}  // namespace paktum::audit
