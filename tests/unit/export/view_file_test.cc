#include "libs/export/view_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/tabular/table.h"
#include "paktum/view/v1/budget.pb.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::exports {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

view::v1::BudgetView Budget() {
  view::v1::BudgetView view;
  view.mutable_meta()->set_pact("tiszakecske");
  view.mutable_meta()->set_valid_at("2019-06-30");
  view::v1::SchemeBudget& open = *view.add_schemes();
  open.set_code("S1");
  open.mutable_name()->set_hu("=Bér");
  open.mutable_name()->set_en("Wage");
  open.set_planned_ft(1'234'567);
  open.mutable_use()->set_committed_ft(200'000);
  open.add_problems("P-09");
  open.add_problems("P-10");
  view::v1::BudgetCheck& check = *open.add_checks();
  check.mutable_reading()->set_hu("soronként");
  check.set_product_ft(5);
  view::v1::SchemeBudget& few = *view.add_schemes();
  few.set_code("S2");
  few.set_planned_ft(99);
  few.set_suppressed(true);
  return view;
}

std::vector<std::string> RowWith(const tabular::Table& table, const std::string& cell) {
  for (const tabular::Row& row : table.rows) {
    if (std::find(row.cells.begin(), row.cells.end(), cell) != row.cells.end()) return row.cells;
  }
  return {};
}

std::string CellUnder(const tabular::Table& table, const std::string& key,
                      const std::string& title) {
  const std::vector<std::string>& header = table.rows.at(0).cells;
  const auto column = std::find(header.begin(), header.end(), title);
  EXPECT_NE(column, header.end()) << title;
  const std::vector<std::string> row = RowWith(table, key);
  const auto at = static_cast<std::size_t>(column - header.begin());
  return at < row.size() ? row[at] : "";
}

TEST(ViewFile, ATableBecomesCsvForHungarianExcel) {
  const auto file = ExportView(Budget(), "budget.csv", "", Language::kHungarian);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->name, "budget.csv");
  EXPECT_TRUE(file->bytes.starts_with("\xEF\xBB\xBFKód;Név;"));
  EXPECT_THAT(file->bytes, HasSubstr("\r\nS1;'=Bér;"));
  const auto table = tabular::ReadTable(file->bytes);
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(CellUnder(*table, "S1", "Tervezett"), "1234567");
  EXPECT_EQ(CellUnder(*table, "S1", "Felhasználás: Lekötött"), "200000");
  EXPECT_EQ(CellUnder(*table, "S1", "Ellentmondások a forrásban"), "P-09 | P-10");
}

TEST(ViewFile, WhatIsSuppressedIsADashAndThePlanStays) {
  const auto file = ExportView(Budget(), "budget.csv", "schemes", Language::kHungarian);
  const auto table = tabular::ReadTable(file->bytes);
  EXPECT_EQ(CellUnder(*table, "S2", "Felhasználás: Lekötött"), "–");
  EXPECT_EQ(CellUnder(*table, "S2", "Tervezett"), "99");
}

TEST(ViewFile, EveryTableIsASheetAndInnerRowsNameWhatTheyLieIn) {
  const auto file = ExportView(Budget(), "budget.xlsx", "", Language::kEnglish);
  ASSERT_TRUE(file.ok()) << file.status();
  const auto schemes = tabular::ReadTable(file->bytes, {}, "Schemes");
  ASSERT_TRUE(schemes.ok()) << schemes.status();
  EXPECT_EQ(CellUnder(*schemes, "Wage", "Planned"), "1234567");
  const auto checks = tabular::ReadTable(file->bytes, {}, "Checks");
  ASSERT_TRUE(checks.ok()) << checks.status();
  EXPECT_EQ(CellUnder(*checks, "S1", "Product"), "5");
  const auto about = tabular::ReadTable(file->bytes, {}, "About the view");
  EXPECT_THAT(RowWith(*about, "tiszakecske"), Contains("The answer: Pact"));
  EXPECT_THAT(RowWith(*about, "2019-06-30"), Contains("The answer: Valid at"));
}

TEST(ViewFile, AnUnknownTableIsRefusedByTheNamesOfTheOthers) {
  const auto file = ExportView(Budget(), "budget.csv", "nothing", Language::kEnglish);
  EXPECT_EQ(file.status().reason(), "export.no_table");
  EXPECT_THAT(file.status().message(), HasSubstr("schemes.checks"));
}

TEST(ViewFile, EveryViewOfTheCatalogueHasSheets) {
  const auto* file = view::v1::IndicatorsView::descriptor()->file();
  const view::v1::IndicatorsView view;
  EXPECT_THAT(file->name(), HasSubstr("indicators"));
  const auto made = ExportView(view, "indicators.xlsx", "", Language::kHungarian);
  EXPECT_TRUE(made.ok()) << made.status();
}

TEST(ViewFile, APageToPrintShowsWhatIsFilledInAndNothingRuns) {
  view::v1::BudgetView view = Budget();
  view.mutable_schemes(0)->mutable_name()->set_hu("<script>alert(1)</script>");
  const auto page = ExportView(view, "budget.html", "", Language::kHungarian);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->bytes, HasSubstr("<h1>Támogatási keret</h1>"));
  EXPECT_THAT(page->bytes, HasSubstr("1\u00a0234\u00a0567\u00a0Ft"));
  EXPECT_THAT(page->bytes, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(page->bytes, Not(HasSubstr("<script>")));
  EXPECT_THAT(page->bytes, HasSubstr("2019.06.30."));
}

TEST(ViewFile, NamesOfFiles) {
  EXPECT_TRUE(IsFileName("budget.csv"));
  EXPECT_TRUE(IsFileName("work_programme.xlsx"));
  EXPECT_FALSE(IsFileName("budget"));
  EXPECT_EQ(ViewOf("budget.xlsx"), "budget");
}

}  // namespace
}  // namespace paktum::exports
