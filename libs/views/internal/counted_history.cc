#include "libs/views/internal/counted_history.h"

#include <utility>

#include "libs/base/check.h"

namespace paktum::views::internal {
namespace {

using view::v1::ExplainView;
using view::v1::IndicatorsView;
using view::v1::ScheduleView;

// Definitions that did not fit would have kept the plan's own folds from starting.
template <typename Fold>
Fold Made(Result<Fold> fold) {
  PAKTUM_CHECK(fold.ok());
  return std::move(fold).value();
}

template <typename View, typename Fold>
Result<View> Asked(const Fold& fold, std::string_view name, const Parameters& parameters,
                   Instant now) {
  PAKTUM_ASSIGN_OR_RETURN(const ViewAnswer answer, fold.Query(name, parameters, now));
  View view;
  PAKTUM_CHECK(view.ParseFromString(answer.payload));
  return view;
}

}  // namespace

CountedHistory::CountedHistory(const plan::Plan& plan, const EffectiveHistory& history,
                               Date schedule_until)
    : indicators_(Made(IndicatorsFold::Create(plan))), schedule_(Made(ScheduleFold::Create(plan))) {
  indicators_.KeepNoRows();
  history.Visit([&](const Fact& fact) {
    event::v1::Event event = fact.event;
    event.set_occurred_on(fact.day.ToString());
    SkipTo(fact);
    indicators_.Apply(fact.position, fact.stream, fact.recorded_at, event);
    // An adoption gives the calendar, whatever its day.
    if (fact.day <= schedule_until || event.has_plan_adopted() || event.has_event_voided()) {
      schedule_.Apply(fact.position, fact.stream, fact.recorded_at, event);
    } else {
      schedule_.Pass(fact.position, fact.recorded_at, {});
    }
    now_ = fact.recorded_at;
  });
}

// Positions between that the registers do not keep; no indicator counts them either.
void CountedHistory::SkipTo(const Fact& fact) {
  for (std::uint64_t at = indicators_.applied_through().value() + 1; at < fact.position.value();
       ++at) {
    indicators_.Pass(Position(at), fact.recorded_at, {});
    schedule_.Pass(Position(at), fact.recorded_at, {});
  }
}

IndicatorsView CountedHistory::Indicators(Date day) const {
  auto view = Asked<IndicatorsView>(indicators_, "indicators",
                                    {{"valid_at", day.ToString()}, {"scope", "all"}}, now_);
  PAKTUM_CHECK(view.ok());
  return std::move(view).value();
}

ScheduleView CountedHistory::Schedule(Date day) const {
  auto view = Asked<ScheduleView>(schedule_, "schedule", {{"valid_at", day.ToString()}}, now_);
  PAKTUM_CHECK(view.ok());
  view->clear_meta();
  return std::move(view).value();
}

Result<ExplainView> CountedHistory::Explain(const std::string& code, Date day) const {
  ExplainView all;
  std::uint64_t after = 0;
  do {
    PAKTUM_ASSIGN_OR_RETURN(
        ExplainView page,
        Asked<ExplainView>(indicators_, "explain",
                           {{"code", code},
                            {"valid_at", day.ToString()},
                            {"after", std::to_string(after)},
                            {"limit", std::to_string(IndicatorsFold::kExplainLimitMax)}},
                           now_));
    after = page.next_after();
    if (all.events().empty()) {
      all = std::move(page);
    } else {
      all.mutable_events()->MergeFrom(page.events());
    }
  } while (after != 0);
  return all;
}

}  // namespace paktum::views::internal
