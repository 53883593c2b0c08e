#pragma once
// The plans of the two pacts for tests: as they are, and with one place changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "libs/plan/load.h"

namespace paktum::plan {

inline std::string PlanPath(const std::string& pact) {
  return std::string(PAKTUM_SOURCE_DIR) + "/plans/" + pact + ".textproto";
}

inline std::string PlanText(const std::string& pact) {
  std::ifstream file(PlanPath(pact));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
inline std::string TiszakecskeText() { return PlanText("tiszakecske"); }

inline Plan LoadedPlan(const std::string& path) {
  auto loaded = LoadPlan(path);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return std::move(loaded).value();
}

inline const Plan& Tiszakecske() {
  static const Plan plan = LoadedPlan(PlanPath("tiszakecske"));
  return plan;
}

inline const Plan& Lenti() {
  static const Plan plan = LoadedPlan(PlanPath("lenti"));
  return plan;
}

inline int LineOf(const std::string& text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(offset);
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

// A plan text in which the first `from` after `anchor` became `to`, and where that is.
struct Changed {
  std::string text;
  int line = 0;    // of the changed place
  int column = 0;  // of the changed place
};

// `marked` is the part of the changed text, or behind it, whose line counts; empty: the beginning.
inline Changed ChangePlan(std::string text, std::string_view anchor, std::string_view from,
                          std::string_view to, std::string_view marked = {}) {
  Changed changed{std::move(text)};
  const std::size_t anchored = changed.text.find(anchor);
  EXPECT_NE(anchored, std::string::npos) << "no anchor: " << anchor;
  const std::size_t at = changed.text.find(from, anchored);
  EXPECT_NE(at, std::string::npos) << "not found: " << from;
  if (anchored == std::string::npos || at == std::string::npos) return changed;
  changed.line = LineOf(changed.text, at);
  const std::size_t line_start = changed.text.rfind('\n', at) + 1;
  changed.column = static_cast<int>(at - line_start) + 1;
  changed.text.replace(at, from.size(), to);
  if (!marked.empty()) changed.line = LineOf(changed.text, changed.text.find(marked, anchored));
  return changed;
}

inline Changed ChangeAfter(std::string_view anchor, std::string_view from, std::string_view to) {
  return ChangePlan(TiszakecskeText(), anchor, from, to);
}
inline Changed ChangeLentiAfter(std::string_view anchor, std::string_view from, std::string_view to,
                                std::string_view marked = {}) {
  return ChangePlan(PlanText("lenti"), anchor, from, to, marked);
}

// Expects exactly one error: in the changed line, saying `what` and advising `hint` (both parts of
// the texts).
inline void ExpectOneError(const Changed& changed, std::string_view what, std::string_view hint) {
  const PlanReading reading = ReadPlan(changed.text);
  EXPECT_FALSE(reading.plan.has_value());
  ASSERT_EQ(reading.errors.size(), 1U) << [&] {
    std::string all;
    for (const PlanError& error : reading.errors) all += FormatPlanError("plan", error) + "\n";
    return all;
  }();
  const PlanError& error = reading.errors[0];
  EXPECT_EQ(error.line, changed.line) << error.what;
  EXPECT_NE(error.what.find(what), std::string::npos) << error.what;
  EXPECT_NE(error.hint.find(hint), std::string::npos) << error.hint;
}

// Expects an error in this line among others that follow from it.
inline void ExpectError(const Changed& changed, std::string_view what, std::string_view hint) {
  const PlanReading reading = ReadPlan(changed.text);
  EXPECT_FALSE(reading.plan.has_value());
  std::string all;
  for (const PlanError& error : reading.errors) {
    if (error.line == changed.line && error.what.find(what) != std::string::npos &&
        error.hint.find(hint) != std::string::npos) {
      return;
    }
    all += FormatPlanError("plan", error) + "\n";
  }
  ADD_FAILURE() << "line " << changed.line << " lacks \"" << what << "\"; errors:\n" << all;
}

}  // namespace paktum::plan
