#include "libs/views/correction_preview.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Ledger;
using testing::Refusal;
using testing::RegistersOf;
using view::v1::CorrectionPreviewView;
using view::v1::IndicatorDifference;
using view::v1::PreviewedPeriod;

constexpr std::uint64_t kFirstHire = 3;

Parameters Of(const std::string& positions, const std::string& day = "2020-12-31") {
  return As("member", {{"positions", positions}, {"valid_at", day}});
}

CorrectionPreviewView Preview(const Ledger& ledger, const std::string& positions,
                              const std::string& day = "2020-12-31") {
  return Ask<CorrectionPreviewView>(RegistersOf(ledger), "correction-preview", Of(positions, day));
}

Ledger TwoHires() {
  Ledger ledger;
  ledger.Enrol(1, "2019-01-10");
  ledger.Enrol(2, "2019-01-10");
  EXPECT_EQ(ledger.Hire(1, "2019-02-01"), kFirstHire);
  ledger.Hire(2, "2019-09-01");
  return ledger;
}

template <typename Rows>
const IndicatorDifference* Find(const Rows& rows, const std::string& code) {
  for (const IndicatorDifference& row : rows) {
    if (row.indicator() == code) return &row;
  }
  return nullptr;
}

const PreviewedPeriod& PeriodIn(const CorrectionPreviewView& view, const std::string& period) {
  for (const PreviewedPeriod& row : view.periods()) {
    if (row.period() == period) return row;
  }
  ADD_FAILURE() << period;
  return PreviewedPeriod::default_instance();
}

TEST(CorrectionPreview, AHireOfAClosedPeriodIsMissingInThatAndLaterPeriods) {
  Ledger ledger = TwoHires();
  AddBody(ledger, "periods", "2019-07-21", &Event::mutable_period_closed,
          [](auto& body) { body.set_period("2019-H1"); });
  const CorrectionPreviewView view = Preview(ledger, "3");
  ASSERT_EQ(view.events_size(), 1);
  EXPECT_EQ(view.events(0).position(), kFirstHire);
  EXPECT_EQ(view.events(0).occurred_on(), "2019-02-01");
  const IndicatorDifference* today = Find(view.differences(), "PR25");
  ASSERT_NE(today, nullptr);
  EXPECT_EQ(today->now(), 2);
  EXPECT_EQ(today->without(), 1);
  EXPECT_EQ(today->difference(), -1);
  EXPECT_EQ(Find(PeriodIn(view, "2018-H2").differences(), "PR25"), nullptr);
  const PreviewedPeriod& closed = PeriodIn(view, "2019-H1");
  EXPECT_EQ(closed.day(), "2019-06-30");
  EXPECT_EQ(closed.closed_on(), "2019-07-21");
  ASSERT_NE(Find(closed.differences(), "PR25"), nullptr);
  EXPECT_EQ(Find(closed.differences(), "PR25")->now(), 1);
  EXPECT_EQ(Find(closed.differences(), "PR25")->difference(), -1);
  const PreviewedPeriod& later = PeriodIn(view, "2019-H2");
  EXPECT_EQ(later.closed_on(), "");
  ASSERT_NE(Find(later.differences(), "PR25"), nullptr);
  EXPECT_EQ(Find(later.differences(), "PR25")->difference(), -1);
}

TEST(CorrectionPreview, NamesTheReportsWhoseFiguresWouldDiffer) {
  Ledger ledger = TwoHires();
  AddBody(ledger, "evaluation/2019-H1", "2019-07-10", &Event::mutable_interim_evaluation_submitted,
          [](auto& body) {
            body.set_period("2019-H1");
            body.set_figures_position(kFirstHire);
          });
  // Before the hire was known.
  AddBody(ledger, "status-report/2019-H1", "2019-07-11", &Event::mutable_status_report_issued,
          [](auto& body) {
            body.set_period("2019-H1");
            body.set_figures_position(kFirstHire - 1);
          });
  const CorrectionPreviewView view = Preview(ledger, "3");
  const IndicatorDifference* row = Find(PeriodIn(view, "2019-H1").differences(), "PR25");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->evaluated(), 1);
  EXPECT_TRUE(row->evaluation_differs());
  EXPECT_TRUE(row->has_reported());
  EXPECT_EQ(row->reported(), 0);
  EXPECT_FALSE(row->report_differs());
  const IndicatorDifference* later = Find(PeriodIn(view, "2019-H2").differences(), "PR25");
  ASSERT_NE(later, nullptr);
  EXPECT_FALSE(later->has_evaluated());
  const CorrectionPreviewView before = Preview(ledger, "3", "2019-07-09");
  EXPECT_FALSE(Find(PeriodIn(before, "2019-H1").differences(), "PR25")->has_evaluated());
}

TEST(CorrectionPreview, SeveralEventsCountTogether) {
  const CorrectionPreviewView view = Preview(TwoHires(), "4,3,3");
  EXPECT_EQ(view.events_size(), 2);
  ASSERT_NE(Find(view.differences(), "PR25"), nullptr);
  EXPECT_EQ(Find(view.differences(), "PR25")->difference(), -2);
}

TEST(CorrectionPreview, AnEventThatNothingCountsChangesNothing) {
  Ledger ledger = TwoHires();
  const std::uint64_t position =
      AddBody(ledger, "participant/" + testing::Person(1), "2019-03-01",
              &Event::mutable_consent_given, [](auto& body) {
                body.set_participant_id(testing::Person(1));
                body.set_purpose(participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT);
              });
  const CorrectionPreviewView view = Preview(ledger, std::to_string(position));
  EXPECT_EQ(view.events_size(), 1);
  EXPECT_EQ(view.differences_size(), 0);
  EXPECT_GT(view.periods_size(), 0);
  for (const PreviewedPeriod& period : view.periods()) EXPECT_EQ(period.differences_size(), 0);
}

TEST(CorrectionPreview, WithoutAVoidingItsTargetCountsAgain) {
  Ledger ledger = TwoHires();
  const std::uint64_t voiding = ledger.Void({kFirstHire}, "2019-03-01");
  const CorrectionPreviewView view = Preview(ledger, std::to_string(voiding));
  ASSERT_NE(Find(view.differences(), "PR25"), nullptr);
  EXPECT_EQ(Find(view.differences(), "PR25")->difference(), 1);
}

TEST(CorrectionPreview, AFactOfALaterDayChangesOnlyLaterPeriods) {
  const CorrectionPreviewView view = Preview(TwoHires(), "4", "2019-06-30");
  EXPECT_EQ(view.differences_size(), 0);
  EXPECT_EQ(PeriodIn(view, "2019-H1").differences_size(), 0);
  EXPECT_NE(Find(PeriodIn(view, "2019-H2").differences(), "PR25"), nullptr);
}

TEST(CorrectionPreview, RefusesWhatCannotBeVoided) {
  Ledger ledger = TwoHires();
  ledger.Void({kFirstHire}, "2019-03-01");
  const auto fold = RegistersOf(ledger);
  EXPECT_EQ(Refusal(fold, "correction-preview", Of("3")).reason(), "correction.voided_already");
  EXPECT_EQ(Refusal(fold, "correction-preview", Of("4,99")).reason(), "correction.unknown_event");
  for (const char* bad : {"", "0", "x", "3,", ",3", "3 4", "-1", "99999999999999999999"}) {
    EXPECT_EQ(Refusal(fold, "correction-preview", Of(bad)).reason(), "view.bad_parameter") << bad;
  }
  std::string many = "1";
  for (int i = 2; i <= 101; ++i) many += "," + std::to_string(i);
  EXPECT_EQ(Refusal(fold, "correction-preview", Of(many)).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "correction-preview", As("member", {})).reason(), "view.bad_parameter");
}

TEST(CorrectionPreview, IsNotForThePublic) {
  EXPECT_EQ(Refusal(RegistersOf(TwoHires()), "correction-preview", {{"positions", "3"}}).reason(),
            "view.not_for_you");
}

}  // namespace
}  // namespace paktum::views
