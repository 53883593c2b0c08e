// One office with accounts, from outside: every route without login, with the wrong role, the wrong
// scope, from another pact, by a forged page, with what was ended before. The log is away, so that
// what is let in is answered 202.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "libs/accounts/accounts.h"
#include "libs/base/clock.h"
#include "libs/office/commands.h"
#include "libs/office/rights.h"
#include "tests/integration/offices/cheap_passwords.h"
#include "tests/integration/offices/running_offices.h"

namespace paktum::offices_test {
namespace {

namespace fs = std::filesystem;
using office::Json;
using ::testing::HasSubstr;

constexpr const char* kPassword = "jelszomarker-piros-alma";
constexpr const char* kRegister = "/api/pacts/tiszakecske/commands/RegisterParticipant";
constexpr const char* kPerson = R"({"registered_on":"2019-03-01","family_name":"Minta",
  "given_name":"Anna","birth_date":"1957-11-23","taj":"123456788","gender":"GENDER_FEMALE"})";

struct Session {
  std::string cookie;
  std::string csrf;
};

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    std::string pattern = (fs::temp_directory_path() / "paktum-access-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    AddPeople({{"adminmarker", "administrator"},
               {"casemarker", "case_worker@tiszakecske"},
               {"viewermarker", "viewer"},
               {"lentimarker", "manager@lenti"}});
    Start();
  }
  ~AccessTest() override {
    Stop();
    const std::string log = ReadFile(directory_ / "log.txt");
    for (const char* marker : {"adminmarker", "casemarker", "viewermarker", "lentimarker",
                               "jelszomarker", "paktum_", "newmarker"}) {
      EXPECT_EQ(log.find(marker), std::string::npos) << marker << " in the log";
    }
    for (const auto& [login, password] : first_passwords_) {
      EXPECT_EQ(log.find(password), std::string::npos) << "a first password in the log";
    }
    fs::remove_all(directory_);
  }

  void AddPeople(const std::vector<std::pair<std::string, std::string>>& people) {
    const SystemClock clock;
    const auto accounts = accounts::Accounts::Open(
        {.directory = directory_ / "accounts", .cost = kCheap, .sessions = {}}, clock);
    ASSERT_TRUE(accounts.ok()) << accounts.status();
    for (const auto& [login, role] : people) {
      first_passwords_[login] = accounts::RandomPassword();
      const auto added =
          (*accounts)->Add({login, first_passwords_[login], {*accounts::ParseGrant(role)}, true});
      ASSERT_TRUE(added.ok()) << added.status();
    }
  }

  // `program`: the charity of the tests, or the real one.
  void Start(const std::string& program = PAKTUM_BIN_DIR "/../tests/cheap_charity") {
    std::vector<std::string> command{program,
                                     "--plan",
                                     RunningOffices::PlanFile(),
                                     "--data",
                                     directory_.string(),
                                     "--keys",
                                     (directory_ / "keys").string(),
                                     "--log",
                                     "tcp://127.0.0.1:1",
                                     "--accounts",
                                     (directory_ / "accounts").string(),
                                     "--listen",
                                     "127.0.0.1:0"};
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& part : command) arguments.push_back(part.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      const int fd = open((directory_ / "log.txt").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(fd, STDOUT_FILENO);
      dup2(fd, STDERR_FILENO);
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    std::string port;
    ASSERT_TRUE(Eventually([&] {
      const std::string log = ReadFile(directory_ / "log.txt");
      const std::size_t line = log.rfind("office.started");
      if (line == log.npos) return false;
      const std::size_t at = log.find("port=", line) + 5;
      port = log.substr(at, log.find(' ', at) - at);
      return true;
    })) << ReadFile(directory_ / "log.txt");
    client_ = http::Client::ForAddress("http://127.0.0.1:" + port).value();
    origin_ = "http://127.0.0.1:" + port;
  }

  void Stop() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  http::ClientResponse Ask(const std::string& method, const std::string& target,
                           const http::Headers& headers, const std::string& body = "") {
    auto response = client_->Send(method, target, body, headers);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : http::ClientResponse();
  }

  static http::Headers As(const Session& session) {
    return {{"Cookie", session.cookie},
            {"Paktum-CSRF-Token", session.csrf},
            {"Idempotency-Key", RunningOffices::NewKey().ToString()}};
  }

  http::ClientResponse TryToLogIn(const std::string& login, const std::string& password) {
    return Ask("POST", "/api/session", {},
               R"({"login":")" + login + R"(","password":")" + password + R"("})");
  }

  Session LogIn(const std::string& login, const std::string& password) {
    const auto response = TryToLogIn(login, password);
    EXPECT_EQ(response.status, 200U) << response.body;
    const std::string_view cookie = response.headers.Find("Set-Cookie");
    EXPECT_THAT(std::string(cookie), HasSubstr("HttpOnly; SameSite=Strict"));
    return {std::string(cookie.substr(0, cookie.find(';'))),
            Reply{response.status, response.body}.Text("csrf_token")};
  }

  // Logged in with a password of one's own.
  Session Settled(const std::string& login) {
    const std::string first = first_passwords_.at(login);
    const Session given = LogIn(login, first);
    const auto changed =
        Ask("POST", "/api/session/password", As(given),
            R"({"old_password":")" + first + R"(","new_password":")" + kPassword + R"("})");
    EXPECT_EQ(changed.status, 204U) << changed.body;
    EXPECT_EQ(Ask("GET", "/api/session", As(given)).status, 401U) << "the old session has ended";
    return LogIn(login, kPassword);
  }

  // Method and path of every operation, with ids in the place of parameters.
  std::vector<std::pair<std::string, std::string>> Operations(const Session& session) {
    const auto document = Ask("GET", "/openapi.json", As(session));
    EXPECT_EQ(document.status, 200U) << document.body;
    const auto parsed = office::ParseJson(document.body);
    std::vector<std::pair<std::string, std::string>> operations;
    for (const Json::Member& path : std::get<Json>(parsed).Find("paths")->members()) {
      for (const Json::Member& operation : path.second.members()) {
        std::string method = operation.first;
        for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
        std::string target = path.first;
        for (std::size_t at = 0; (at = target.find('{')) != target.npos;) {
          const std::string name = target.substr(at + 1, target.find('}') - at - 1);
          target.replace(at, name.size() + 2,
                         name == "pact" ? "tiszakecske" : "0197c1f0-5d3a-7b60-9c55-0d6f6b0a1c01");
        }
        operations.emplace_back(method, target);
      }
    }
    EXPECT_GT(operations.size(), 25U);
    return operations;
  }

  fs::path directory_;
  std::map<std::string, std::string> first_passwords_;
  std::unique_ptr<http::Client> client_;
  std::string origin_;
  pid_t pid_ = -1;
};

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++count;
  return count;
}

bool IsForEverybody(const std::string& method, const std::string& target) {
  static const std::set<std::string> kOpen{"GET /healthz", "GET /readyz", "GET /api/office",
                                           "POST /api/session"};
  return kOpen.contains(method + " " + target) || target.find("/witness") != target.npos;
}

TEST_F(AccessTest, EveryRouteNeedsALoginAndNoBodyIsLookedAtBefore) {
  const Session admin = Settled("adminmarker");
  for (const auto& [method, target] : Operations(admin)) {
    if (IsForEverybody(method, target)) continue;
    const http::Headers key{{"Idempotency-Key", RunningOffices::NewKey().ToString()}};
    EXPECT_EQ(Ask(method, target, key, "{not json").status, 401U) << method << " " << target;
    http::Headers forged{{"Authorization", "Bearer paktum_" + std::string(64, '0')}};
    EXPECT_EQ(Ask(method, target, forged).status, 401U) << method << " " << target;
    http::Headers stale{{"Cookie", "paktum-charity=" + std::string(64, '0')}};
    EXPECT_EQ(Ask(method, target, stale).status, 401U) << method << " " << target;
  }
}

TEST_F(AccessTest, AWrongRoleIsRefusedAtEveryRoute) {
  const Session viewer = Settled("viewermarker");
  for (const auto& [method, target] : Operations(viewer)) {
    if (IsForEverybody(method, target) || target.starts_with("/api/session")) continue;
    if (method == "GET" && (target.starts_with("/api/pacts/") || target == "/openapi.json" ||
                            target == "/api/commands"))
      continue;
    const auto refused = Ask(method, target, As(viewer), "{}");
    EXPECT_EQ(refused.status, 403U) << method << " " << target << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("\"access.role\"")) << method << " " << target;
  }
}

// Whether a path of the document is one of a rule's, "{…}" standing for any one part.
bool Fits(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    const std::string_view other = path.substr(0, path.find('/'));
    if (part != other && !part.starts_with('{')) return false;
    pattern.remove_prefix(std::min(part.size() + 1, pattern.size()));
    path.remove_prefix(std::min(other.size() + 1, path.size()));
  }
  return pattern.empty() && path.empty();
}

// What the tests here go through is all that there is, but for what anybody may have.
TEST_F(AccessTest, EveryRouteThatIsNotForEverybodyIsInTheDocumentThatTheseTestsGoThrough) {
  const std::set<std::string> open{"GET /healthz",
                                   "GET /readyz",
                                   "GET /api/pacts/{pact}/witness",
                                   "GET /witness/{origin_hash}/checkpoint",
                                   "GET /api/office",
                                   "POST /api/session",
                                   "GET /login",
                                   "GET /{file...}"};
  const auto operations = Operations(Settled("adminmarker"));
  for (const office::RouteRule& rule : office::RouteRules()) {
    const std::string name = std::string(rule.method) + " " + std::string(rule.pattern);
    EXPECT_EQ(rule.who == office::Who::kEverybody, open.contains(name)) << name;
    if (open.contains(name)) continue;
    EXPECT_TRUE(std::any_of(operations.begin(), operations.end(), [&](const auto& operation) {
      return operation.first == rule.method && Fits(rule.pattern, operation.second);
    })) << name;
  }
}

TEST_F(AccessTest, NothingOfAPactIsForAManagerOfAnotherOrForAnAdministrator) {
  for (const char* login : {"lentimarker", "adminmarker"}) {
    const Session session = Settled(login);
    int asked = 0;
    for (const auto& [method, target] : Operations(session)) {
      if (!target.starts_with("/api/pacts/") || IsForEverybody(method, target)) continue;
      const auto refused = Ask(method, target, As(session), "{}");
      EXPECT_EQ(refused.status, 403U) << login << " " << method << " " << target << refused.body;
      EXPECT_THAT(refused.body, HasSubstr("\"access.role\"")) << method << " " << target;
      ++asked;
    }
    EXPECT_GT(asked, 15) << login;
  }
}

// The scope that lets a token in; empty: none does.
std::string ScopeOf(const std::string& method, const std::string& target) {
  const auto has = [&](const char* part) { return target.find(part) != target.npos; };
  if (target == "/metrics") return "metrics";
  if (has("/persons/search") || has("/details") || has("/report") || has("/statistics/")) {
    return "persons";
  }
  if (target.starts_with("/api/pacts/") && (method != "GET" || has("/imports/"))) return "commands";
  const std::set<std::string> read{"/openapi.json", "/api/commands", "/api/session"};
  return method == "GET" && (target.starts_with("/api/pacts/") || read.contains(target)) ? "read"
                                                                                         : "";
}

TEST_F(AccessTest, ATokenOpensNoRouteOfAnotherScope) {
  const Session admin = Settled("adminmarker");
  const auto added = Ask("POST", "/api/accounts", As(admin),
                         R"({"login":"newmarker","roles":["manager"],"kind":"program"})");
  ASSERT_EQ(added.status, 201U) << added.body;
  const std::string account = Reply{added.status, added.body}.Text("account_id");
  const std::string expires = Instant(SystemClock().Now().unix_ms() + 60'000).ToString();
  for (const std::string scope : {"commands", "read", "persons", "metrics"}) {
    const auto issued = Ask("POST", "/api/tokens", As(admin),
                            R"({"account_id":")" + account + R"(","label":"one","scopes":[")" +
                                scope + R"("],"expires_at":")" + expires + R"("})");
    ASSERT_EQ(issued.status, 201U) << issued.body;
    const std::string secret = Reply{issued.status, issued.body}.Text("secret");
    for (const auto& [method, target] : Operations(admin)) {
      if (IsForEverybody(method, target) || ScopeOf(method, target) == scope) continue;
      const auto refused = Ask(method, target,
                               {{"Authorization", "Bearer " + secret},
                                {"Idempotency-Key", RunningOffices::NewKey().ToString()}},
                               "{}");
      EXPECT_EQ(refused.status, 403U) << scope << " " << method << " " << target << refused.body;
      const std::string code = Reply{refused.status, refused.body}.Text("code");
      EXPECT_EQ(code, ScopeOf(method, target).empty() ? "session.needed" : "token.scope")
          << scope << " " << method << " " << target;
    }
  }
}

TEST_F(AccessTest, ACaseWorkerRecordsPersonsInTheOwnPactOnly) {
  const Session worker = Settled("casemarker");
  EXPECT_EQ(Ask("POST", kRegister, As(worker), kPerson).status, 202U);
  EXPECT_EQ(
      Ask("POST", "/api/pacts/lenti/commands/RegisterParticipant", As(worker), kPerson).status,
      403U);
  EXPECT_EQ(Ask("POST", "/api/pacts/tiszakecske/commands/VoidEvent", As(worker), "{}").status,
            403U);
  EXPECT_EQ(Ask("GET", "/api/accounts", As(worker)).status, 403U);
  EXPECT_EQ(Ask("GET", "/metrics", As(worker)).status, 403U);
  http::Headers actor = As(worker);
  actor.Add("Paktum-Actor", "somebody-else");
  EXPECT_THAT(Ask("POST", kRegister, actor, kPerson).body, HasSubstr("header.actor_is_account"));
}

TEST_F(AccessTest, AForeignPageSendsNothing) {
  const Session worker = Settled("casemarker");
  const auto code = [&](http::Headers headers) {
    const auto response = Ask("POST", kRegister, headers, kPerson);
    return Reply{response.status, response.body}.Text("code");
  };
  http::Headers headers = As(worker);
  headers.Set("Paktum-CSRF-Token", std::string(64, '0'));
  EXPECT_EQ(code(headers), "csrf.token");
  headers = {{"Cookie", worker.cookie}};
  EXPECT_EQ(code(headers), "csrf.token");
  headers = As(worker);
  headers.Add("Origin", "http://evil.example");
  EXPECT_EQ(code(headers), "csrf.origin");
  headers.Set("Origin", "null");
  EXPECT_EQ(code(headers), "csrf.origin");
  headers = As(worker);
  headers.Add("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(code(headers), "csrf.origin");
  headers = As(worker);
  headers.Add("Origin", origin_);
  EXPECT_EQ(code(headers), "");
  EXPECT_EQ(Ask("POST", "/api/session", {{"Origin", "http://evil.example"}}, "{}").status, 403U);
}

TEST_F(AccessTest, AnEndedSessionAndAGivenPasswordOpenNothing) {
  const Session given = LogIn("casemarker", first_passwords_.at("casemarker"));
  const auto early = Ask("POST", kRegister, As(given), kPerson);
  EXPECT_EQ(early.status, 403U);
  EXPECT_THAT(early.body, HasSubstr("password.change_required"));
  const Session worker = Settled("casemarker");
  EXPECT_EQ(Ask("DELETE", "/api/session", As(worker)).status, 204U);
  EXPECT_EQ(Ask("GET", "/api/session", As(worker)).status, 401U) << "a replayed cookie";
  const Session again = LogIn("casemarker", kPassword);
  Stop();
  fs::remove(directory_ / "log.txt");
  Start();
  EXPECT_EQ(Ask("GET", "/api/session", As(again)).status, 401U) << "a restart ends sessions";
}

TEST_F(AccessTest, ATokenDoesWhatItsScopeSaysUntilItIsRevoked) {
  const Session admin = Settled("adminmarker");
  const auto added = Ask("POST", "/api/accounts", As(admin),
                         R"({"login":"newmarker","roles":["manager"],"kind":"program"})");
  ASSERT_EQ(added.status, 201U) << added.body;
  const std::string account = Reply{added.status, added.body}.Text("account_id");
  const std::string expires = Instant(SystemClock().Now().unix_ms() + 60'000).ToString();
  const auto issued =
      Ask("POST", "/api/tokens", As(admin),
          R"({"account_id":")" + account +
              R"(","label":"import","scopes":["commands"],"expires_at":")" + expires + R"("})");
  ASSERT_EQ(issued.status, 201U) << issued.body;
  const Reply token{issued.status, issued.body};
  http::Headers headers{{"Authorization", "Bearer " + token.Text("secret")},
                        {"Idempotency-Key", RunningOffices::NewKey().ToString()}};
  EXPECT_EQ(Ask("POST", kRegister, headers, kPerson).status, 202U) << "no CSRF token is needed";
  for (const char* target : {"/api/pacts/tiszakecske/outbox", "/metrics", "/openapi.json"}) {
    EXPECT_THAT(Ask("GET", target, headers).body, HasSubstr("token.scope")) << target;
  }
  EXPECT_THAT(Ask("GET", "/api/accounts", headers).body, HasSubstr("session.needed"));
  EXPECT_EQ(Ask("DELETE", "/api/tokens/" + token.Text("token_id"), As(admin)).status, 204U);
  EXPECT_EQ(Ask("POST", kRegister, headers, kPerson).status, 401U);
}

TEST_F(AccessTest, ChangedRolesCountAtOnceInOpenSessions) {
  const Session admin = Settled("adminmarker");
  const Session viewer = Settled("viewermarker");
  const auto me = Ask("GET", "/api/session", As(viewer));
  const std::string target = "/api/accounts/" + Reply{me.status, me.body}.Text("account_id");
  EXPECT_EQ(Ask("POST", kRegister, As(viewer), kPerson).status, 403U);
  const char* worker = R"({"roles":["case_worker@tiszakecske"]})";
  EXPECT_EQ(Ask("PATCH", target, As(viewer), worker).status, 403U) << "one's own roles";
  const http::Headers forged{{"Cookie", admin.cookie}};
  EXPECT_THAT(Ask("PATCH", target, forged, worker).body, HasSubstr("csrf.token"));
  EXPECT_EQ(Ask("PATCH", target, As(admin), R"({"roles":["king"]})").status, 400U);
  EXPECT_EQ(Ask("PATCH", target, As(admin), R"({"roles":["king"],"disabled":true})").status, 400U);
  EXPECT_EQ(Ask("GET", "/api/session", As(viewer)).status, 200U) << "nothing was changed";
  EXPECT_EQ(Ask("PATCH", target, As(admin), worker).status, 200U);
  EXPECT_EQ(Ask("POST", kRegister, As(viewer), kPerson).status, 202U);
  EXPECT_EQ(Ask("PATCH", target, As(admin), R"({"roles":["viewer"]})").status, 200U);
  EXPECT_EQ(Ask("POST", kRegister, As(viewer), kPerson).status, 403U);
  EXPECT_EQ(Ask("PATCH", target, As(admin), R"({"disabled":true})").status, 200U);
  EXPECT_EQ(Ask("GET", "/api/session", As(viewer)).status, 401U);
}

TEST_F(AccessTest, TheLastAdministratorStaysOne) {
  const Session admin = Settled("adminmarker");
  const auto me = Ask("GET", "/api/session", As(admin));
  const std::string target = "/api/accounts/" + Reply{me.status, me.body}.Text("account_id");
  for (const char* change : {R"({"roles":["manager"]})", R"({"disabled":true})"}) {
    EXPECT_THAT(Ask("PATCH", target, As(admin), change).body,
                HasSubstr("account.last_administrator"))
        << change;
  }
  EXPECT_THAT(Ask("DELETE", target, As(admin)).body, HasSubstr("account.not_disabled"));
  EXPECT_EQ(Ask("GET", "/api/accounts", As(admin)).status, 200U);
}

TEST_F(AccessTest, WhoFailsOftenWaitsAndIsToldHowLong) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(TryToLogIn("viewermarker", "wrong-password").status, 401U);
  }
  const auto slow = TryToLogIn("viewermarker", first_passwords_.at("viewermarker"));
  EXPECT_EQ(slow.status, 429U);
  EXPECT_NE(slow.headers.Find("Retry-After"), "");
}

TEST_F(AccessTest, ARealOfficeKeepsPasswordsAtFullCostFromTheFirstLoginOn) {
  const auto file = [&] { return ReadFile(directory_ / "accounts" / "accounts"); };
  const fs::path out = directory_ / "account.txt";
  Stop();
  EXPECT_EQ(file().find("$argon2id$v=19$m=65536,t=3,p=1$"), std::string::npos);
  ASSERT_EQ(RunToEnd({std::string(PAKTUM_BIN_DIR) + "/paktum", "account", "add", "--data",
                      directory_.string(), "--login", "newmarker", "--role", "viewer"},
                     out),
            0);
  EXPECT_THAT(file(), HasSubstr("$argon2id$v=19$m=65536,t=3,p=1$")) << "paktum account";
  const std::string text = ReadFile(out);
  const std::size_t at = text.rfind("password ");
  ASSERT_NE(at, text.npos) << text;
  first_passwords_["newmarker"] = text.substr(at + 9, 23);
  const std::size_t before = Count(file(), "$m=8,t=1,p=1$");
  fs::remove(directory_ / "log.txt");
  Start(PAKTUM_BIN_DIR "/charity");
  LogIn("casemarker", first_passwords_.at("casemarker"));
  LogIn("newmarker", first_passwords_.at("newmarker"));
  EXPECT_EQ(Count(file(), "$m=8,t=1,p=1$"), before - 1) << "made stronger at log-in";
}

TEST(Rights, EveryCommandOfCaseWorkersExistsAndTheOthersAreForManagers) {
  accounts::Principal worker;
  worker.account.grants = {{accounts::Role::kCaseWorker, "*"}};
  for (const char* name :
       {"VoidEvent", "AdoptPlan", "ApproveDocument", "RegisterMember", "ProposeErasure",
        "AgreeToErasure", "EraseStaffName", "ClosePeriod", "SubmitInterimEvaluation", "NoSuch"}) {
    EXPECT_FALSE(office::MaySend(worker, name, "tiszakecske")) << name;
  }
  EXPECT_TRUE(office::MaySend(worker, "RecordHire", "tiszakecske"));
}

}  // namespace
}  // namespace paktum::offices_test
