#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/tabular/sheet.h"
#include "libs/tabular/table.h"

namespace paktum::tabular {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> CellsOf(const std::string& bytes, std::size_t row) {
  const Result<Table> table = ReadTable(bytes);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() && row < table->rows.size() ? table->rows[row].cells
                                                : std::vector<std::string>{"no such row"};
}

TEST(Csv, SemicolonCommaAndTabAreFound) {
  EXPECT_THAT(CellsOf("a;b,c;d\n", 0), ElementsAre("a", "b,c", "d"));
  EXPECT_THAT(CellsOf("a,b,c\n", 0), ElementsAre("a", "b", "c"));
  EXPECT_THAT(CellsOf("a\tb;x\tc\n", 0), ElementsAre("a", "b;x", "c"));
}

TEST(Csv, SeparatorsInQuotesDoNotCount) {
  EXPECT_THAT(CellsOf("\"a;b;c\",d,e\n", 0), ElementsAre("a;b;c", "d", "e"));
}

TEST(Csv, TheSeparatorLineOfExcelIsObeyedAndIsNoRow) {
  const Result<Table> table = ReadTable("sep=,\r\na,b;c\r\n");
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows[0].number, 2U);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("a", "b;c"));
}

TEST(Csv, QuotedCellsKeepQuotesSeparatorsAndLineEnds) {
  EXPECT_THAT(CellsOf("\"a \"\"x\"\"\";\"b;c\";\"d\ne\"\n", 0),
              ElementsAre("a \"x\"", "b;c", "d\ne"));
}

TEST(Csv, AnEmptyLastCellCounts) {
  EXPECT_THAT(CellsOf("a;b;\n", 0), ElementsAre("a", "b", ""));
  EXPECT_THAT(CellsOf("a;b;", 0), ElementsAre("a", "b", ""));
}

TEST(Csv, RowsAreNumberedAsASpreadsheetShowsThem) {
  const Result<Table> table = ReadTable("a\r\n\r\n;;\r\nb\rc\n");
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->rows.size(), 3U);
  EXPECT_EQ(table->rows[1].number, 4U);
  EXPECT_EQ(table->rows[2].number, 5U);
}

TEST(Csv, AQuoteThatNeverEndsIsNamedWithItsRow) {
  const Result<Table> table = ReadTable("a\n\"b\nc\n");
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.status().reason(), "table.open_quote");
  EXPECT_THAT(table.status().message(), HasSubstr("row 2"));
}

TEST(Csv, EncodingsOfHungarianExcelAreRead) {
  EXPECT_THAT(CellsOf("\xEF\xBB\xBFnév;őű\n", 0), ElementsAre("név", "őű"));
  EXPECT_THAT(CellsOf("név;őű\n", 0), ElementsAre("név", "őű"));
  // windows-1250: é = E9, ő = F5, ű = FB, Ő = D5, Ű = DB
  EXPECT_THAT(CellsOf("n\xE9v;\xF5\xFB\xD5\xDB\n", 0), ElementsAre("név", "őűŐŰ"));
  const std::string utf16(
      "\xFF\xFE"
      "a\0\t\0"
      "Q\x01\n\0",
      10);
  EXPECT_THAT(CellsOf(utf16, 0), ElementsAre("a", "ő"));
}

TEST(Csv, HalfACharacterAtTheEndIsNotUtf8) {
  EXPECT_THAT(CellsOf("a;\xC5", 0), ElementsAre("a", "Ĺ"));  // windows-1250
}

TEST(Csv, SpacesAtBothEndsOfACellGo) {
  EXPECT_THAT(CellsOf("  a ;\xC2\xA0 b\xC2\xA0;\tc d\n", 0), ElementsAre("a", "b", "c d"));
}

TEST(Csv, BinaryFilesAreRefused) {
  EXPECT_EQ(ReadTable(std::string("a;b\0c\n", 6)).status().reason(), "table.not_a_table");
  const Status old = ReadTable("\xD0\xCF\x11\xE0\xA1\xB1").status();
  EXPECT_EQ(old.reason(), "table.not_a_table");
  EXPECT_THAT(old.message(), HasSubstr("password"));
}

TEST(Csv, EveryLimitIsNamed) {
  TableLimits limits;
  limits.rows_max = 2;
  limits.columns_max = 3;
  limits.cell_bytes_max = 4;
  limits.bytes_max = 40;
  EXPECT_TRUE(ReadTable("a;b;c\nabcd\n", limits).ok());
  EXPECT_THAT(ReadTable("a\nb\nc\n", limits).status().message(), HasSubstr("more than 2 rows"));
  EXPECT_THAT(ReadTable("a;b;c;d\n", limits).status().message(), HasSubstr("more than 3 columns"));
  EXPECT_THAT(ReadTable("a\nabcde\n", limits).status().message(), HasSubstr("row 2"));
  EXPECT_THAT(ReadTable("\"abcde\"\n", limits).status().message(), HasSubstr("more than 4 bytes"));
  EXPECT_THAT(ReadTable(std::string(41, 'a'), limits).status().message(),
              HasSubstr("more than 40 bytes"));
}

TEST(CsvExport, OpensInHungarianExcel) {
  Sheet sheet;
  sheet.header = {"Név", "Nap", "Összeg", "Arány", "Darab", "Üres"};
  sheet.rows = {{std::string("Kiss; \"Pál\""), *Date::Of(2021, 6, 30), Forint(6'450'000), 1.5,
                 std::int64_t{-3}, std::monostate()}};
  EXPECT_EQ(ToCsv(sheet),
            "\xEF\xBB\xBFNév;Nap;Összeg;Arány;Darab;Üres\r\n"
            "\"Kiss; \"\"Pál\"\"\";2021.06.30.;6450000;1,5;-3;\r\n");
}

TEST(CsvExport, TextIsNeverAFormula) {
  Sheet sheet;
  sheet.header = {"a"};
  for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx"})
    sheet.rows.push_back({std::string(text)});
  const Result<Table> read = ReadTable(ToCsv(sheet));
  ASSERT_TRUE(read.ok());
  for (std::size_t i = 1; i < read->rows.size(); ++i) {
    EXPECT_EQ(read->rows[i].cells[0].front(), '\'') << i;
  }
}

TEST(CsvExport, WhatIsWrittenIsReadAgain) {
  Sheet sheet;
  sheet.header = {"a", "b"};
  sheet.rows = {{std::string("x\ny;\"z\""), std::string("ű")}, {std::string("1,5"), std::string()}};
  const Result<Table> read = ReadTable(ToCsv(sheet));
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->rows[1].cells, ElementsAre("x\ny;\"z\"", "ű"));
  EXPECT_THAT(read->rows[2].cells, ElementsAre("1,5", ""));
}

}  // namespace
}  // namespace paktum::tabular
