// Interim evaluation, status report and periods (domain.md A15, A4 2.1, D14, D15, P-21).
#include <algorithm>
#include <map>

#include "libs/plan/sha256.h"
#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/evaluation.pb.h"
#include "tests/property/registers/naive_figures.h"
#include "tests/property/registers/naive_schedule.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using view::v1::EvaluationView;

// What was done about one period, each step the last one of its kind.
struct Steps {
  view::v1::EvaluationState state = view::v1::EVALUATION_STATE_UNSPECIFIED;
  const Record* submitted = nullptr;
  const Record* approved = nullptr;
  const Record* report = nullptr;
  const Record* closed = nullptr;
  std::map<int, const Record*> parts;
};

Steps StepsOf(const Question& question, const std::string& period) {
  Records records;
  for (const Record* record : question.history.InForce()) {
    if (TextField(BodyOf(*record), "period") == period) records.push_back(record);
  }
  std::sort(records.begin(), records.end(),
            [](const Record* a, const Record* b) { return a->position < b->position; });
  Steps steps;
  for (const Record* record : records) {
    const Event& event = record->event;
    if (event.has_interim_evaluation_opened()) steps.state = view::v1::EVALUATION_STATE_OPEN;
    if (event.has_evaluation_part_written()) {
      steps.parts[event.evaluation_part_written().part()] = record;
    }
    if (event.has_interim_evaluation_submitted()) {
      steps.state = view::v1::EVALUATION_STATE_SUBMITTED;
      steps.submitted = record;
    }
    if (event.has_interim_evaluation_returned()) {
      steps.state = view::v1::EVALUATION_STATE_RETURNED;
      steps.approved = nullptr;
    }
    if (event.has_interim_evaluation_approved()) {
      steps.state = view::v1::EVALUATION_STATE_APPROVED;
      steps.approved = record;
    }
    if (event.has_status_report_issued()) steps.report = record;
    if (event.has_period_closed()) steps.closed = record;
    if (event.has_period_reopened()) steps.closed = nullptr;
  }
  return steps;
}

// Nothing that speaks of no fact of the pact.
bool IsKept(const Event& event) {
  return !event.has_identity_claimed() && !event.has_personal_data_unsealed() &&
         !event.has_inspection_bundle_exported();
}

// A void of nothing that is kept is not kept either.
bool IsKept(const History& history, const Record& record) {
  if (!record.event.has_event_voided()) return IsKept(record.event);
  const auto& targets = record.event.event_voided().target_positions();
  return std::any_of(history.Known().begin(), history.Known().end(), [&](const Record* other) {
    return other->position < record.position && other->stream == record.stream &&
           std::find(targets.begin(), targets.end(), other->position) != targets.end() &&
           IsKept(history, *other);
  });
}

std::string DayOf(const Record* record) {
  return record == nullptr ? "" : record->event.occurred_on();
}

void FillStanding(const Question& question, std::uint64_t through, HalfYear period,
                  view::v1::StandingFigures* standing) {
  Times times = question.history.times();
  times.through = through;
  const History history = question.history.At(times);
  for (const Record* record : history.Known()) {
    if (IsKept(history, *record)) standing->set_position(record->position);
  }
  const plan::Plan plan = OnCalendar(question.plan, history);
  FillFigures(plan, history, period, standing->mutable_figures());
  standing->set_sha256(plan::Sha256OfMessage(standing->figures()));
}

void FillParts(const Question& question, const Steps& steps, EvaluationView* view) {
  const auto* parts = evaluation::v1::EvaluationPart_descriptor();
  for (int number = 1; number <= 6; ++number) {
    auto* part = view->add_parts();
    part->set_part(static_cast<evaluation::v1::EvaluationPart>(number));
    const auto& text = parts->FindValueByNumber(number)->options().GetExtension(options::v1::text);
    part->mutable_name()->set_hu(text.hu());
    part->mutable_name()->set_en(text.en());
    const auto written = steps.parts.find(number);
    if (written == steps.parts.end()) continue;
    part->set_written_on(DayOf(written->second));
    if (question.of_public() && steps.state != view::v1::EVALUATION_STATE_APPROVED) continue;
    part->set_text(written->second->event.evaluation_part_written().text());
  }
}

void FillChanges(EvaluationView* view) {
  for (const auto& now : view->now().figures().indicators()) {
    for (const auto& reported : view->reported().figures().indicators()) {
      if (reported.code() != now.code() || reported.value() == now.value()) continue;
      auto* change = view->add_changes();
      change->set_indicator(now.code());
      change->set_reported(reported.value());
      change->set_now(now.value());
    }
  }
}

// A report, a closing or a correction is no fact about the period.
bool IsFact(const Event& event) {
  return !event.has_interim_evaluation_opened() && !event.has_evaluation_part_written() &&
         !event.has_interim_evaluation_submitted() && !event.has_interim_evaluation_approved() &&
         !event.has_interim_evaluation_returned() && !event.has_status_report_issued() &&
         !event.has_period_closed() && !event.has_period_reopened() && !event.has_event_voided() &&
         !event.has_event_corrected() && !event.has_evidence_attached() && IsKept(event);
}

void FillLateFacts(const Question& question, HalfYear period, std::uint64_t reported,
                   EvaluationView* view) {
  for (const Record* record : question.history.Known()) {
    if (!IsFact(record->event) || record->day() > period.last_day()) continue;
    const Record* voided = question.history.VoidOf(*record);
    const bool since = record->position > reported;
    const bool taken_out_since = voided != nullptr && voided->position > reported;
    if (!since && !taken_out_since) continue;
    view->set_late_facts_total(view->late_facts_total() + 1);
    auto* fact = view->add_late_facts();
    fact->set_position(record->position);
    fact->set_type(TypeOf(*record));
    SetTypeName(*record, fact->mutable_name());
    fact->set_occurred_on(record->event.occurred_on());
    fact->set_recorded_at(record->recorded_at.ToString());
    fact->set_late_reason(record->event.late_reason());
    if (voided != nullptr) fact->set_voided_by(voided->position);
  }
}

void LeaveTextsOut(view::v1::EvaluationFigures* figures) {
  for (auto& deviation : *figures->mutable_deviations()) {
    deviation.clear_subject();
    for (auto& step : *deviation.mutable_steps()) step.clear_subject();
  }
}

}  // namespace

void Fill(const Question& question, EvaluationView* view) {
  const HalfYear period = *HalfYear::Parse(question.Parameter("period"));
  const Steps steps = StepsOf(question, period.ToString());
  view->set_period(period.ToString());
  view->set_first_day(period.first_day().ToString());
  view->set_last_day(period.last_day().ToString());
  view->set_state(steps.state);
  view->set_submitted_on(DayOf(steps.submitted));
  view->set_approved_on(DayOf(steps.approved));
  if (steps.approved != nullptr) {
    view->set_resolution(steps.approved->event.interim_evaluation_approved().resolution());
  }
  view->set_closed_on(DayOf(steps.closed));
  FillParts(question, steps, view);
  FillStanding(question, Times{}.through, period, view->mutable_now());
  if (steps.submitted != nullptr) {
    const auto& stated = steps.submitted->event.interim_evaluation_submitted();
    FillStanding(question, stated.figures_position(), period, view->mutable_reported());
    view->set_stated_sha256(stated.figures_sha256());
    FillChanges(view);
    FillLateFacts(question, period, stated.figures_position(), view);
  }
  if (!question.of_public() || steps.state == view::v1::EVALUATION_STATE_APPROVED) return;
  LeaveTextsOut(view->mutable_now()->mutable_figures());
  if (view->has_reported()) LeaveTextsOut(view->mutable_reported()->mutable_figures());
}

void Fill(const Question& question, view::v1::StatusReportView* view) {
  const HalfYear period = *HalfYear::Parse(question.Parameter("period"));
  const Steps steps = StepsOf(question, period.ToString());
  view->set_period(period.ToString());
  view->set_issued_on(DayOf(steps.report));
  FillStanding(question, Times{}.through, period, view->mutable_now());
  FillRowsOf(question.plan, question.history, period, view->mutable_schedule());
  if (steps.report != nullptr) {
    const auto& stated = steps.report->event.status_report_issued();
    FillStanding(question, stated.figures_position(), period, view->mutable_issued());
    view->set_stated_sha256(stated.figures_sha256());
  }
  if (!question.of_public()) return;
  LeaveTextsOut(view->mutable_now()->mutable_figures());
  if (view->has_issued()) LeaveTextsOut(view->mutable_issued()->mutable_figures());
}

std::vector<HalfYear> PeriodsOf(const plan::Plan& plan) {
  std::vector<HalfYear> periods;
  for (Date day = plan.start_date(); plan.has_dates() && day <= plan.end_date();
       day = day.PlusDays(1)) {
    if (periods.empty() || periods.back() != HalfYear::Of(day))
      periods.push_back(HalfYear::Of(day));
  }
  return periods;
}

void Fill(const Question& question, view::v1::PeriodsView* view) {
  for (const HalfYear period : PeriodsOf(question.plan)) {
    const Steps steps = StepsOf(question, period.ToString());
    auto* row = view->add_periods();
    row->set_period(period.ToString());
    row->set_evaluation(steps.state);
    row->set_status_report_on(DayOf(steps.report));
    row->set_closed_on(DayOf(steps.closed));
    for (const Record* record : question.history.InForce()) {
      const bool late = record->event.late_reason() != event::v1::LATE_REASON_UNSPECIFIED;
      if (late && HalfYear::Of(record->day()) == period) {
        row->set_after_closing(row->after_closing() + 1);
      }
    }
  }
}

}  // namespace paktum::views::naive
