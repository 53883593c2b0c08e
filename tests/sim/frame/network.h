#pragma once
// Network: carries messages between places, late, out of turn, twice or not at all.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "tests/sim/frame/chance.h"
#include "tests/sim/frame/scheduler.h"

namespace paktum::sim {

// Where machines run one after the other: an office keeps its place when it restarts.
using Place = std::uint32_t;

// How often, in 10,000 messages.
struct NetworkFaults {
  unsigned lost = 0;
  unsigned doubled = 0;
  unsigned overtaken = 0;  // by later ones of the same lane
  unsigned slow = 0;       // seconds
};

class Network {
 public:
  Network(Scheduler& scheduler, Chance& chance) : scheduler_(scheduler), chance_(chance) {}

  NetworkFaults faults;

  // Messages of one lane keep their order, but for faults.
  struct Lane {
    Deadline last{};
  };
  // Runs `deliver` for the machine that receives, unless it has ended by then.
  void Send(Place from, Place to, Machine receiver, Lane& lane,
            const std::function<void()>& deliver) {
    if (IsCut(from, to) || chance_.Hits(faults.lost)) return;
    const int copies = chance_.Hits(faults.doubled) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      Deadline at = scheduler_.Now() + Delay();
      if (!chance_.Hits(faults.overtaken)) {
        at = std::max(at, lane.last + std::chrono::microseconds(1));
        lane.last = at;
      }
      scheduler_.After(receiver,
                       std::chrono::duration_cast<std::chrono::microseconds>(at - scheduler_.Now()),
                       deliver);
    }
  }

  // Nothing passes between the two until then; what is on its way still arrives.
  void Cut(Place a, Place b, Deadline until) { cuts_[Pair(a, b)] = until; }
  void HealAll() { cuts_.clear(); }
  [[nodiscard]] bool IsCut(Place a, Place b) const {
    const auto found = cuts_.find(Pair(a, b));
    return found != cuts_.end() && scheduler_.Now() < found->second;
  }
  // A usual time on the way.
  std::chrono::microseconds Delay() {
    using std::chrono::microseconds;
    if (chance_.Hits(faults.slow))
      return chance_.Time(microseconds(100'000), microseconds(6'000'000));
    return chance_.Time(microseconds(50), microseconds(600));
  }

 private:
  static std::pair<Place, Place> Pair(Place a, Place b) { return std::minmax(a, b); }

  Scheduler& scheduler_;
  Chance& chance_;
  std::map<std::pair<Place, Place>, Deadline> cuts_;
};

}  // namespace paktum::sim
