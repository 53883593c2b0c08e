// What the whole pact writes about a person whose every datum is a word that occurs nowhere else.
#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kApi = "/api/pacts/tiszakecske/";
// Stands openly in the ledger: proves that the search finds what is there.
constexpr const char* kReference = "BKKH-qxopenmarker";
// Words of the person, as they are looked for: lower case.
const std::vector<std::string> kMarkers{"qxfamily",   "qxgiven",    "99887766",
                                        "998-877-66", "qxstreet",   "qxmail@",
                                        "qxphone",    "1961-07-23", "qxnotes"};

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The plan with a duty to keep that has run out.
std::string PlanWithoutDuty() {
  std::string text = ReadFile(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto");
  const std::size_t at = text.find("until: \"2028-12-31\"");
  EXPECT_NE(at, std::string::npos);
  text.replace(at, 19, "until: \"2023-12-31\"");
  std::string pattern = (fs::temp_directory_path() / "paktum-plan-XXXXXX").string();
  const std::string directory = mkdtemp(pattern.data());
  std::ofstream(directory + "/plan.textproto") << text;
  return directory + "/plan.textproto";
}

class MarkedPact {
 public:
  MarkedPact() : plan_(PlanWithoutDuty()), pact_({}, "", plan_) {}
  ~MarkedPact() { fs::remove_all(fs::path(plan_).parent_path()); }

  RunningPact& pact() { return pact_; }

  // Posts a command and keeps what was answered.
  Reply Command(const std::string& actor, const std::string& office, const std::string& command,
                const std::string& json) {
    return To(actor, office, kApi + ("commands/" + command), json);
  }
  Reply To(const std::string& actor, const std::string& office, const std::string& target,
           const std::string& json) {
    Reply reply = pact_.PostTo(office, target, json, actor);
    answers_ += reply.body + "\n";
    return reply;
  }
  Reply Get(const std::string& service, const std::string& target) {
    Reply reply = pact_.Get(service, target);
    answers_ += reply.body + "\n";
    return reply;
  }

  // Where a word stands that should stand nowhere.
  std::vector<std::string> Found(const std::vector<std::string>& words) {
    std::vector<std::string> found;
    const auto look = [&](const std::string& place, const std::string& bytes) {
      const std::string lower = Lower(bytes);
      for (const std::string& word : words) {
        if (lower.find(word) != std::string::npos) found.push_back(place + ": " + word);
      }
    };
    look("an answer", answers_);
    for (const auto& file : fs::recursive_directory_iterator(pact_.data())) {
      if (!file.is_regular_file()) continue;
      look("the name of a file", file.path().string());
      look(file.path().string(), ReadFile(file.path()));
    }
    return found;
  }

 private:
  const std::string plan_;
  RunningPact pact_;
  std::string answers_;  // without those that are meant to show the person
};

std::string MarkedRegistration() {
  return R"({"registered_on":"2019-01-10","family_name":"Qxfamily","given_name":"Qxgiven",)"
         R"("birth_date":"1961-07-23","gender":"GENDER_FEMALE","address":"Qxstreet 7",)"
         R"("phone":"qxphone","email":"qxmail@example.org","taj":"998877665"})";
}

std::string About(const std::string& person, const std::string& rest) {
  return R"({"participant_id":")" + person + "\"," + rest + "}";
}

// The person's life in the pact, with slips of those who type.
std::string LiveThroughThePact(MarkedPact& marked) {
  // The number has a check digit that does not fit: refused, and not repeated in the answer.
  EXPECT_EQ(
      marked.Command("clerk-1", "charity", "RegisterParticipant", MarkedRegistration()).status,
      400U);
  std::string registration = MarkedRegistration();
  const std::string taj = "998877665";
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (taj[i] - '0') * (i % 2 == 0 ? 3 : 7);
  registration.replace(registration.find(taj) + 8, 1, std::to_string(sum % 10));
  const Reply registered =
      marked.Command("clerk-1", "charity", "RegisterParticipant", registration);
  EXPECT_EQ(registered.status, 201U) << registered.body;
  const std::string person = registered.Text("participant_id");
  EXPECT_EQ(
      marked
          .Command("clerk-1", "government_office", "EnrolParticipant",
                   About(person, R"("enrolled_on":"2019-02-01","target_groups":["TG01"],)"
                                 R"("document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",)"
                                 R"("document_signed_on":"2019-02-01",)"
                                 R"("special_category_answer":"SPECIAL_CATEGORY_ANSWER_GIVEN",)"
                                 R"("special_target_groups":["TG10"],)"
                                 R"("labour_status":"LABOUR_STATUS_UNEMPLOYED",)"
                                 R"("schooling":"SCHOOLING_ISCED_1_2")"))
          .status,
      201U);
  EXPECT_EQ(marked
                .Command("clerk-1", "charity", "HoldFirstInterview",
                         About(person, R"("held_on":"2019-02-02","minutes":45,"notes":"Qxnotes")"))
                .status,
            201U);
  // Malformed, unknown and misplaced things with the person's words in them.
  marked.Command("clerk-1", "charity", "RegisterParticipant", R"({"family_name":"Qxfamily)");
  marked.Command("clerk-1", "charity", "RegisterParticipant", R"({"Qxfamily Qxgiven":"x"})");
  marked.Command("clerk-1", "charity", "HoldFirstInterview",
                 About(person, R"("held_on":"Qxnotes","minutes":"Qxgiven")"));
  marked.To("clerk-1", "charity", kApi + std::string("persons/search"), R"({"name":"Qxfamily)");
  return person;
}

void Erase(MarkedPact& marked, const std::string& person) {
  const Reply proposed = marked.Command(
      "clerk-1", "government_office", "ProposeErasure",
      About(person, std::string(R"("requested_on":"2024-01-05","reference":")") + kReference +
                        R"(","reason":"ERASURE_REASON_NO_LONGER_NEEDED")"));
  ASSERT_EQ(proposed.status, 201U) << proposed.body;
  const Reply agreed = marked.Command("clerk-2", "charity", "AgreeToErasure",
                                      About(person, R"("agreed_on":"2024-01-06","erasure_id":")" +
                                                        proposed.Text("erasure_id") + "\""));
  ASSERT_EQ(agreed.status, 201U) << agreed.body;
  ASSERT_TRUE(Eventually([&] {
    return !marked.Get("charity", kApi + ("persons/" + person)).Text("erased_on").empty();
  }));
}

TEST(Privacy, NothingThatAProcessWroteNamesThePerson) {
  MarkedPact marked;
  RunningPact& pact = marked.pact();
  const std::string person = LiveThroughThePact(marked);
  const std::string other =
      pact.Post("charity", "RegisterParticipant", Registration(7)).Text("participant_id");
  const std::string details = kApi + ("persons/" + person + "/details");
  const std::string asked = std::string(R"({"purpose":"UNSEAL_PURPOSE_CASE_WORK","notes":true,)"
                                        R"("reference":")") +
                            kReference + "\"}";
  // The answers that are meant to show the person are looked at here and kept out of the search.
  EXPECT_THAT(pact.PostTo("government_office", details, asked, "clerk-1").body,
              HasSubstr("Qxnotes"));
  EXPECT_TRUE(Eventually([&] {
    return marked
               .To("clerk-1", "charity", kApi + std::string("persons/search"),
                   R"({"name":"qxgiven qxfamily"})")
               .body.find(person) != std::string::npos;
  }));
  EXPECT_EQ(marked
                .To("clerk-1", "charity", kApi + std::string("statistics/special-groups"),
                    std::string(R"({"reference":")") + kReference + "\"}")
                .status,
            200U);
  // A command that waits.
  pact.Kill("event_log", SIGSTOP);
  EXPECT_EQ(
      marked
          .Command(
              "clerk-1", "charity", "GiveService",
              About(person, R"("given_on":"2019-03-01","step":1,"form":"SERVICE_FORM_INDIVIDUAL",)"
                            R"("minutes":30,"notes":"Qxnotes")"))
          .status,
      202U);
  pact.Kill("event_log", SIGCONT);
  ASSERT_TRUE(Eventually([&] {
    return pact.Get("charity", kApi + std::string("outbox")).body.find("\"count\":0") !=
           std::string::npos;
  }));
  for (const char* service : {"charity", "government_office", "log_http", "vault_http"}) {
    EXPECT_EQ(marked.Get(service, "/metrics").status, 200U) << service;
  }
  for (const char* program : {"charity", "government_office", "pact_office", "vault", "event_log",
                              "indicators", "schedule", "registers", "dashboard"}) {
    EXPECT_THAT(ReadFile("/proc/" + std::to_string(pact.PidOf(program)) + "/limits"),
                ::testing::ContainsRegex("Max core file size +0 +0"))
        << program;
  }

  const std::string sums = pact.Sums();
  const std::string after_head = sums.substr(sums.find('\n'));
  Erase(marked, person);
  const std::string after = pact.Sums();
  EXPECT_EQ(after.substr(after.find('\n')), after_head) << "figures stay as they were";
  for (const char* office : {"government_office", "charity"}) {
    const Reply refused = marked.To("clerk-1", office, details, asked);
    EXPECT_EQ(refused.Text("code"), "participant.erased") << refused.body;
    EXPECT_THAT(
        pact.PostTo(office, kApi + ("persons/" + other + "/details"), asked, "clerk-1").body,
        HasSubstr("Markerfamily"))
        << "all else opens";
  }
  EXPECT_THAT(
      marked
          .To("clerk-1", "charity", kApi + std::string("persons/search"), R"({"name":"qxfamily"})")
          .body,
      Not(HasSubstr(person)));
  pact.Stop();
  EXPECT_THAT(marked.Found({Lower(kReference)}), Not(IsEmpty())) << "the search itself works";
  EXPECT_THAT(marked.Found(kMarkers), IsEmpty());
  // What was declared as well: the code of the group is the plan's, which only views keep.
  for (const char* place : {"event_log", "charity", "government_office", "vault"}) {
    for (const auto& file : fs::recursive_directory_iterator(pact.data() + "/" + place)) {
      if (!file.is_regular_file()) continue;
      EXPECT_THAT(ReadFile(file.path()), Not(HasSubstr("TG10"))) << file.path();
    }
  }
}

}  // namespace
}  // namespace paktum::system_test
