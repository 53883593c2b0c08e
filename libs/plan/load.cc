#include "libs/plan/load.h"

#include <fstream>
#include <utility>

#include "libs/plan/internal/check.h"
#include "libs/plan/internal/parse.h"
#include "libs/plan/internal/plan_builder.h"

namespace paktum::plan {
namespace {

Status TooLarge(std::string_view file_name) {
  return InvalidArgument("plan.too_large", std::string(file_name) + ": larger than " +
                                               std::to_string(kPlanBytesMax) +
                                               " bytes; that is no plan");
}

}  // namespace

std::string FormatPlanError(std::string_view file_name, const PlanError& error) {
  return std::string(file_name) + ":" + std::to_string(error.line) + ":" +
         std::to_string(error.column) + ": " + error.what + "; " + error.hint;
}

PlanReading ReadPlan(std::string_view text) {
  PlanReading reading;
  internal::Errors errors;
  v1::Plan plan;
  internal::Node::Tree tree;
  if (internal::ParseText(text, plan, tree, errors)) {
    const internal::SourceText source(text);
    const internal::Node root(plan, &tree, source, internal::Place{1, 1});
    internal::CheckPlan(root, plan, errors);
  }
  if (errors.empty()) {
    reading.plan = PlanBuilder::Build(std::move(plan));
  } else {
    errors.MoveInto(reading);
  }
  return reading;
}

Result<Plan> ParsePlan(std::string_view text, std::string_view file_name) {
  if (text.size() > kPlanBytesMax) return TooLarge(file_name);
  PlanReading reading = ReadPlan(text);
  if (reading.plan) return *std::move(reading.plan);
  std::string message;
  for (const PlanError& error : reading.errors) {
    if (!message.empty()) message += '\n';
    message += FormatPlanError(file_name, error);
  }
  if (reading.errors_left_out > 0) {
    message += "\n" + std::string(file_name) + ": " + std::to_string(reading.errors_left_out) +
               " more errors";
  }
  return InvalidArgument("plan.invalid", std::move(message));
}

Result<Plan> LoadPlan(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound("plan.no_file", "cannot open the plan file " + path);
  std::string text(kPlanBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return NotFound("plan.no_file", "cannot read the plan file " + path);
  text.resize(static_cast<std::size_t>(file.gcount()));
  return ParsePlan(text, path);
}

}  // namespace paktum::plan
