#include "libs/import/template.h"

#include <gmock/gmock.h>

#include <set>

#include "libs/tabular/table.h"
#include "tests/unit/import/import_testing.h"

namespace paktum::imports {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Template, EveryCommandHasOneThatTheImportReads) {
  for (const commands::CommandKind& kind : commands::AllCommands()) {
    for (const Language language : {Language::kHungarian, Language::kEnglish}) {
      const auto xlsx = XlsxTemplate(kind, TestPlan(), language);
      ASSERT_TRUE(xlsx.ok()) << kind.name << xlsx.status();
      for (const std::string& bytes : {*xlsx, CsvTemplate(kind, TestPlan(), language)}) {
        const auto file = ImportFile::Open(kind, TestPlan(), bytes);
        ASSERT_TRUE(file.ok()) << kind.name << file.status();
        EXPECT_THAT(file->complaints(), IsEmpty()) << kind.name;
        EXPECT_THAT(file->ignored_columns(), IsEmpty()) << kind.name;
        EXPECT_EQ(file->size(), 0U) << kind.name;
      }
    }
  }
}

TEST(Template, HeadingsOfACommandDiffer) {
  for (const commands::CommandKind& kind : commands::AllCommands()) {
    std::set<std::string> keys;
    for (const Column& column : ColumnsOf(kind, TestPlan())) {
      EXPECT_TRUE(keys.insert(HeadingKey(column.heading.hu)).second) << kind.name << column.name;
    }
  }
}

TEST(Template, MarksRequiredColumnsAndTellsWhatIsAllowed) {
  const std::string csv = CsvTemplate(Kind("GrantSubsidy"), TestPlan(), Language::kHungarian);
  EXPECT_THAT(csv, HasSubstr("Ügyfél azonosítója *;"));
  EXPECT_THAT(csv, HasSubstr("TAJ-szám (az azonosító helyett);"));
  EXPECT_THAT(csv, HasSubstr("S1"));
  const auto xlsx = XlsxTemplate(Kind("GrantSubsidy"), TestPlan(), Language::kEnglish);
  const auto help = tabular::ReadTable(*xlsx, {}, "Help");
  ASSERT_TRUE(help.ok()) << help.status();
  std::set<std::string> values;
  for (const tabular::Row& row : help->rows) {
    if (row.cells.size() > 4) values.insert(row.cells[4]);
  }
  EXPECT_THAT(values, Contains("S2"));
}

TEST(HeadingKey, ForgetsCaseAccentsSpacesAndMarks) {
  EXPECT_EQ(HeadingKey("Ügyfél  azonosítója *"), "ugyfelazonositoja");
  EXPECT_EQ(HeadingKey("participant_id"), HeadingKey("Participant ID"));
  EXPECT_EQ(HeadingKey("Idõtartam"), HeadingKey("időtartam"));
}

}  // namespace
}  // namespace paktum::imports
