#include "services/dashboard/pact_pages.h"

#include <algorithm>

#include "libs/events/catalogue.h"
#include "libs/http/json.h"

namespace paktum::dashboard {
namespace {

using http::JsonArray;
using http::JsonObject;

std::string TextJson(const plan::v1::Text& text) {
  return JsonObject().Text("hu", text.hu()).Text("en", text.en()).ToString();
}

void AddSummary(JsonObject& object, const plan::Plan& plan) {
  const auto& identity = plan.data().identity();
  object.Text("pact", plan.pact_id())
      .Raw("title", TextJson(identity.title()))
      .Raw("name", TextJson(identity.pact_name()))
      .Text("project_code", identity.project_code());
}

// [{"code","name"}] of entries that have both.
template <typename Entries>
std::string NamedJson(const Entries& entries) {
  JsonArray named;
  for (const auto& entry : entries) {
    named.Raw(
        JsonObject().Text("code", entry.code()).Raw("name", TextJson(entry.name())).ToString());
  }
  return named.ToString();
}

std::string PhasesJson(const plan::Plan& plan) {
  JsonArray phases;
  for (const auto& phase : plan.data().phases()) {
    phases.Raw(JsonObject()
                   .Text("code", phase.code())
                   .Raw("name", TextJson(phase.name()))
                   .Number("first_month", phase.first_month())
                   .Number("last_month", phase.last_month())
                   .ToString());
  }
  return phases.ToString();
}

std::string ProblemsJson(const plan::Plan& plan) {
  JsonArray problems;
  for (const auto& problem : plan.data().problems()) {
    problems.Raw(JsonObject()
                     .Text("id", problem.id())
                     .Raw("finding", TextJson(problem.finding()))
                     .Raw("handling", TextJson(problem.handling()))
                     .ToString());
  }
  return problems.ToString();
}

std::string ConsortiumJson(const plan::Plan& plan) {
  JsonArray organisations;
  for (const auto& one : plan.data().consortium()) {
    const plan::v1::Member* member = plan.FindMember(one.member());
    // A natural person's name is nobody's to publish.
    if (member == nullptr || member->natural_person()) continue;
    organisations.Raw(
        JsonObject().Text("code", one.member()).Text("name", member->printed_name()).ToString());
  }
  return organisations.ToString();
}

bool CountsPersons(const plan::v1::Indicator& indicator) {
  return std::any_of(indicator.definitions().begin(), indicator.definitions().end(),
                     [](const plan::v1::Definition& definition) {
                       return definition.aggregate() ==
                              plan::v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS;
                     });
}

std::string PersonIndicatorsJson(const plan::Plan& plan) {
  JsonArray indicators;
  for (const plan::v1::Indicator* indicator : plan.indicators()) {
    if (!CountsPersons(*indicator)) continue;
    indicators.Raw(JsonObject()
                       .Text("code", indicator->code())
                       .Raw("name", TextJson(indicator->name()))
                       .ToString());
  }
  return indicators.ToString();
}

}  // namespace

std::string PactListJson(const std::vector<plan::Plan>& plans) {
  JsonArray pacts;
  for (const plan::Plan& plan : plans) {
    JsonObject pact;
    AddSummary(pact, plan);
    pacts.Raw(pact.ToString());
  }
  return JsonObject().Raw("pacts", pacts.ToString()).ToString();
}

std::string PactJson(const plan::Plan& plan) {
  JsonArray quarters;
  for (const Quarter quarter : plan.quarters()) quarters.Text(quarter.ToString());
  // A plan that counts in months has no days of its own: the schedule knows the adopted ones.
  const auto day = [&](Date date) { return plan.has_dates() ? date.ToString() : std::string(); };
  JsonObject pact;
  AddSummary(pact, plan);
  return pact.Number("plan_version", plan.version())
      .Raw("programme", JsonObject()
                            .Text("start_date", day(plan.start_date()))
                            .Text("end_date", day(plan.end_date()))
                            .Number("months", plan.months())
                            .ToString())
      .Raw("quarters", quarters.ToString())
      .Raw("pillars", NamedJson(plan.data().pillars()))
      .Raw("phases", PhasesJson(plan))
      .Raw("measures", NamedJson(plan.data().measures()))
      .Raw("consortium", ConsortiumJson(plan))
      .Raw("person_indicators", PersonIndicatorsJson(plan))
      .Raw("problems", ProblemsJson(plan))
      .ToString();
}

std::string EventTypesJson() {
  JsonArray types;
  for (const events::EventKind& kind : events::AllKinds()) {
    types.Raw(JsonObject()
                  .Text("type", kind.type)
                  .Raw("title",
                       JsonObject().Text("hu", kind.title_hu).Text("en", kind.title_en).ToString())
                  .ToString());
  }
  return JsonObject().Raw("event_types", types.ToString()).ToString();
}

}  // namespace paktum::dashboard
