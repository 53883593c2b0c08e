#pragma once
// Audience: for whom a question may be answered, by the name of the key that asked
// (docs/security.md). Pure; thread-safe.
#include <string>
#include <string_view>

#include "libs/plan/plan.h"
#include "paktum/query/v1/query.pb.h"

namespace paktum::view_service {

// Parameter that tells a fold the audience: "member" or "serving"; none for the public. Nobody may
// send it.
inline constexpr const char* kAudienceParameter = "audience";

// The most that a peer is answered as. Offices of the plan that serve persons, the auditor and the
// operator, who may read the whole ledger anyhow: serving. Other offices of the plan: member. All
// others, the dashboard among them: the public. `peer_name` is empty where connections have no
// keys: then everybody is on this machine and may ask everything.
query::v1::Audience MostFor(const plan::Plan& plan, std::string_view peer_name);

// "member", "serving"; empty for the public.
std::string TextOf(query::v1::Audience audience);

}  // namespace paktum::view_service
