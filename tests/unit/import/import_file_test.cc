#include "libs/import/import_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>

#include <set>

#include "libs/import/row_ids.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "tests/unit/import/import_testing.h"

namespace paktum::imports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

template <typename Message>
Message Cast(const ImportRow& row) {
  EXPECT_NE(row.message, nullptr);
  for (const Complaint& complaint : row.complaints) ADD_FAILURE() << complaint.text.hu;
  Message message;
  if (row.message != nullptr) message.CopyFrom(*row.message);
  return message;
}

std::vector<std::string> Codes(const ImportRow& row) {
  std::vector<std::string> codes;
  for (const Complaint& complaint : row.complaints) codes.push_back(complaint.code);
  return codes;
}

TEST(ImportFile, ReadsRowsAsHungarianExcelSavesThem) {
  const ImportFile file = Opened(
      "RecordHire",
      "\xEF\xBB\xBF"
      "ügyfel  AZONOSÍTÓJA *;Munkába állás napja;employer;"
      "Támogatott vagy önálló elhelyezkedés;Megjegyzés\r\n"
      "0197C1F0-0000-7000-8000-000000000001;2019.03.31.;12345678-2-03;ÖNÁLLÓ  elhelyezkedés;x\r\n");
  EXPECT_THAT(file.complaints(), IsEmpty());
  EXPECT_THAT(file.ignored_columns(), ElementsAre("Megjegyzés"));
  ASSERT_EQ(file.size(), 1U);
  const auto hire = Cast<command::v1::RecordHire>(file.Read(0, KnowsAnna));
  EXPECT_EQ(hire.participant_id(), kAnna);
  EXPECT_EQ(hire.hired_on(), "2019-03-31");
  EXPECT_EQ(hire.employer(), "12345678-2-03");
  EXPECT_EQ(hire.placement(), employment::v1::PLACEMENT_INDEPENDENT);
}

TEST(ImportFile, ReadsWindows1250AndMendsWrongCodePages) {
  // "Örményi" in windows-1250 has 0xD6, "ő" is 0xF5: read as Latin-1 it would be õ.
  const ImportFile file = Opened(
      "RegisterParticipant",
      "registered_on;family_name;given_name;birth_date;taj;gender\r\n"
      "2019.01.02.;\xD6rm\xE9nyi K\xF5r\xF6si;D\xF5ra;1980. m\xE1jus 4.;123 456 788;n\xF5\r\n");
  const auto person = Cast<command::v1::RegisterParticipant>(file.Read(0, KnowsAnna));
  EXPECT_EQ(person.family_name(), "Örményi Kőrösi");
  EXPECT_EQ(person.given_name(), "Dőra");
  EXPECT_EQ(person.birth_date(), "1980-05-04");
  EXPECT_EQ(person.taj(), "123456788");
  EXPECT_EQ(person.gender(), participant::v1::GENDER_FEMALE);
}

TEST(ImportFile, NamesAParticipantByNumber) {
  const ImportFile file = Opened("RecordHire",
                                 "TAJ-szám (az azonosító helyett);hired_on;employer;placement\n"
                                 "123-456-788;2019-03-31;X;PLACEMENT_INDEPENDENT\n"
                                 "111 111 110;2019-03-31;X;PLACEMENT_INDEPENDENT\n"
                                 "123 456 789;2019-03-31;X;PLACEMENT_INDEPENDENT\n");
  EXPECT_THAT(file.complaints(), IsEmpty());
  EXPECT_EQ(Cast<command::v1::RecordHire>(file.Read(0, KnowsAnna)).participant_id(), kAnna);
  EXPECT_THAT(Codes(file.Read(1, KnowsAnna)), ElementsAre("import.person_unknown"));
  EXPECT_THAT(Codes(file.Read(2, KnowsAnna)), ElementsAre("import.person"));
}

TEST(ImportFile, RefusesAnIdAndANumberOfDifferentPersons) {
  const ImportFile file =
      Opened("RecordHire",
             "participant_id;participant_taj;hired_on;employer;placement\n"
             "0197c1f0-0000-7000-8000-000000000002;123456788;2019-03-31;X;önálló elhelyezkedés\n");
  EXPECT_THAT(Codes(file.Read(0, KnowsAnna)), ElementsAre("import.other_person"));
}

TEST(ImportFile, SaysEverythingWrongByColumnAndNeverWhatStandsThere) {
  const ImportFile file = Opened("RecordHire",
                                 "Ügyfél azonosítója;Munkába állás napja;employer;placement\n"
                                 "titok-azonosító;2019.02.30.;titok munkáltató;titok\n");
  const ImportRow row = file.Read(0, KnowsAnna);
  EXPECT_EQ(row.message, nullptr);
  EXPECT_EQ(row.number, 2U);
  EXPECT_THAT(Codes(row),
              ElementsAre("import.person", "import.format", "import.unknown_value", "input.code"));
  EXPECT_EQ(row.complaints[0].column, "Ügyfél azonosítója");
  EXPECT_EQ(row.complaints[1].column, "Munkába állás napja");
  EXPECT_THAT(row.complaints[1].text.hu, HasSubstr("2019.03.31."));
  EXPECT_THAT(row.complaints[2].text.hu, HasSubstr("önálló elhelyezkedés"));
  EXPECT_EQ(row.complaints[3].column, "employer");
  for (const Complaint& complaint : row.complaints) {
    EXPECT_THAT(complaint.text.hu + complaint.text.en, Not(HasSubstr("titok")));
  }
}

TEST(ImportFile, SplitsListsAndParts) {
  const ImportFile file = Opened("HoldSteeringGroupMeeting",
                                 "held_on;members_present;agenda;resolutions\n"
                                 "2019-03-31;5;Munkaterv; beszámoló|Egyebek;3/2019 :: A munkaterv "
                                 "elfogadása|4/2019::Beszámoló\n"
                                 "2019-03-31;5 fő;\"Munkaterv;Egyebek\";3/2019\n");
  // The first row has a semicolon outside quotes and so one cell too many; its list has its own.
  const ImportFile tabs = Opened("HoldSteeringGroupMeeting",
                                 "held_on\tmembers_present\tagenda\tresolutions\n"
                                 "2019-03-31\t5\tMunkaterv; beszámoló|Egyebek\t3/2019 :: A "
                                 "munkaterv elfogadása|4/2019::Egyéb\n");
  const auto meeting = Cast<command::v1::HoldSteeringGroupMeeting>(tabs.Read(0, KnowsAnna));
  EXPECT_THAT(meeting.agenda(), ElementsAre("Munkaterv; beszámoló", "Egyebek"));
  ASSERT_EQ(meeting.resolutions_size(), 2);
  EXPECT_EQ(meeting.resolutions(0).number(), "3/2019");
  EXPECT_EQ(meeting.resolutions(1).subject(), "Egyéb");
  EXPECT_THAT(Codes(file.Read(1, KnowsAnna)), ElementsAre("import.parts"));
}

TEST(ImportFile, MissingAndDoubledColumnsStopTheFile) {
  const ImportFile file =
      Opened("RecordHire", "participant_id;hired_on;hired_on;employer\nx;x;x;x\n");
  ASSERT_EQ(file.complaints().size(), 2U);
  EXPECT_EQ(file.complaints()[0].code, "import.column_twice");
  EXPECT_EQ(file.complaints()[1].code, "import.column_missing");
  EXPECT_EQ(file.complaints()[1].field, "placement");
}

TEST(ImportFile, SkipsTitlesAboveTheHeadingAndRemarksBelow) {
  const ImportFile file = Opened("RecordHire",
                                 "Munkába állások;;;\n;;;\n"
                                 "participant_id;hired_on;employer;placement\n"
                                 "# így kell kitölteni;;;\n"
                                 "123456788;2019-03-31;X;önálló elhelyezkedés\n");
  ASSERT_EQ(file.size(), 1U);
  EXPECT_EQ(file.Read(0, KnowsAnna).number, 5U);
  EXPECT_NE(file.Read(0, KnowsAnna).message, nullptr);
}

TEST(ImportFile, AFileWithoutAHeadingIsRefused) {
  const auto file = ImportFile::Open(Kind("RecordHire"), TestPlan(), "a;b\n1;2\n");
  EXPECT_EQ(file.status().reason(), "import.no_heading");
}

TEST(ImportFile, RowsToMendComeBackAsTheyWereAndReadTheSameAgain) {
  const std::string bytes =
      "registered_on;family_name;given_name;birth_date;taj;gender;phone;Saját sorszám\n"
      "2019.01.02.;Minta;Anna;1980-05-04;123456788;nő;+36 1 555 0100;17\n"
      "2019.01.02.;Minta;Béla;1980-05-04;123456788;férfi;+36 1 555 0101;18\n";
  const ImportFile file = Opened("RegisterParticipant", bytes);
  const ImportRow before = file.Read(1, KnowsAnna);
  const auto mend = file.ToMend({{1, 1, {"Baj van.", "Trouble."}}}, Language::kHungarian);
  ASSERT_TRUE(mend.ok()) << mend.status();
  EXPECT_THAT(*mend, HasSubstr("Baj van."));
  EXPECT_THAT(*mend, HasSubstr("Saját sorszám"));
  const ImportFile again = Opened("RegisterParticipant", *mend);
  ASSERT_EQ(again.size(), 1U);
  const ImportRow after = again.Read(0, KnowsAnna);
  EXPECT_EQ(commands::CanonicalBytes(*after.message), commands::CanonicalBytes(*before.message));
  EXPECT_EQ(Cast<command::v1::RegisterParticipant>(after).phone(), "+36 1 555 0101");
  EXPECT_THAT(again.ignored_columns(), ElementsAre("Saját sorszám"));
}

TEST(RowIds, TheSameRowsNameTheSameCommandsAndEqualRowsDifferentOnes) {
  const vault::SecretKey key = vault::SecretKey::Random();
  RowIds first(key, "tiszakecske");
  RowIds second(key, "tiszakecske");
  const Uuid a = first.Next("a", {}).command;
  const Uuid a_again = first.Next("a", {}).command;
  EXPECT_NE(a, a_again);
  EXPECT_EQ(second.Next("b", {}).command, first.Next("b", {}).command);
  EXPECT_EQ(second.Next("a", {}).command, a);
  EXPECT_EQ(second.Next("a", {}).command, a_again);
  EXPECT_EQ(RowIds(key, "tiszakecske").Next("a", 2).command, a_again);
  EXPECT_NE(RowIds(key, "lenti").Next("a", {}).command, a);
  EXPECT_NE(RowIds(vault::SecretKey::Random(), "tiszakecske").Next("a", {}).command, a);
}

TEST(ImportFile, ASecondOfTwoEqualRowsKeepsItsNumberWhenItComesBack) {
  const ImportFile file = Opened(
      "RecordHire",
      "participant_id;hired_on;employer;placement\n"
      "123456788;2019-03-31;X;önálló elhelyezkedés\n123456788;2019-03-31;X;önálló elhelyezkedés\n");
  const auto mend = file.ToMend({{1, 2, {"Baj.", "Trouble."}}}, Language::kEnglish);
  ASSERT_TRUE(mend.ok());
  const ImportFile again = Opened("RecordHire", *mend);
  EXPECT_EQ(again.Read(0, KnowsAnna).occurrence, 2U);
}

}  // namespace
}  // namespace paktum::imports
