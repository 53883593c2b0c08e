#include "libs/view_service/audience.h"

#include <algorithm>

#include "libs/plan/serving.h"

namespace paktum::view_service {

query::v1::Audience MostFor(const plan::Plan& plan, std::string_view peer_name) {
  if (peer_name.empty() || peer_name == "auditor" || peer_name == "operator") {
    return query::v1::AUDIENCE_SERVING;
  }
  const auto serving = plan::ServingOffices(plan);
  if (std::find(serving.begin(), serving.end(), peer_name) != serving.end()) {
    return query::v1::AUDIENCE_SERVING;
  }
  return plan.FindOffice(peer_name) == nullptr ? query::v1::AUDIENCE_UNSPECIFIED
                                               : query::v1::AUDIENCE_MEMBER;
}

std::string TextOf(query::v1::Audience audience) {
  if (audience == query::v1::AUDIENCE_MEMBER) return "member";
  return audience == query::v1::AUDIENCE_SERVING ? "serving" : "";
}

}  // namespace paktum::view_service
