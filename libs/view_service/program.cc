#include "libs/view_service/program.h"

#include <chrono>
#include <optional>
#include <utility>

#include "libs/http/standard_routes.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "libs/service/access_notice.h"
#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/tls_notice.h"
#include "libs/wire/curve_directory.h"

namespace paktum::view_service {
namespace {

constexpr std::chrono::seconds kReportEvery{60};
constexpr std::chrono::seconds kStopWithin{3};
constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kTellFor{3};  // askers are told "view.stopped" before the end

struct ProgramOptions {
  std::vector<std::string> plan_files;
  std::string data;
  std::string log = "tcp://127.0.0.1:7401";
  std::string hints = "tcp://127.0.0.1:7402";
  std::string listen;
  std::string curve;   // directory of the keys; empty = plain
  std::string http;    // empty = none
  http::TlsFiles tls;  // of http; empty: no TLS, loopback only
};

void Report(const ViewService& views) {
  for (const auto& [pact, stats] : views.stats()) {
    service::LogInfo("view.progress", {{"pact", pact},
                                       {"applied", stats.applied.value()},
                                       {"lag", stats.lag()},
                                       {"saves", stats.saves},
                                       {"queries", stats.queries},
                                       {"reconnects", stats.reconnects},
                                       {"rebuilding", stats.rebuilding},
                                       {"failed", stats.failed}});
  }
}

// How far every pact's view is, in the text format of Prometheus.
std::string Expose(const ViewService& views, service::Metrics& metrics) {
  for (const auto& [pact, stats] : views.stats()) {
    const auto set = [&, &name = pact](const char* metric, const char* help, auto value) {
      metrics.AddGauge(metric, help, {{"pact", name}}).Set(static_cast<double>(value));
    };
    set("paktum_view_position", "Last position applied.", stats.applied.value());
    set("paktum_view_lag", "Positions of the ledger that are not applied yet.", stats.lag());
    set("paktum_view_saves", "Times the view was saved since the start.", stats.saves);
    set("paktum_view_queries", "Queries answered since the start.", stats.queries);
    set("paktum_view_reconnects", "Times the log was lost since the start.", stats.reconnects);
    set("paktum_view_rebuilding", "1 while an older version answers.", stats.rebuilding ? 1 : 0);
    set("paktum_view_failed", "1 when the pact can no longer be followed.", stats.failed ? 1 : 0);
  }
  return metrics.Expose();
}

// Until the stop, or until a pact can no longer be followed: then why.
Status WaitForEnd(const ViewService& views, const service::StopSignal& stop) {
  Deadline report_at = DeadlineIn(kReportEvery);
  std::optional<Deadline> end_at;
  while (!stop.WaitBefore(DeadlineIn(kLook))) {
    const Deadline now = std::chrono::steady_clock::now();
    if (now >= report_at) {
      Report(views);
      report_at = now + kReportEvery;
    }
    if (views.failure().ok()) continue;
    if (!end_at) end_at = now + kTellFor;
    if (now >= *end_at) break;
  }
  return views.failure();
}

Status Run(const ProgramOptions& options, const std::string& name, const FoldFactory& factory,
           service::StopSignal& stop) {
  ViewServiceOptions service_options{.plans = {}, .data = options.data, .listen = options.listen};
  PAKTUM_ASSIGN_OR_RETURN(
      service_options.curve,
      wire::CurveDirectory(options.curve).RequestServer(name, service::LogAccessChange));
  for (const std::string& file : options.plan_files) {
    auto plan = plan::LoadPlan(file);
    if (!plan.ok()) {
      // Whatever is wrong with the file, the configuration is.
      return InvalidArgument(plan.status().reason(), plan.status().message());
    }
    service_options.plans.push_back(std::move(plan).value());
  }
  PAKTUM_ASSIGN_OR_RETURN(
      const auto log,
      ledger_client::RemoteEventLog::Connect(
          {.endpoint = options.log, .hints_endpoint = options.hints, .curve = options.curve}));
  const SystemClock clock;
  PAKTUM_ASSIGN_OR_RETURN(const auto views,
                          ViewService::Start(service_options, factory, *log, clock));
  service::Metrics metrics;
  http::StandardRoutes routes;
  routes.ready = [&views] { return views->failure(); };
  routes.metrics = [&views, &metrics] { return Expose(*views, metrics); };
  PAKTUM_ASSIGN_OR_RETURN(const auto http,
                          http::ServeStandardRoutes(options.http, std::move(routes), options.tls,
                                                    &service::LogTlsChange));
  service::LogInfo("service.ready", {{"listen", views->endpoint()},
                                     {"http_port", http == nullptr ? 0 : http->port()}});
  const Status failure = WaitForEnd(*views, stop);
  views->Stop(DeadlineIn(kStopWithin));
  Report(*views);
  return failure.ok() ? failure
                      : DataLoss("view.stopped", failure.reason() + ": " + failure.message());
}

}  // namespace

int RunProgram(int argc, const char* const* argv, const service::ProgramInfo& program,
               const std::string& default_listen, const FoldFactory& factory) {
  ProgramOptions options;
  options.listen = default_listen;
  return service::Start(
      argc, argv, program,
      [&](service::Flags& flags) {
        flags.Texts("--plan", options.plan_files, "plan file of a pact to follow",
                    service::Need::kRequired);
        flags.Text("--data", options.data, "directory of the saved views",
                   service::Need::kRequired);
        flags.Text("--log", options.log, "endpoint of the event log");
        flags.Text("--hints", options.hints, "endpoint of the event log's hints");
        flags.Text("--listen", options.listen, "endpoint to answer queries on");
        flags.KeyDirectory(options.curve);
        flags.Text("--http", options.http, "host:port of health and metrics; empty = none");
        flags.TlsFiles(options.tls.certificate, options.tls.key);
      },
      [&](service::StopSignal& stop) { return Run(options, program.name, factory, stop); });
}

}  // namespace paktum::view_service
