#pragma once
// The routes that every HTTP service of Paktum has (docs/formats/http.md).
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/http/router.h"
#include "libs/http/server.h"

namespace paktum::http {

// All callbacks are called from several threads at once; those left empty have no route.
struct StandardRoutes {
  // OK when the service can do its work; otherwise the status that says why not (answered 503).
  std::function<Status()> ready;         // /readyz
  std::function<std::string()> metrics;  // /metrics, Prometheus text format 0.0.4
  std::function<std::string()> openapi;  // /openapi.json, an OpenAPI 3.1 document
  // More about how the service is, a JSON object: "details" in the answer of /healthz, which stays
  // 200. Quick: it never waits for disk or network.
  std::function<std::string()> details;
};

// Adds /healthz (200 {"status":"ok"} as long as the process answers) and those above.
void AddStandardRoutes(Router& router, StandardRoutes routes);

// A server of its own for these routes, for programs that speak no HTTP otherwise. `address` as
// ParseListenAddress takes it; empty = nullptr, none. At most 64 connections. `tls_changed` as in
// ServerOptions.
// Errors: those of ParseListenAddress and of Server::Start.
Result<std::unique_ptr<Server>> ServeStandardRoutes(
    std::string_view address, StandardRoutes routes, const TlsFiles& tls = {},
    std::function<void(const Status&)> tls_changed = {});

}  // namespace paktum::http
