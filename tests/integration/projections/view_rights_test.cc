// Who is answered by the projection services, key by key: the services in this process, with the
// keys and access files that `paktum init` makes, asked by clients that keep to nothing.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "libs/ledger/memory_storage.h"
#include "libs/plan/load.h"
#include "libs/view_service/view_service.h"
#include "libs/views/register_view.h"
#include "libs/wire/curve_directory.h"
#include "services/paktum/key_set.h"
#include "services/projections/indicators/fold_factory.h"
#include "services/projections/registers/fold_factory.h"
#include "services/projections/schedule/fold_factory.h"
#include "tests/integration/event_log/served_log.h"
#include "tests/integration/projections/projection_testing.h"
#include "tests/unit/projection/projection_testing.h"

namespace paktum::projections {
namespace {

namespace fs = std::filesystem;
using projection::testing::Eventually;
using projection::testing::TempDirectory;
using query::v1::Audience;
using view_service::ViewService;

// The same plan, of a pact that has no member for the charity's office.
constexpr const char* kOtherPact = "elsewhere";
constexpr Audience kPublic = query::v1::AUDIENCE_UNSPECIFIED;
constexpr Audience kMember = query::v1::AUDIENCE_MEMBER;
constexpr Audience kServing = query::v1::AUDIENCE_SERVING;

// The most that a key is answered as, in each of the two pacts.
struct KeyRow {
  const char* name;
  Audience here;
  Audience elsewhere;
};
constexpr KeyRow kAdmitted[] = {
    {"pact_office", kMember, kMember}, {"government_office", kServing, kServing},
    {"charity", kServing, kPublic},    {"auditor", kServing, kServing},
    {"operator", kServing, kServing},  {"dashboard", kPublic, kPublic},
};
// Keys of this pact's programs that have no business there.
constexpr const char* kNotAdmitted[] = {"event_log", "vault", "indicators", "schedule",
                                        "registers"};

// Least audience of every register.
const std::map<std::string_view, Audience>& LeastAudiences() {
  static const std::map<std::string_view, Audience> kLeast{
      {"activities", kPublic},
      {"breakdown", kPublic},
      {"budget", kPublic},
      {"correction-preview", kMember},
      {"data-quality", kMember},
      {"documents", kPublic},
      {"esf-participants", kServing},
      {"evaluation", kPublic},
      {"governance", kPublic},
      {"members", kPublic},
      {"pathway", kServing},
      {"periods", kPublic},
      {"portal", kPublic},
      {"staffing", kPublic},
      {"status-report", kPublic},
      {"work-programme", kPublic},
      {"worklist", kServing},
  };
  return kLeast;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string PlanElsewhere() {
  std::string text = PlanText();
  const auto replace = [&](const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  };
  replace("pact_id: \"tiszakecske\"", "pact_id: \"elsewhere\"");
  replace("  office_service: \"charity\"\n", "");
  return text;
}

class ViewRights : public testing::Test {
 protected:
  ViewRights() { MakeKeys(keys_); }

  static void MakeKeys(const std::string& directory) {
    const cli::OfficePacts offices{{"pact_office", {kPact, kOtherPact}},
                                   {"government_office", {kPact, kOtherPact}},
                                   {"charity", {kPact}}};
    const auto made = cli::MakeKeySet(directory, offices, {});
    EXPECT_TRUE(made.ok()) << made.status();
  }

  // A service of both pacts, under the keys of its name.
  std::unique_ptr<ViewService> Start(const std::string& name,
                                     const view_service::FoldFactory& factory) {
    view_service::ViewServiceOptions options;
    for (const std::string& text : {PlanText(), PlanElsewhere()}) {
      auto plan = plan::ParsePlan(text, "plan");
      EXPECT_TRUE(plan.ok()) << plan.status();
      options.plans.push_back(std::move(plan).value());
    }
    options.data = directory_.path() + "/" + name;
    options.listen = "tcp://127.0.0.1:*";
    auto curve = wire::CurveDirectory(keys_ + "/" + name).RequestServer(name, {});
    EXPECT_TRUE(curve.ok()) << curve.status();
    options.curve = *std::move(curve);
    auto service = ViewService::Start(options, factory, *log_, clock_);
    EXPECT_TRUE(service.ok()) << service.status();
    return std::move(service).value();
  }

  // A connection with the secret of a program to a server whose public key everybody may know,
  // listed there or not.
  std::unique_ptr<wire::RequestClient> Connect(const ViewService& service,
                                               const std::string& server, const std::string& own,
                                               int connect_wait_ms = 30'000) {
    wire::RequestClientOptions options;
    options.endpoint = service.endpoint();
    options.connect_wait_ms = connect_wait_ms;
    if (!own.empty()) {
      const std::string peer = directory_.path() + "/peer" + std::to_string(++peers_);
      fs::create_directories(peer + "/servers");
      fs::copy_file(own + "/own.key", peer + "/own.key");
      fs::copy_file(keys_ + "/" + server + "/own.pub", peer + "/servers/" + server + ".pub");
      auto keys = wire::CurveDirectory(peer).ClientOf(server);
      EXPECT_TRUE(keys.ok()) << keys.status();
      options.curve = *std::move(keys);
    }
    auto client = wire::RequestClient::Connect(options);
    EXPECT_TRUE(client.ok()) << client.status();
    return std::move(client).value();
  }

  // "answered", or the code of the refusal. A question that lacks a parameter of its view was let
  // through to it.
  static std::string Ask(wire::RequestClient& client, const std::string& pact,
                         std::string_view view, Audience audience, Deadline deadline = Soon()) {
    query::v1::QueryRequest request;
    request.set_pact(pact);
    request.set_view(std::string(view));
    request.set_audience(audience);
    const auto answer = client.Call("view.query", request.SerializeAsString(), deadline);
    const bool answered = answer.ok() || answer.status().reason() == "view.bad_parameter";
    return answered ? "answered" : answer.status().reason();
  }

  // What a peer gets that is not let in.
  std::string AskAsStranger(const ViewService& service, const std::string& server,
                            const std::string& own, std::string_view view) {
    return Ask(*Connect(service, server, own, 500), kPact, view, kPublic,
               DeadlineIn(std::chrono::seconds(2)));
  }

  TempDirectory directory_;
  const std::string keys_ = directory_.path() + "/keys";
  int peers_ = 0;
  SystemClock clock_;
  ledger::MemoryStorage storage_;
  event_log::ServedLog served_{storage_};
  std::unique_ptr<ledger_client::RemoteEventLog> log_ = served_.Client();
};

// Every register, for every audience, in both pacts, under every key that is let in.
TEST_F(ViewRights, EveryKeyIsAnsweredWhatItsNameAllowsInThatPactAndNoMore) {
  const auto service = Start("registers", registers::MakeFold);
  for (const KeyRow& key : kAdmitted) {
    const auto client = Connect(*service, "registers", keys_ + "/" + key.name);
    for (const auto& [pact, most] : {std::pair{kPact, key.here}, {kOtherPact, key.elsewhere}}) {
      for (const auto& [view, least] : LeastAudiences()) {
        for (const Audience asked : {kPublic, kMember, kServing}) {
          const bool may = asked <= most && least <= asked;
          EXPECT_EQ(Ask(*client, pact, view, asked), may ? "answered" : "view.not_for_you")
              << key.name << " asks " << pact << " for " << view << " as " << Audience_Name(asked);
        }
      }
      const auto beyond = static_cast<Audience>(kServing + 1);
      EXPECT_EQ(Ask(*client, pact, "members", beyond), "view.not_for_you") << key.name;
    }
    EXPECT_EQ(Ask(*client, "nowhere", "members", kPublic), "pact.unknown") << key.name;
    EXPECT_EQ(Ask(*client, "../tiszakecske", "members", kPublic), "pact.unknown") << key.name;
    EXPECT_EQ(Ask(*client, kPact, "nothing", kPublic), "view.unknown") << key.name;
    EXPECT_EQ(client->Call("view.query", "\xff", Soon()).status().reason(), "wire.malformed");
  }
}

TEST(ViewRightsTable, NamesEveryRegister) {
  std::vector<std::string_view> tested;
  for (const auto& [view, least] : LeastAudiences()) tested.push_back(view);
  std::vector<std::string_view> served;
  for (const views::RegisterView& one : views::RegisterViews()) served.push_back(one.name);
  EXPECT_EQ(tested, served);
}

TEST_F(ViewRights, KeysThatAreNotListedGetNothing) {
  const auto service = Start("registers", registers::MakeFold);
  for (const char* name : kNotAdmitted) {
    EXPECT_EQ(AskAsStranger(*service, "registers", keys_ + "/" + name, "members"),
              "wire.not_connected")
        << name;
  }
  // A member of a pact elsewhere, whatever it is called there, and a peer without keys.
  const std::string foreign = directory_.path() + "/foreign/";
  MakeKeys(foreign);
  for (const char* name : {"charity", "auditor", "registers"}) {
    EXPECT_EQ(AskAsStranger(*service, "registers", foreign + name, "members"), "wire.not_connected")
        << name;
  }
  EXPECT_EQ(AskAsStranger(*service, "registers", "", "members"), "wire.not_connected");
}

TEST_F(ViewRights, IndicatorsAndScheduleAreAnsweredToThoseThatShowThem) {
  const auto indicators = Start("indicators", indicators::MakeFold);
  const auto schedule = Start("schedule", schedule::MakeFold);
  for (const auto& [service, name] :
       {std::pair{indicators.get(), "indicators"}, {schedule.get(), "schedule"}}) {
    for (const char* reader : {"dashboard", "operator", "auditor"}) {
      const auto client = Connect(*service, name, keys_ + "/" + reader);
      EXPECT_EQ(Ask(*client, kPact, name, kPublic), "answered") << reader << " " << name;
      EXPECT_EQ(Ask(*client, kPact, "worklist", kPublic), "view.unknown") << reader << " " << name;
    }
    const auto dashboard = Connect(*service, name, keys_ + "/dashboard");
    EXPECT_EQ(Ask(*dashboard, kPact, name, kMember), "view.not_for_you") << name;
    for (const char* other : {"charity", "vault", "registers"}) {
      EXPECT_EQ(AskAsStranger(*service, name, keys_ + "/" + other, name), "wire.not_connected")
          << other << " " << name;
    }
    EXPECT_EQ(AskAsStranger(*service, name, "", name), "wire.not_connected") << name;
  }
}

// Also on the connection that it has; the others go on.
TEST_F(ViewRights, ARevokedKeyIsCutOff) {
  const auto service = Start("registers", registers::MakeFold);
  const auto charity = Connect(*service, "registers", keys_ + "/charity", 500);
  const auto auditor = Connect(*service, "registers", keys_ + "/auditor");
  ASSERT_TRUE(Eventually([&] { return Ask(*charity, kPact, "worklist", kServing) == "answered"; }));
  ASSERT_EQ(Ask(*auditor, kPact, "worklist", kServing), "answered");
  const std::string path = keys_ + "/registers/access";
  std::istringstream lines(ReadText(path));
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("charity ")) rest += line + "\n";
  }
  std::ofstream(path + ".new") << rest;
  fs::rename(path + ".new", path);
  EXPECT_TRUE(Eventually([&] {
    return Ask(*charity, kPact, "worklist", kServing, DeadlineIn(std::chrono::seconds(2))) ==
           "wire.not_connected";
  }));
  EXPECT_EQ(AskAsStranger(*service, "registers", keys_ + "/charity", "members"),
            "wire.not_connected");
  EXPECT_EQ(Ask(*auditor, kPact, "worklist", kServing), "answered");
}

}  // namespace
}  // namespace paktum::projections
