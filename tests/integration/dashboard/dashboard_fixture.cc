#include "tests/integration/dashboard/dashboard_fixture.h"

#include <thread>
#include <utility>

#include "libs/plan/load.h"

namespace paktum::dashboard {
namespace {

Status Away() { return Unavailable("test.away", "the log is away"); }

}  // namespace

Result<ledger::AppendResult> TestLog::Append(const ledger::AppendRequest& request,
                                             Deadline deadline) {
  return log_.Append(request, deadline);
}
Result<ledger::Slice> TestLog::Read(const std::string& pact, Position after,
                                    ledger::ReadLimit limit, Deadline deadline) {
  if (away) return Away();
  return log_.Read(pact, after, limit, deadline);
}
Result<ledger::StreamSlice> TestLog::ReadStream(const std::string& pact, const std::string& stream,
                                                StreamVersion after, ledger::ReadLimit limit,
                                                Deadline deadline) {
  return log_.ReadStream(pact, stream, after, limit, deadline);
}
Result<ledger::FoundCommand> TestLog::FindCommand(const std::string& pact, Uuid command,
                                                  Deadline deadline) {
  return log_.FindCommand(pact, command, deadline);
}
Result<Position> TestLog::Head(const std::string& pact, Deadline deadline) {
  if (away) return Away();
  return log_.Head(pact, deadline);
}
Result<std::unique_ptr<ledger::Subscription>> TestLog::Subscribe(const std::string& pact,
                                                                 Position after) {
  if (away) return Away();
  subscriptions.fetch_add(1);
  return log_.Subscribe(pact, after);
}

void DashboardTest::SetUp() {
  sequencer_ = std::make_unique<ledger::Sequencer>(storage_, clock_);
  local_ = std::make_unique<ledger::LocalEventLog>(storage_, *sequencer_);
  log_ = std::make_unique<TestLog>(*local_);
  views_endpoint_ = "ipc:///tmp/paktum-views-" + Uuid::V7(clock_).ToString();
}

void DashboardTest::TearDown() {
  dashboard_.reset();
  StopViews();
  log_.reset();
  local_.reset();
  sequencer_.reset();
}

void DashboardTest::StartViews(Answer answer) {
  wire::RequestServerOptions options;
  options.endpoint = views_endpoint_;
  views_ = std::make_unique<wire::RequestServer>(options);
  views_->Handle("view.query", [answer = std::move(answer)](const wire::IncomingRequest& incoming,
                                                            const wire::Responder& responder) {
    query::v1::QueryRequest request;
    ASSERT_TRUE(request.ParseFromString(incoming.body));
    const auto reply = answer(request);
    if (reply.ok()) {
      responder.Reply(reply->SerializeAsString());
    } else {
      responder.Fail(reply.status());
    }
  });
  ASSERT_TRUE(views_->Start().ok());
}

void DashboardTest::StopViews() {
  if (views_) views_->Stop(DeadlineIn(std::chrono::seconds(1)));
  views_.reset();
}

void DashboardTest::StartDashboard(const std::string& web) {
  DashboardOptions options;
  auto plan = plan::LoadPlan(PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto");
  ASSERT_TRUE(plan.ok()) << plan.status();
  options.plans.push_back(*std::move(plan));
  options.listen = *http::ParseLoopbackAddress("127.0.0.1:0");
  options.views = {
      {"indicators", views_endpoint_}, {"explain", views_endpoint_}, {"schedule", views_endpoint_}};
  options.web = web;
  auto dashboard = Dashboard::Start(options, *log_);
  ASSERT_TRUE(dashboard.ok()) << dashboard.status();
  dashboard_ = *std::move(dashboard);
}

Position DashboardTest::Append(int count) {
  Position last;
  for (int i = 0; i < count; ++i) {
    event::v1::Event event;
    event.mutable_forum_held();
    last = Append("body/employment-forum", std::move(event));
  }
  return last;
}

Position DashboardTest::Append(const std::string& stream, event::v1::Event event) {
  const Uuid command = Uuid::V7(clock_);
  event.set_id(std::string(command.Derived(0).bytes()));
  event.set_source("/pacts/tiszakecske/members/pact_office");
  event.set_subject(stream);
  event.set_occurred_on("2019-05-10");
  ledger::AppendRequest request;
  request.pact = kPact;
  request.command = command;
  request.member = "pact_office";
  request.content_digest = "digest";
  request.events.push_back({stream, event.SerializeAsString()});
  const auto appended = log_->Append(request, DeadlineIn(std::chrono::seconds(10)));
  EXPECT_TRUE(appended.ok()) << appended.status();
  return appended->first;
}

std::unique_ptr<http::Client> DashboardTest::NewClient() const {
  return *http::Client::ForAddress("127.0.0.1:" + std::to_string(dashboard_->port()));
}

void DashboardTest::AwaitFeed() {
  const auto client = NewClient();
  ASSERT_TRUE(Eventually(
      [&] { return client->OpenEvents(std::string("/api/pacts/") + kPact + "/events").ok(); }));
}

bool Eventually(const std::function<bool()>& condition) {
  const Deadline deadline = DeadlineIn(std::chrono::seconds(20));
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace paktum::dashboard
