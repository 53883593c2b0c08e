// Registers built anew from the records: each of them, beside the service, beside the dashboard,
// between two moments, and what reports have frozen.
#include <gmock/gmock.h>
#include <poll.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>

#include "libs/base/clock.h"
#include "libs/http/server.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "libs/view_service/view_service.h"
#include "libs/views/register_view.h"
#include "services/audit/replay.h"
#include "services/dashboard/dashboard.h"
#include "services/projections/registers/fold_factory.h"
#include "tests/integration/audit/audited_pact.h"

namespace paktum::audit_test {
namespace {

using testing::HasSubstr;
using testing::Not;

// What a view cannot be asked without.
std::string NeedsOf(std::string_view view) {
  static const std::map<std::string_view, std::string> kNeeds{
      {"breakdown", " --parameter indicator=PO25 --parameter by=gender"},
      {"correction-preview", " --parameter positions=2"},
      {"evaluation", " --parameter period=2019-H1"},
      {"status-report", " --parameter period=2019-H1"}};
  const auto needs = kNeeds.find(view);
  return needs == kNeeds.end() ? "" : needs->second;
}

std::string Replayed(const std::string& more) {
  return "replay --lang en --valid-at 2021-06-30 --plan " + AuditedPact::PlanFile() + more;
}

class ReplayRegistersTest : public testing::Test {
 protected:
  ReplayRegistersTest() { person_ = pact_.Enrol("2019-01-10"), pact_.Fill(5); }
  [[nodiscard]] std::string NeedsHere(std::string_view view) const {
    if (view != "pathway") return NeedsOf(view);
    return " --parameter participant=" + person_.substr(person_.find('/') + 1);
  }
  [[nodiscard]] std::string Store() const { return " --store " + pact_.store(); }

  AuditedPact pact_;
  std::string person_;  // stream
};

TEST(MessageOf, EveryViewHasTheMessageOfItsName) {
  for (const views::RegisterView& view : views::RegisterViews()) {
    EXPECT_NE(audit::MessageOf(view.name), nullptr) << view.name;
    EXPECT_EQ(audit::FoldsOf(view.name), audit::Folds::kRegisters) << view.name;
  }
  EXPECT_NE(audit::MessageOf("indicators"), nullptr);
  EXPECT_NE(audit::MessageOf("schedule"), nullptr);
  EXPECT_EQ(audit::MessageOf("nothing"), nullptr);
}

TEST_F(ReplayRegistersTest, AWrongQuestionIsRefused) {
  pact_.StopLog();
  EXPECT_EQ(Audit(Replayed(Store() + " --view evaluation")).exit_code, 2);
  EXPECT_EQ(Audit(Replayed(Store() + " --view budget --parameter period")).exit_code, 2);
  EXPECT_EQ(Audit(Replayed(Store() + " --view budget --audience everybody")).exit_code, 2);
  EXPECT_EQ(Audit(Replayed(Store() + " --view budget --parameter audience=serving")).exit_code, 2);
  const Outcome unknown = Audit(Replayed(Store() + " --view nothing"));
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.output, HasSubstr("work-programme"));
}

TEST_F(ReplayRegistersTest, AnAudienceSeesNoMoreThanIsForIt) {
  pact_.StopLog();
  EXPECT_EQ(Audit(Replayed(Store() + " --view worklist")).exit_code, 0);
  const Outcome hidden = Audit(Replayed(Store() + " --view worklist --audience public"));
  EXPECT_EQ(hidden.exit_code, 2) << hidden.output;
  EXPECT_THAT(hidden.output, HasSubstr("view.not_for_you"));
}

TEST_F(ReplayRegistersTest, ADiffNamesTheFieldsAndWhatWasRecordedBetween) {
  const Instant moment = SystemClock().Now();
  while (SystemClock().Now() == moment) poll(nullptr, 0, 1);
  const std::string stream = pact_.Enrol("2019-03-01");
  pact_.StopLog();
  const std::string asked = "diff --lang en --valid-at 2021-06-30 --known-at " + moment.ToString() +
                            " --known-at " + SystemClock().Now().ToString() + Store() + " --plan " +
                            AuditedPact::PlanFile();
  const Outcome diff = Audit(asked + " --view esf-participants");
  EXPECT_EQ(diff.exit_code, 0) << diff.output;
  EXPECT_THAT(diff.output, testing::ContainsRegex("6 → 7"));
  EXPECT_THAT(diff.output, HasSubstr("ParticipantEnrolled " + stream));
  EXPECT_THAT(diff.output, Not(HasSubstr(person_)));
  EXPECT_THAT(Audit(asked + " --view members").output, HasSubstr("no change"));
  EXPECT_EQ(Audit(asked + " --view nothing").exit_code, 2);
}

// The figures that the replay counts now are handed in, and later others than were counted.
TEST_F(ReplayRegistersTest, FrozenFiguresAreHeldAgainstTheRecordsTheyCounted) {
  const std::string live = " --log " + pact_.listen() + " --pact " + std::string(kPact) +
                           " --curve " + pact_.KeysOf("auditor");
  const Outcome nothing = Audit(Replayed(live + " --frozen"));
  EXPECT_EQ(nothing.exit_code, 0) << nothing.output;
  EXPECT_THAT(nothing.output, HasSubstr("no evaluation and no report"));
  const Outcome counted = Audit(Replayed(live + " --view evaluation --parameter period=2019-H1"));
  ASSERT_EQ(counted.exit_code, 0) << counted.output;
  std::smatch now;
  ASSERT_TRUE(std::regex_search(
      counted.output, now,
      std::regex("\"position\": \"([0-9]+)\",\\s*\"sha256\": \"([0-9a-f]{64})\"")))
      << counted.output;
  event::v1::Event event;
  event.set_occurred_on("2019-07-10");
  auto& submitted = *event.mutable_interim_evaluation_submitted();
  submitted.set_period("2019-H1");
  submitted.set_figures_position(std::stoull(now[1].str()));
  submitted.set_figures_sha256(now[2].str());
  pact_.Append("pact_office", {{"evaluation/2019-H1", event}});
  pact_.Enrol("2019-03-01");  // recorded later: the figures handed in stay
  const Outcome frozen = Audit(Replayed(live + " --frozen"));
  EXPECT_EQ(frozen.exit_code, 0) << frozen.output;
  EXPECT_THAT(frozen.output, HasSubstr("evaluation 2019-H1: figures of the records through #" +
                                       now[1].str() + ", SHA-256 " + now[2].str()));
  event.clear_interim_evaluation_submitted();
  auto& issued = *event.mutable_status_report_issued();
  issued.set_period("2019-H1");
  issued.set_figures_position(std::stoull(now[1].str()));
  issued.set_figures_sha256(std::string(64, 'a'));
  pact_.Append("pact_office", {{"status-report/2019-H1", event}});
  const Outcome other = Audit(Replayed(live + " --frozen"));
  EXPECT_EQ(other.exit_code, 1) << other.output;
  EXPECT_THAT(other.output, HasSubstr("view.frozen_differs #" + now[1].str()));
  EXPECT_THAT(other.output, HasSubstr("(status-report 2019-H1)"));
  EXPECT_THAT(other.output, Not(HasSubstr("(evaluation 2019-H1)")));
}

// What was handed in about the first half-year goes into a bundle, and is counted again from it.
TEST_F(ReplayRegistersTest, ABundleHoldsTheReportsThatWereHandedIn) {
  event::v1::Event event;
  event.set_occurred_on("2019-07-10");
  auto& submitted = *event.mutable_interim_evaluation_submitted();
  submitted.set_period("2019-H1");
  submitted.set_figures_position(7);
  submitted.set_figures_sha256(std::string(64, 'a'));
  pact_.Append("pact_office", {{"evaluation/2019-H1", event}});
  event.clear_interim_evaluation_submitted();
  auto& issued = *event.mutable_status_report_issued();
  issued.set_period("2019-H1");
  issued.set_figures_position(9);
  issued.set_figures_sha256(std::string(64, 'b'));
  pact_.Append("pact_office", {{"status-report/2019-H1", event}});
  pact_.Cosign();
  pact_.StopLog();
  const std::string bundle = pact_.Sub("bundle");
  const std::string report = bundle + "/evaluations/2019-H1.json";
  const Outcome exported =
      Audit("export --lang en --right consortium --reference 1 --plan " + AuditedPact::PlanFile() +
            Store() + pact_.Trust() + " --out " + bundle);
  ASSERT_EQ(exported.exit_code, 0) << exported.output;
  EXPECT_THAT(ReadText(report), HasSubstr("\"stated_sha256\": \"" + std::string(64, 'a')));
  EXPECT_THAT(ReadText(report), HasSubstr("\"position\": \"7\""));
  EXPECT_THAT(ReadText(bundle + "/status-reports/2019-H1.json"), HasSubstr("2019-07-10"));
  const auto verify = [&] {
    const std::string sums =
        "cd " + bundle +
        " && rm SHA256SUMS && find * -type f ! -name sums | LC_ALL=C sort | xargs "
        "sha256sum > sums && mv sums SHA256SUMS";
    EXPECT_EQ(std::system(sums.c_str()), 0);
    return Audit("verify --lang en --bundle " + bundle + pact_.Trust());
  };
  const Outcome clean = verify();
  EXPECT_EQ(clean.exit_code, 0) << clean.output;
  const std::string text = ReadText(report);
  WriteText(report, std::regex_replace(text, std::regex("2019-07-10"), "2019-06-30"));
  const Outcome changed = verify();
  EXPECT_EQ(changed.exit_code, 1) << changed.output;
  EXPECT_THAT(changed.output, HasSubstr("bundle.figures_differ"));
  EXPECT_THAT(changed.output, HasSubstr("(evaluations/2019-H1.json submitted_on)"));
  std::filesystem::remove(report);
  const Outcome gone = verify();
  EXPECT_EQ(gone.exit_code, 1) << gone.output;
  EXPECT_THAT(gone.output, HasSubstr("bundle.figures_missing"));
  EXPECT_THAT(gone.output, HasSubstr("(evaluations/2019-H1.json)"));
  // Not one is left that could betray the others: the records still tell of them.
  std::filesystem::remove_all(bundle + "/evaluations");
  std::filesystem::remove_all(bundle + "/status-reports");
  const Outcome stripped = verify();
  EXPECT_EQ(stripped.exit_code, 1) << stripped.output;
  EXPECT_THAT(stripped.output, HasSubstr("bundle.figures_missing"));
  EXPECT_THAT(stripped.output, HasSubstr("(evaluations/2019-H1.json)"));
  EXPECT_THAT(stripped.output, HasSubstr("(status-reports/2019-H1.json)"));
}

// The registers as their service holds them, and a dashboard before it.
class ServedRegistersTest : public ReplayRegistersTest {
 protected:
  void SetUp() override {
    auto plan = plan::LoadPlan(AuditedPact::PlanFile());
    ASSERT_TRUE(plan.ok()) << plan.status();
    ledger_client::RemoteEventLogOptions remote;
    remote.endpoint = pact_.listen();
    remote.curve = pact_.KeysOf("registers");
    auto log = ledger_client::RemoteEventLog::Connect(remote);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = std::move(*log);
    view_service::ViewServiceOptions options;
    options.plans = {*plan};
    options.data = pact_.Sub("views");
    options.listen = "tcp://127.0.0.1:*";
    auto views = view_service::ViewService::Start(options, registers::MakeFold, *log_, clock_);
    ASSERT_TRUE(views.ok()) << views.status();
    views_ = std::move(*views);
    dashboard::DashboardOptions shown;
    shown.plans.push_back(*std::move(plan));
    shown.listen = *http::ParseListenAddress("127.0.0.1:0", /*tls=*/false);
    shown.views = {{"members", views_->endpoint()}, {"activities", views_->endpoint()}};
    auto dashboard = dashboard::Dashboard::Start(shown, *log_);
    ASSERT_TRUE(dashboard.ok()) << dashboard.status();
    dashboard_ = std::move(*dashboard);
    const Deadline give_up = DeadlineIn(std::chrono::seconds(30));
    while (views_->stats().at(kPact).applied < Position(13)) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      poll(nullptr, 0, 10);
    }
    pact_.StopLog();
  }
  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(dashboard_->port());
  }

  const SystemClock clock_;
  std::unique_ptr<ledger::EventLog> log_;
  std::unique_ptr<view_service::ViewService> views_;
  std::unique_ptr<dashboard::Dashboard> dashboard_;
};

TEST_F(ServedRegistersTest, EveryRegisterIsReplayedAsItIsServed) {
  for (const views::RegisterView& view : views::RegisterViews()) {
    const std::string asked = Store() + " --view " + std::string(view.name) + NeedsHere(view.name);
    const Outcome same = Audit(Replayed(asked + " --compare " + views_->endpoint()));
    EXPECT_EQ(same.exit_code, 0) << view.name << ": " << same.output;
    EXPECT_THAT(same.output, HasSubstr("replayed through 13")) << view.name;
  }
}

TEST_F(ServedRegistersTest, ARegisterThatDiffersIsNamed) {
  // The same register beside a ledger in which an enrolment did not happen.
  const std::string copy = pact_.Sub("copy");
  RewriteStore(pact_.store(), copy, [](std::vector<OwnedRecord>& records) {
    records[1].submitted = records[0].submitted;
  });
  const Outcome other = Audit(
      Replayed(" --store " + copy + " --view esf-participants --compare " + views_->endpoint()));
  EXPECT_EQ(other.exit_code, 1) << other.output;
  EXPECT_THAT(other.output, HasSubstr("view.differs"));
}

TEST_F(ServedRegistersTest, WhatTheDashboardShowsOfARegisterIsTheAnswerForThePublic) {
  for (const char* view : {"members", "activities"}) {
    const std::string asked = Store() + " --view " + view + " --compare " + Url();
    const Outcome same = Audit(Replayed(asked));
    EXPECT_EQ(same.exit_code, 0) << same.output;
    EXPECT_THAT(same.output, HasSubstr("replayed through 13"));
    const Outcome more = Audit(Replayed(asked + " --audience serving"));
    EXPECT_EQ(more.exit_code, 2) << more.output;
    EXPECT_THAT(more.output, HasSubstr("config.audience"));
  }
}

}  // namespace
}  // namespace paktum::audit_test
