#include "libs/views/evaluation.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/plan/sha256.h"
#include "libs/views/internal/evaluation_figures.h"
#include "libs/views/internal/figures_cache.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::views {
namespace {

using evaluation::v1::EvaluationPart;
using event::v1::Event;
using internal::FiguresOf;
using internal::PeriodFigures;
using view::v1::EvaluationFigures;
using view::v1::EvaluationState;
using view::v1::EvaluationView;
using view::v1::PeriodsView;
using view::v1::StandingFigures;
using view::v1::StatusReportView;

// What was done about one period.
struct PeriodRecord {
  EvaluationState state = view::v1::EVALUATION_STATE_UNSPECIFIED;
  std::optional<Fact> submitted;  // the last time
  std::optional<Fact> approved;
  std::optional<Fact> report;  // the last status report
  std::map<int, Fact> parts;   // the last text of each
  std::optional<Fact> closed;  // nothing while it is open

  void Take(const Fact& fact);
};

void PeriodRecord::Take(const Fact& fact) {
  const Event& event = fact.event;
  if (event.has_interim_evaluation_opened()) {
    state = view::v1::EVALUATION_STATE_OPEN;
  } else if (event.has_evaluation_part_written()) {
    parts.insert_or_assign(event.evaluation_part_written().part(), fact);
  } else if (event.has_interim_evaluation_submitted()) {
    state = view::v1::EVALUATION_STATE_SUBMITTED;
    submitted = fact;
  } else if (event.has_interim_evaluation_returned()) {
    state = view::v1::EVALUATION_STATE_RETURNED;
    approved.reset();
  } else if (event.has_interim_evaluation_approved()) {
    state = view::v1::EVALUATION_STATE_APPROVED;
    approved = fact;
  } else if (event.has_status_report_issued()) {
    report = fact;
  } else if (event.has_period_closed()) {
    closed = fact;
  } else if (event.has_period_reopened()) {
    closed.reset();
  }
}

std::string PeriodIn(const Event& event) {
  if (event.has_interim_evaluation_opened()) return event.interim_evaluation_opened().period();
  if (event.has_evaluation_part_written()) return event.evaluation_part_written().period();
  if (event.has_interim_evaluation_submitted()) {
    return event.interim_evaluation_submitted().period();
  }
  if (event.has_interim_evaluation_returned()) return event.interim_evaluation_returned().period();
  if (event.has_interim_evaluation_approved()) return event.interim_evaluation_approved().period();
  if (event.has_status_report_issued()) return event.status_report_issued().period();
  if (event.has_period_closed()) return event.period_closed().period();
  return event.period_reopened().period();
}

std::map<std::string, PeriodRecord> ReadPeriods(const EffectiveHistory& history) {
  std::vector<Fact> facts =
      history.InForce({Event::kInterimEvaluationOpened, Event::kEvaluationPartWritten,
                       Event::kInterimEvaluationSubmitted, Event::kInterimEvaluationReturned,
                       Event::kInterimEvaluationApproved, Event::kStatusReportIssued,
                       Event::kPeriodClosed, Event::kPeriodReopened});
  // One step leads to the next in the order in which they were recorded.
  std::sort(facts.begin(), facts.end(),
            [](const Fact& a, const Fact& b) { return a.position < b.position; });
  std::map<std::string, PeriodRecord> records;
  for (const Fact& fact : facts) records[PeriodIn(fact.event)].Take(fact);
  return records;
}

std::string DayOf(const std::optional<Fact>& fact) { return fact ? fact->day.ToString() : ""; }

// Half-years that the programme touches.
std::vector<HalfYear> PeriodsOf(const plan::Plan& plan) {
  std::vector<HalfYear> periods;
  if (!plan.has_dates()) return periods;
  const HalfYear last = HalfYear::Of(plan.end_date());
  for (HalfYear one = HalfYear::Of(plan.start_date()); one <= last; one = one.Next()) {
    periods.push_back(one);
  }
  return periods;
}

Result<HalfYear> AskedPeriod(const RegisterQuestion& question) {
  const auto given = question.parameters.find("period");
  const auto period = given == question.parameters.end() ? std::optional<HalfYear>()
                                                         : HalfYear::Parse(given->second);
  if (!period) return BadParameter("period", "a half-year such as 2019-H1");
  const std::vector<HalfYear> periods = PeriodsOf(question.plan);
  if (std::find(periods.begin(), periods.end(), *period) != periods.end()) return *period;
  return NotFound("evaluation.unknown_period", "the programme does not touch this half-year",
                  {{"period", period->ToString()}});
}

std::shared_ptr<const PeriodFigures> Fill(const RegisterQuestion& question, Position through,
                                          HalfYear period, StandingFigures* standing) {
  const EffectiveHistory history = question.history.At(question.as_of.valid_at, through);
  const internal::FiguresCache::Key key{
      .through = history.LastKnown(), .start = question.plan.start_date(), .period = period};
  std::shared_ptr<const PeriodFigures> counted = question.figures.Find(key);
  if (counted == nullptr) {
    counted = std::make_shared<PeriodFigures>(FiguresOf(question.plan, history, period));
    question.figures.Keep(key, counted);
  }
  standing->set_position(key.through.value());
  standing->set_sha256(plan::Sha256OfMessage(counted->figures));
  *standing->mutable_figures() = counted->figures;
  return counted;
}

view::v1::Label NameOfPart(EvaluationPart part) {
  const auto& text =
      evaluation::v1::EvaluationPart_descriptor()->FindValueByNumber(part)->options().GetExtension(
          options::v1::text);
  view::v1::Label label;
  label.set_hu(text.hu());
  label.set_en(text.en());
  return label;
}

void FillParts(const RegisterQuestion& question, const PeriodRecord& record, EvaluationView* view) {
  const bool shown =
      question.audience != Audience::kPublic || record.state == view::v1::EVALUATION_STATE_APPROVED;
  for (int number = 1; number < evaluation::v1::EvaluationPart_ARRAYSIZE; ++number) {
    const auto part = static_cast<EvaluationPart>(number);
    auto* row = view->add_parts();
    row->set_part(part);
    *row->mutable_name() = NameOfPart(part);
    const auto written = record.parts.find(number);
    if (written == record.parts.end()) continue;
    row->set_written_on(written->second.day.ToString());
    if (shown) row->set_text(written->second.event.evaluation_part_written().text());
  }
}

void FillChanges(EvaluationView* view) {
  std::map<std::string, std::int64_t> reported;
  for (const auto& row : view->reported().figures().indicators()) {
    reported[row.code()] = row.value();
  }
  for (const auto& row : view->now().figures().indicators()) {
    const auto before = reported.find(row.code());
    const std::int64_t value = before == reported.end() ? 0 : before->second;
    if (value == row.value()) continue;
    auto* change = view->add_changes();
    change->set_indicator(row.code());
    change->set_reported(value);
    change->set_now(row.value());
  }
}

// Whether an event speaks of what happened, not of reports or corrections about it.
bool IsOfTheProgramme(const Event& event) {
  constexpr std::array kAbout{Event::kInterimEvaluationOpened,
                              Event::kEvaluationPartWritten,
                              Event::kInterimEvaluationSubmitted,
                              Event::kInterimEvaluationApproved,
                              Event::kInterimEvaluationReturned,
                              Event::kStatusReportIssued,
                              Event::kPeriodClosed,
                              Event::kPeriodReopened,
                              Event::kEventVoided,
                              Event::kEventCorrected,
                              Event::kEvidenceAttached};
  return std::find(kAbout.begin(), kAbout.end(), event.body_case()) == kAbout.end();
}

void FillLateFacts(const RegisterQuestion& question, HalfYear period, Position reported,
                   EvaluationView* view) {
  question.history.Visit([&](const Fact& fact) {
    if (fact.day > period.last_day() || !IsOfTheProgramme(fact.event)) return;
    const bool came_later = reported < fact.position;
    if (!came_later && fact.voided_by <= reported) return;
    view->set_late_facts_total(view->late_facts_total() + 1);
    if (view->late_facts_size() >= kLateFactsMax) return;
    auto* row = view->add_late_facts();
    row->set_position(fact.position.value());
    row->set_type(fact.kind->type);
    row->mutable_name()->set_hu(fact.kind->title_hu);
    row->mutable_name()->set_en(fact.kind->title_en);
    row->set_occurred_on(fact.day.ToString());
    row->set_recorded_at(fact.recorded_at.ToString());
    row->set_late_reason(fact.event.late_reason());
    row->set_voided_by(fact.voided_by.value());
  });
}

// Drafts are no business of the public.
void LeaveOutTexts(EvaluationFigures* figures) {
  for (auto& deviation : *figures->mutable_deviations()) {
    deviation.clear_subject();
    for (auto& step : *deviation.mutable_steps()) step.clear_subject();
  }
}

}  // namespace

Result<EvaluationView> AnswerEvaluation(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, AskedPeriod(question));
  const PeriodRecord record = ReadPeriods(question.history)[period.ToString()];
  EvaluationView view;
  view.set_period(period.ToString());
  view.set_first_day(period.first_day().ToString());
  view.set_last_day(period.last_day().ToString());
  view.set_state(record.state);
  view.set_submitted_on(DayOf(record.submitted));
  view.set_approved_on(DayOf(record.approved));
  if (record.approved) {
    view.set_resolution(record.approved->event.interim_evaluation_approved().resolution());
  }
  view.set_closed_on(DayOf(record.closed));
  FillParts(question, record, &view);
  Fill(question, internal::kWholeLedger, period, view.mutable_now());
  if (record.submitted) {
    const auto& stated = record.submitted->event.interim_evaluation_submitted();
    const Position position(stated.figures_position());
    Fill(question, position, period, view.mutable_reported());
    view.set_stated_sha256(stated.figures_sha256());
    FillChanges(&view);
    FillLateFacts(question, period, position, &view);
  }
  if (question.audience == Audience::kPublic &&
      record.state != view::v1::EVALUATION_STATE_APPROVED) {
    LeaveOutTexts(view.mutable_now()->mutable_figures());
    if (view.has_reported()) LeaveOutTexts(view.mutable_reported()->mutable_figures());
  }
  return view;
}

Result<StatusReportView> AnswerStatusReport(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, AskedPeriod(question));
  const PeriodRecord record = ReadPeriods(question.history)[period.ToString()];
  StatusReportView view;
  view.set_period(period.ToString());
  view.set_issued_on(DayOf(record.report));
  const auto counted = Fill(question, internal::kWholeLedger, period, view.mutable_now());
  *view.mutable_schedule() = counted->schedule.rows();
  if (record.report) {
    const auto& stated = record.report->event.status_report_issued();
    Fill(question, Position(stated.figures_position()), period, view.mutable_issued());
    view.set_stated_sha256(stated.figures_sha256());
  }
  if (question.audience == Audience::kPublic) {
    LeaveOutTexts(view.mutable_now()->mutable_figures());
    if (view.has_issued()) LeaveOutTexts(view.mutable_issued()->mutable_figures());
  }
  return view;
}

Result<PeriodsView> AnswerPeriods(const RegisterQuestion& question) {
  std::map<std::string, PeriodRecord> records = ReadPeriods(question.history);
  std::map<std::string, std::uint64_t> after_closing;
  question.history.Visit([&](const Fact& fact) {
    if (fact.event.late_reason() == event::v1::LATE_REASON_UNSPECIFIED) return;
    if (fact.day > question.as_of.valid_at) return;
    if (fact.voided_by.value() == 0) ++after_closing[HalfYear::Of(fact.day).ToString()];
  });
  PeriodsView view;
  for (const HalfYear period : PeriodsOf(question.plan)) {
    const std::string name = period.ToString();
    const PeriodRecord& record = records[name];
    auto* row = view.add_periods();
    row->set_period(name);
    row->set_evaluation(record.state);
    row->set_status_report_on(DayOf(record.report));
    row->set_closed_on(DayOf(record.closed));
    row->set_after_closing(after_closing[name]);
  }
  return view;
}

}  // namespace paktum::views
