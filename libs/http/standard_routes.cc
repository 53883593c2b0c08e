#include "libs/http/standard_routes.h"

#include <utility>

#include "libs/http/address.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"

namespace paktum::http {
namespace {

constexpr std::size_t kObserversMax = 64;

Response Ready(const Request& request, const Status& status) {
  if (status.ok()) return JsonResponse(R"({"status":"ready"})");
  Problem problem = ProblemOf(status);
  problem.status = 503;
  problem.title = {"A szolgáltatás még nem működőképes.", "The service cannot work yet."};
  problem.detail.en = status.message();
  problem.retry_after_s = 1;
  return ProblemResponse(problem, request);
}

}  // namespace

void AddStandardRoutes(Router& router, StandardRoutes routes) {
  RouteOptions quick;
  quick.quick = true;
  router.Add(
      "GET", "/healthz",
      [details = std::move(routes.details)](const Request&) {
        JsonObject health;
        health.Text("status", "ok");
        if (details) health.Raw("details", details());
        return JsonResponse(health.ToString());
      },
      quick);
  if (routes.ready) {
    router.Add("GET", "/readyz", [ready = std::move(routes.ready)](const Request& request) {
      return Ready(request, ready());
    });
  }
  if (routes.metrics) {
    router.Add("GET", "/metrics", [metrics = std::move(routes.metrics)](const Request&) {
      return Response{200, "text/plain; version=0.0.4; charset=utf-8", metrics(), {}};
    });
  }
  if (routes.openapi) {
    router.Add("GET", "/openapi.json", [openapi = std::move(routes.openapi)](const Request&) {
      return JsonResponse(openapi());
    });
  }
}

Result<std::unique_ptr<Server>> ServeStandardRoutes(
    std::string_view address, StandardRoutes routes, const TlsFiles& tls,
    std::function<void(const Status&)> tls_changed) {
  if (address.empty()) return std::unique_ptr<Server>();
  ServerOptions options;
  PAKTUM_ASSIGN_OR_RETURN(options.address, ParseListenAddress(address, !tls.empty()));
  options.tls = tls;
  options.tls_changed = std::move(tls_changed);
  options.worker_threads = 1;
  options.worker_queue_max = kObserversMax;
  options.connections_max = kObserversMax;
  options.body_bytes_max = 0;
  Router router;
  AddStandardRoutes(router, std::move(routes));
  return Server::Start(std::move(options), std::move(router));
}

}  // namespace paktum::http
