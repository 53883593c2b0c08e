#pragma once
// Reading a plan file (docs/formats/plan.md): protobuf text of paktum.plan.v1.Plan, checked against
// itself and against the event catalogue. A plan with any error is refused whole; all errors come
// back together, each with its place and with what would be right.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/plan/plan.h"

namespace paktum::plan {

inline constexpr std::size_t kPlanBytesMax = std::size_t{4} * 1024 * 1024;
// More errors are counted, not kept.
inline constexpr std::size_t kPlanErrorsMax = 200;

// One thing wrong in a plan file.
struct PlanError {
  int line = 0;      // 1-based; 0 when the error belongs to no line
  int column = 0;    // 1-based, in bytes
  std::string what;  // what is wrong
  std::string hint;  // what would be right
};

// "file:line:column: what is wrong; what would be right"
std::string FormatPlanError(std::string_view file_name, const PlanError& error);

// What became of a text: a plan, or at least one error.
struct PlanReading {
  std::optional<Plan> plan;
  std::vector<PlanError> errors;    // by line; at most kPlanErrorsMax
  std::size_t errors_left_out = 0;  // found beyond that
};

// Reads a plan. While the text is no protobuf text at all, only the errors of its form are found,
// one in each top-level entry at most; those of its content follow once it can be read.
PlanReading ReadPlan(std::string_view text);

// ReadPlan, with the errors in one Status: kInvalidArgument "plan.invalid", one line an error,
// formatted with `file_name`.
Result<Plan> ParsePlan(std::string_view text, std::string_view file_name);

// ParsePlan of a file. Errors as above, and kNotFound "plan.no_file" when it cannot be opened or
// read, kInvalidArgument "plan.too_large" over kPlanBytesMax.
Result<Plan> LoadPlan(const std::string& path);

}  // namespace paktum::plan
