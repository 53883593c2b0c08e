#include "libs/views/evaluation.h"

#include <gtest/gtest.h>

#include "libs/views/internal/evaluation_figures.h"
#include "libs/views/internal/figures_cache.h"
#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Ledger;
using testing::RegistersOf;
using view::v1::EvaluationView;
using view::v1::PeriodsView;
using view::v1::StatusReportView;

constexpr const char* kPeriod = "2019-H1";

EvaluationView Evaluation(const Ledger& ledger, const std::string& audience = "member",
                          const std::string& known_at = "2030-01-01") {
  return Ask<EvaluationView>(
      RegistersOf(ledger), "evaluation",
      As(audience, {{"period", kPeriod}, {"valid_at", "2020-12-31"}, {"known_at", known_at}}));
}

std::int64_t ValueOf(const view::v1::EvaluationFigures& figures, const std::string& code) {
  for (const auto& row : figures.indicators()) {
    if (row.code() == code) return row.value();
  }
  ADD_FAILURE() << code;
  return -1;
}

void Open(Ledger& ledger, const std::string& day) {
  AddBody(ledger, "evaluation/2019-H1", day, &Event::mutable_interim_evaluation_opened,
          [](auto& body) { body.set_period(kPeriod); });
}
void Write(Ledger& ledger, const std::string& day, evaluation::v1::EvaluationPart part,
           const std::string& text) {
  AddBody(ledger, "evaluation/2019-H1", day, &Event::mutable_evaluation_part_written,
          [&](auto& body) {
            body.set_period(kPeriod);
            body.set_part(part);
            body.set_text(text);
          });
}
// Submits what the view shows now.
EvaluationView Submit(Ledger& ledger, const std::string& day) {
  EvaluationView shown = Evaluation(ledger);
  AddBody(ledger, "evaluation/2019-H1", day, &Event::mutable_interim_evaluation_submitted,
          [&](auto& body) {
            body.set_period(kPeriod);
            body.set_figures_position(shown.now().position());
            body.set_figures_sha256(shown.now().sha256());
          });
  return shown;
}
void Close(Ledger& ledger, const std::string& day) {
  AddBody(ledger, "periods", day, &Event::mutable_period_closed,
          [](auto& body) { body.set_period(kPeriod); });
}

Ledger TwoHires() {
  Ledger ledger;
  for (int person = 1; person <= 3; ++person) ledger.Enrol(person, "2019-01-10");
  ledger.Hire(1, "2019-02-01");
  ledger.Hire(2, "2019-03-01");
  return ledger;
}

TEST(Evaluation, ReportedFiguresStayWhatALateFactMovesNow) {
  Ledger ledger = TwoHires();
  Open(ledger, "2019-07-05");
  const EvaluationView shown = Submit(ledger, "2019-07-10");
  ledger.Evaluate("2019-07-20");
  Close(ledger, "2019-07-21");
  EXPECT_EQ(ValueOf(shown.now().figures(), "PR25"), 2);

  Event late;
  late.set_late_reason(event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
  late.mutable_hire_recorded()->set_participant_id(testing::Person(3));
  late.mutable_hire_recorded()->set_placement(employment::v1::PLACEMENT_SUBSIDISED);
  const std::uint64_t position =
      ledger.Add(events::ParticipantStream(testing::Person(3)), "2019-06-15", std::move(late));

  const EvaluationView view = Evaluation(ledger);
  EXPECT_EQ(view.state(), view::v1::EVALUATION_STATE_APPROVED);
  EXPECT_EQ(view.closed_on(), "2019-07-21");
  EXPECT_EQ(ValueOf(view.reported().figures(), "PR25"), 2);
  EXPECT_EQ(ValueOf(view.now().figures(), "PR25"), 3);
  EXPECT_EQ(view.reported().sha256(), view.stated_sha256());
  EXPECT_NE(view.now().sha256(), view.stated_sha256());
  ASSERT_EQ(view.late_facts_size(), 1);
  EXPECT_EQ(view.late_facts(0).position(), position);
  EXPECT_EQ(view.late_facts(0).late_reason(), event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
  ASSERT_GE(view.changes_size(), 1);
  bool named = false;
  for (const auto& change : view.changes()) {
    if (change.indicator() != "PR25") continue;
    named = true;
    EXPECT_EQ(change.reported(), 2);
    EXPECT_EQ(change.now(), 3);
  }
  EXPECT_TRUE(named);
}

TEST(Evaluation, WhatIsTakenOutAfterwardsIsNamed) {
  Ledger ledger = TwoHires();
  Submit(ledger, "2019-07-10");
  const std::uint64_t by = ledger.Void({5}, "2019-08-01");
  const EvaluationView view = Evaluation(ledger);
  EXPECT_EQ(ValueOf(view.reported().figures(), "PR25"), 2);
  EXPECT_EQ(ValueOf(view.now().figures(), "PR25"), 1);
  ASSERT_EQ(view.late_facts_size(), 1);
  EXPECT_EQ(view.late_facts(0).position(), 5u);
  EXPECT_EQ(view.late_facts(0).voided_by(), by);
}

TEST(Evaluation, FactsOfTheNextPeriodChangeNothing) {
  Ledger ledger = TwoHires();
  const EvaluationView shown = Submit(ledger, "2019-07-10");
  ledger.Hire(3, "2019-07-01");
  const EvaluationView view = Evaluation(ledger);
  EXPECT_EQ(ValueOf(view.now().figures(), "PR25"), ValueOf(shown.now().figures(), "PR25"));
  EXPECT_EQ(view.changes_size(), 0);
  EXPECT_EQ(view.late_facts_size(), 0);
}

TEST(Evaluation, AWrongStatedDigestShows) {
  Ledger ledger = TwoHires();
  AddBody(ledger, "evaluation/2019-H1", "2019-07-10", &Event::mutable_interim_evaluation_submitted,
          [](auto& body) {
            body.set_period(kPeriod);
            body.set_figures_position(5);
            body.set_figures_sha256(std::string(64, 'a'));
          });
  const EvaluationView view = Evaluation(ledger);
  EXPECT_EQ(view.stated_sha256(), std::string(64, 'a'));
  EXPECT_NE(view.reported().sha256(), view.stated_sha256());
}

TEST(Evaluation, HasTheSixPartsAndTheLastTextOfEach) {
  Ledger ledger;
  Open(ledger, "2019-07-05");
  Write(ledger, "2019-07-06", evaluation::v1::EVALUATION_PART_CAUSES, "elsö");
  Write(ledger, "2019-07-06", evaluation::v1::EVALUATION_PART_CAUSES, "második");
  const EvaluationView view = Evaluation(ledger);
  ASSERT_EQ(view.parts_size(), 6);
  EXPECT_EQ(view.parts(3).part(), evaluation::v1::EVALUATION_PART_CAUSES);
  EXPECT_EQ(view.parts(3).text(), "második");
  EXPECT_EQ(view.parts(0).text(), "");
  EXPECT_EQ(view.parts(0).written_on(), "");
}

TEST(Evaluation, ThePublicReadsTextsAfterTheApproval) {
  Ledger ledger;
  Open(ledger, "2019-07-05");
  Write(ledger, "2019-07-06", evaluation::v1::EVALUATION_PART_CAUSES, "ok");
  EXPECT_EQ(Evaluation(ledger, "public").parts(3).text(), "");
  EXPECT_EQ(Evaluation(ledger, "member").parts(3).text(), "ok");
  Submit(ledger, "2019-07-10");
  ledger.Evaluate("2019-07-20");
  EXPECT_EQ(Evaluation(ledger, "public").parts(3).text(), "ok");
}

TEST(Evaluation, PrefillsMeasuresIndicatorsAndTheNextPeriod) {
  const Ledger ledger = TwoHires();
  const EvaluationView view = Evaluation(ledger);
  const auto& figures = view.now().figures();
  EXPECT_EQ(figures.measures_size(), 9);
  EXPECT_EQ(figures.measures(0).measure(), "1.1");
  EXPECT_EQ(figures.measures(0).planned_cells(), 2u);
  EXPECT_EQ(figures.measures(0).late_cells(), 2u);
  EXPECT_EQ(figures.measures(0).deadline(), "2021-Q2");
  ASSERT_FALSE(figures.indicators().empty());
  EXPECT_EQ(figures.indicators(0).code(), "PO25");
  EXPECT_EQ(figures.indicators(0).value(), 3);
  EXPECT_EQ(figures.indicators(0).in_period(), 3);
  EXPECT_EQ(figures.indicators(0).target_date(), "2021-06-30");
  EXPECT_EQ(figures.indicators(0).target(), 215);
  EXPECT_GT(figures.indicators(0).planned_next(), 46);
}

TEST(Evaluation, ShowsDeviationsUntilTheyWereSolved) {
  Ledger ledger;
  const std::string id = testing::Person(70);
  const std::string stream = "deviation/" + id;
  AddBody(ledger, stream, "2018-11-05", &Event::mutable_deviation_recorded, [&](auto& body) {
    body.set_deviation_id(id);
    body.set_subject("kevés munkáltató");
    body.set_cause(evaluation::v1::DEVIATION_CAUSE_LACK_OF_EMPLOYERS);
  });
  AddBody(ledger, stream, "2018-11-06", &Event::mutable_corrective_step_planned, [&](auto& body) {
    body.set_deviation_id(id);
    body.set_step_id(testing::Person(71));
    body.set_due_on("2019-03-31");
  });
  ASSERT_EQ(Evaluation(ledger).now().figures().deviations_size(), 1);
  EXPECT_EQ(Evaluation(ledger).now().figures().deviations(0).steps(0).done_on(), "");
  EXPECT_EQ(Evaluation(ledger, "public").now().figures().deviations(0).subject(), "");
  AddBody(ledger, stream, "2018-12-20", &Event::mutable_corrective_step_done, [&](auto& body) {
    body.set_deviation_id(id);
    body.set_step_id(testing::Person(71));
  });
  EXPECT_EQ(Evaluation(ledger).now().figures().deviations_size(), 0);
}

TEST(Evaluation, ShowsADeviationOfThePeriodThoughItsStepWasDoneBefore) {
  Ledger ledger;
  const std::string id = testing::Person(70);
  const std::string stream = "deviation/" + id;
  AddBody(ledger, stream, "2019-02-05", &Event::mutable_deviation_recorded,
          [&](auto& body) { body.set_deviation_id(id); });
  AddBody(ledger, stream, "2018-11-06", &Event::mutable_corrective_step_planned, [&](auto& body) {
    body.set_deviation_id(id);
    body.set_step_id(testing::Person(71));
  });
  AddBody(ledger, stream, "2018-12-20", &Event::mutable_corrective_step_done, [&](auto& body) {
    body.set_deviation_id(id);
    body.set_step_id(testing::Person(71));
  });
  EXPECT_EQ(Evaluation(ledger).now().figures().deviations_size(), 1);
}

// As the view of indicators shows it.
TEST(Evaluation, SharesOfTargetsAreRounded) {
  Ledger ledger;
  for (int person = 1; person <= 3; ++person) ledger.Enrol(person, "2019-02-01");
  // 3 of 215 are 1.395 %.
  EXPECT_EQ(Evaluation(ledger).now().figures().indicators(0).percent_x10(), 14);
}

TEST(Evaluation, APeriodOutsideTheProgrammeIsRefused) {
  const auto fold = RegistersOf(Ledger());
  EXPECT_EQ(testing::Refusal(fold, "evaluation", {{"period", "2017-H1"}}).reason(),
            "evaluation.unknown_period");
  EXPECT_EQ(testing::Refusal(fold, "evaluation", {}).reason(), "view.bad_parameter");
  EXPECT_EQ(testing::Refusal(fold, "status-report", {{"period", "2019"}}).reason(),
            "view.bad_parameter");
}

TEST(StatusReport, KeepsTheFiguresOfItsIssue) {
  Ledger ledger = TwoHires();
  const auto ask = [&] {
    return Ask<StatusReportView>(RegistersOf(ledger), "status-report",
                                 As("member", {{"period", kPeriod}, {"valid_at", "2020-12-31"}}));
  };
  const StatusReportView shown = ask();
  EXPECT_EQ(shown.issued_on(), "");
  EXPECT_EQ(shown.schedule_size(), 9);
  AddBody(ledger, "status-report/2019-H1", "2019-07-10", &Event::mutable_status_report_issued,
          [&](auto& body) {
            body.set_period(kPeriod);
            body.set_figures_position(shown.now().position());
            body.set_figures_sha256(shown.now().sha256());
          });
  ledger.Hire(3, "2019-06-15");
  const StatusReportView view = ask();
  EXPECT_EQ(view.issued_on(), "2019-07-10");
  EXPECT_EQ(view.issued().sha256(), view.stated_sha256());
  EXPECT_EQ(ValueOf(view.issued().figures(), "PR25"), 2);
  EXPECT_EQ(ValueOf(view.now().figures(), "PR25"), 3);
}

TEST(Evaluation, FiguresAskedBeforeDoNotStandForLaterOnes) {
  Ledger ledger = TwoHires();
  RegistersFold fold = RegistersOf(ledger);
  const auto ask = [&](const std::string& known_at) {
    return Ask<EvaluationView>(
        fold, "evaluation",
        As("member", {{"period", kPeriod}, {"valid_at", "2020-12-31"}, {"known_at", known_at}}));
  };
  const EvaluationView first = ask("2030-01-01");
  EXPECT_EQ(first.now().SerializeAsString(), ask("2030-01-01").now().SerializeAsString());
  const std::string then = ledger.records().back().recorded_at.ToString();
  ledger.Hire(3, "2019-06-15");
  testing::Apply(fold, ledger.records().back());
  EXPECT_EQ(ValueOf(ask("2030-01-01").now().figures(), "PR25"), 3);
  EXPECT_EQ(first.now().SerializeAsString(), ask(then).now().SerializeAsString());
}

TEST(FiguresCache, KeepsTheSetsAskedForLast) {
  internal::FiguresCache cache;
  const auto key = [](std::uint64_t position) {
    return internal::FiguresCache::Key{
        .through = Position(position), .start = {}, .period = HalfYear()};
  };
  for (std::uint64_t i = 0; i <= internal::kFiguresKeptMax; ++i) {
    cache.Keep(key(i), std::make_shared<internal::PeriodFigures>());
    EXPECT_NE(cache.Find(key(0)), nullptr);
  }
  EXPECT_EQ(cache.Find(key(1)), nullptr);  // 0 was asked for again and again
}

TEST(StatusReport, ItsScheduleEndsWithThePeriod) {
  Ledger ledger;
  ledger.PartnershipEvent("2019-06-30", "2.3", 10);
  ledger.PartnershipEvent("2019-07-01", "2.3", 10);
  const auto view =
      Ask<StatusReportView>(RegistersOf(ledger), "status-report",
                            As("member", {{"period", kPeriod}, {"valid_at", "2020-12-31"}}));
  for (const view::v1::ScheduleRow& row : view.schedule()) {
    if (row.measure() != "2.3") continue;
    EXPECT_EQ(row.events(), 1u);
    EXPECT_EQ(row.last_on(), "2019-06-30");
  }
}

TEST(Periods, CountWhatWasRecordedAfterClosing) {
  Ledger ledger = TwoHires();
  Submit(ledger, "2019-07-10");
  ledger.Evaluate("2019-07-20");
  Close(ledger, "2019-07-21");
  Event late;
  late.set_late_reason(event::v1::LATE_REASON_OTHER);
  late.mutable_hire_recorded()->set_participant_id(testing::Person(3));
  ledger.Add(events::ParticipantStream(testing::Person(3)), "2019-06-15", std::move(late));
  const auto view = Ask<PeriodsView>(RegistersOf(ledger), "periods", {{"valid_at", "2020-12-31"}});
  ASSERT_EQ(view.periods_size(), 6);
  EXPECT_EQ(view.periods(0).period(), "2018-H2");
  EXPECT_EQ(view.periods(1).closed_on(), "2019-07-21");
  EXPECT_EQ(view.periods(1).after_closing(), 1u);
  EXPECT_EQ(view.periods(1).evaluation(), view::v1::EVALUATION_STATE_APPROVED);
  EXPECT_EQ(view.periods(2).closed_on(), "");
  const auto before =
      Ask<PeriodsView>(RegistersOf(ledger), "periods", {{"valid_at", "2019-06-14"}});
  EXPECT_EQ(before.periods(1).after_closing(), 0u);
}

}  // namespace
}  // namespace paktum::views
