#pragma once
// A dashboard over a ledger in memory and a projection service that answers as it is told.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/http/client.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/wire/request_server.h"
#include "paktum/event/v1/event.pb.h"
#include "paktum/query/v1/query.pb.h"
#include "services/dashboard/dashboard.h"

namespace paktum::dashboard {

// The ledger in memory, counting subscriptions and able to be away.
class TestLog final : public ledger::EventLog {
 public:
  explicit TestLog(ledger::EventLog& log) : log_(log) {}
  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request,
                                      Deadline deadline) override;
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override;
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override;
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override;
  Result<Position> Head(const std::string& pact, Deadline deadline) override;
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string& pact,
                                                          Position after) override;

  std::atomic<bool> away{false};
  std::atomic<int> subscriptions{0};

 private:
  ledger::EventLog& log_;
};

class DashboardTest : public testing::Test {
 protected:
  using Answer = std::function<Result<query::v1::QueryReply>(const query::v1::QueryRequest&)>;

  void SetUp() override;
  void TearDown() override;
  // Starts the projection service that answers every view with `answer`.
  void StartViews(Answer answer);
  void StopViews();
  void StartDashboard(const std::string& web = "");
  // Appends `count` events of open data; returns the last position.
  Position Append(int count);
  // Appends one event to a stream, with its own subject and days; returns its position.
  Position Append(const std::string& stream, event::v1::Event event);
  std::unique_ptr<http::Client> NewClient() const;
  // The dashboard follows the log.
  void AwaitFeed();

  static constexpr const char* kPact = "tiszakecske";
  SystemClock clock_;
  ledger::MemoryStorage storage_;
  std::unique_ptr<ledger::Sequencer> sequencer_;
  std::unique_ptr<ledger::LocalEventLog> local_;
  std::unique_ptr<TestLog> log_;
  std::unique_ptr<wire::RequestServer> views_;
  std::string views_endpoint_;
  std::unique_ptr<Dashboard> dashboard_;
};

// Waits for a condition, up to 20 seconds.
bool Eventually(const std::function<bool()>& condition);

}  // namespace paktum::dashboard
