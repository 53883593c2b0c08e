#include "libs/views/internal/indicators_answer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/views/indicators.h"
#include "libs/views/internal/forecast.h"
#include "libs/views/internal/pace.h"

namespace paktum::views::internal {
namespace {

using view::v1::CountVerdict;
using view::v1::IndicatorState;
using view::v1::TargetState;

void SetLabel(const plan::v1::Text& text, view::v1::Label* label) {
  label->set_hu(text.hu());
  label->set_en(text.en());
}

// One indicator under one of its definitions, or under none.
struct Chosen {
  const CompiledIndicator* indicator = nullptr;
  std::optional<std::size_t> definition;
};

Date ParsedDate(const std::string& text) {
  const auto date = Date::Parse(text);
  PAKTUM_CHECK(date.has_value());  // the plan was checked
  return *date;
}

// Empty while the programme has no days.
TargetLine LineOf(const plan::Plan& plan, const plan::v1::Indicator& indicator) {
  std::vector<TargetPoint> targets;
  if (!plan.has_dates()) return TargetLine(plan.start_date(), {});
  for (const auto& target : indicator.targets()) {
    targets.push_back({ParsedDate(target.date()), target.value()});
  }
  return TargetLine(plan.start_date(), std::move(targets));
}

Result<Chosen> ChooseOne(const Definitions& definitions, const Parameters& parameters) {
  const auto code = parameters.find("code");
  PAKTUM_CHECK(code != parameters.end());
  const CompiledIndicator* indicator = definitions.Find(code->second);
  if (indicator == nullptr) {
    return NotFound("indicator.unknown", "the plan has no such indicator",
                    {{"code", code->second.substr(0, 40)}});
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::uint64_t version,
                          ParseNumber(parameters, "definition", 1, UINT32_MAX, 0));
  if (version == 0) return Chosen{indicator, indicator->in_force};
  for (const std::size_t index : indicator->versions) {
    if (definitions.all()[index].definition->version() == version) return Chosen{indicator, index};
  }
  return NotFound("indicator.unknown_definition", "the indicator has no such definition",
                  {{"code", code->second}, {"definition", std::to_string(version)}});
}

Result<std::vector<Chosen>> ChooseMany(const Definitions& definitions,
                                       const Parameters& parameters) {
  if (parameters.contains("code")) {
    if (parameters.contains("scope")) return BadParameter("scope", "no scope beside code");
    PAKTUM_ASSIGN_OR_RETURN(const Chosen one, ChooseOne(definitions, parameters));
    return std::vector<Chosen>{one};
  }
  if (parameters.contains("definition")) return BadParameter("definition", "a code beside it");
  const auto given = parameters.find("scope");
  const std::string scope = given == parameters.end() ? "project" : given->second;
  if (scope != "project" && scope != "measures" && scope != "all") {
    return BadParameter("scope", "project, measures or all");
  }
  std::vector<Chosen> chosen;
  for (const CompiledIndicator& indicator : definitions.indicators()) {
    const bool of_project = indicator.measure.empty();
    if (scope == "all" || (scope == "project") == of_project) {
      chosen.push_back({&indicator, indicator.in_force});
    }
  }
  return chosen;
}

// Fills in one IndicatorState.
class Portrait {
 public:
  // The plan stands on the calendar that was known at the moment that `counting` answers about.
  Portrait(const IndicatorsState& state, Counting& counting, const AsOf& as_of)
      : definitions_(state.definitions),
        history_(state.contributions.history),
        plan_(PlanAsKnownAt(state.definitions.plan(), state.adoptions, history_, counting.voided(),
                            as_of.known_at)),
        counting_(counting),
        valid_at_(as_of.valid_at) {}

  void Draw(const Chosen& chosen, bool with_series, IndicatorState* out) {
    const plan::v1::Indicator* dated = plan_.FindIndicator(chosen.indicator->indicator->code());
    PAKTUM_CHECK(dated != nullptr);
    const TargetLine line = LineOf(plan_, *dated);
    Name(chosen, out);
    Targets(*dated, out);
    if (with_series) PlannedLine(line, out);
    if (!chosen.definition) return;
    Figures(*chosen.definition, line, with_series, out);
    Forecasts(*chosen.definition, out);
    counting_.Judge(*chosen.definition, valid_at_,
                    [&](const Contribution& one, CountVerdict verdict) {
                      if (verdict != view::v1::COUNT_VERDICT_COUNTED &&
                          verdict != view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY) {
                        return;
                      }
                      out->set_events(out->events() + 1);
                      simulated_ = simulated_ || history_.entry(one.event).simulated;
                    });
  }

  // Some event behind what was drawn was made by a simulation.
  [[nodiscard]] bool simulated() const { return simulated_; }

 private:
  void Name(const Chosen& chosen, IndicatorState* out) const {
    const plan::v1::Indicator& indicator = *chosen.indicator->indicator;
    out->set_code(indicator.code());
    out->set_measure(chosen.indicator->measure);
    SetLabel(indicator.name(), out->mutable_name());
    SetLabel(indicator.unit(), out->mutable_unit());
    out->set_kind(indicator.kind() == plan::v1::Indicator::KIND_RESULT ? "result" : "output");
    for (const std::string& problem : indicator.problems()) out->add_problems(problem);
    if (!chosen.definition) return;
    const plan::v1::Definition& definition = *definitions_.all()[*chosen.definition].definition;
    out->set_definition_version(definition.version());
    SetLabel(definition.title(), out->mutable_definition());
    for (const std::string& problem : definition.problems()) {
      const auto& listed = out->problems();
      if (std::find(listed.begin(), listed.end(), problem) == listed.end()) {
        out->add_problems(problem);
      }
    }
  }

  void PlannedLine(const TargetLine& line, IndicatorState* out) const {
    if (line.empty()) return;
    for (const Date end : MonthEnds(plan_.start_date(), plan_.end_date())) {
      auto* point = out->add_planned_line();
      point->set_date(end.ToString());
      point->set_value(line.At(end));
    }
  }

  // The targets, without values.
  void Targets(const plan::v1::Indicator& indicator, IndicatorState* out) const {
    out->set_next_target(-1);
    for (const plan::v1::Target& planned : indicator.targets()) {
      auto* target = out->add_targets();
      target->set_date(planned.date());
      target->set_month(planned.month());
      target->set_target(planned.value());
      target->set_target_max(planned.value_max());
      target->set_at_least(planned.at_least());
      target->set_past(!planned.date().empty() && ParsedDate(planned.date()) <= valid_at_);
      if (out->next_target() < 0 && !target->past()) {
        out->set_next_target(out->targets_size() - 1);
      }
    }
  }

  void Figures(std::size_t definition, const TargetLine& line, bool with_series,
               IndicatorState* out) {
    std::vector<Date> days = {valid_at_, valid_at_.PlusMonths(-IndicatorsFold::kRecentMonths)};
    const std::size_t first_target = days.size();
    for (const auto& target : out->targets()) {
      const bool dated = !target.date().empty();
      days.push_back(dated ? std::min(ParsedDate(target.date()), valid_at_) : valid_at_);
    }
    const std::size_t first_month = days.size();
    if (with_series) {
      const auto months = MonthEnds(plan_.start_date(), std::min(plan_.end_date(), valid_at_));
      days.insert(days.end(), months.begin(), months.end());
    }
    const std::vector<std::int64_t> values = counting_.Values(definition, days);
    out->set_value(values[0]);
    out->set_recent_per_month_x100((values[0] - values[1]) * 100 / IndicatorsFold::kRecentMonths);
    for (int i = 0; i < out->targets_size(); ++i) {
      auto* target = out->mutable_targets(i);
      target->set_value(values[first_target + static_cast<std::size_t>(i)]);
      target->set_percent_x10(PercentX10(target->value(), target->target()));
    }
    if (!line.empty()) {
      out->set_needed_per_month_x100(NeededPerMonthX100(line.final(), values[0], valid_at_));
    }
    out->set_pace(StateOfPace(line, IndicatorsFold::kPaceTolerancePercent, valid_at_, values[0],
                              line.empty() ? 0 : values[first_month - 1]));
    for (std::size_t i = first_month; i < days.size(); ++i) {
      auto* point = out->add_monthly();
      point->set_date(days[i].ToString());
      point->set_value(values[i]);
    }
  }

  // Needs targets and value.
  void Forecasts(std::size_t definition, IndicatorState* out) {
    if (!plan_.has_dates()) return;
    const TargetState* const last =
        out->targets().empty() ? nullptr : &out->targets(out->targets_size() - 1);
    const Date last_day = last == nullptr ? plan_.end_date() : ParsedDate(last->date());
    Course course{.from = valid_at_.PlusMonths(-kCourseMonths),
                  .middle = valid_at_.PlusMonths(-kLatestMonths),
                  .day = valid_at_};
    const auto values = counting_.Values(
        definition, {course.from, course.middle, course.day, std::min(last_day, valid_at_)});
    course.at_from = values[0];
    course.at_middle = values[1];
    course.value = values[2];
    const auto state =
        StateOfForecast(course, plan_.start_date(), definitions_.all()[definition].PerPeriod());
    const auto foresee = [&](Date day, const TargetState* target, view::v1::Forecast* forecast) {
      FillForecast(course, state, day, values[3], forecast);
      if (target == nullptr) return;
      forecast->set_target(target->target());
      forecast->set_percent_x10(PercentX10(forecast->value(), target->target()));
    };
    foresee(last_day, last, out->mutable_final_forecast());
    if (out->next_target() < 0) return;
    const TargetState& next = out->targets(out->next_target());
    foresee(ParsedDate(next.date()), &next, out->mutable_next_forecast());
  }

  const Definitions& definitions_;
  const History& history_;
  const plan::Plan plan_;
  Counting& counting_;
  const Date valid_at_;
  bool simulated_ = false;
};

void FillMeta(const IndicatorsState& state, const AsOf& as_of, bool simulated,
              view::v1::ViewMeta* meta) {
  state.progress.FillMeta(state.definitions.plan(), IndicatorsFold::kFoldVersion, as_of, meta);
  meta->set_contains_simulated(simulated);
}

}  // namespace

Result<view::v1::IndicatorsView> AnswerIndicators(const IndicatorsState& state,
                                                  const Parameters& parameters, Instant now) {
  PAKTUM_RETURN_IF_ERROR(
      RefuseOtherParameters(parameters, {"valid_at", "known_at", "scope", "code", "definition"}));
  PAKTUM_ASSIGN_OR_RETURN(const AsOf as_of, ParseAsOf(parameters, now));
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Chosen> chosen,
                          ChooseMany(state.definitions, parameters));
  Counting counting(state.definitions, state.contributions, as_of.known_at);
  Portrait portrait(state, counting, as_of);
  view::v1::IndicatorsView answer;
  for (const Chosen& one : chosen) {
    portrait.Draw(one, /*with_series=*/true, answer.add_indicators());
  }
  FillMeta(state, as_of, portrait.simulated(), answer.mutable_meta());
  return answer;
}

Result<view::v1::ExplainView> AnswerExplain(const IndicatorsState& state,
                                            const Parameters& parameters, Instant now) {
  PAKTUM_RETURN_IF_ERROR(RefuseOtherParameters(
      parameters, {"code", "definition", "valid_at", "known_at", "after", "limit"}));
  if (!parameters.contains("code")) return BadParameter("code", "the code of an indicator");
  PAKTUM_ASSIGN_OR_RETURN(const AsOf as_of, ParseAsOf(parameters, now));
  PAKTUM_ASSIGN_OR_RETURN(const std::uint64_t after,
                          ParseNumber(parameters, "after", 0, UINT64_MAX, 0));
  PAKTUM_ASSIGN_OR_RETURN(const std::uint64_t limit,
                          ParseNumber(parameters, "limit", 1, IndicatorsFold::kExplainLimitMax,
                                      IndicatorsFold::kExplainLimitDefault));
  PAKTUM_ASSIGN_OR_RETURN(const Chosen chosen, ChooseOne(state.definitions, parameters));

  const History& history = state.contributions.history;
  Counting counting(state.definitions, state.contributions, as_of.known_at);
  Portrait portrait(state, counting, as_of);
  view::v1::ExplainView answer;
  portrait.Draw(chosen, /*with_series=*/false, answer.mutable_indicator());
  FillMeta(state, as_of, portrait.simulated(), answer.mutable_meta());
  if (!chosen.definition) return answer;
  counting.Judge(*chosen.definition, as_of.valid_at,
                 [&](const Contribution& one, CountVerdict verdict) {
                   answer.set_total_events(answer.total_events() + 1);
                   const History::Entry& entry = history.entry(one.event);
                   if (entry.position.value() <= after) return;
                   if (static_cast<std::uint64_t>(answer.events_size()) == limit) {
                     answer.set_next_after(answer.events(answer.events_size() - 1).position());
                     return;
                   }
                   auto* event = answer.add_events();
                   event->set_position(entry.position.value());
                   event->set_type(entry.kind().type);
                   event->set_occurred_on(entry.occurred_on.ToString());
                   event->set_recorded_at(entry.recorded_at.ToString());
                   event->set_subject(history.StreamOf(entry));
                   event->set_verdict(verdict);
                   event->set_amount(verdict == view::v1::COUNT_VERDICT_COUNTED ? one.amount : 0);
                   event->set_voided_by(counting.voided().By(one.event).value());
                   event->set_late_reason(entry.late_reason);
                 });
  return answer;
}

}  // namespace paktum::views::internal
