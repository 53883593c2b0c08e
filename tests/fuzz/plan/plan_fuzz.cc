// Plan texts: a text becomes a plan or errors, never both; errors lie inside the text; a plan that
// is written out again is the same plan.
#include <google/protobuf/text_format.h>

#include <algorithm>

#include "libs/base/check.h"
#include "libs/plan/load.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::plan {
namespace {

void CheckErrors(std::string_view text, const PlanReading& reading) {
  const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
  PAKTUM_CHECK(reading.errors.size() <= kPlanErrorsMax);
  PAKTUM_CHECK(reading.errors_left_out == 0 || reading.errors.size() == kPlanErrorsMax);
  int last_line = 0;
  for (const PlanError& error : reading.errors) {
    PAKTUM_CHECK(error.line >= last_line && error.line <= lines && error.column >= 0);
    PAKTUM_CHECK(!error.what.empty() && !error.hint.empty());
    last_line = error.line;
  }
}

void CheckPlanText(std::string_view text) {
  const PlanReading reading = ReadPlan(text);
  PAKTUM_CHECK(reading.plan.has_value() == reading.errors.empty());
  CheckErrors(text, reading);
  const Result<Plan> parsed = ParsePlan(text, "plan");
  PAKTUM_CHECK(parsed.ok() == reading.plan.has_value());
  if (!parsed.ok()) {
    PAKTUM_CHECK(parsed.status().reason() == "plan.invalid");
    return;
  }
  std::string written;
  PAKTUM_CHECK(google::protobuf::TextFormat::PrintToString(parsed->data(), &written));
  const PlanReading again = ReadPlan(written);
  PAKTUM_CHECK(again.plan.has_value());
  PAKTUM_CHECK(again.plan->digest() == parsed->digest());
}

}  // namespace
}  // namespace paktum::plan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  paktum::plan::CheckPlanText(paktum::fuzz::Text(data, size));
  return 0;
}
