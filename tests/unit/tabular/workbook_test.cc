#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "libs/tabular/sheet.h"
#include "libs/tabular/table.h"

namespace paktum::tabular {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Sheet People() {
  Sheet sheet;
  sheet.name = "Résztvevők";
  sheet.header = {"Név", "Nap", "Összeg", "Arány", "Darab"};
  sheet.rows = {
      {std::string("Kiss Pál"), *Date::Of(2019, 3, 31), Forint(215'000), 1.5, std::int64_t{45}},
      {std::string("=1+1"), std::monostate(), Forint(0), 0.1, std::int64_t{0}}};
  return sheet;
}

// A workbook of parts written by hand.
std::string Zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* const archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0),
                 ZIP_FL_OVERWRITE);
  }
  zip_close(archive);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

std::string Workbook(const std::string& sheet, const std::string& properties = "") {
  return Zip(
      {{"xl/workbook.xml", "<workbook>" + properties +
                               "<sheets><sheet name=\"Egy\" r:id=\"r1\" "
                               "xmlns:r=\"urn:r\"/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/s1.xml\"/>"
        "</Relationships>"},
       {"xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy\\.mm\\.dd\"/>"
        "<numFmt numFmtId=\"171\" formatCode=\"[Red]0&quot; day&quot;\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
        "<xf numFmtId=\"171\"/></cellXfs></styleSheet>"},
       {"xl/sharedStrings.xml",
        "<sst><si><t>egy</t></si><si><r><t>ket</t></r><r><t>tő</t></r><rPh><t>x</t></rPh>"
        "</si></sst>"},
       {"xl/worksheets/s1.xml", "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>"}});
}

TEST(Xlsx, WhatIsWrittenIsReadAgainWithItsTypes) {
  const Result<std::string> bytes = ToXlsx({People()});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const Result<Table> table = ReadTable(*bytes);
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->rows.size(), 3U);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("Név", "Nap", "Összeg", "Arány", "Darab"));
  EXPECT_THAT(table->rows[1].cells, ElementsAre("Kiss Pál", "2019-03-31", "215000", "1,5", "45"));
  EXPECT_THAT(table->rows[2].cells, ElementsAre("=1+1", "", "0", "0,1", "0"));
}

TEST(Xlsx, ASheetIsFoundByItsName) {
  Sheet other = People();
  other.name = "Másik";
  other.header = {"x"};
  other.rows.clear();
  const Result<std::string> bytes = ToXlsx({People(), other});
  ASSERT_TRUE(bytes.ok());
  EXPECT_THAT(ReadTable(*bytes, {}, "Másik")->rows[0].cells, ElementsAre("x"));
  const Status missing = ReadTable(*bytes, {}, "Harmadik").status();
  EXPECT_EQ(missing.reason(), "table.no_sheet");
  EXPECT_THAT(missing.message(), HasSubstr("Résztvevők, Másik"));
}

TEST(Xlsx, DaysAreKnownByTheirFormat) {
  const std::string cells =
      "<row r=\"3\"><c r=\"A3\" s=\"1\"><v>43555</v></c><c r=\"B3\" s=\"2\"><v>43555.75</v></c>"
      "<c r=\"C3\" s=\"3\"><v>43555</v></c><c r=\"E3\"><v>43555</v></c></row>";
  const Result<Table> table = ReadTable(Workbook(cells));
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->rows[0].number, 3U);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("2019-03-31", "2019-03-31", "43555", "", "43555"));
  const std::string first = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row>";
  EXPECT_THAT(ReadTable(Workbook(first))->rows[0].cells, ElementsAre("1900-01-01"));
  EXPECT_THAT(ReadTable(Workbook(first, "<workbookPr date1904=\"1\"/>"))->rows[0].cells,
              ElementsAre("1904-01-02"));
}

TEST(Xlsx, TextsOfAllKindsAreRead) {
  const std::string cells =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"inlineStr\"><is><t> be </t>"
      "</is></c><c r=\"C1\" t=\"str\"><f>A1</f><v>képlet</v></c><c r=\"D1\" t=\"b\"><v>1</v></c>"
      "<c r=\"E1\" t=\"s\"><v>99</v></c></row>";
  EXPECT_THAT(ReadTable(Workbook(cells))->rows[0].cells,
              ElementsAre("kettő", "be", "képlet", "igen", ""));
}

TEST(Xlsx, LimitsHoldInsideToo) {
  TableLimits limits;
  limits.unpacked_bytes_max = 1000;
  const std::string zeros(100'000, ' ');
  EXPECT_EQ(ReadTable(Workbook(zeros), limits).status().reason(), "table.too_large");
  limits = {};
  limits.columns_max = 3;
  EXPECT_EQ(ReadTable(Workbook("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), limits)
                .status()
                .reason(),
            "table.too_large");
  limits.cell_bytes_max = 5;
  EXPECT_EQ(
      ReadTable(Workbook("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>abcdef</v></c></row>"), limits)
          .status()
          .reason(),
      "table.too_large");
}

TEST(Xlsx, DamagedAndForeignFilesAreRefused) {
  EXPECT_EQ(ReadTable("PK\x03\x04garbage").status().reason(), "table.damaged");
  EXPECT_EQ(ReadTable(Zip({{"word/document.xml", "<x/>"}})).status().reason(), "table.not_a_table");
  EXPECT_EQ(ReadTable(Workbook("<row>")).status().reason(), "table.damaged");
  const std::string entities =
      Zip({{"xl/workbook.xml", "<!DOCTYPE w [<!ENTITY a \"aaaa\">]><workbook>&a;</workbook>"}});
  EXPECT_EQ(ReadTable(entities).status().reason(), "table.damaged");
  const Result<std::string> whole = ToXlsx({People()});
  ASSERT_TRUE(whole.ok());
  for (std::size_t length = 4; length < whole->size(); length += 97) {
    EXPECT_FALSE(ReadTable(whole->substr(0, length)).ok()) << length;
  }
}

TEST(XlsxExport, NamesThatCannotBeAreRefused) {
  for (const char* name : {"", "a/b", "[x]", "'x", "0123456789012345678901234567890123"}) {
    Sheet sheet = People();
    sheet.name = name;
    EXPECT_EQ(ToXlsx({sheet}).status().reason(), "sheet.name") << name;
  }
  EXPECT_EQ(ToXlsx({People(), People()}).status().reason(), "sheet.name");
}

TEST(XlsxExport, TheHeaderIsFrozenAndDaysAreDays) {
  const Result<std::string> bytes = ToXlsx({People()});
  ASSERT_TRUE(bytes.ok());
  zip_error_t error;
  zip_error_init(&error);
  zip_t* const archive = zip_open_from_source(
      zip_source_buffer_create(bytes->data(), bytes->size(), 0, &error), ZIP_RDONLY, &error);
  ASSERT_NE(archive, nullptr);
  zip_file_t* const part = zip_fopen(archive, "xl/worksheets/sheet1.xml", 0);
  std::string xml(20'000, '\0');
  xml.resize(
      static_cast<std::size_t>(std::max<zip_int64_t>(0, zip_fread(part, xml.data(), xml.size()))));
  zip_fclose(part);
  zip_discard(archive);
  EXPECT_THAT(xml, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(xml, HasSubstr("<v>43555</v>"));
  EXPECT_EQ(xml.find("<f>"), std::string::npos);
}

}  // namespace
}  // namespace paktum::tabular
