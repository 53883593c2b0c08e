// Shared keys, opening under record and erasing, with the real programs.
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/integration/offices/running_offices.h"

namespace paktum::offices_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPersons = "/api/pacts/tiszakecske/persons/";

std::string Registration(const std::string& name, const std::string& taj) {
  return R"({"registered_on":"2019-01-10","family_name":")" + name +
         R"(","given_name":"Réka","birth_date":"1985-05-05","gender":"GENDER_FEMALE",)"
         R"("address":"Tiszakécske","taj":")" +
         taj + R"("})";
}

class PersonsPact : public RunningOffices {
 public:
  // Posts as this member of staff.
  Reply PostAs(const std::string& actor, const std::string& office, const std::string& target,
               const std::string& json) {
    return Send(office, "POST", target, json,
                {{"Content-Type", "application/json"},
                 {"Idempotency-Key", NewKey().ToString()},
                 {"Paktum-Actor", actor}});
  }
  Reply Open(const std::string& office, const std::string& person) {
    return PostAs("clerk-7", office, kPersons + person + "/details",
                  R"({"purpose":"UNSEAL_PURPOSE_CASE_WORK","reference":"BKKH-7"})");
  }
  std::string Register(const std::string& office, const std::string& name, const std::string& taj) {
    const Reply reply = Post(office, "RegisterParticipant", Registration(name, taj));
    EXPECT_EQ(reply.status, 201U) << reply.body;
    return reply.Text("participant_id");
  }
  void ProposeAndAgree(const std::string& person) {
    const std::string commands = "/api/pacts/tiszakecske/commands/";
    const Reply proposed = PostAs("clerk-1", "government_office", commands + "ProposeErasure",
                                  R"({"participant_id":")" + person +
                                      R"(","requested_on":"2024-01-05","reference":"BKKH-8",)"
                                      R"("reason":"ERASURE_REASON_CONSENT_WITHDRAWN"})");
    ASSERT_EQ(proposed.status, 201U) << proposed.body;
    const Reply agreed = PostAs("clerk-2", "charity", commands + "AgreeToErasure",
                                R"({"participant_id":")" + person + R"(","erasure_id":")" +
                                    proposed.Text("erasure_id") + R"(","agreed_on":"2024-01-06"})");
    ASSERT_EQ(agreed.status, 201U) << agreed.body;
  }
  bool IsErased(const std::string& person) {
    return !Get("charity", kPersons + person).Text("erased_on").empty();
  }
};

TEST(Persons, BothServingOfficesOpenThemAndThePactOfficeDoesNot) {
  PersonsPact pact;
  const std::string person = pact.Register("charity", "Kovács", "123456788");
  for (const char* office : {"charity", "government_office"}) {
    const Reply opened = pact.Open(office, person);
    EXPECT_EQ(opened.status, 200U) << opened.body;
    EXPECT_EQ(opened.Text("family_name"), "Kovács") << office;
  }
  EXPECT_EQ(pact.Open("pact_office", person).status, 404U);
  const Reply unknown = pact.Open("charity", PersonsPact::NewKey().ToString());
  EXPECT_EQ(unknown.Text("code"), "participant.unknown") << unknown.body;

  const Reply report =
      pact.PostAs("clerk-7", "charity", kPersons + person + "/report", R"({"reference":"BKKH-9"})");
  EXPECT_EQ(report.status, 200U) << report.body;
  EXPECT_THAT(report.body, HasSubstr("Kovács"));
  EXPECT_THAT(report.body, HasSubstr("BKKH-7")) << "who looked, and why";
  EXPECT_THAT(report.body, HasSubstr("BKKH-9")) << "this look, too";
}

// The first position of an answer.
std::string FirstPosition(const Reply& reply) {
  const std::string mark = R"("positions":[")";
  const std::size_t from = reply.body.find(mark);
  if (from == std::string::npos) return "";
  const std::size_t begin = from + mark.size();
  return reply.body.substr(begin, reply.body.find('"', begin) - begin);
}

// A JSON text as a JSON string.
std::string Quoted(const std::string& json) {
  std::string quoted = "\"";
  for (const char c : json) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

TEST(Persons, ACorrectedRegistrationKeepsThePersonUnderTheRightName) {
  PersonsPact pact;
  const Reply registered =
      pact.Post("charity", "RegisterParticipant", Registration("Kovács", "123456788"));
  ASSERT_EQ(registered.status, 201U) << registered.body;
  const std::string person = registered.Text("participant_id");
  const auto correction = [&](const std::string& name) {
    return R"({"reason":"VOID_REASON_ENTRY_ERROR","command":"RegisterParticipant","position":")" +
           FirstPosition(registered) + R"(","fields_json":)" +
           Quoted(Registration(name, "123456788")) + "}";
  };
  const Reply wrong = pact.Post("charity", "CorrectEvent", correction(""));
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_THAT(wrong.body, HasSubstr("fields_json.family_name"));
  const Reply other = pact.Post("government_office", "CorrectEvent", correction("Kováts"));
  EXPECT_EQ(other.Text("code"), "void.not_yours") << other.body;
  const Reply corrected = pact.Post("charity", "CorrectEvent", correction("Kováts"));
  ASSERT_EQ(corrected.status, 201U) << corrected.body;
  EXPECT_EQ(corrected.Text("participant_id"), person);
  EXPECT_THAT(corrected.body, Not(HasSubstr("Kov")));

  const Reply opened = pact.Open("government_office", person);
  EXPECT_EQ(opened.Text("family_name"), "Kováts") << opened.body;
  EXPECT_THAT(opened.body, Not(HasSubstr("Kovács")));
  EXPECT_TRUE(Eventually([&] {
    return pact.PostAs("clerk-7", "charity", kPersons + std::string("search"),
                       R"({"name":"Kováts"})")
               .body.find(person) != std::string::npos;
  }));
}

TEST(Persons, ASpecialGroupDeclaredLaterIsSealedAndOpenedUnderRecord) {
  PersonsPact pact;
  const std::string person = pact.Register("charity", "Kovács", "123456788");
  const Reply declared = pact.Post("charity", "DeclareTargetGroup",
                                   R"({"participant_id":")" + person +
                                       R"(","target_group":"TG10","asked_on":"2019-01-20",)"
                                       R"("answer":"TARGET_GROUP_ANSWER_DECLARED"})");
  ASSERT_EQ(declared.status, 201U) << declared.body;
  EXPECT_THAT(declared.body, Not(HasSubstr("TG10")));
  const Reply opened = pact.PostAs("clerk-7", "government_office", kPersons + person + "/details",
                                   R"({"purpose":"UNSEAL_PURPOSE_CASE_WORK","reference":"BKKH-7",)"
                                   R"("special_target_groups":true})");
  EXPECT_THAT(opened.body, HasSubstr(R"("special_target_groups":["TG10"])"));
}

TEST(Persons, AreFoundByNameAndNumberAtBothOffices) {
  PersonsPact pact;
  const std::string person = pact.Register("charity", "Szűcs-Kovács", "123456788");
  for (const char* office : {"charity", "government_office"}) {
    for (const char* asked : {R"({"name":"reka SZUCS"})", R"({"taj":"123-456-788"})",
                              R"({"name":"Kovacs","taj":"123456788"})"}) {
      EXPECT_TRUE(Eventually([&] {
        return pact.PostAs("clerk-7", office, kPersons + std::string("search"), asked)
                   .body.find(person) != std::string::npos;
      })) << office
          << asked;
    }
    const Reply none =
        pact.PostAs("clerk-7", office, kPersons + std::string("search"), R"({"name":"Szabó"})");
    EXPECT_THAT(none.body, Not(HasSubstr(person)));
    EXPECT_EQ(pact.PostAs("clerk-7", office, kPersons + std::string("search"), "{}").status, 400U);
  }
}

TEST(Persons, WhileTheVaultIsAwayCommandsWaitAndNothingIsOpened) {
  PersonsPact pact;
  const std::string person = pact.Register("charity", "Kovács", "123456788");
  pact.Kill("vault");
  const Uuid key = PersonsPact::NewKey();
  const Reply waiting =
      pact.Post("government_office", "RegisterParticipant", Registration("Nagy", "987654322"), key);
  EXPECT_EQ(waiting.status, 202U) << waiting.body;
  EXPECT_EQ(pact.Open("government_office", person).status, 503U);
  pact.Start("vault");
  std::string later;
  ASSERT_TRUE(Eventually([&] {
    const Reply state =
        pact.Get("government_office", "/api/pacts/tiszakecske/commands/" + key.ToString());
    later = state.Text("participant_id");
    return state.Text("state") == "appended";
  }));
  EXPECT_EQ(pact.Open("charity", later).Text("family_name"), "Nagy");
}

TEST(Persons, AnErasedPersonIsGoneAtBothOfficesAndComesBackFromNoBackup) {
  PersonsPact pact;
  const std::string person = pact.Register("charity", "Kovács", "123456788");
  const std::string other = pact.Register("charity", "Nagy", "987654322");
  // A copy of the vault from before.
  pact.Kill("vault");
  const fs::path vault = pact.directory() / "data" / "vault";
  const fs::path copy = pact.directory() / "copy";
  fs::copy(vault, copy, fs::copy_options::recursive);
  // Agreed while the vault is away, and the office that agreed ends, too.
  pact.ProposeAndAgree(person);
  EXPECT_FALSE(pact.IsErased(person));
  pact.Kill("charity");
  pact.Start("vault");
  pact.Start("charity");
  ASSERT_TRUE(Eventually([&] { return pact.IsErased(person); }));
  for (int i = 0; i < 2; ++i) {
    for (const char* office : {"charity", "government_office"}) {
      EXPECT_EQ(pact.Open(office, person).Text("code"), "participant.erased") << office;
      EXPECT_EQ(pact.Open(office, other).Text("family_name"), "Nagy") << office;
    }
    if (i > 0) break;
    pact.Kill("vault");
    fs::remove_all(vault);
    fs::copy(copy, vault, fs::copy_options::recursive);
    pact.Start("vault");
  }
  const Reply again =
      pact.Post("charity", "RegisterParticipant", Registration("Kovács", "123456788"));
  EXPECT_EQ(again.status, 201U) << again.body;
  EXPECT_NE(again.Text("participant_id"), person);
}

}  // namespace
}  // namespace paktum::offices_test
