// A projection service in this process, behind a real event log service, both over the wire.
#include "libs/view_service/view_service.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "libs/ledger/memory_storage.h"
#include "libs/plan/load.h"
#include "libs/view_service/audience.h"
#include "paktum/view/v1/members.pb.h"
#include "paktum/view/v1/pathway.pb.h"
#include "services/projections/indicators/fold_factory.h"
#include "services/projections/registers/fold_factory.h"
#include "services/projections/schedule/fold_factory.h"
#include "tests/integration/event_log/served_log.h"
#include "tests/integration/projections/projection_testing.h"
#include "tests/unit/projection/projection_testing.h"

namespace paktum::projections {
namespace {

using projection::testing::Eventually;
using projection::testing::TempDirectory;
using view_service::FoldFactory;
using view_service::ViewService;
using view_service::ViewServiceOptions;

class ViewServiceTest : public ::testing::Test {
 protected:
  ViewServiceOptions Options(const std::string& plan_text = PlanText()) {
    auto plan = plan::ParsePlan(plan_text, "plan");
    EXPECT_TRUE(plan.ok()) << plan.status();
    ViewServiceOptions options;
    options.plans.push_back(std::move(plan).value());
    options.data = directory_.path() + "/data";
    options.listen = "tcp://127.0.0.1:*";
    return options;
  }
  std::unique_ptr<ViewService> Start(const ViewServiceOptions& options,
                                     const FoldFactory& factory = indicators::MakeFold) {
    auto service = ViewService::Start(options, factory, *log_, clock_);
    EXPECT_TRUE(service.ok()) << service.status();
    return std::move(service).value();
  }

  TempDirectory directory_;
  SystemClock clock_;
  ledger::MemoryStorage storage_;
  event_log::ServedLog served_{storage_};
  std::unique_ptr<ledger_client::RemoteEventLog> log_ = served_.Client();
};

TEST_F(ViewServiceTest, AnAppendedEventShowsOnceItsPositionIsAskedFor) {
  const auto service = Start(Options());
  Asker asker(service->endpoint());
  for (int count = 1; count <= 5; ++count) {
    EXPECT_EQ(asker.Enrolled(Enrol(*log_, "2018-10-01")), count);
  }
  const auto explained =
      asker.Get<view::v1::ExplainView>("explain", {{"code", "PO25"}, {"limit", "2"}});
  EXPECT_EQ(explained.total_events(), 5u);
  EXPECT_EQ(explained.events_size(), 2);
}

TEST_F(ViewServiceTest, TheScheduleShowsWhatHappened) {
  const auto service = Start(Options(), schedule::MakeFold);
  Asker asker(service->endpoint());
  const Position forum = HoldForum(*log_, "2018-11-20");
  const auto view =
      asker.Get<view::v1::ScheduleView>("schedule", {{"valid_at", "2018-12-01"}}, forum);
  EXPECT_EQ(view.planned_cells(), 101u);
  EXPECT_EQ(view.meta().applied_through(), forum.value());
  for (const auto& row : view.rows()) {
    if (row.measure() != "2.3") continue;
    EXPECT_EQ(row.cells(1).state(), view::v1::CELL_STATE_ACTIVE);
  }
}

TEST_F(ViewServiceTest, ARegisterIsAnsweredForTheAudienceThatWasAskedFor) {
  const auto service = Start(Options(), registers::MakeFold);
  Asker asker(service->endpoint());
  const Position entry = Enrol(*log_, "2018-11-20");
  EXPECT_EQ(asker.Get<view::v1::MembersView>("members", {}, entry).listed(), 33u);
  EXPECT_EQ(asker.Ask("worklist", {}).status().reason(), "view.not_for_you");
  // The audience is asked for beside the parameters, never among them.
  EXPECT_EQ(asker.Ask("worklist", {{"audience", "serving"}}).status().reason(),
            "view.bad_parameter");
  query::v1::QueryRequest request;
  request.set_pact(kPact);
  request.set_view("worklist");
  request.set_audience(query::v1::AUDIENCE_SERVING);
  const auto body = asker.Call(request.SerializeAsString());
  ASSERT_TRUE(body.ok()) << body.status();  // plain: everybody is on this machine
  query::v1::QueryReply reply;
  view::v1::WorklistView worklist;
  ASSERT_TRUE(reply.ParseFromString(*body) && worklist.ParseFromString(reply.payload()));
  EXPECT_EQ(worklist.items_size(), 1);  // the entry without its document
}

TEST(Audience, IsWhatTheNameOfTheKeyAllows) {
  const auto plan = plan::ParsePlan(PlanText(), "plan");
  ASSERT_TRUE(plan.ok());
  const auto most = [&](const char* name) { return view_service::MostFor(*plan, name); };
  EXPECT_EQ(most("dashboard"), query::v1::AUDIENCE_UNSPECIFIED);
  EXPECT_EQ(most("anybody"), query::v1::AUDIENCE_UNSPECIFIED);
  EXPECT_EQ(most("vault"), query::v1::AUDIENCE_UNSPECIFIED);
  EXPECT_EQ(most("pact_office"), query::v1::AUDIENCE_MEMBER);
  EXPECT_EQ(most("government_office"), query::v1::AUDIENCE_SERVING);
  EXPECT_EQ(most("charity"), query::v1::AUDIENCE_SERVING);
  EXPECT_EQ(most("auditor"), query::v1::AUDIENCE_SERVING);
}

TEST_F(ViewServiceTest, ARestartContinuesAndCountsTheSame) {
  Position last;
  for (int i = 0; i < 20; ++i) last = Enrol(*log_, "2018-10-01");
  {
    const auto service = Start(Options());
    EXPECT_EQ(Asker(service->endpoint()).Enrolled(last), 20);
  }
  last = Enrol(*log_, "2018-10-02");
  const auto service = Start(Options());
  EXPECT_EQ(Asker(service->endpoint()).Enrolled(last), 21);
  EXPECT_EQ(service->stats().at(kPact).records, 1u);
}

TEST_F(ViewServiceTest, AChangedPlanIsBuiltBesideAndTakesOver) {
  Position last;
  for (int i = 0; i < 20; ++i) last = Enrol(*log_, "2018-10-01");
  {
    const auto service = Start(Options());
    EXPECT_EQ(Asker(service->endpoint()).Enrolled(last), 20);
  }
  std::string text = PlanText();
  text.replace(text.find("value: 215", text.find("code: \"PO25\"")), 10, "value: 250");
  const auto service = Start(Options(text));
  Asker asker(service->endpoint());
  EXPECT_EQ(asker.Enrolled(last), 20);  // by the old one or the new
  ASSERT_TRUE(Eventually([&] { return service->stats().at(kPact).caught_up(); }));
  const auto view = asker.Get<view::v1::IndicatorsView>("indicators", {{"code", "PO25"}}, last);
  EXPECT_EQ(view.indicators(0).targets(1).target(), 250);
  EXPECT_EQ(asker.Enrolled(last), 20);
}

TEST_F(ViewServiceTest, ALogThatGoesAwayAndComesBackIsFollowedOn) {
  const auto service = Start(Options());
  Asker asker(service->endpoint());
  EXPECT_EQ(asker.Enrolled(Enrol(*log_, "2018-10-01")), 1);
  served_.Stop();
  EXPECT_EQ(asker.Enrolled(Position(1)), 1);  // answers go on
  served_.Start();
  EXPECT_EQ(asker.Enrolled(Enrol(*log_, "2018-10-01")), 2);
}

TEST_F(ViewServiceTest, RefusesWhatItCannotAnswer) {
  const auto service = Start(Options());
  Asker asker(service->endpoint());
  const auto reason = [&](const Result<query::v1::QueryReply>& reply) {
    return reply.status().reason();
  };
  EXPECT_EQ(reason(asker.Ask("indicators", {}, Position(0), Soon(), "lenti")), "pact.unknown");
  EXPECT_EQ(reason(asker.Ask("schedule", {})), "view.unknown");
  EXPECT_EQ(reason(asker.Ask("indicators", {{"valid_at", "2019-02-30"}})), "view.bad_parameter");
  EXPECT_EQ(asker.Call("\xff\xff").status().reason(), "wire.malformed");
  // What is refused disturbs nobody.
  EXPECT_EQ(asker.Enrolled(Enrol(*log_, "2018-10-01")), 1);
}

TEST_F(ViewServiceTest, QueriesBeyondTheLimitAreRefusedAtOnce) {
  ViewServiceOptions options = Options();
  options.query_threads = 1;
  options.queries_waiting_max = 1;
  const auto service = Start(options);
  // All ask for a position that does not exist yet. One is worked on and one waits, or only one
  // waits when the others came before the thread had taken it.
  std::vector<std::thread> waiting;
  std::atomic<int> refused{0};
  std::atomic<int> answered{0};
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&] {
      const auto reply = Asker(service->endpoint()).Ask("indicators", {}, Position(1));
      if (reply.ok()) ++answered;
      if (!reply.ok() && reply.status().reason() == "view.too_many_queries") ++refused;
    });
  }
  EXPECT_TRUE(Eventually([&] { return refused >= 2; }));
  Enrol(*log_, "2018-10-01");
  for (std::thread& thread : waiting) thread.join();
  EXPECT_GE(answered, 1);
  EXPECT_EQ(answered + refused, 4);
}

TEST_F(ViewServiceTest, QueriesThatWaitForAPositionAreFewAndOthersAreAnswered) {
  ViewServiceOptions options = Options();
  options.queries_behind_max = 2;
  options.wait_max_ms = std::chrono::seconds(30);
  const auto service = Start(options);
  std::vector<std::thread> waiting;
  std::atomic<int> answered{0};
  std::atomic<int> refused{0};
  for (int i = 0; i < 6; ++i) {
    waiting.emplace_back([&] {
      const auto reply = Asker(service->endpoint()).Ask("indicators", {}, Position(1));
      if (reply.ok()) ++answered;
      if (!reply.ok() && reply.status().reason() == "view.behind") ++refused;
    });
  }
  EXPECT_TRUE(Eventually([&] { return refused >= 4; }));
  EXPECT_EQ(answered, 0);
  EXPECT_TRUE(Asker(service->endpoint()).Ask("indicators", {}).ok());
  Enrol(*log_, "2018-10-01");
  for (std::thread& thread : waiting) thread.join();
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(refused, 4);
}

TEST_F(ViewServiceTest, AQueryWaitsForAPositionOnlySoLong) {
  ViewServiceOptions options = Options();
  options.wait_max_ms = std::chrono::milliseconds(50);
  const auto service = Start(options);
  const auto reply = Asker(service->endpoint())
                         .Ask("indicators", {}, Position(1), DeadlineIn(std::chrono::seconds(10)));
  EXPECT_EQ(reply.status().reason(), "view.behind");
}

TEST_F(ViewServiceTest, AnOverlongRequestEndsItsConnectionUnread) {
  const auto service = Start(Options());
  Asker asker(service->endpoint());
  EXPECT_EQ(asker.Call(std::string(32 * 1024, '\xff')).status().reason(), "wire.malformed");
  const Status overlong = asker.Call(std::string(80 * 1024, '\xff')).status();
  EXPECT_NE(overlong.reason(), "wire.malformed");
  EXPECT_TRUE(overlong.code() == StatusCode::kUnavailable ||
              overlong.code() == StatusCode::kDeadlineExceeded)
      << overlong;
}

TEST_F(ViewServiceTest, AWrongConfigurationIsNamed) {
  const auto refusal = [&](const ViewServiceOptions& options) {
    const auto service = ViewService::Start(options, indicators::MakeFold, *log_, clock_);
    return service.ok() ? std::string() : service.status().reason();
  };
  ViewServiceOptions twice = Options();
  twice.plans.push_back(twice.plans.front());
  EXPECT_EQ(refusal(twice), "config.pact_twice");
  ViewServiceOptions none = Options();
  none.plans.clear();
  EXPECT_EQ(refusal(none), "config.no_plan");
  ViewServiceOptions open = Options();
  open.listen = "tcp://0.0.0.0:7411";
  EXPECT_EQ(refusal(open), "config.endpoint_not_local");
  ViewServiceOptions nowhere = Options();
  nowhere.data = "/proc/nowhere";
  EXPECT_EQ(refusal(nowhere), "config.data");
}

}  // namespace
}  // namespace paktum::projections
