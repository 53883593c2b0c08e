#pragma once
// Judge: holds a world against what the product promises, and writes down what it finds broken.
#include <string>

#include "tests/sim/pact/world.h"

namespace paktum::sim {

// A fresh fold of the view at this place.
std::unique_ptr<projection::Fold> NewFold(Place place);

class Judge {
 public:
  explicit Judge(World& world) : world_(world) {}

  // The saved state of a view is what a fresh fold makes of the ledger up to its position. When a
  // view starts and at the end.
  void JudgeSaved(Place place);
  // Why it has not settled.
  void JudgeUnsettled();
  // Everything else, once nothing moves any more.
  void JudgeEnd();

 private:
  void JudgeLedger();
  void JudgeView(Place place);
  void JudgeAnswers();
  void JudgeAnswer(const Sent& sent);
  void JudgeOrder();
  void Find(std::string text) { world_.report_.findings.push_back(std::move(text)); }
  // First position of the append of a command; 0 = none.
  [[nodiscard]] std::uint64_t PositionOf(const Uuid& command) const;
  [[nodiscard]] std::unique_ptr<projection::Fold> FoldThrough(Place place, Position last) const;

  World& world_;
};

}  // namespace paktum::sim
