#include "libs/import/internal/plan_codes.h"

#include <algorithm>
#include <array>

namespace paktum::imports {
namespace {

using plan::v1::Plan;

template <typename Parts>
std::vector<Choice> Named(const Parts& parts) {
  std::vector<Choice> choices;
  for (const auto& part : parts) {
    choices.push_back({part.code(), {part.name().hu(), part.name().en()}});
  }
  return choices;
}

std::vector<Choice> Schemes(const Plan& plan) { return Named(plan.schemes()); }
std::vector<Choice> Measures(const Plan& plan) { return Named(plan.measures()); }
std::vector<Choice> Documents(const Plan& plan) { return Named(plan.document_kinds()); }
std::vector<Choice> TargetGroups(const Plan& plan) { return Named(plan.target_groups()); }
std::vector<Choice> Posts(const Plan& plan) { return Named(plan.staff()); }
std::vector<Choice> Bodies(const Plan& plan) { return Named(plan.bodies()); }
std::vector<Choice> Surfaces(const Plan& plan) { return Named(plan.public_surfaces()); }
std::vector<Choice> MemberTypes(const Plan& plan) { return Named(plan.member_types()); }

std::vector<Choice> Members(const Plan& plan) {
  std::vector<Choice> choices;
  for (const plan::v1::Member& member : plan.members()) {
    // A member that is a person keeps its name out of files.
    const std::string& name = member.natural_person() ? member.code() : member.printed_name();
    choices.push_back({member.code(), {name, name}});
  }
  return choices;
}

std::vector<Choice> Indicators(const Plan& plan) {
  std::vector<Choice> choices = Named(plan.indicators());
  for (const plan::v1::Measure& measure : plan.measures()) {
    for (const auto* list : {&measure.results(), &measure.outputs()}) {
      for (Choice& choice : Named(*list)) choices.push_back(std::move(choice));
    }
  }
  return choices;
}

std::vector<Choice> ServiceSteps(const Plan& plan) {
  std::vector<Choice> choices;
  for (const plan::v1::ServiceStep& step : plan.service_steps()) {
    choices.push_back({std::to_string(step.number()), {step.name().hu(), step.name().en()}});
  }
  return choices;
}

std::vector<Choice> EventKinds(const Plan& plan) { return Named(plan.event_kinds()); }
std::vector<Choice> DeliverableKinds(const Plan& plan) { return Named(plan.deliverable_kinds()); }

struct Source {
  std::string_view field;
  std::vector<Choice> (*choices)(const Plan&);
  std::string_view command = "";  // only in this one; empty: wherever the field is
};

constexpr std::array kSources{
    Source{"scheme", &Schemes},
    Source{"measure", &Measures},
    Source{"document_kind", &Documents},
    Source{"target_group", &TargetGroups},
    Source{"target_groups", &TargetGroups},
    Source{"special_target_groups", &TargetGroups},
    Source{"post", &Posts},
    Source{"asked_by_post", &Posts},
    Source{"mentor_post", &Posts},
    Source{"body", &Bodies},
    Source{"submitted_to", &Bodies},
    Source{"approved_by", &Bodies},
    Source{"rejected_by", &Bodies},
    Source{"member_code", &Members},
    Source{"signatories", &Members},
    Source{"raised_by", &Members},
    Source{"indicator", &Indicators},
    Source{"surface", &Surfaces},
    Source{"type", &MemberTypes},
    Source{"step", &ServiceSteps},
    Source{"kind", &EventKinds, "HoldProgrammeEvent"},
    Source{"kind", &DeliverableKinds, "CompleteDeliverable"},
};

}  // namespace

std::vector<Choice> PlanCodesOf(std::string_view command, std::string_view field,
                                const plan::Plan& plan) {
  const auto* const found = std::find_if(kSources.begin(), kSources.end(), [&](const Source& row) {
    return row.field == field && (row.command.empty() || row.command == command);
  });
  return found == kSources.end() ? std::vector<Choice>() : found->choices(plan.data());
}

}  // namespace paktum::imports
