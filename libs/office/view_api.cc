#include "libs/office/view_api.h"

#include <algorithm>
#include <utility>

#include "libs/http/problem.h"
#include "libs/office/internal/answers.h"
#include "libs/plan/serving.h"
#include "libs/view_client/view_answer.h"
#include "libs/view_client/view_problems.h"
#include "libs/wire/curve_directory.h"

namespace paktum::office {
namespace {

constexpr const char* kServer = "registers";

query::v1::Audience AudienceOf(const std::string& member, const plan::Plan& plan) {
  const std::vector<std::string> serving = plan::ServingOffices(plan);
  const bool serves = std::find(serving.begin(), serving.end(), member) != serving.end();
  return serves ? query::v1::AUDIENCE_SERVING : query::v1::AUDIENCE_MEMBER;
}

}  // namespace

Result<std::unique_ptr<ViewApi>> ViewApi::Connect(const std::string& member,
                                                  const std::vector<plan::Plan>& plans,
                                                  const std::string& endpoint,
                                                  const std::string& curve) {
  auto api = std::make_unique<ViewApi>();
  if (endpoint.empty()) return api;
  PAKTUM_ASSIGN_OR_RETURN(const wire::CurveClientSource keys,
                          wire::CurveDirectory(curve).ClientOf(kServer));
  for (const plan::Plan& plan : plans) {
    PAKTUM_ASSIGN_OR_RETURN(
        api->gateways_[plan.pact_id()],
        view_client::ViewGateway::ConnectToOne(endpoint, keys, AudienceOf(member, plan)));
  }
  return api;
}

void ViewApi::AddRoutes(http::Router& router) const {
  router.Add("GET", "/api/pacts/{pact}/registers/{view}", [this](const http::Request& request) {
    return Answer(request, request.Parameter("view"), {});
  });
  router.Add("GET", "/api/pacts/{pact}/persons/{person}/pathway",
             [this](const http::Request& request) {
               return Answer(request, "pathway", {{"participant", request.Parameter("person")}});
             });
}

http::Response ViewApi::Answer(const http::Request& request, const std::string& view,
                               const std::map<std::string, std::string>& more) const {
  if (gateways_.empty()) {
    return http::ProblemResponse(
        view_client::ProblemOfView(Unavailable("view.unreachable", "no service is configured")),
        request);
  }
  const auto gateway = gateways_.find(request.Parameter("pact"));
  if (gateway == gateways_.end()) {
    return http::ProblemResponse(ProblemOfCommand(NotFound("pact.unknown", "unknown pact")),
                                 request);
  }
  auto answer = view_client::AnswerView(*gateway->second, request, gateway->first, view, more);
  if (answer.ok()) return *std::move(answer);
  return http::ProblemResponse(view_client::ProblemOfView(answer.status()), request);
}

}  // namespace paktum::office
