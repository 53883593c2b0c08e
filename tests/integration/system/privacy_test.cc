// What the whole pact writes about a person whose every datum is a word that occurs nowhere else.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libs/tabular/sheet.h"
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
const std::vector<std::string> kMarkers{"qxfamily",   "qxgiven", "99887766", "998-877-66",
                                        "qxstreet",   "qxmail@", "qxphone",  "1961-07-23",
                                        "1961.02.30", "qxnotes"};

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

// While it lives all temporary files of this process and of those that it starts lie in it.
class OwnTemporaryFiles {
 public:
  OwnTemporaryFiles() {
    std::string pattern = (fs::temp_directory_path() / "paktum-privacy-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    setenv("TMPDIR", path_.c_str(), 1);
  }
  ~OwnTemporaryFiles() {
    unsetenv("TMPDIR");
    fs::remove_all(path_);
  }
  OwnTemporaryFiles(const OwnTemporaryFiles&) = delete;
  OwnTemporaryFiles& operator=(const OwnTemporaryFiles&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class MarkedPact {
 public:
  MarkedPact() : plan_(PlanWithoutDuty()), pact_({}, "", plan_) {}

  [[nodiscard]] const fs::path& temporary() const { return temporary_.path(); }

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

  Reply Keep(const http::ClientResponse& response) {
    Reply reply;
    reply.status = response.status;
    reply.body = response.body;
    answers_ += reply.body + "\n";
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(reply.body, &reply.json).ok());
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
    // The pact's data are among the temporary files; tables are made in memory, where that is.
    for (const fs::path& place : {temporary(), fs::path("/dev/shm")}) {
      if (!fs::exists(place)) continue;
      for (const auto& file :
           fs::recursive_directory_iterator(place, fs::directory_options::skip_permission_denied)) {
        if (!file.is_regular_file()) continue;
        look("the name of a file", file.path().string());
        look(file.path().string(), ReadFile(file.path()));
      }
    }
    return found;
  }

 private:
  const OwnTemporaryFiles temporary_;
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

// A table whose only row is wrong comes back to mend, both as XLSX.
void ImportATableWithASlip(MarkedPact& marked) {
  const tabular::Sheet sheet{
      .name = "Sheet",
      .header = {"Nyilvántartásba vétel napja", "Családi név", "Utónév", "Születési idő",
                 "TAJ-szám", "Nem"},
      .rows = {{std::string("2019.01.10."), std::string("Qxfamily"), std::string("Qxgiven"),
                std::string("1961.02.30."), std::string("998877665"), std::string("nő")}}};
  const auto client =
      http::Client::ForAddress("http://127.0.0.1:" + std::to_string(marked.pact().Port("charity")))
          .value();
  const auto result = client->Post(kApi + std::string("imports/RegisterParticipant?wait=25"),
                                   tabular::ToXlsx({sheet}).value(), "application/octet-stream",
                                   {{"Paktum-Actor", "clerk-1"}});
  ASSERT_TRUE(result.ok()) << result.status();
  const Reply reply = marked.Keep(*result);
  const auto mend = client->Get(reply.Text("mend_file"));
  ASSERT_TRUE(mend.ok()) << mend.status();
  EXPECT_EQ(mend->status, 200U) << reply.body;
  EXPECT_TRUE(mend->body.starts_with("PK")) << "a table for the one who sent it";
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
  ImportATableWithASlip(marked);
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
  // Beside the data and the plan nothing temporary is left.
  EXPECT_EQ(std::distance(fs::directory_iterator(marked.temporary()), {}), 2);
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
