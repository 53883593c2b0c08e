// Schedule, reports about half-years and what looks at all records against their second reading.
#include "paktum/view/v1/correction_preview.pb.h"
#include "paktum/view/v1/data_quality.pb.h"
#include "paktum/view/v1/evaluation.pb.h"
#include "paktum/view/v1/schedule.pb.h"
#include "tests/property/registers/naive_figures.h"
#include "tests/property/registers/rounds.h"

namespace paktum::views::naive {
namespace {

// A half-year of the programme; empty while its days are not known.
std::string SomePeriod(const World& world, const Times& times, Dice& dice) {
  const History history(world.records, times);
  const std::vector<HalfYear> periods = PeriodsOf(OnCalendar(world.plan, history));
  return periods.empty() ? "" : dice.OneOf(periods).ToString();
}

template <typename View>
void ReportAgrees(const std::string& view) {
  ForEachWorld(RandomWorld, [&](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 3; ++i) {
      Asked asked{
          .parameters = {}, .audience = dice.OneOf(kAll), .times = RandomTimes(world, dice)};
      asked.parameters["period"] = SomePeriod(world, asked.times, dice);
      if (asked.parameters["period"].empty()) continue;
      ExpectSame<View>(world, product, view, asked);
    }
  });
}

TEST(SecondReading, OfTheScheduleAgrees) {
  PlainViewAgrees<view::v1::ScheduleView>("schedule", {"public"});
}

TEST(SecondReading, OfTheInterimEvaluationAgrees) {
  ReportAgrees<view::v1::EvaluationView>("evaluation");
}

TEST(SecondReading, OfTheStatusReportAgrees) {
  ReportAgrees<view::v1::StatusReportView>("status-report");
}

TEST(SecondReading, OfThePeriodsAgrees) { PlainViewAgrees<view::v1::PeriodsView>("periods", kAll); }

TEST(SecondReading, OfDataQualityAgrees) {
  ForEachWorld(RandomWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 4; ++i) {
      Asked asked{
          .parameters = {}, .audience = dice.OneOf(kOffices), .times = RandomTimes(world, dice)};
      if (dice.Below(3) == 0) {
        asked.parameters["kind"] = dice.OneOf(std::vector{"missing_evidence", "deadline_missed"});
      }
      ExpectSame<view::v1::DataQualityView>(world, product, "data-quality", asked);
    }
  });
}

// Some that stand, voids included; empty when nothing does.
std::string PositionsToPreview(const World& world, const Times& times, Dice& dice) {
  const History history(world.records, times);
  std::string positions;
  for (int i = 0; i < 8 && !history.Known().empty(); ++i) {
    const Record& record = *history.Known()[dice.Below(history.Known().size())];
    if (record.stream.starts_with("identity/") || history.VoidOf(record) != nullptr) continue;
    positions += (positions.empty() ? "" : ",") + std::to_string(record.position);
    if (dice.Below(2) == 0) break;
  }
  return positions;
}

// Which reports stand beside which differences: a figure of 0 is one too.
std::string ReportsNamed(const view::v1::CorrectionPreviewView& view) {
  std::string named;
  for (const auto& period : view.periods()) {
    for (const auto& row : period.differences()) {
      if (row.has_evaluated()) named += period.period() + " evaluation " + row.indicator() + "\n";
      if (row.has_reported()) named += period.period() + " report " + row.indicator() + "\n";
    }
  }
  return named;
}

TEST(SecondReading, OfTheCorrectionPreviewAgrees) {
  ForEachWorld(RandomWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 3; ++i) {
      Asked asked{
          .parameters = {}, .audience = dice.OneOf(kOffices), .times = RandomTimes(world, dice)};
      asked.parameters["positions"] = PositionsToPreview(world, asked.times, dice);
      if (asked.parameters["positions"].empty()) continue;
      const auto both =
          AskBoth<view::v1::CorrectionPreviewView>(world, product, "correction-preview", asked);
      EXPECT_TRUE(Same(world, "correction-preview", asked, both.naive, both.product));
      EXPECT_EQ(ReportsNamed(both.naive), ReportsNamed(both.product)) << "seed " << world.seed;
    }
  });
}

}  // namespace
}  // namespace paktum::views::naive
