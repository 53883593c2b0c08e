// An inspection from beginning to end, with the programs: a running log, its store, a bundle.
#include <gmock/gmock.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "libs/base/clock.h"
#include "libs/http/client.h"
#include "libs/http/server.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "libs/view_service/view_service.h"
#include "services/dashboard/dashboard.h"
#include "services/projections/indicators/fold_factory.h"
#include "tests/integration/audit/audited_pact.h"

namespace paktum::audit_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string RootIn(const std::string& text) {
  std::smatch found;
  return std::regex_search(text, found, std::regex("root ([0-9a-f]{64})")) ? found[1].str() : "";
}

// The key of the log in a policy.
std::string WordOfLine(const std::string& text, const std::string& first, int word) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string found;
    words >> found;
    if (found != first) continue;
    for (int i = 0; i < word; ++i) words >> found;
    return found;
  }
  return "";
}

class InspectionTest : public testing::Test {
 protected:
  InspectionTest() {
    pact_.Fill(6);
    pact_.Cosign();
  }
  [[nodiscard]] std::string Plan() const { return " --plan " + AuditedPact::PlanFile(); }
  [[nodiscard]] std::string Export(const std::string& more) const {
    return "export --lang en --right audit-authority --reference 12/2019" + Plan() + more;
  }
  AuditedPact pact_;
};

TEST_F(InspectionTest, LogStoreAndBundleAreCleanAndHaveOneRoot) {
  const Outcome live = Audit("verify --lang en" + pact_.LiveSource());
  EXPECT_EQ(live.exit_code, 0) << live.output;
  EXPECT_THAT(live.output, HasSubstr("14 records"));
  const std::string bundle = pact_.Sub("bundle");
  const Outcome exported = Audit(Export(pact_.LiveSource() + " --out " + bundle));
  ASSERT_EQ(exported.exit_code, 0) << exported.output;
  pact_.StopLog();
  const Outcome offline = Audit("verify --lang en --bundle " + bundle);
  EXPECT_EQ(offline.exit_code, 0) << offline.output;
  EXPECT_THAT(offline.output, HasSubstr("the keys came with the bundle"));
  const Outcome trusted = Audit("verify --lang en --bundle " + bundle + pact_.Trust());
  EXPECT_EQ(trusted.exit_code, 0) << trusted.output;
  EXPECT_THAT(trusted.output, Not(HasSubstr("not checked")));
  EXPECT_FALSE(RootIn(live.output).empty());
  EXPECT_EQ(RootIn(offline.output), RootIn(live.output));
  const Outcome store = Audit("verify --lang en --store " + pact_.store() + pact_.Trust());
  EXPECT_EQ(store.exit_code, 0) << store.output;
  EXPECT_THAT(store.output, HasSubstr("15 records"));  // the export is one
  EXPECT_THAT(store.output, HasSubstr("14, " + RootIn(live.output)));
}

TEST_F(InspectionTest, AnExportIsRecordedUnderTheAuditorsKey) {
  const Outcome exported = Audit(Export(pact_.LiveSource() + " --out " + pact_.Sub("bundle")));
  ASSERT_EQ(exported.exit_code, 0) << exported.output;
  EXPECT_THAT(exported.output, HasSubstr("the ledger recorded it, position 15"));
  pact_.Cosign();
  pact_.StopLog();
  const std::string proof = pact_.Sub("proof");
  const Outcome proven = Audit("prove --position 15 --out " + proof + " --store " + pact_.store());
  ASSERT_EQ(proven.exit_code, 0) << proven.output;
  const Outcome checked = Audit("check --lang en " + proof + " --pact " + std::string(kPact) +
                                " --curve " + pact_.KeysOf("auditor"));
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  EXPECT_THAT(checked.output, HasSubstr("paktum.inspection.v1.InspectionBundleExported"));
  EXPECT_THAT(checked.output, HasSubstr("submitted by: auditor"));
  EXPECT_THAT(checked.output, HasSubstr("\"reference\":\"12/2019\""));
  EXPECT_THAT(checked.output, HasSubstr("\"tree_size\":\"14\""));
  const Outcome other = Audit("check --lang en " + proof + " --log-key " +
                              "other+b4c4f3d5+AZjrSVbGvrH6NqWFyP0cLJtZuSHvCTPZGyYm5bDwhq5S");
  EXPECT_NE(other.exit_code, 0) << other.output;
}

TEST_F(InspectionTest, WithoutRightOrReferenceNothingIsExported) {
  const std::string bundle = pact_.Sub("bundle");
  EXPECT_EQ(Audit("export --reference 1" + pact_.LiveSource() + " --out " + bundle).exit_code, 2);
  EXPECT_EQ(Audit("export --right consortium" + pact_.LiveSource() + " --out " + bundle).exit_code,
            2);
  EXPECT_EQ(Audit("export --right nothing --reference 1" + pact_.LiveSource() + " --out " + bundle)
                .exit_code,
            2);
  EXPECT_FALSE(fs::exists(bundle));
}

TEST_F(InspectionTest, AnExportThatTheLogDoesNotRecordIsNotMade) {
  // The dashboard may read and append nothing.
  const std::string bundle = pact_.Sub("bundle");
  fs::copy_file(pact_.KeysOf("auditor") + "/servers/event_log.checkpoint.pub",
                pact_.KeysOf("dashboard") + "/servers/event_log.checkpoint.pub");
  fs::copy_file(pact_.KeysOf("auditor") + "/sign.key", pact_.KeysOf("dashboard") + "/sign.key");
  const Outcome exported =
      Audit(Export(" --log " + pact_.listen() + " --pact " + std::string(kPact) + " --curve " +
                   pact_.KeysOf("dashboard") + " --out " + bundle));
  EXPECT_EQ(exported.exit_code, 2) << exported.output;
  EXPECT_THAT(exported.output, HasSubstr("append."));
  EXPECT_FALSE(fs::exists(bundle));
  EXPECT_FALSE(fs::exists(bundle + ".partial"));
}

TEST_F(InspectionTest, AStoreSaysThatItsExportIsNotRecorded) {
  pact_.StopLog();
  const std::string bundle = pact_.Sub("bundle");
  const Outcome exported =
      Audit(Export(" --store " + pact_.store() + pact_.Trust() + " --out " + bundle));
  ASSERT_EQ(exported.exit_code, 0) << exported.output;
  EXPECT_THAT(exported.output, HasSubstr("the ledger has not recorded this export"));
  EXPECT_THAT(ReadText(bundle + "/index.html"), HasSubstr("no: made from a stopped store"));
  EXPECT_EQ(Audit(Export(" --store " + pact_.store() + " --out " + bundle)).exit_code, 2);
}

TEST_F(InspectionTest, AVerifierInGoAgreesOnABundle) {
  pact_.StopLog();
  const std::string bundle = pact_.Sub("bundle");
  ASSERT_EQ(
      Audit(Export(" --store " + pact_.store() + pact_.Trust() + " --out " + bundle)).exit_code, 0);
  const std::string policy = ReadText(bundle + "/policy");
  const std::string keys = " -log " + WordOfLine(policy, "log", 1);
  const Outcome verdict =
      RunProgram("tests/tlog_verify", "-dir " + bundle + keys + " -witness " +
                                          WordOfLine(policy, "witness", 2) + " -records 0,7,13");
  EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
  std::string entries = ReadText(bundle + "/tile/entries/000.p/14");
  entries[entries.size() / 2] ^= 1;
  WriteText(bundle + "/tile/entries/000.p/14", entries);
  EXPECT_EQ(RunProgram("tests/tlog_verify", "-dir " + bundle + keys).exit_code, 1);
}

TEST_F(InspectionTest, APersonsBundlesFromBeforeAndAfterAnErasureBothVerify) {
  const std::string stream = pact_.Enrol("2019-03-01");
  pact_.Cosign();
  const std::string before = pact_.Sub("before");
  const std::string after = pact_.Sub("after");
  const std::string of_person = pact_.LiveSource() + " --stream " + stream + " --out ";
  ASSERT_EQ(Audit(Export(of_person + before)).exit_code, 0);
  event::v1::Event event;
  event.set_occurred_on("2021-07-01");
  event.mutable_erasure_proposed()->set_erasure_id("e");
  pact_.Append("government_office", {{stream, event}});
  event.mutable_erasure_agreed()->set_erasure_id("e");
  pact_.Append("charity", {{stream, event}});
  event.mutable_person_erased()->set_erasure_id("e");
  pact_.Append("government_office", {{stream, event}});
  pact_.Cosign();
  ASSERT_EQ(Audit(Export(of_person + after)).exit_code, 0);
  pact_.StopLog();
  const Outcome first = Audit("verify --lang en --bundle " + before + pact_.Trust());
  EXPECT_EQ(first.exit_code, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("2 records"));
  // The later one also shows that nothing of the earlier ledger was changed for it.
  const Outcome second = Audit("verify --lang en --bundle " + after + pact_.Trust() +
                               " --checkpoint " + before + "/checkpoint");
  EXPECT_EQ(second.exit_code, 0) << second.output;
  EXPECT_THAT(second.output, HasSubstr("5 records"));
  EXPECT_THAT(ReadText(after + "/index.html"), HasSubstr("Személyes adatok törölve"));
}

TEST_F(InspectionTest, FiguresOfRecordsAloneAreExplainedAndProven) {
  pact_.StopLog();
  const std::string from = " --store " + pact_.store() + Plan();
  const Outcome view = Audit("replay --valid-at 2021-06-30" + from);
  EXPECT_EQ(view.exit_code, 0) << view.output;
  EXPECT_THAT(view.output, testing::ContainsRegex("\"code\": \"PO25\""));
  const std::string proofs = pact_.Sub("proofs");
  const Outcome explained =
      Audit("explain PO25 --lang en --valid-at 2021-06-30 --proofs " + proofs + from);
  EXPECT_EQ(explained.exit_code, 0) << explained.output;
  EXPECT_THAT(explained.output, HasSubstr("PO25 = 6"));
  EXPECT_THAT(explained.output,
              testing::ContainsRegex("#2 2019-01-10 [^\n]*counts 1; government_office, signing key "
                                     "[0-9a-f]+; evidence document_sha256 a+; in the ledger"));
  EXPECT_EQ(std::distance(fs::directory_iterator(proofs), {}), 6);
  const Outcome schedule = Audit("replay --view schedule --valid-at 2021-06-30" + from);
  EXPECT_EQ(schedule.exit_code, 0) << schedule.output;
  EXPECT_EQ(Audit("replay --view nothing" + from).exit_code, 2);
}

TEST_F(InspectionTest, ADiffNamesTheEventsBetweenTwoMoments) {
  // Records of a moment are known at that moment: the enrolment comes in a later millisecond.
  const Instant moment = SystemClock().Now();
  const std::string before = moment.ToString();
  while (SystemClock().Now() == moment) poll(nullptr, 0, 1);
  const std::string stream = pact_.Enrol("2019-03-01");
  pact_.StopLog();
  const Outcome diff =
      Audit("diff --lang en --valid-at 2021-06-30 --known-at " + before + " --known-at " +
            SystemClock().Now().ToString() + " --store " + pact_.store() + Plan());
  EXPECT_EQ(diff.exit_code, 0) << diff.output;
  EXPECT_THAT(diff.output, HasSubstr("PO25: 6 → 7"));
  EXPECT_THAT(diff.output, HasSubstr(stream + ": not known then → counts"));
}

// The indicators view of the pact's log, as its service holds it, and a dashboard before it.
class ServedTest : public InspectionTest {
 protected:
  void SetUp() override {
    auto plan = plan::LoadPlan(AuditedPact::PlanFile());
    ASSERT_TRUE(plan.ok()) << plan.status();
    ledger_client::RemoteEventLogOptions remote;
    remote.endpoint = pact_.listen();
    remote.curve = pact_.KeysOf("indicators");
    auto log = ledger_client::RemoteEventLog::Connect(remote);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = std::move(*log);
    view_service::ViewServiceOptions options;
    options.plans = {*plan};
    options.data = pact_.Sub("views");
    options.listen = "tcp://127.0.0.1:*";
    auto views = view_service::ViewService::Start(options, indicators::MakeFold, *log_, clock_);
    ASSERT_TRUE(views.ok()) << views.status();
    views_ = std::move(*views);
    dashboard::DashboardOptions shown;
    shown.plans.push_back(*std::move(plan));
    shown.listen = *http::ParseListenAddress("127.0.0.1:0", /*tls=*/false);
    shown.views = {{"indicators", views_->endpoint()}};
    auto dashboard = dashboard::Dashboard::Start(shown, *log_);
    ASSERT_TRUE(dashboard.ok()) << dashboard.status();
    dashboard_ = std::move(*dashboard);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(30));
    while (views_->stats().at(kPact).applied < Position(14)) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      poll(nullptr, 0, 10);
    }
    pact_.StopLog();
  }

  [[nodiscard]] static std::string UrlOf(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port);
  }
  [[nodiscard]] Outcome Compare(const std::string& address, const std::string& store) const {
    return Audit("replay --lang en --valid-at 2021-06-30 --compare " + address + Plan() +
                 " --store " + store);
  }

  const SystemClock clock_;
  std::unique_ptr<ledger::EventLog> log_;
  std::unique_ptr<view_service::ViewService> views_;
  std::unique_ptr<dashboard::Dashboard> dashboard_;
};

TEST_F(ServedTest, AServedViewIsComparedWithTheRecords) {
  const Outcome same = Compare(views_->endpoint(), pact_.store());
  EXPECT_EQ(same.exit_code, 0) << same.output;
  EXPECT_THAT(same.output, HasSubstr("replayed through 14"));
  // The same view beside a ledger in which an enrolment did not happen.
  const std::string copy = pact_.Sub("copy");
  RewriteStore(pact_.store(), copy, [](std::vector<OwnedRecord>& records) {
    records[1].submitted = records[0].submitted;
  });
  const Outcome other = Compare(views_->endpoint(), copy);
  EXPECT_EQ(other.exit_code, 1) << other.output;
  EXPECT_THAT(other.output, HasSubstr("view.differs"));
  EXPECT_THAT(other.output, HasSubstr("value"));
  RewriteStore(pact_.store(), copy, [](std::vector<OwnedRecord>& records) { records.resize(12); });
  const Outcome shorter = Compare(views_->endpoint(), copy);
  EXPECT_EQ(shorter.exit_code, 1) << shorter.output;
  EXPECT_THAT(shorter.output, HasSubstr("view.ahead"));
}

TEST_F(ServedTest, WhatTheDashboardShowsIsComparedWithTheRecords) {
  const Outcome same = Compare(UrlOf(dashboard_->port()), pact_.store());
  EXPECT_EQ(same.exit_code, 0) << same.output;
  EXPECT_THAT(same.output, HasSubstr("replayed through 14"));
}

// Somebody between the inspector and the dashboard, or the dashboard itself, adds one to a figure.
TEST_F(ServedTest, AnAlteredAnswerOfTheDashboardIsNamed) {
  const auto true_one = http::Client::ForAddress(UrlOf(dashboard_->port())).value();
  http::Router router;
  std::string changed;
  router.Add("GET", "/api/pacts/{pact}/indicators", [&](const http::Request& request) {
    const auto answer =
        true_one->Get(request.path + "?valid_at=" + std::string(request.Query("valid_at")));
    http::Response response;
    response.content_type = "application/json";
    response.body = std::regex_replace(answer->body, std::regex("(\"value\": ?)\"6\""), "$1\"7\"",
                                       std::regex_constants::format_first_only);
    changed = response.body == answer->body ? "" : response.body;
    return response;
  });
  http::ServerOptions options;
  options.address = {"127.0.0.1", 0};
  const auto server = http::Server::Start(std::move(options), std::move(router)).value();
  const Outcome altered = Compare(UrlOf(server->port()), pact_.store());
  ASSERT_FALSE(changed.empty()) << "the answer holds no such figure";
  EXPECT_EQ(altered.exit_code, 1) << altered.output;
  EXPECT_THAT(altered.output, HasSubstr("view.differs"));
  EXPECT_THAT(altered.output, HasSubstr("indicators[0].value); expected: 6; found: 7"));
}

TEST_F(ServedTest, ADashboardThatDoesNotAnswerIsNoFinding) {
  const std::string address = UrlOf(dashboard_->port());
  dashboard_.reset();
  const Outcome away = Compare(address, pact_.store());
  EXPECT_EQ(away.exit_code, 2) << away.output;
}

}  // namespace
}  // namespace paktum::audit_test
