#include "libs/service/start.h"
#include "services/dashboard/program.h"

int main(int argc, char** argv) {
  paktum::dashboard::ProgramOptions options;
  return paktum::service::Start(
      argc, argv, {"dashboard", "Shows the pacts to browsers: views, live events and the page."},
      [&](paktum::service::Flags& flags) {
        flags.Texts("--plan", options.plan_files, "plan file of a pact to show",
                    paktum::service::Need::kRequired);
        flags.Text("--log", options.log, "endpoint of the event log");
        flags.Text("--hints", options.hints, "endpoint of the event log's hints");
        flags.Text("--indicators", options.indicators, "endpoint of the indicators service");
        flags.Text("--schedule", options.schedule, "endpoint of the schedule service");
        flags.Text("--registers", options.registers, "endpoint of the registers service");
        flags.KeyDirectory(options.curve);
        flags.Text("--listen", options.listen, "address to serve on");
        flags.Text("--web", options.web, "directory of the built page");
        flags.TlsFiles(options.tls.certificate, options.tls.key);
        flags.Number("--requests-per-second", options.requests_per_second, 0, 100'000,
                     "from one address of another machine; 0 = no limit");
      },
      [&](paktum::service::StopSignal& stop) {
        return paktum::dashboard::RunDashboard(options, stop);
      });
}
