// The real program: killed, stopped, started wrongly.
#include "tests/integration/event_log/event_log_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "libs/ledger_client/remote_event_log.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/unit/wire/wire_testing.h"

namespace paktum::event_log {
namespace {

using ledger::AppendOf;
using ledger::EventOn;
using ledger::kPact;
using ::testing::HasSubstr;
using wire::Eventually;
using wire::Patience;
using namespace std::chrono_literals;

std::unique_ptr<ledger_client::RemoteEventLog> ClientOf(const EventLogProcess& process) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = process.listen();
  options.hints_endpoint = process.hints();
  auto log = ledger_client::RemoteEventLog::Connect(options);
  EXPECT_TRUE(log.ok()) << log.status();
  return std::move(*log);
}

// Appends command after command, each until it is acknowledged, whatever happens to the service.
class Writer {
 public:
  Writer(ledger::EventLog& log, std::uint64_t first_command) {
    thread_ = std::thread([this, &log, first_command] {
      for (std::uint64_t command = first_command; !stop_; ++command) Acknowledge(log, command);
    });
  }
  std::map<std::uint64_t, Position> Finish() {
    stop_ = true;
    thread_.join();
    return acknowledged_;
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void Acknowledge(ledger::EventLog& log, std::uint64_t command) {
    const Deadline deadline = DeadlineIn(60s);
    while (std::chrono::steady_clock::now() < deadline) {
      const auto result = log.Append(
          AppendOf(command,
                   {EventOn("participant/" + std::to_string(command % 7)), EventOn("scheme/S2")}),
          DeadlineIn(1s));
      if (result.ok()) {
        acknowledged_[command] = result->first;
        ++count_;
        return;
      }
      const StatusCode code = result.status().code();
      ASSERT_TRUE(code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded)
          << result.status();
    }
    FAIL() << "command " << command << " was never acknowledged";
  }

  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> count_{0};
  std::map<std::uint64_t, Position> acknowledged_;
  std::thread thread_;
};

// Reads a subscription until told, in order.
class Follower {
 public:
  explicit Follower(ledger::EventLog& log) {
    auto subscription = log.Subscribe(kPact, Position(0));
    EXPECT_TRUE(subscription.ok());
    thread_ = std::thread([this, subscription = std::move(*subscription)] {
      while (!stop_) {
        const auto slice = subscription->Next(DeadlineIn(100ms));
        if (!slice.ok()) continue;
        for (const auto& record : slice->records) {
          ASSERT_EQ(record.position.value(), last_ + 1) << "a gap or a repeat";
          last_ = record.position.value();
        }
      }
    });
  }
  ~Follower() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] std::uint64_t last() const { return last_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> last_{0};
  std::thread thread_;
};

std::vector<ledger::Record> ReadAll(ledger::EventLog& log) {
  std::vector<ledger::Record> all;
  for (;;) {
    const Position after(all.size());
    auto slice = log.Read(kPact, after, {}, Patience());
    EXPECT_TRUE(slice.ok()) << slice.status();
    if (!slice.ok() || slice->records.empty()) return all;
    for (auto& record : slice->records) all.push_back(std::move(record));
  }
}

TEST(EventLogProcess, KilledUnderLoadItKeepsEveryAcknowledgedAppendOnce) {
  const TempDir dir;
  auto process = std::make_unique<EventLogProcess>(dir.Sub("log"));
  ASSERT_TRUE(process->ready()) << process->log();
  const std::string listen = process->listen();
  const std::string hints = process->hints();
  const auto log = ClientOf(*process);
  const auto other = ClientOf(*process);
  Follower follower(*other);
  std::vector<std::unique_ptr<Writer>> writers;
  for (std::uint64_t i = 0; i < 4; ++i) {
    writers.push_back(std::make_unique<Writer>(*log, 1 + i * 1'000'000));
  }
  const auto done = [&] {
    std::size_t count = 0;
    for (const auto& writer : writers) count += writer->count();
    return count;
  };
  for (int round = 0; round < 4; ++round) {
    const std::size_t before = done();
    ASSERT_TRUE(Eventually([&] { return done() >= before + 100; }));
    process->Kill();
    process = std::make_unique<EventLogProcess>(dir.Sub("log"), listen, hints);
    ASSERT_TRUE(process->ready()) << process->log();
    EXPECT_THAT(process->log(), HasSubstr("ledger.opened pact=tiszakecske head="));
  }
  const std::size_t before = done();
  ASSERT_TRUE(Eventually([&] { return done() >= before + 100; }));
  std::map<std::uint64_t, Position> acknowledged;
  for (const auto& writer : writers) acknowledged.merge(writer->Finish());

  const auto records = ReadAll(*log);
  std::map<Uuid, std::set<std::uint64_t>> positions;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].position.value(), i + 1);
    positions[records[i].command].insert(i + 1);
  }
  for (const auto& [command, first] : acknowledged) {
    const std::set<std::uint64_t> expected{first.value(), first.value() + 1};
    EXPECT_EQ(positions[ledger::CommandId(command)], expected) << "command " << command;
  }
  EXPECT_EQ(records.size(), 2 * acknowledged.size());
  EXPECT_TRUE(Eventually([&] { return follower.last() == records.size(); }));
}

TEST(EventLogProcess, SigtermEndsItWithExitCodeZero) {
  const TempDir dir;
  EventLogProcess process(dir.Sub("log"));
  ASSERT_TRUE(process.ready()) << process.log();
  const auto log = ClientOf(process);
  ASSERT_TRUE(log->Append(AppendOf(1, {EventOn("pact")}), Patience()).ok());
  EXPECT_EQ(process.Terminate(), 0);
  EXPECT_THAT(process.log(), HasSubstr("service.stopped"));
}

TEST(EventLogProcess, WrongConfigurationIsExitCodeTwoWithAReason) {
  const TempDir dir;
  const std::string data = dir.Sub("log");
  EventLogProcess remote(
      std::vector<std::string>{"--data", data, "--listen", "tcp://0.0.0.0:7401"});
  EXPECT_EQ(remote.Wait(), 2);
  EXPECT_THAT(remote.log(), HasSubstr("config.endpoint_not_local"));
  EventLogProcess unnamed(std::vector<std::string>{});
  EXPECT_EQ(unnamed.Wait(), 2);
  EventLogProcess chatty(std::vector<std::string>{"--data", data, "--log-level", "chatty"});
  EXPECT_EQ(chatty.Wait(), 2);
  EXPECT_THAT(chatty.log(), HasSubstr("config.log_level"));
  EventLogProcess running(data);
  ASSERT_TRUE(running.ready()) << running.log();
  EventLogProcess second(std::vector<std::string>{
      "--data", dir.Sub("other"), "--listen", running.listen(), "--hints", "tcp://127.0.0.1:*"});
  EXPECT_EQ(second.Wait(), 2);
  EXPECT_THAT(second.log(), HasSubstr("config.endpoint_in_use"));
}

// Damages the last entry of the index of streams.
void DamageIndex(const std::string& data) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : {"default", "records", "streams", "commands", "tiles"}) {
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, data, families, &handles, &raw).ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  {
    const std::unique_ptr<rocksdb::Iterator> last(db->NewIterator({}, handles[2]));
    last->SeekToLast();
    ASSERT_TRUE(last->Valid());
    ASSERT_TRUE(db->Put({}, handles[2], last->key(), "damaged").ok());
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
}

TEST(EventLogProcess, DamagedIndexesAreMadeAnewOnDemand) {
  const TempDir dir;
  const std::string data = dir.Sub("log");
  {
    EventLogProcess process(data);
    ASSERT_TRUE(process.ready()) << process.log();
    ASSERT_TRUE(ClientOf(process)->Append(AppendOf(1, {EventOn("pact")}), Patience()).ok());
    EXPECT_EQ(process.Terminate(), 0);
  }
  DamageIndex(data);
  EventLogProcess refused(std::vector<std::string>{"--data", data, "--listen", "tcp://127.0.0.1:*",
                                                   "--hints", "tcp://127.0.0.1:*"});
  EXPECT_EQ(refused.Wait(), 1);
  EXPECT_THAT(refused.log(), HasSubstr("storage.index_damaged"));
  EventLogProcess rebuilding(std::vector<std::string>{"--data", data, "--rebuild-indexes"});
  EXPECT_EQ(rebuilding.Wait(), 0);
  EXPECT_THAT(rebuilding.log(), HasSubstr("storage.indexes_rebuilt records=1"));
  EventLogProcess process(data);
  ASSERT_TRUE(process.ready()) << process.log();
  EXPECT_EQ(ReadAll(*ClientOf(process)).size(), 1U);
  EventLogProcess nowhere(
      std::vector<std::string>{"--data", dir.Sub("nowhere"), "--rebuild-indexes"});
  EXPECT_EQ(nowhere.Wait(), 2);
  EXPECT_THAT(nowhere.log(), HasSubstr("config.data"));
}

TEST(EventLogProcess, ADirectoryInUseIsExitCodeOne) {
  const TempDir dir;
  EventLogProcess running(dir.Sub("log"));
  ASSERT_TRUE(running.ready()) << running.log();
  EventLogProcess second(std::vector<std::string>{
      "--data", dir.Sub("log"), "--listen", "tcp://127.0.0.1:*", "--hints", "tcp://127.0.0.1:*"});
  EXPECT_EQ(second.Wait(), 1);
  EXPECT_THAT(second.log(), HasSubstr("storage.in_use"));
}

}  // namespace
}  // namespace paktum::event_log
