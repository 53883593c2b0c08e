#pragma once
// World: the whole pact in one thread: the log, three offices, two views, and the clients that post
// commands to the offices, under faults for a while and without them until all has settled.
//
// One seed decides everything; two runs of one seed are the same to the event.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/plan/plan.h"
#include "services/paktum/simulation.h"
#include "tests/attack/oracle.h"
#include "tests/sim/frame/chance.h"
#include "tests/sim/frame/network.h"
#include "tests/sim/frame/scheduler.h"
#include "tests/sim/frame/sim_wire.h"
#include "tests/sim/frame/trace.h"
#include "tests/sim/pact/book.h"
#include "tests/sim/pact/bugs.h"
#include "tests/sim/pact/disks.h"
#include "tests/sim/pact/nodes.h"

namespace paktum::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  Bug bug = Bug::kNone;
  bool print = false;  // the trace, on standard error
};

struct RunReport {
  std::vector<std::string> findings;  // promises that were broken
  std::uint64_t trace_hash = 0;
  std::uint64_t events = 0;
  std::uint64_t records = 0;
  std::uint64_t commands = 0;  // sent, repeats not counted
  std::uint64_t crashes = 0;
  std::chrono::microseconds settled{};  // after the faults had stopped
};

// Runs one seed from the beginning to the end.
RunReport RunSeed(const RunOptions& options);

// Within how much simulated time after the faults have stopped everything must have settled: no
// command waits, every view has applied the whole ledger, every client has its answer.
inline constexpr std::chrono::seconds kSettledWithin{60};

// The places of the pact.
inline constexpr Place kClients = 0;
inline constexpr Place kLog = 1;
inline constexpr Place kFirstOffice = 2;
inline constexpr Place kFirstView = 5;
inline constexpr Place kPlaces = 7;
inline constexpr Place kInspector = 7;
inline constexpr std::array<const char*, kPlaces> kPlaceNames = {
    "clients", "log", "pact_office", "government_office", "charity", "indicators", "schedule"};

// What all runs share: made once, never changed.
struct Scenery {
  plan::Plan plan;
  std::vector<simulation::Journey> persons;
  simulation::Journey pact_office;
};
const Scenery& TheScenery();

class World {
 public:
  explicit World(const RunOptions& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  RunReport Run();

  // For clients: the answer of an office, or none. Waits; from a thread of the outside.
  std::optional<http::Response> Ask(Place office, const http::Request& request,
                                    std::chrono::milliseconds patience);
  Scheduler& scheduler() { return scheduler_; }
  Chance& chance() { return chance_; }
  Book& book() { return book_; }
  Trace& trace() { return trace_; }
  // Starts a client; the run is not over before it has ended.
  void StartClient(std::function<void()> body);

 private:
  friend class Judge;
  struct Node {
    Machine machine = 0;
    bool up = false;
    std::unique_ptr<LogNode> log;
    std::unique_ptr<OfficeNode> office;
    std::unique_ptr<ViewNode> view;
    [[nodiscard]] SimCaller* caller() const;
  };

  void Start(Place place);
  void Crash(Place place);
  void Gone(Place place);
  void BeginFaults();
  void OneFault();
  void EndFaults();
  void StartClients();
  [[nodiscard]] bool Settled() const;
  void Note(Place place, std::string_view what, std::uint64_t number = 0,
            std::string_view text = {}) {
    trace_.Line(scheduler_.time(), kPlaceNames[place], what, number, text);
  }

  const RunOptions options_;
  Trace trace_;
  Chance chance_;
  Scheduler scheduler_;
  const ScopedRuntime scoped_;
  Network network_;
  SimWire wire_;
  DiskFaults disk_faults_;
  bool faulty_ = false;

  attack::Oracle oracle_;
  Book book_;
  RunReport report_;
  LogDisk log_disk_{kPact};
  std::array<OutboxDisk, 3> outbox_disks_;
  std::array<StateDisk, 2> state_disks_;
  std::array<Node, kPlaces> nodes_;
  std::size_t clients_ = 0;  // that have not ended
};

}  // namespace paktum::sim
