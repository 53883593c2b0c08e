#pragma once
// Random histories of a small pact: three persons, a few days, employers and amounts, chosen so
// that repeats, refusals and full schemes happen often.
#include <rapidcheck.h>

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/domain/scenario.h"

namespace paktum::domain {

inline constexpr int kRegisterKinds = 9;  // of commands, of the pact's registers
inline constexpr int kWayKinds = 12;      // of commands, about persons' further ways
inline constexpr int kKinds = 25 + kWayKinds + kRegisterKinds;  // of commands
inline constexpr int kPersons = 3;
inline constexpr int kDays = 40;  // of 20 days each, from 2019-01-25 on
inline constexpr int kVariants = 6;

// One command to come; small numbers, so that a failing history shrinks to a short one.
struct Step {
  int kind = 0;
  int person = 0;
  int day = 0;
  int variant = 0;
};
std::ostream& operator<<(std::ostream& out, const Step& step);

rc::Gen<Step> AnyStep();
rc::Gen<std::vector<Step>> AnyHistory();

// The command of a step in the present state of the pact, with every personal field filled in.
struct StepCommand {
  std::unique_ptr<google::protobuf::Message> message;
  std::string office;
};
StepCommand CommandOf(const Step& step, const Scenario& pact);

// The command of a step that concerns the pact's own registers; `kind` below kRegisterKinds.
StepCommand RegisterCommandOf(const Step& step, int kind, const Scenario& pact);

// A pact in which person 0 and 1 are enrolled and person 2 is registered.
Scenario BegunPact();

// Takes every step; what is refused is passed over.
void Play(Scenario& pact, const std::vector<Step>& history);

}  // namespace paktum::domain
