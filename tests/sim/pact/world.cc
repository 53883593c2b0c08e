#include "tests/sim/pact/world.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/plan/load.h"
#include "libs/views/indicators.h"
#include "libs/views/schedule.h"
#include "tests/sim/pact/clients.h"
#include "tests/sim/pact/judge.h"

namespace paktum::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr microseconds kSlice{milliseconds(100)};

bool IsOffice(Place place) { return place >= kFirstOffice && place < kFirstView; }
bool IsView(Place place) { return place >= kFirstView && place < kPlaces; }

}  // namespace

const Scenery& TheScenery() {
  static const Scenery scenery = [] {
    auto plan = plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto");
    PAKTUM_CHECK(plan.ok());
    simulation::Options options;
    options.participants = 40;
    auto journeys = simulation::Simulate(*plan, options);
    PAKTUM_CHECK(journeys.ok());
    Scenery made{*plan, {}, {}};
    for (simulation::Journey& journey : *journeys) {
      if (journey.is_person) {
        made.persons.push_back(std::move(journey));
      } else if (made.pact_office.steps.empty()) {
        made.pact_office = std::move(journey);
      }
    }
    PAKTUM_CHECK(!made.persons.empty());
    PAKTUM_CHECK(!made.pact_office.steps.empty());
    return made;
  }();
  return scenery;
}

std::unique_ptr<projection::Fold> NewFold(Place place) {
  const plan::Plan& plan = TheScenery().plan;
  if (place == kFirstView) {
    return projection::MakeFold(views::IndicatorsFold::Create(plan).value());
  }
  return projection::MakeFold(views::ScheduleFold::Create(plan).value());
}

SimCaller* World::Node::caller() const {
  if (office != nullptr) return &office->caller();
  return view != nullptr ? &view->caller() : nullptr;
}

World::World(const RunOptions& options)
    : options_(options),
      trace_(options.print),
      chance_(options.seed),
      scheduler_(chance_),
      scoped_(scheduler_),
      network_(scheduler_, chance_),
      wire_{scheduler_, chance_, network_} {}

World::~World() {
  scheduler_.Kill(0);  // clients
  for (Place place = kLog; place < kPlaces; ++place) {
    Node& node = nodes_[place];
    if (node.up) scheduler_.Kill(node.machine);
    node = Node{};
  }
}

void World::Start(Place place) {
  Node& node = nodes_[place];
  if (node.up) return;
  node.machine = scheduler_.NewMachine();
  node.up = true;
  Note(place, "start", node.machine);
  const Scheduler::Within within(scheduler_, node.machine);
  const NodeHost host{wire_,
                      place,
                      kLog,
                      node.machine,
                      {scheduler_, chance_, disk_faults_, options_.bug,
                       [this, place] {
                         ++report_.crashes;
                         Note(place, "crash at a write");
                         scheduler_.Die([this, place] { Gone(place); });
                       }},
                      faulty_ ? milliseconds(chance_.Between(-3'000, 3'000)) : milliseconds(0)};
  if (place == kLog) {
    node.log = std::make_unique<LogNode>(host, log_disk_);
  } else if (IsOffice(place)) {
    OutboxDisk& disk = outbox_disks_[place - kFirstOffice];
    node.office =
        std::make_unique<OfficeNode>(host, kPlaceNames[place], TheScenery().plan, oracle_, disk);
  } else {
    PAKTUM_CHECK(IsView(place));
    StateDisk& disk = state_disks_[place - kFirstView];
    Judge(*this).JudgeSaved(place);
    node.view = std::make_unique<ViewNode>(host, NewFold(place), oracle_, disk);
  }
}

void World::Crash(Place place) {
  Node& node = nodes_[place];
  if (!node.up) return;
  ++report_.crashes;
  Note(place, "crash");
  scheduler_.Kill(node.machine);
  Gone(place);
}

// Its threads have ended. What its disk had not kept is gone with it.
void World::Gone(Place place) {
  nodes_[place] = Node{};
  if (IsOffice(place)) {
    OutboxDisk& disk = outbox_disks_[place - kFirstOffice];
    if (disk.before_last_write) disk.entries = *std::exchange(disk.before_last_write, {});
  }
  const auto away = faulty_ ? chance_.Time(milliseconds(10), milliseconds(4'000))
                            : microseconds(milliseconds(10));
  scheduler_.After(0, away, [this, place] { Start(place); });
}

// How bad it is differs from seed to seed; some runs have hardly a fault.
void World::BeginFaults() {
  faulty_ = true;
  const auto up_to = [this](unsigned most) {
    return chance_.Hits(5'000) ? 0U : static_cast<unsigned>(chance_.Below(most + 1));
  };
  network_.faults = {up_to(150), up_to(200), up_to(200), up_to(60)};
  wire_.faults = {up_to(80), up_to(1'000)};
  disk_faults_ = {up_to(150), up_to(400), up_to(300)};
  OneFault();
}

void World::OneFault() {
  if (!faulty_) return;
  const auto place = static_cast<Place>(chance_.Between(kLog, kPlaces - 1));
  switch (chance_.Below(6)) {
    case 0:
      Crash(kLog);
      break;
    case 1:
      Crash(place);
      break;
    case 2:
    case 3: {
      const Place other = place == kLog ? kClients : kLog;
      const auto length = chance_.Time(milliseconds(50), milliseconds(6'000));
      Note(place, "cut", static_cast<std::uint64_t>(length.count()));
      network_.Cut(place, other, scheduler_.Now() + length);
      if (length < milliseconds(3'000)) break;
      // A connection that hears nothing for so long ends.
      scheduler_.After(0, milliseconds(3'000), [this, place, other] {
        SimCaller* caller = nodes_[place].caller();
        if (caller != nullptr && network_.IsCut(place, other)) caller->Break();
      });
      break;
    }
    default:
      if (SimCaller* caller = nodes_[place].caller()) {
        Note(place, "break");
        caller->Break();
      }
      break;
  }
  scheduler_.After(0, chance_.Time(milliseconds(50), milliseconds(1'500)), [this] { OneFault(); });
}

void World::EndFaults() {
  Note(kClients, "calm");
  faulty_ = false;
  network_.faults = {};
  network_.HealAll();
  wire_.faults = {};
  disk_faults_ = {};
  for (Place place = kLog; place < kPlaces; ++place) Start(place);
}

void World::StartClient(std::function<void()> body) {
  ++clients_;
  scheduler_.Launch(0, [this, body = std::move(body)] {
    body();
    --clients_;
  });
}

std::optional<http::Response> World::Ask(Place office, const http::Request& request,
                                         milliseconds patience) {
  struct Exchange {
    std::optional<http::Response> response;
    Network::Lane up;
    Network::Lane down;
  };
  const auto exchange = std::make_shared<Exchange>();
  const auto answer = [this, exchange, office](const http::Response& response) {
    network_.Send(office, kClients, 0, exchange->down, [this, exchange, response] {
      exchange->response = response;
      scheduler_.Wake(exchange.get());
    });
  };
  network_.Send(kClients, office, 0, exchange->up, [this, office, request, answer] {
    if (nodes_[office].office != nullptr) {
      nodes_[office].office->Serve(request, answer);
    } else {
      answer({.status = 502, .content_type = {}, .body = {}, .headers = {}});
    }
  });
  const Deadline give_up = DeadlineIn(patience);
  while (!exchange->response && scheduler_.Now() < give_up) {
    scheduler_.Wait(exchange.get(), give_up);
  }
  return exchange->response;
}

bool World::Settled() const {
  if (clients_ > 0) return false;
  const Position head = log_disk_.Head();
  return std::all_of(nodes_.begin() + kLog, nodes_.end(), [&](const Node& node) {
    if (!node.up) return false;
    if (node.office != nullptr) return node.office->waiting() == 0;
    if (node.view == nullptr) return true;
    const projection::RunnerStats stats = node.view->runner().stats();
    return stats.applied == head && stats.saved == head;
  });
}

RunReport World::Run() {
  for (Place place = kLog; place < kPlaces; ++place) Start(place);
  BeginFaults();
  StartClients();
  const auto never = [] { return false; };
  const microseconds began = scheduler_.time();
  const microseconds calm = began + chance_.Time(milliseconds(1'000), milliseconds(8'000));
  scheduler_.RunUntil(calm, never);
  EndFaults();
  const microseconds patience = calm + kSettledWithin;
  while (!Settled() && scheduler_.time() < patience) {
    scheduler_.RunUntil(scheduler_.time() + kSlice, never);
  }
  report_.settled = scheduler_.time() - calm;
  Judge judge(*this);
  if (!Settled()) judge.JudgeUnsettled();
  // What an office still knows after this is what its disk has kept.
  for (Place place = kFirstOffice; place < kFirstView; ++place) Crash(place);
  scheduler_.RunUntil(scheduler_.time() + kSlice, never);
  judge.JudgeEnd();
  report_.events = scheduler_.events();
  report_.records = log_disk_.Head().value();
  report_.commands = book_.sent().size();
  Note(kLog, "end", report_.events);
  report_.trace_hash = trace_.hash();
  return report_;
}

void World::StartClients() {
  const Scenery& scenery = TheScenery();
  const std::size_t persons = 2 + chance_.Below(3);
  for (std::size_t i = 0; i < persons; ++i) {
    const std::size_t which = chance_.Below(scenery.persons.size());
    const std::size_t steps = 3 + chance_.Below(7);
    // Sometimes two clerks enter the same person, each with keys of his own.
    const std::uint32_t clerks = chance_.Hits(2'500) ? 2 : 1;
    for (std::uint32_t clerk = 0; clerk < clerks; ++clerk) {
      StartClient([this, which, steps, clerk] {
        Client(*this, clerk).Follow(TheScenery().persons[which], steps);
      });
    }
  }
  const std::size_t steps = 2 + chance_.Below(8);
  StartClient([this, steps] { Client(*this, 0).Follow(TheScenery().pact_office, steps); });
}

RunReport RunSeed(const RunOptions& options) { return World(options).Run(); }

}  // namespace paktum::sim
