#include <gtest/gtest.h>

#include <map>

#include "libs/views/indicators.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Ask;
using testing::Ledger;
using testing::Made;
using testing::Refusal;
using view::v1::ExplainView;

// Position → verdict.
std::map<std::uint64_t, view::v1::CountVerdict> Verdicts(const ExplainView& view) {
  std::map<std::uint64_t, view::v1::CountVerdict> verdicts;
  for (const auto& event : view.events()) verdicts[event.position()] = event.verdict();
  return verdicts;
}

IndicatorsFold FoldOf(const Ledger& ledger) {
  auto fold = Made<IndicatorsFold>();
  testing::Feed(fold, ledger);
  return fold;
}

TEST(Explain, GivesEveryCandidateItsVerdict) {
  Ledger ledger;
  const auto person1 = ledger.Enrol(1, "2018-09-10");
  const auto again = ledger.Enrol(1, "2018-10-10");
  const auto later = ledger.Enrol(2, "2019-09-10");
  const auto wrong = ledger.Enrol(3, "2018-09-11");
  const auto correction = ledger.Void({wrong}, "2018-09-12");
  ledger.Forum("2018-09-13", 50);  // no candidate
  const auto view =
      Ask<ExplainView>(FoldOf(ledger), "explain", {{"code", "PO25"}, {"valid_at", "2018-12-31"}});
  EXPECT_EQ(view.total_events(), 4u);
  EXPECT_EQ(view.indicator().value(), 1);
  EXPECT_EQ(view.indicator().monthly_size(), 0);
  const auto verdicts = Verdicts(view);
  EXPECT_EQ(verdicts.at(person1), view::v1::COUNT_VERDICT_COUNTED);
  EXPECT_EQ(verdicts.at(again), view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY);
  EXPECT_EQ(verdicts.at(later), view::v1::COUNT_VERDICT_AFTER_VALID_AT);
  EXPECT_EQ(verdicts.at(wrong), view::v1::COUNT_VERDICT_VOIDED);
  EXPECT_EQ(view.events(3).voided_by(), correction);
  EXPECT_EQ(view.events(0).amount(), 1);
  EXPECT_EQ(view.events(1).amount(), 0);
  EXPECT_EQ(view.events(0).type(), "paktum.participant.v1.ParticipantEnrolled");
  EXPECT_EQ(view.events(0).occurred_on(), "2018-09-10");
  EXPECT_EQ(view.events(0).subject(), "participant/" + testing::Person(1));
}

TEST(Explain, SaysWhichEventsWereRecordedAfterTheirPeriodWasClosedAndWhy) {
  Ledger ledger;
  ledger.Enrol(1, "2019-03-01");
  ledger.Late(ledger.Enrol(2, "2019-05-02"), event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
  const auto view =
      Ask<ExplainView>(FoldOf(ledger), "explain", {{"code", "PO25"}, {"valid_at", "2019-06-30"}});
  ASSERT_EQ(view.events_size(), 2);
  EXPECT_EQ(view.events(0).late_reason(), event::v1::LATE_REASON_UNSPECIFIED);
  EXPECT_EQ(view.events(1).late_reason(), event::v1::LATE_REASON_DOCUMENT_CAME_LATE);
}

TEST(Explain, OfOnePersonTheEarliestDayCountsWhateverWasRecordedFirst) {
  Ledger ledger;
  const auto recorded_first = ledger.Enrol(1, "2018-10-10");
  const auto earliest = ledger.Enrol(1, "2018-09-10");
  const auto same_day = ledger.Enrol(1, "2018-09-10");
  const auto verdicts = Verdicts(Ask<ExplainView>(FoldOf(ledger), "explain", {{"code", "PO25"}}));
  EXPECT_EQ(verdicts.at(earliest), view::v1::COUNT_VERDICT_COUNTED);
  EXPECT_EQ(verdicts.at(recorded_first), view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY);
  EXPECT_EQ(verdicts.at(same_day), view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY);
}

TEST(Explain, NamesFilteredEventsAndMissingRequirements) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  const auto hired = ledger.Hire(1, "2018-11-01", employment::v1::PLACEMENT_INDEPENDENT);
  const auto stranger = ledger.Hire(2, "2018-11-01");
  const auto view =
      Ask<ExplainView>(FoldOf(ledger), "explain",
                       {{"code", "PR25"}, {"definition", "2"}, {"valid_at", "2018-12-31"}});
  EXPECT_EQ(Verdicts(view).at(hired), view::v1::COUNT_VERDICT_FILTERED);
  EXPECT_EQ(Verdicts(view).at(stranger), view::v1::COUNT_VERDICT_REQUIREMENT_MISSING);
}

TEST(Explain, EventsRecordedAfterKnownAtDoNotAppear) {
  Ledger ledger;
  ledger.RecordAt("2018-09-12").Enrol(1, "2018-09-10");
  ledger.RecordAt("2018-11-12").Enrol(2, "2018-09-10");
  const auto view =
      Ask<ExplainView>(FoldOf(ledger), "explain", {{"code", "PO25"}, {"known_at", "2018-10-01"}});
  EXPECT_EQ(view.total_events(), 1u);
}

TEST(Explain, PagesThroughAllEvents) {
  Ledger ledger;
  for (int person = 1; person <= 25; ++person) ledger.Enrol(person, "2018-09-10");
  const auto fold = FoldOf(ledger);
  std::uint64_t after = 0;
  std::uint64_t seen = 0;
  for (int page = 0; page < 3; ++page) {
    const auto view = Ask<ExplainView>(
        fold, "explain", {{"code", "PO25"}, {"after", std::to_string(after)}, {"limit", "10"}});
    EXPECT_EQ(view.total_events(), 25u);
    for (const auto& event : view.events()) EXPECT_EQ(event.position(), ++seen);
    after = view.next_after();
    EXPECT_EQ(after, page < 2 ? seen : 0u);
  }
  EXPECT_EQ(seen, 25u);
}

TEST(Explain, RefusesTooLargePagesAndAMissingCode) {
  const auto fold = Made<IndicatorsFold>();
  EXPECT_EQ(Refusal(fold, "explain", {{"code", "PO25"}, {"limit", "1001"}}).reason(),
            "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "explain", {}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "explain", {{"code", "PO99"}}).reason(), "indicator.unknown");
}

TEST(Explain, PerPeriodNamesEventsOfEarlierPeriods) {
  const auto plan = testing::Changed("code: \"PO25\"", "cumulation: CUMULATION_CUMULATIVE",
                                     "cumulation: CUMULATION_PER_PERIOD");
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  ledger.Enrol(1, "2018-10-10");
  auto fold = Made<IndicatorsFold>(plan);
  testing::Feed(fold, ledger);
  const auto view =
      Ask<ExplainView>(fold, "explain", {{"code", "PO25"}, {"valid_at", "2018-12-31"}});
  EXPECT_EQ(view.events(0).verdict(), view::v1::COUNT_VERDICT_OUTSIDE_PERIOD);
  EXPECT_EQ(view.events(1).verdict(), view::v1::COUNT_VERDICT_COUNTED);
}

}  // namespace
}  // namespace paktum::views
