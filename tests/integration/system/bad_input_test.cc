// Bad input gets a clear error, nothing is written and the service stays up.
#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

struct BadInput {
  const char* what;
  std::string office;
  std::string command;
  std::string json;
  unsigned status;
  std::string named;  // must stand in the answer
};

TEST(BadInput, EachGetsItsClearErrorAndNothingIsWritten) {
  RunningPact pact;
  const Reply registered = pact.Post("charity", "RegisterParticipant", Registration(1));
  ASSERT_EQ(registered.status, 201U) << registered.body;
  const std::string id = registered.Text("participant_id");
  const std::string person = R"("participant_id":")" + id + "\",";
  const std::size_t head = pact.Ledger().size();
  const std::vector<BadInput> inputs = {
      {"unknown command", "charity", "DoMagic", "{}", 404, "command.unknown"},
      {"another office's command", "charity", "GrantSubsidy", "{}", 404, "government_office"},
      {"wrong JSON", "charity", "EndMentoring", "{\"ended_on\":", 400, "json"},
      {"unknown field", "charity", "EndMentoring", R"({"bogus":1})", 400, "bogus"},
      {"missing field", "charity", "EndMentoring", "{}", 400, "participant_id"},
      {"impossible date", "charity", "HoldFirstInterview",
       "{" + person + R"("held_on":"2019-02-30","minutes":30})", 400, "held_on"},
      {"unknown enum", "charity", "EndMentoring",
       "{" + person + R"("ended_on":"2019-03-01","reason":"WHATEVER"})", 400, "reason"},
      {"hire before enrolment", "government_office", "RecordHire",
       "{" + person +
           R"("hired_on":"2019-03-01","employer":"kalfem","placement":"PLACEMENT_INDEPENDENT"})",
       422, "enrol"},
      {"wrong TAJ", "charity", "RegisterParticipant",
       R"({"registered_on":"2019-01-10","family_name":"A","given_name":"B",)"
       R"("birth_date":"1985-05-05","gender":"GENDER_MALE","taj":"123456789"})",
       400, "taj"},
  };
  for (const BadInput& input : inputs) {
    const Reply reply = pact.Post(input.office, input.command, input.json);
    EXPECT_EQ(reply.status, input.status) << input.what << ": " << reply.body;
    EXPECT_NE(reply.body.find(input.named), std::string::npos) << input.what << ": " << reply.body;
    EXPECT_FALSE(reply.Text("code").empty()) << input.what << ": " << reply.body;
  }
  EXPECT_EQ(pact.Ledger().size(), head);
}

TEST(BadInput, SchemeLimitsAreRefusedWithTheAmounts) {
  RunningPact pact;
  const std::string id =
      pact.Post("charity", "RegisterParticipant", Registration(1)).Text("participant_id");
  const std::string person = R"({"participant_id":")" + id + "\",";
  ASSERT_EQ(pact.Post("government_office", "EnrolParticipant",
                      person + R"("enrolled_on":"2019-02-01",)"
                               R"("document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",)"
                               R"("document_signed_on":"2019-02-01",)"
                               R"("labour_status":"LABOUR_STATUS_UNEMPLOYED",)"
                               R"("schooling":"SCHOOLING_ISCED_1_2"})")
                .status,
            201U);
  const std::size_t head = pact.Ledger().size();
  const auto grant = [&](const std::string& scheme, const std::string& months,
                         const std::string& amount) {
    return pact.Post("government_office", "GrantSubsidy",
                     person + R"("scheme":")" + scheme +
                         R"(","granted_on":"2019-03-01","intensity_percent":100,"months":)" +
                         months + R"(,"monthly_amount_ft":)" + amount + R"(,"employer":"kalfem"})");
  };
  const Reply unknown = grant("S99", "3", "1000");
  EXPECT_EQ(unknown.status, 422U) << unknown.body;
  EXPECT_NE(unknown.body.find("S99"), std::string::npos);
  const Reply too_much = grant("S1", "3", "2150001");
  EXPECT_EQ(too_much.status, 422U) << too_much.body;
  EXPECT_EQ(too_much.Text("code"), "scheme.no_money_left") << too_much.body;
  EXPECT_EQ(pact.Ledger().size(), head);
}

TEST(BadInput, ABodyOfFiveMegabytesIsRefusedAndTheOfficeStaysUp) {
  RunningPact pact;
  const Reply reply =
      pact.Post("charity", "EndMentoring", std::string(std::size_t{5} * 1024 * 1024, 'x'));
  EXPECT_EQ(reply.status, 413U) << reply.body.substr(0, 300);
  EXPECT_EQ(pact.Get("charity", "/healthz").status, 200U);
}

TEST(BadInput, AMissingOrMalformedKeyIsNamed) {
  RunningPact pact;
  auto client =
      http::Client::ForAddress("http://127.0.0.1:" + std::to_string(pact.Port("charity"))).value();
  const auto without =
      client->Post("/api/pacts/tiszakecske/commands/EndMentoring", "{}", "application/json");
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(without->status, 400U);
  EXPECT_NE(without->body.find("Idempotency-Key"), std::string::npos) << without->body;
}

TEST(BadInput, AWrongPlanFileEndsTheStartWithEveryErrorAndItsLine) {
  const std::string plan = testing::TempDir() + "/wrong.textproto";
  std::FILE* file = std::fopen(plan.c_str(), "w");
  std::fputs("schema_version: 1\npact_id: \"x\"\nbogus: 3\n", file);
  std::fclose(file);
  const std::string command = std::string(PAKTUM_BIN_DIR) + "/paktum up --plan " + plan +
                              " --data " + testing::TempDir() + "/wrong-data 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) output += static_cast<char>(c);
  const int status = pclose(pipe);
  EXPECT_EQ(WEXITSTATUS(status), 2) << output;
  EXPECT_NE(output.find("wrong.textproto:3:"), std::string::npos) << output;
}

}  // namespace
}  // namespace paktum::system_test
