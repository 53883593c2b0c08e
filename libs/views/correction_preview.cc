#include "libs/views/correction_preview.h"

#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "libs/base/check.h"
#include "libs/views/evaluation.h"
#include "libs/views/internal/counted_history.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using internal::CountedHistory;
using view::v1::CorrectionPreviewView;
using view::v1::IndicatorDifference;
using view::v1::IndicatorsView;
using Differences = google::protobuf::RepeatedPtrField<IndicatorDifference>;

Status BadPositions() {
  return BadParameter("positions", "positions of at most 100 events, such as 17,18");
}

Result<std::set<Position>> AskedPositions(const Parameters& parameters) {
  const auto given = parameters.find("positions");
  if (given == parameters.end()) return BadPositions();
  std::set<Position> positions;
  std::string_view rest = given->second;
  while (true) {
    const std::string_view one = rest.substr(0, rest.find(','));
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(one.data(), one.data() + one.size(), number);
    if (error != std::errc() || end != one.data() + one.size() || number == 0) {
      return BadPositions();
    }
    positions.insert(Position(number));
    if (positions.size() > kPreviewedEventsMax) return BadPositions();
    if (one.size() == rest.size()) return positions;
    rest.remove_prefix(one.size() + 1);
  }
}

Status FillEvents(const EffectiveHistory& history, const std::set<Position>& positions,
                  CorrectionPreviewView* view) {
  Position voided(0);
  history.Visit([&](const Fact& fact) {
    if (!positions.contains(fact.position)) return;
    if (fact.voided_by.value() != 0) voided = fact.position;
    auto* row = view->add_events();
    row->set_position(fact.position.value());
    row->set_type(fact.kind->type);
    row->mutable_name()->set_hu(fact.kind->title_hu);
    row->mutable_name()->set_en(fact.kind->title_en);
    row->set_occurred_on(fact.day.ToString());
  });
  std::set<Position> unknown = positions;
  for (const auto& row : view->events()) unknown.erase(Position(row.position()));
  if (!unknown.empty()) {
    return NotFound("correction.unknown_event", "no event that counts stands at this position",
                    {{"position", std::to_string(unknown.begin()->value())}});
  }
  if (voided.value() != 0) {
    return Refused("correction.voided_already", "this event is voided already",
                   {{"position", std::to_string(voided.value())}});
  }
  return OkStatus();
}

void FillDifferences(const IndicatorsView& now, const IndicatorsView& without, Differences* rows) {
  PAKTUM_CHECK(now.indicators_size() == without.indicators_size());
  for (int i = 0; i < now.indicators_size(); ++i) {
    const auto& indicator = now.indicators(i);
    const std::int64_t other = without.indicators(i).value();
    if (indicator.value() == other) continue;
    IndicatorDifference* row = rows->Add();
    row->set_indicator(indicator.code());
    *row->mutable_name() = indicator.name();
    row->set_now(indicator.value());
    row->set_without(other);
    row->set_difference(other - indicator.value());
  }
}

// Positions that the last submissions in force stated, by period.
struct Reports {
  std::map<std::string, Position> evaluations;
  std::map<std::string, Position> status_reports;
};

Reports ReadReports(const EffectiveHistory& history, Date valid_at) {
  Reports reports;
  history.Visit([&](const Fact& fact) {
    if (fact.voided_by.value() != 0 || fact.day > valid_at) return;
    if (fact.event.has_interim_evaluation_submitted()) {
      const auto& body = fact.event.interim_evaluation_submitted();
      reports.evaluations[body.period()] = Position(body.figures_position());
    } else if (fact.event.has_status_report_issued()) {
      const auto& body = fact.event.status_report_issued();
      reports.status_reports[body.period()] = Position(body.figures_position());
    }
  });
  return reports;
}

// Values that were reported from the records up to a position, by indicator.
std::map<std::string, std::int64_t> ReportedValues(const RegisterQuestion& question,
                                                   Position through, Date day) {
  const EffectiveHistory history = question.history.At(question.as_of.valid_at, through);
  std::map<std::string, std::int64_t> values;
  const IndicatorsView view = CountedHistory(question.plan, history).Indicators(day);
  for (const auto& row : view.indicators()) values[row.code()] = row.value();
  return values;
}

void FillReported(const RegisterQuestion& question, const Reports& reports,
                  const std::string& period, Date day, Differences* rows) {
  if (rows->empty()) return;
  if (const auto found = reports.evaluations.find(period); found != reports.evaluations.end()) {
    auto values = ReportedValues(question, found->second, day);
    for (IndicatorDifference& row : *rows) {
      row.set_evaluated(values[row.indicator()]);
      row.set_evaluation_differs(row.evaluated() != row.without());
    }
  }
  if (const auto found = reports.status_reports.find(period);
      found != reports.status_reports.end()) {
    auto values = ReportedValues(question, found->second, day);
    for (IndicatorDifference& row : *rows) {
      row.set_reported(values[row.indicator()]);
      row.set_report_differs(row.reported() != row.without());
    }
  }
}

}  // namespace

Result<CorrectionPreviewView> AnswerCorrectionPreview(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(std::set<Position> positions, AskedPositions(question.parameters));
  CorrectionPreviewView view;
  PAKTUM_RETURN_IF_ERROR(FillEvents(question.history, positions, &view));
  const CountedHistory now(question.plan, question.history);
  const CountedHistory without(question.plan, question.history.Without(std::move(positions)));
  FillDifferences(now.Indicators(question.as_of.valid_at),
                  without.Indicators(question.as_of.valid_at), view.mutable_differences());
  const Reports reports = ReadReports(question.history, question.as_of.valid_at);
  PAKTUM_ASSIGN_OR_RETURN(const view::v1::PeriodsView periods, AnswerPeriods(question));
  for (const view::v1::PeriodRow& period : periods.periods()) {
    const auto half_year = HalfYear::Parse(period.period());
    PAKTUM_CHECK(half_year.has_value());
    const Date day = half_year->last_day();
    auto* row = view.add_periods();
    row->set_period(period.period());
    row->set_day(day.ToString());
    row->set_closed_on(period.closed_on());
    row->set_evaluation(period.evaluation());
    row->set_status_report_on(period.status_report_on());
    FillDifferences(now.Indicators(day), without.Indicators(day), row->mutable_differences());
    FillReported(question, reports, period.period(), day, row->mutable_differences());
  }
  return view;
}

}  // namespace paktum::views
