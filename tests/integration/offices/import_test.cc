// Spreadsheets at the real offices: registrations, then hires of the same persons by their numbers.
#include <gmock/gmock.h>

#include "tests/integration/offices/running_offices.h"

namespace paktum::offices_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kImports = "/api/pacts/tiszakecske/imports/";

// A TAJ number with its check digit.
std::string Taj(int number) {
  std::string digits = std::to_string(10'000'000 + number);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 7);
  return digits + std::to_string(sum % 10);
}

std::string Registrations(int count) {
  std::string csv = "Nyilvántartásba vétel napja;Családi név;Utónév;Születési idő;TAJ-szám;Nem\r\n";
  for (int i = 0; i < count; ++i) {
    csv += "2019.01.10.;Mintamarker;Utónév;1980.05.04.;" + Taj(i) + ";nő\r\n";
  }
  return csv;
}

class ImportPact : public RunningOffices {
 public:
  Reply Import(const std::string& command, const std::string& file, const std::string& query = "") {
    return Send("government_office", "POST", kImports + command + "?wait=25" + query, file,
                {{"Content-Type", "application/octet-stream"}, {"Paktum-Actor", "clerk-7"}});
  }
  Reply Mend(const Reply& of) {
    return Send("government_office", "GET", of.Text("mend_file"), "", {});
  }
};

TEST(Imports, OnlyWhatIsWrongComesBackAndNothingIsRecordedTwice) {
  ImportPact pact;
  std::string file = Registrations(60);
  file += "2019.01.10.;Mintamarker;Utónév;1980.02.30.;" + Taj(100) + ";nő\r\n";
  file += "2019.01.10.;Mintamarker;Utónév;1980.05.04.;123456789;nő\r\n";

  const Reply dry = pact.Import("RegisterParticipant", file, "&dry_run=1");
  EXPECT_EQ(dry.status, 200U);
  EXPECT_THAT(dry.body, HasSubstr(R"("recorded":60,)"));
  EXPECT_TRUE(pact.Ledger().empty());

  const Reply first = pact.Import("RegisterParticipant", file);
  EXPECT_THAT(first.body, HasSubstr(R"("recorded":60,"already_so":0,)"));
  EXPECT_THAT(first.body, HasSubstr(R"("malformed":2,)"));
  EXPECT_THAT(first.body, HasSubstr(R"("row":62,"column":"Születési idő")"));
  EXPECT_THAT(first.body, Not(HasSubstr("Mintamarker")));
  EXPECT_EQ(pact.Ledger().size(), 2 * 60U);  // each is registered and claimed

  std::string mended = pact.Mend(first).body;
  EXPECT_THAT(mended, HasSubstr("Mintamarker"));
  mended.replace(mended.find("1980.02.30."), 11, "1980.02.28.");
  mended.replace(mended.find("123456789"), 9, "123456788");
  EXPECT_THAT(pact.Import("RegisterParticipant", mended).body,
              HasSubstr(R"("rows":2,"recorded":2,)"));
  EXPECT_THAT(pact.Import("RegisterParticipant", file).body,
              HasSubstr(R"("recorded":0,"already_so":60,)"));
  EXPECT_EQ(pact.Ledger().size(), 2 * 62U);

  // The offices' logs show none of it.
  EXPECT_THAT(ReadFile(pact.directory() / "government_office.log"), Not(HasSubstr("Mintamarker")));
}

TEST(Imports, ParticipantsMayBeNamedByTheirNumbers) {
  ImportPact pact;
  EXPECT_THAT(pact.Import("RegisterParticipant", Registrations(3)).body,
              HasSubstr(R"("recorded":3,)"));
  // Nobody is enrolled: a rule refuses each row, and says so.
  const std::string hires = "TAJ;Munkába állás napja;employer;placement\r\n" + Taj(0) +
                            ";2019.03.31.;12345678-2-03;önálló elhelyezkedés\r\n" + Taj(77) +
                            ";2019.03.31.;12345678-2-03;önálló elhelyezkedés\r\n";
  Reply reply;
  EXPECT_TRUE(Eventually([&] {
    reply = pact.Import("RecordHire", hires);
    return reply.body.find("persons_not_ready") == std::string::npos;
  }));
  EXPECT_THAT(reply.body, HasSubstr(R"("refused":1,"malformed":1,)"));
  EXPECT_THAT(reply.body, HasSubstr("import.person_unknown"));
}

TEST(Imports, TemplatesOfEveryOfficeAreServed) {
  ImportPact pact;
  const Reply csv =
      pact.Get("government_office", "/api/pacts/tiszakecske/templates/RecordHire.csv");
  EXPECT_EQ(csv.status, 200U);
  EXPECT_THAT(csv.body, HasSubstr("Munkába állás napja *"));
  EXPECT_EQ(pact.Get("charity", "/api/pacts/tiszakecske/templates/RecordHire.csv").status, 404U);
  const Reply xlsx =
      pact.Get("charity", "/api/pacts/tiszakecske/templates/HoldFirstInterview.xlsx");
  EXPECT_TRUE(xlsx.body.starts_with("PK"));
}

TEST(Imports, AFileThatIsNoneIsRefusedWithAReason) {
  ImportPact pact;
  EXPECT_EQ(pact.Import("RecordHire", "a;b\r\n1;2\r\n").Text("code"), "import.no_heading");
  const Reply columns = pact.Import("RecordHire", "participant_id;hired_on\r\nx;y\r\n");
  EXPECT_EQ(columns.status, 400U);
  EXPECT_EQ(columns.Text("code"), "import.heading");
  EXPECT_EQ(pact.Import("NoSuchCommand", "x").status, 404U);
}

}  // namespace
}  // namespace paktum::offices_test
