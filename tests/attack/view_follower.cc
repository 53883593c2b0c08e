#include "tests/attack/view_follower.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "libs/base/check.h"
#include "libs/plan/load.h"
#include "libs/views/indicators.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/attack/attacked_log.h"

namespace paktum::attack {
namespace {

std::string PlanText() {
  std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::unique_ptr<projection::Fold> MakeIndicators() {
  auto plan = plan::ParsePlan(PlanText(), "plans/tiszakecske.textproto");
  PAKTUM_CHECK(plan.ok());
  auto view = views::IndicatorsFold::Create(std::move(*plan));
  PAKTUM_CHECK(view.ok());
  return projection::MakeFold(std::move(*view));
}

Deadline Patience() { return DeadlineIn(std::chrono::seconds(30)); }

}  // namespace

ViewFollower::ViewFollower(ledger::EventLog& log, std::string pact)
    : log_(log), pact_(std::move(pact)) {
  Open();
}

void ViewFollower::Open() {
  projection::RunnerOptions options;
  options.pact = pact_;
  options.directory = directory_.Sub("view");
  options.definitions_text = PlanText();
  auto runner = projection::Runner::Open(MakeIndicators(), log_, clock_, options);
  PAKTUM_CHECK(runner.ok());
  runner_ = std::move(*runner);
}

void ViewFollower::Restart() {
  runner_.reset();
  Open();
}

std::string ViewFollower::Compare(ledger::EventLog& log) {
  const auto fresh = MakeIndicators();
  for (;;) {
    const auto slice = log.Read(pact_, fresh->applied_through(), {}, Patience());
    if (!slice.ok()) return "the ledger cannot be read: " + slice.status().ToString();
    if (slice->records.empty()) break;
    for (const ledger::Record& record : slice->records) {
      event::v1::Event event;
      if (!event.ParseFromString(std::string(record.submitted))) return "an event is not readable";
      fresh->Apply(record, event);
    }
  }
  const Position head = fresh->applied_through();
  const auto reached = [&] { return runner_->WaitFor(head, DeadlineIn(std::chrono::seconds(1))); };
  if (!Eventually(reached)) {
    return "the view has stopped at " + std::to_string(runner_->stats().applied.value()) + " of " +
           std::to_string(head.value()) + ": " + runner_->failure().ToString();
  }
  const auto kept = runner_->Query("indicators", {}, head, Patience());
  const auto made = fresh->Query("indicators", {}, clock_.Now());
  if (!kept.ok() || !made.ok()) {
    return "the view does not answer: " + kept.status().ToString() + made.status().ToString();
  }
  return kept->payload == made->payload ? "" : "the view is not what a fresh fold makes";
}

}  // namespace paktum::attack
