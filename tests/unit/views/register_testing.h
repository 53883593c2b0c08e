#pragma once
// Histories for tests of registers, and how to ask as one audience.
#include <string>
#include <utility>

#include "libs/views/registers.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views::testing {

inline RegistersFold RegistersOf(const Ledger& ledger, const plan::Plan& plan = Tiszakecske()) {
  auto fold = Made<RegistersFold>(plan);
  Feed(fold, ledger);
  return fold;
}

inline Parameters As(const std::string& audience, Parameters parameters) {
  parameters[kAudienceParameter] = audience;
  return parameters;
}

// Adds a copy of a body, named by its setter: AddBody(ledger, stream, day, &Event::mutable_x,
// [](auto& x) …).
template <typename Body, typename Fill>
std::uint64_t AddBody(Ledger& ledger, const std::string& stream, const std::string& day,
                      Body* (event::v1::Event::*body)(), Fill fill,
                      const std::string& office = "pact_office") {
  event::v1::Event event;
  event.set_source("/pacts/tiszakecske/members/" + office);
  fill(*(event.*body)());
  return ledger.Add(stream, day, std::move(event));
}

}  // namespace paktum::views::testing
