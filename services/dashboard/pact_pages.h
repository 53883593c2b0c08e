#pragma once
// What the dashboard says about the pacts themselves, as JSON; pure.
#include <string>
#include <vector>

#include "libs/plan/plan.h"

namespace paktum::dashboard {

// {"pacts":[{"pact","title":{hu,en},"name","project_code",…}]}
std::string PactListJson(const std::vector<plan::Plan>& plans);

// pact, title, name, project_code, plan_version, programme {start_date, end_date}, quarters,
// pillars [{code, name}], problems [{id, finding, handling}].
std::string PactJson(const plan::Plan& plan);

// {"event_types":[{"type","title":{hu,en}}]}: every kind of event that this build knows.
std::string EventTypesJson();

}  // namespace paktum::dashboard
