#include "services/dashboard/program.h"

#include "libs/http/address.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "libs/service/logging.h"
#include "libs/wire/curve_directory.h"
#include "services/dashboard/dashboard.h"
#include "services/dashboard/public_registers.h"

namespace paktum::dashboard {

Status RunDashboard(const ProgramOptions& options, service::StopSignal& stop) {
  DashboardOptions dashboard_options;
  for (const std::string& file : options.plan_files) {
    auto plan = plan::LoadPlan(file);
    if (!plan.ok()) {
      // Whatever is wrong with the file, the configuration is.
      return InvalidArgument(plan.status().reason(), plan.status().message());
    }
    dashboard_options.plans.push_back(*std::move(plan));
  }
  PAKTUM_ASSIGN_OR_RETURN(dashboard_options.listen,
                          http::ParseListenAddress(options.listen, !options.tls.empty()));
  const wire::CurveDirectory keys(options.curve);
  PAKTUM_ASSIGN_OR_RETURN(const auto indicators, keys.ClientOf("indicators"));
  PAKTUM_ASSIGN_OR_RETURN(const auto schedule, keys.ClientOf("schedule"));
  PAKTUM_ASSIGN_OR_RETURN(const auto registers, keys.ClientOf("registers"));
  dashboard_options.views = {{"indicators", options.indicators, indicators},
                             {"explain", options.indicators, indicators},
                             {"schedule", options.schedule, schedule}};
  for (const PublicRegister& one : kPublicRegisters) {
    dashboard_options.views.push_back({std::string(one.view), options.registers, registers});
  }
  dashboard_options.web = options.web;
  dashboard_options.tls = options.tls;
  dashboard_options.requests_per_second = options.requests_per_second;
  PAKTUM_ASSIGN_OR_RETURN(
      const auto log,
      ledger_client::RemoteEventLog::Connect(
          {.endpoint = options.log, .hints_endpoint = options.hints, .curve = options.curve}));
  PAKTUM_ASSIGN_OR_RETURN(const auto dashboard, Dashboard::Start(dashboard_options, *log));
  service::LogInfo("service.ready", {{"listen", options.listen}, {"port", dashboard->port()}});
  stop.Wait();
  service::LogInfo("service.stopping");
  dashboard->Stop();
  service::LogInfo("service.stopped");
  return OkStatus();
}

}  // namespace paktum::dashboard
