#include "libs/plan/internal/check.h"

namespace paktum::plan::internal {
namespace {

// `after` is the last month of the phase before.
void CheckPhase(const Node& node, const v1::Plan& plan, const v1::Phase& phase, std::uint32_t after,
                Errors& errors) {
  CheckMoment(node, plan, "first_month", "", "first_month", phase.first_month(), errors);
  CheckMoment(node, plan, "last_month", "", "last_month", phase.last_month(), errors);
  if (phase.first_month() == 0 || phase.last_month() == 0) return;
  if (phase.last_month() < phase.first_month()) {
    errors.Add(node.PlaceOf("last_month"), "the last month lies before the first",
               "a month from " + std::to_string(phase.first_month()) + " on");
  }
  if (phase.first_month() <= after) {
    errors.Add(node.PlaceOf("first_month"),
               "phase \"" + phase.code() + "\" begins before the one before it is over",
               "a month from " + std::to_string(after + 1) + " on");
  }
}

template <typename Kind>
void CheckKind(const Node& node, const Kind& kind, const AllCodes& codes, Errors& errors) {
  if (kind.measures().empty()) {
    errors.Add(node.place(), "no measure has the kind \"" + kind.code() + "\"",
               "measures: [\"…\"]");
  }
  CheckAllKnown(node, "measures", kind.measures(), "measure", codes.measures, errors);
  CheckNamedOnce(node, "measures", kind.measures(), errors);
}

void RefuseZero(const Node& node, std::string_view field, bool set, std::uint32_t value,
                Errors& errors) {
  if (!set || value > 0) return;
  errors.Add(node.PlaceOf(field), std::string(field) + " is 0",
             "1 or more, or no " + std::string(field));
}

void CheckPersons(const Node& node, const v1::ProgrammeEventKind& kind, Errors& errors) {
  RefuseZero(node, "persons_min", kind.has_persons_min(), kind.persons_min(), errors);
  RefuseZero(node, "days", kind.has_days(), kind.days(), errors);
  if (!kind.has_persons_max()) return;
  if (!kind.has_persons_min() || kind.persons_max() < kind.persons_min()) {
    errors.Add(node.PlaceOf("persons_max"),
               "persons_max " + std::to_string(kind.persons_max()) + " is no upper end",
               "persons_min beside it, not above it");
  }
}

}  // namespace

void CheckPhases(const Node& root, const v1::Plan& plan, Errors& errors) {
  if (plan.phases().empty()) return;
  if (!plan.pillars().empty()) {
    errors.Add(root.Child("phases", 0).place(), "the plan has pillars and phases",
               "pillars or phases, not both");
  }
  UniqueKeys phases("phase", errors);
  std::uint32_t after = 0;
  for (int i = 0; i < plan.phases_size(); ++i) {
    const Node node = root.Child("phases", i);
    phases.Add(node, "code", plan.phases(i).code());
    CheckPhase(node, plan, plan.phases(i), after, errors);
    after = plan.phases(i).last_month();
  }
}

void CheckKinds(const Node& root, const v1::Plan& plan, const AllCodes& codes, Errors& errors) {
  UniqueKeys events("kind of event", errors);
  for (int i = 0; i < plan.event_kinds_size(); ++i) {
    const Node node = root.Child("event_kinds", i);
    events.Add(node, "code", plan.event_kinds(i).code());
    CheckKind(node, plan.event_kinds(i), codes, errors);
    CheckPersons(node, plan.event_kinds(i), errors);
  }
  UniqueKeys deliverables("kind of deliverable", errors);
  for (int i = 0; i < plan.deliverable_kinds_size(); ++i) {
    const Node node = root.Child("deliverable_kinds", i);
    const v1::DeliverableKind& kind = plan.deliverable_kinds(i);
    deliverables.Add(node, "code", kind.code());
    CheckKind(node, kind, codes, errors);
    RefuseZero(node, "stated_count", kind.has_stated_count(), kind.stated_count(), errors);
  }
}

}  // namespace paktum::plan::internal
