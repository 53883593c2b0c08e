#pragma once
// Dashboard: the gateway between browsers and the services behind (architecture:
// docs/ARCHITECTURE.md, routes: docs/formats/http.md). Reads only; shows nothing that is sealed.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/http/address.h"
#include "libs/http/tls.h"
#include "libs/ledger/event_log.h"
#include "libs/plan/plan.h"
#include "libs/view_client/view_gateway.h"

namespace paktum::dashboard {

struct DashboardOptions {
  std::vector<plan::Plan> plans;  // the pacts shown
  http::Address listen;
  http::TlsFiles tls;  // empty: no TLS, loopback only
  // Requests a second from one address of another machine; bursts of ten times as many. 0 = no
  // limit.
  std::int64_t requests_per_second = 50;
  std::vector<view_client::ViewEndpoint> views;
  std::string web;  // directory of the page; empty = no page
};

class Dashboard {
 public:
  // Serves at once; the log and the projection services need not be reachable. `log` must outlive
  // the dashboard.
  // Errors: kInvalidArgument "http.address_not_loopback", "http.web_directory", "config.endpoint…",
  //         "config.pact_twice"; kUnavailable "http.cannot_listen".
  static Result<std::unique_ptr<Dashboard>> Start(const DashboardOptions& options,
                                                  ledger::EventLog& log);
  ~Dashboard();  // Stop()
  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  void Stop();

 private:
  class Impl;
  explicit Dashboard(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::dashboard
