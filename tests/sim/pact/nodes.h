#pragma once
// Nodes: the log, an office and a view of the simulated pact, each the product's own parts put
// together as its program does, with simulated wire, disk and clock under them.
//
// A node is made within its machine and destroyed after its machine was killed.
#include <functional>
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/http/router.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/office/command_api.h"
#include "libs/office/command_processor.h"
#include "libs/office/intake.h"
#include "libs/office/outbox.h"
#include "libs/office/outbox_drain.h"
#include "libs/plan/plan.h"
#include "libs/projection/runner.h"
#include "libs/service/metrics.h"
#include "services/event_log/log_core.h"
#include "tests/attack/oracle.h"
#include "tests/attack/watched_log.h"
#include "tests/sim/frame/sim_wire.h"
#include "tests/sim/pact/disks.h"

namespace paktum::sim {

inline constexpr const char* kPact = "tiszakecske";

// The calendar of one machine: the simulated time, and how far its clock is off.
class SimClock final : public Clock {
 public:
  SimClock(const Scheduler& scheduler, std::chrono::milliseconds off)
      : scheduler_(scheduler), off_(off) {}
  [[nodiscard]] Instant Now() const override {
    constexpr std::int64_t kStart = 1'640'995'200'000;  // 2022-01-01
    return Instant(kStart + scheduler_.time().count() / 1000 + off_.count());
  }

 private:
  const Scheduler& scheduler_;
  const std::chrono::milliseconds off_;
};

// What every node is made with.
struct NodeHost {
  SimWire& wire;
  Place place;
  Place log_place;
  Machine machine;
  DiskHost disk;
  std::chrono::milliseconds clock_off{};
};

// Passes methods on to a host, some of them with a planted fault.
class FaultyHost final : public wire::MethodHost {
 public:
  // `host` must outlive it.
  FaultyHost(wire::MethodHost& host, Bug bug) : host_(host), bug_(bug) {}
  void Handle(std::string method, Handler handler) override;
  void HandleBatch(std::string method, BatchHandler handler) override;
  void HandleStream(std::string method, Handler handler) override;
  void HandleOneWay(std::string method, OneWayHandler handler) override;
  void Flush() override { host_.Flush(); }

 private:
  wire::MethodHost& host_;
  const Bug bug_;
};

class LogNode {
 public:
  LogNode(const NodeHost& host, LogDisk& disk);

 private:
  const SimClock clock_;
  service::Metrics metrics_;
  SimStorage storage_;
  // The core ends first, then what its answers go to.
  SimServer server_;
  FaultyHost host_;
  event_log::LogCore core_;
};

class OfficeNode {
 public:
  OfficeNode(const NodeHost& host, const std::string& member, const plan::Plan& plan,
             attack::Oracle& oracle, OutboxDisk& disk);

  // Answers a request on a thread of its own. `answer` is called once, unless the machine ends.
  void Serve(http::Request request, std::function<void(http::Response)> answer);
  [[nodiscard]] std::size_t waiting() const { return outbox_->WaitingCount(); }
  [[nodiscard]] const office::Outbox& outbox() const { return *outbox_; }
  [[nodiscard]] SimCaller& caller() { return *caller_; }

 private:
  Scheduler& scheduler_;
  const Machine machine_;
  const SimClock clock_;
  service::Metrics metrics_;
  SimSealer sealer_;
  SimCaller* caller_ = nullptr;  // of remote_
  std::unique_ptr<ledger::EventLog> remote_;
  attack::WatchedLog log_;
  std::unique_ptr<office::Outbox> outbox_;
  office::CommandProcessor processor_;
  office::Intake intake_;
  office::CommandApi api_;
  office::OutboxDrain drain_;
  http::Router router_;
};

class ViewNode {
 public:
  // `fold` is new.
  ViewNode(const NodeHost& host, std::unique_ptr<projection::Fold> fold, attack::Oracle& oracle,
           StateDisk& disk);

  [[nodiscard]] const projection::Runner& runner() const { return *runner_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] SimCaller& caller() { return *caller_; }

 private:
  const SimClock clock_;
  SimCaller* caller_ = nullptr;  // of remote_
  std::unique_ptr<ledger::EventLog> remote_;
  attack::WatchedLog log_;
  std::unique_ptr<projection::Runner> runner_;
};

}  // namespace paktum::sim
