// The real offices with the real event log, from outside: HTTP only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>

#include "tests/integration/offices/running_offices.h"

namespace paktum::offices_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kApi = "/api/pacts/tiszakecske/";
constexpr const char* kGovernment = "government_office";

// Marks that stand in personal fields only, so that finding one anywhere is a leak.
constexpr const char* kMarkers[] = {"Jelnevvezetek", "Jelnevkereszt", "1957-11-23",
                                    "123456788",     "987654322",     "jel@marker.example"};

std::string Registration(const std::string& taj = "123456788") {
  return R"({"registered_on":"2019-03-01","family_name":"Jelnevvezetek",
    "given_name":"Jelnevkereszt",
    "birth_date":"1957-11-23","taj":")" +
         taj + R"(","gender":"GENDER_FEMALE","email":"jel@marker.example"})";
}

std::string Enrolment(const std::string& participant) {
  return R"({"participant_id":")" + participant +
         R"(","enrolled_on":"2019-03-02","document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",
    "document_signed_on":"2019-03-02","labour_status":"LABOUR_STATUS_UNEMPLOYED",
    "schooling":"SCHOOLING_ISCED_3_4","target_groups":["TG01"],
    "special_category_answer":"SPECIAL_CATEGORY_ANSWER_GIVEN","special_target_groups":["TG09"]})";
}

std::string Grant(const std::string& participant, const std::string& scheme = "S2",
                  const std::string& amount = "215000") {
  return R"({"participant_id":")" + participant + R"(","scheme":")" + scheme +
         R"(","granted_on":"2019-03-03","intensity_percent":100,"months":8,"monthly_amount_ft":)" +
         amount + R"(,"employer":"11111111-1-11"})";
}

std::string Hire(const std::string& participant) {
  return R"({"participant_id":")" + participant +
         R"(","hired_on":"2019-04-01","employer":"11111111-1-11",
    "placement":"PLACEMENT_SUBSIDISED"})";
}

class OfficesTest : public ::testing::Test {
 protected:
  // Whatever a test did: no file and no log line holds a mark in clear.
  void TearDown() override {
    offices_.StopAll();
    std::size_t files = 0;
    for (const auto& file : fs::recursive_directory_iterator(offices_.directory())) {
      if (!file.is_regular_file()) continue;
      ++files;
      const std::string bytes = ReadFile(file.path());
      for (const char* marker : kMarkers) {
        EXPECT_EQ(bytes.find(marker), std::string::npos) << marker << " in " << file.path();
      }
    }
    EXPECT_GT(files, 4U);
  }

  std::string Register(const std::string& taj = "123456788") {
    const Reply reply = offices_.Post(kGovernment, "RegisterParticipant", Registration(taj));
    EXPECT_TRUE(reply.status == 201 || reply.status == 200) << reply.body;
    return reply.Text("participant_id");
  }

  RunningOffices offices_;
};

TEST_F(OfficesTest, APersonGoesFromRegistrationToAHire) {
  const std::string participant = Register();
  ASSERT_FALSE(participant.empty());
  EXPECT_EQ(offices_.Post(kGovernment, "EnrolParticipant", Enrolment(participant)).status, 201U);
  const Reply grant = offices_.Post(kGovernment, "GrantSubsidy", Grant(participant));
  EXPECT_EQ(grant.status, 201U) << grant.body;
  EXPECT_FALSE(grant.Text("grant_id").empty());
  const Uuid key = RunningOffices::NewKey();
  const Reply hire = offices_.Post(kGovernment, "RecordHire", Hire(participant), key);
  EXPECT_EQ(hire.status, 201U) << hire.body;
  EXPECT_THAT(hire.body, HasSubstr("\"positions\":[\""));
  EXPECT_EQ(hire.Text("command_id"), key.ToString());
  EXPECT_FALSE(hire.Text("hire_id").empty());

  const std::size_t before = offices_.Ledger().size();
  const Reply again = offices_.Post(kGovernment, "RecordHire", Hire(participant), key);
  EXPECT_EQ(again.status, 201U);
  EXPECT_EQ(again.body, hire.body);
  std::string other = Hire(participant);
  other.replace(other.find("2019-04-01"), 10, "2019-04-02");
  const Reply reused = offices_.Post(kGovernment, "RecordHire", other, key);
  EXPECT_EQ(reused.status, 409U);
  EXPECT_EQ(reused.Text("code"), "append.command_reused");
  EXPECT_EQ(offices_.Ledger().size(), before);

  const Reply state = offices_.Get(kGovernment, kApi + ("commands/" + key.ToString()));
  EXPECT_EQ(state.Text("state"), "appended");
  EXPECT_EQ(state.Text("hire_id"), hire.Text("hire_id"));
}

TEST_F(OfficesTest, TheSameTajInBothOfficesFindsTheFirstRegistration) {
  const std::string participant = Register();
  const Reply charity =
      offices_.Post("charity", "RegisterParticipant", Registration("123-456-788"));
  EXPECT_EQ(charity.status, 200U) << charity.body;
  EXPECT_THAT(charity.body, HasSubstr("\"positions\":[]"));
  EXPECT_EQ(charity.Text("participant_id"), participant);
  const Reply other = offices_.Post("charity", "RegisterParticipant", Registration("987654322"));
  EXPECT_EQ(other.status, 201U);
  EXPECT_NE(other.Text("participant_id"), participant);
  EXPECT_EQ(Register("987654322"), other.Text("participant_id"));
}

TEST_F(OfficesTest, EveryWrongRequestHasItsCodeAndWritesNothing) {
  const std::string participant = Register();
  const std::size_t before = offices_.Ledger().size();
  const auto expect = [](const Reply& reply, unsigned status, const std::string& code) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("\"" + code + "\"")) << code;
  };
  expect(offices_.Post(kGovernment, "DropLedger", "{}"), 404, "command.unknown");
  const Reply foreign = offices_.Post(kGovernment, "HoldForum", "{}");
  expect(foreign, 404, "command.not_of_this_office");
  EXPECT_THAT(foreign.body, HasSubstr("pact_office"));
  const http::Headers key{{"Idempotency-Key", RunningOffices::NewKey().ToString()}};
  expect(offices_.Send(kGovernment, "POST", "/api/pacts/nowhere/commands/RecordHire", "{}", key),
         404, "pact.unknown");
  const std::string enrol = std::string(kApi) + "commands/EnrolParticipant";
  expect(offices_.Send(kGovernment, "POST", enrol, Enrolment(participant), {}), 400,
         "idempotency_key.missing");
  expect(
      offices_.Send(kGovernment, "POST", enrol, Enrolment(participant), {{"Idempotency-Key", "7"}}),
      400, "idempotency_key.malformed");
  http::Headers actor = key;
  actor.Add("Paktum-Actor", "Kiss Anna");
  expect(offices_.Send(kGovernment, "POST", enrol, Enrolment(participant), actor), 400,
         "header.actor");
  expect(offices_.Post(kGovernment, "RegisterParticipant", "{\"family_name\":\"Jelnevvezetek\" 1}"),
         400, "input.json");
  expect(offices_.Post(kGovernment, "RegisterParticipant", "{\"family_name\":\"Jelnevvezetek\"}"),
         400, "input.required");
  std::string impossible = Enrolment(participant);
  impossible.replace(impossible.find("2019-03-02"), 10, "2019-02-30");
  expect(offices_.Post(kGovernment, "EnrolParticipant", impossible), 400, "input.date");
  expect(offices_.Post(kGovernment, "RegisterParticipant", Registration("123456789")), 400,
         "input.taj");
  const Reply early = offices_.Post(kGovernment, "RecordHire", Hire(participant));
  expect(early, 422, "participant.not_enrolled");
  EXPECT_THAT(early.body, HasSubstr("title_hu"));
  EXPECT_THAT(early.body, HasSubstr("title_en"));
  const std::string large =
      "{\"family_name\":\"" + std::string(std::size_t{5} * 1024 * 1024, 'x') + "\"}";
  const Reply too_large = offices_.Post(kGovernment, "RegisterParticipant", large);
  EXPECT_TRUE(too_large.status == 413 || too_large.status == 0) << too_large.status;
  EXPECT_EQ(offices_.Ledger().size(), before);

  ASSERT_EQ(offices_.Post(kGovernment, "EnrolParticipant", Enrolment(participant)).status, 201U);
  const std::size_t enrolled = offices_.Ledger().size();
  expect(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant, "S99")), 422,
         "scheme.unknown");
  expect(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant, "S2", "100000000")), 422,
         "scheme.no_money_left");
  EXPECT_EQ(offices_.Ledger().size(), enrolled);
  EXPECT_EQ(offices_.Get(kGovernment, "/healthz").status, 200U);
}

TEST_F(OfficesTest, WhileTheLogIsAwayCommandsWaitAndAreAppendedOnceInOrder) {
  const std::string participant = Register();
  const std::size_t before = offices_.Ledger().size();
  offices_.Kill("event_log");
  std::vector<Uuid> keys;
  const auto wait = [&](const std::string& command, const std::string& json) {
    keys.push_back(RunningOffices::NewKey());
    const Reply reply = offices_.Post(kGovernment, command, json, keys.back());
    EXPECT_EQ(reply.status, 202U) << reply.body;
    EXPECT_EQ(reply.Text("state"), "waiting");
  };
  wait("RecordHire", Hire(participant));  // not enrolled yet: will be refused
  wait("EnrolParticipant", Enrolment(participant));
  wait("GrantSubsidy", Grant(participant));
  wait("RegisterParticipant", Registration("987654322"));
  EXPECT_EQ(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant), keys[2]).status, 202U);
  EXPECT_EQ(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant, "S1"), keys[2]).status,
            409U);
  EXPECT_THAT(offices_.Get(kGovernment, std::string(kApi) + "outbox").body,
              HasSubstr("\"count\":4"));

  offices_.Kill(kGovernment);
  offices_.Start(kGovernment);
  EXPECT_THAT(offices_.Get(kGovernment, std::string(kApi) + "outbox").body,
              HasSubstr("\"count\":4"));
  EXPECT_EQ(offices_.Get(kGovernment, kApi + ("commands/" + keys[0].ToString())).Text("state"),
            "waiting");
  offices_.Start("event_log");
  ASSERT_TRUE(Eventually([&] {
    return offices_.Get(kGovernment, std::string(kApi) + "outbox").body == "{\"count\":0}";
  }));

  std::vector<Uuid> appended;
  for (const ledger::Record& record : offices_.Ledger()) {
    if (record.position.value() > before && record.append_index == 0) {
      appended.push_back(record.command);
    }
  }
  EXPECT_EQ(appended, (std::vector<Uuid>{keys[1], keys[2], keys[3]}));
  const Reply attention = offices_.Get(kGovernment, std::string(kApi) + "attention");
  EXPECT_THAT(attention.body, HasSubstr("\"count\":1"));
  EXPECT_EQ(attention.Text("command_id"), keys[0].ToString());
  EXPECT_EQ(attention.Text("command"), "RecordHire");
  EXPECT_EQ(attention.Text("code"), "participant.not_enrolled");
  EXPECT_EQ(offices_.Get(kGovernment, kApi + ("commands/" + keys[0].ToString())).Text("state"),
            "refused");
  EXPECT_EQ(offices_.Get(kGovernment, kApi + ("commands/" + keys[3].ToString())).Text("state"),
            "appended");

  const auto post = [&](const std::string& what) {
    return offices_
        .Send(kGovernment, "POST", kApi + ("attention/" + keys[0].ToString() + "/" + what), "", {})
        .status;
  };
  EXPECT_EQ(post("retry"), 202U);
  EXPECT_TRUE(Eventually([&] {
    return offices_.Get(kGovernment, kApi + ("commands/" + keys[0].ToString())).Text("state") ==
           "appended";
  }));
  EXPECT_EQ(post("dismiss"), 404U);
}

TEST_F(OfficesTest, ALogThatHangsYieldsNoSecondAppend) {
  const std::size_t before = offices_.Ledger().size();
  offices_.Signal("event_log", SIGSTOP);
  const Uuid key = RunningOffices::NewKey();
  EXPECT_EQ(offices_.Post(kGovernment, "RegisterParticipant", Registration(), key).status, 202U);
  EXPECT_EQ(offices_.Post(kGovernment, "RegisterParticipant", Registration(), key).status, 202U);
  offices_.Signal("event_log", SIGCONT);
  const std::string state = kApi + ("commands/" + key.ToString());
  ASSERT_TRUE(
      Eventually([&] { return offices_.Get(kGovernment, state).Text("state") == "appended"; }));
  const auto records = offices_.Ledger();
  ASSERT_GT(records.size(), before);
  EXPECT_EQ(records.size(), before + records.back().append_count);
}

TEST_F(OfficesTest, ADismissedRefusalLeavesTheList) {
  const std::string participant = Register();
  offices_.Kill("event_log");
  const Uuid key = RunningOffices::NewKey();
  ASSERT_EQ(offices_.Post(kGovernment, "RecordHire", Hire(participant), key).status, 202U);
  offices_.Start("event_log");
  const std::string list = std::string(kApi) + "attention";
  ASSERT_TRUE(Eventually([&] {
    return offices_.Get(kGovernment, list).body.find(key.ToString()) != std::string::npos;
  }));
  const std::string dismiss = kApi + ("attention/" + key.ToString() + "/dismiss");
  EXPECT_EQ(offices_.Send(kGovernment, "POST", dismiss, "", {}).status, 204U);
  EXPECT_EQ(offices_.Get(kGovernment, list).body, "{\"count\":0,\"entries\":[]}");
  EXPECT_EQ(offices_.Send(kGovernment, "POST", dismiss, "", {}).status, 404U);
}

TEST_F(OfficesTest, ARefusedCommandSentAgainLeavesTheListWhenItIsRecorded) {
  const std::string participant = Register();
  offices_.Kill("event_log");
  const Uuid key = RunningOffices::NewKey();
  ASSERT_EQ(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant), key).status, 202U);
  offices_.Start("event_log");
  const std::string list = std::string(kApi) + "attention";
  ASSERT_TRUE(Eventually([&] {
    return offices_.Get(kGovernment, list).body.find(key.ToString()) != std::string::npos;
  }));
  ASSERT_EQ(offices_.Post(kGovernment, "EnrolParticipant", Enrolment(participant)).status, 201U);
  const Reply other = offices_.Post(kGovernment, "GrantSubsidy", Grant(participant, "S1"), key);
  EXPECT_EQ(other.status, 409U) << other.body;
  EXPECT_EQ(other.Text("code"), "append.command_reused");
  EXPECT_EQ(offices_.Post(kGovernment, "GrantSubsidy", Grant(participant), key).status, 201U);
  EXPECT_EQ(offices_.Get(kGovernment, list).body, "{\"count\":0,\"entries\":[]}");
}

TEST_F(OfficesTest, AnEnrolmentMayBeOlderThanTheRegistrationOfAnotherOffice) {
  std::string later = Registration();
  later.replace(later.find("2019-03-01"), 10, "2019-05-01");
  const Reply charity = offices_.Post("charity", "RegisterParticipant", later);
  ASSERT_EQ(charity.status, 201U) << charity.body;
  const std::string participant = Register();
  EXPECT_EQ(participant, charity.Text("participant_id"));
  const Reply enrolled = offices_.Post(kGovernment, "EnrolParticipant", Enrolment(participant));
  EXPECT_EQ(enrolled.status, 201U) << enrolled.body;
}

TEST_F(OfficesTest, AnUnknownTargetGroupIsRefusedWithoutRepeatingIt) {
  std::string typed = Enrolment(Register());
  typed.replace(typed.find("TG01"), 4, "jel-typed-group");
  const Reply refused = offices_.Post(kGovernment, "EnrolParticipant", typed);
  EXPECT_EQ(refused.status, 422U) << refused.body;
  EXPECT_EQ(refused.Text("code"), "target_group.unknown");
  EXPECT_EQ(refused.body.find("jel-typed-group"), std::string::npos);
}

TEST_F(OfficesTest, StandardRoutesAnswer) {
  for (const char* office : {"pact_office", "government_office", "charity"}) {
    EXPECT_EQ(offices_.Get(office, "/healthz").status, 200U);
    EXPECT_THAT(offices_.Get(office, "/metrics").body, HasSubstr("paktum_office_outbox_commands"));
    EXPECT_THAT(offices_.Get(office, "/openapi.json").body, HasSubstr("\"openapi\":\"3.1.0\""));
  }
  EXPECT_EQ(offices_
                .Post("pact_office", "AdoptPlan",
                      R"({"plan_version":1,"adopted_on":"2018-10-25","resolution":"1/2018"})")
                .status,
            201U);
  EXPECT_THAT(
      offices_.Get("pact_office", "/metrics").body,
      HasSubstr("paktum_office_commands_total{command=\"AdoptPlan\",outcome=\"recorded\"} 1"));
}

TEST(OfficeConfiguration, AWrongPlanFileEndsItWithEveryErrorAndItsLine) {
  std::string pattern = (fs::temp_directory_path() / "paktum-offices-XXXXXX").string();
  const fs::path directory = mkdtemp(pattern.data());
  std::string plan = ReadFile(RunningOffices::PlanFile());
  const auto lines = std::count(plan.begin(), plan.end(), '\n');
  std::ofstream(directory / "wrong.textproto") << plan << "\nno_such_entry: 1\nnor_this_one: 2\n";
  const int code =
      RunToEnd({std::string(PAKTUM_BIN_DIR) + "/charity", "--plan",
                (directory / "wrong.textproto").string(), "--plan",
                (directory / "missing.textproto").string(), "--data", (directory / "data").string(),
                "--keys", (directory / "keys").string(), "--listen", "127.0.0.1:0"},
               directory / "out.txt");
  const std::string output = ReadFile(directory / "out.txt");
  EXPECT_EQ(code, 2) << output;
  EXPECT_THAT(output, HasSubstr("wrong.textproto:" + std::to_string(lines + 2) + ":"));
  EXPECT_THAT(output, HasSubstr("wrong.textproto:" + std::to_string(lines + 3) + ":"));
  EXPECT_THAT(output, HasSubstr("missing.textproto"));
  EXPECT_FALSE(fs::exists(directory / "data"));
  fs::remove_all(directory);
}

}  // namespace
}  // namespace paktum::offices_test
