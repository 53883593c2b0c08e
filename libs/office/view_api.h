#pragma once
// ViewApi: the registers as the office's people may see them (docs/security.md): a question of
// theirs goes to the registers service with the office's own key, for the audience that the office
// is. Nothing sealed is in an answer; persons appear by pseudonymous ids. Handlers may run on any
// number of threads at once.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/http/router.h"
#include "libs/plan/plan.h"
#include "libs/view_client/view_gateway.h"

namespace paktum::office {

class ViewApi {
 public:
  // The service need not be reachable; with an empty endpoint every question is answered 503.
  // `curve`: directory of the office's keys; empty = plain. Errors: kInvalidArgument
  // "config.endpoint…", "curve.…".
  static Result<std::unique_ptr<ViewApi>> Connect(const std::string& member,
                                                  const std::vector<plan::Plan>& plans,
                                                  const std::string& endpoint,
                                                  const std::string& curve);

  // Adds GET /api/pacts/{pact}/registers/{view}, with the view's query parameters, and
  // /api/pacts/{pact}/persons/{person}/pathway.
  void AddRoutes(http::Router& router) const;

 private:
  using Gateway = std::unique_ptr<view_client::ViewGateway>;

  [[nodiscard]] http::Response Answer(const http::Request& request, const std::string& view,
                                      const std::map<std::string, std::string>& more) const;

  std::map<std::string, Gateway> gateways_;  // by pact
};

}  // namespace paktum::office
