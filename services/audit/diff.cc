#include <map>
#include <utility>

#include "paktum/view/v1/schedule.pb.h"
#include "services/audit/explain.h"

namespace paktum::audit {
namespace {

using view::v1::ExplainedEvent;
using view::v1::ExplainView;
using view::v1::IndicatorsView;
using view::v1::ScheduleView;

views::Parameters At(const std::string& valid_at, const std::string& known_at) {
  return {{"valid_at", valid_at}, {"known_at", known_at}};
}

// Of one indicator: its events by position.
Result<std::map<std::uint64_t, ExplainedEvent>> EventsOf(const Replay& replay,
                                                         const std::string& code,
                                                         views::Parameters parameters) {
  std::map<std::uint64_t, ExplainedEvent> events;
  parameters["code"] = code;
  parameters["limit"] = std::to_string(views::IndicatorsFold::kExplainLimitMax);
  for (std::uint64_t after = 0;;) {
    parameters["after"] = std::to_string(after);
    PAKTUM_ASSIGN_OR_RETURN(const ViewMessage message, replay.Ask("explain", parameters));
    const auto& page = dynamic_cast<const ExplainView&>(*message);
    for (const ExplainedEvent& event : page.events()) events[event.position()] = event;
    after = page.next_after();
    if (after == 0) return events;
  }
}

Status AddEvents(const Replay& replay, const views::Parameters& before,
                 const views::Parameters& after, ChangedFigure& figure) {
  PAKTUM_ASSIGN_OR_RETURN(const auto old_events, EventsOf(replay, figure.code, before));
  PAKTUM_ASSIGN_OR_RETURN(const auto new_events, EventsOf(replay, figure.code, after));
  const auto verdict_in = [](const std::map<std::uint64_t, ExplainedEvent>& events,
                             std::uint64_t position) {
    const auto found = events.find(position);
    return found == events.end() ? view::v1::COUNT_VERDICT_UNSPECIFIED : found->second.verdict();
  };
  std::map<std::uint64_t, ExplainedEvent> all = new_events;
  all.insert(old_events.begin(), old_events.end());
  for (const auto& [position, event] : all) {
    const auto was = verdict_in(old_events, position);
    const auto is = verdict_in(new_events, position);
    const bool counted =
        was == view::v1::COUNT_VERDICT_COUNTED || is == view::v1::COUNT_VERDICT_COUNTED;
    if (was != is && counted) figure.events.push_back({event, was, is});
  }
  return OkStatus();
}

Status AddIndicators(const Replay& replay, views::Parameters before, views::Parameters after,
                     std::vector<ChangedFigure>& changes) {
  views::Parameters asked_before = before;
  views::Parameters asked_after = after;
  asked_before["scope"] = asked_after["scope"] = "all";
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage old_view, replay.Ask("indicators", asked_before));
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage new_view, replay.Ask("indicators", asked_after));
  const auto& was = dynamic_cast<const IndicatorsView&>(*old_view);
  const auto& is = dynamic_cast<const IndicatorsView&>(*new_view);
  for (int i = 0; i < is.indicators_size(); ++i) {
    const auto& old_state = was.indicators(i);
    const auto& new_state = is.indicators(i);
    if (old_state.value() == new_state.value() && old_state.events() == new_state.events()) {
      continue;
    }
    ChangedFigure figure{new_state.code(), old_state.value(), new_state.value(), {}};
    PAKTUM_RETURN_IF_ERROR(AddEvents(replay, before, after, figure));
    changes.push_back(std::move(figure));
  }
  return OkStatus();
}

Status AddCells(const Replay& replay, const views::Parameters& before,
                const views::Parameters& after, std::vector<ChangedFigure>& changes) {
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage old_view, replay.Ask("schedule", before));
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage new_view, replay.Ask("schedule", after));
  const auto& was = dynamic_cast<const ScheduleView&>(*old_view);
  const auto& is = dynamic_cast<const ScheduleView&>(*new_view);
  for (int row = 0; row < is.rows_size(); ++row) {
    for (int cell = 0; cell < is.rows(row).cells_size(); ++cell) {
      const auto& old_cell = was.rows(row).cells(cell);
      const auto& new_cell = is.rows(row).cells(cell);
      if (old_cell.events() == new_cell.events()) continue;
      changes.push_back({is.rows(row).measure() + " " + new_cell.quarter(),
                         static_cast<std::int64_t>(old_cell.events()),
                         static_cast<std::int64_t>(new_cell.events()),
                         {}});
    }
  }
  return OkStatus();
}

}  // namespace

Result<std::vector<ChangedFigure>> Diff(const Replay& replay, const std::string& valid_at,
                                        const std::string& known_before,
                                        const std::string& known_after) {
  const views::Parameters before = At(valid_at, known_before);
  const views::Parameters after = At(valid_at, known_after);
  std::vector<ChangedFigure> changes;
  PAKTUM_RETURN_IF_ERROR(AddIndicators(replay, before, after, changes));
  PAKTUM_RETURN_IF_ERROR(AddCells(replay, before, after, changes));
  return changes;
}

std::string Describe(const std::vector<ChangedFigure>& changes, Language language) {
  if (changes.empty()) return std::string(Text{"nincs változás\n", "no change\n"}.In(language));
  std::string text;
  for (const ChangedFigure& figure : changes) {
    text += figure.code + ": " + std::to_string(figure.before) + " → " +
            std::to_string(figure.after) + "\n";
    for (const auto& change : figure.events) {
      text += "  #" + std::to_string(change.event.position()) + " " + change.event.occurred_on() +
              " " + change.event.type() + " " + change.event.subject() + ": ";
      text += WordsOf(change.before, language);
      text += " → ";
      text += WordsOf(change.after, language);
      if (change.event.voided_by() != 0) {
        text += " (#" + std::to_string(change.event.voided_by()) + ")";
      }
      text += "\n";
    }
  }
  return text;
}

}  // namespace paktum::audit
