#include "libs/ledger/event_log.h"
#include "libs/service/start.h"
#include "services/event_log/event_log_program.h"

int main(int argc, char** argv) {
  paktum::event_log::ProgramOptions options;
  return paktum::service::Start(
      argc, argv, {"event_log", "Keeps the ledgers of the pacts and serves them."},
      [&](paktum::service::Flags& flags) {
        flags.Text("--data", options.data, "directory of the ledgers",
                   paktum::service::Need::kRequired);
        flags.Text("--listen", options.listen, "endpoint of requests");
        flags.Text("--hints", options.hints, "endpoint of hints");
        flags.KeyDirectory(options.curve);
        flags.Switch("--without-rules", options.without_rules,
                     "with --curve: let whoever has a listed key say and read everything, "
                     "unsigned; for measurements");
        flags.Number("--append-events-max", options.append_events_max, 1,
                     paktum::ledger::kAppendBatchEventsMax,
                     "events in one append; imports may need more than offices do");
        flags.Text("--http", options.http,
                   "host:port of health, metrics and the trees, e.g. 127.0.0.1:7403; empty = none");
        flags.TlsFiles(options.tls.certificate, options.tls.key);
        flags.Switch("--serve-entries", options.serve_entries,
                     "serve the records themselves over HTTP, too, to whoever reaches the address, "
                     "which must be of this machine only");
        flags.Switch("--rebuild-indexes", options.rebuild_indexes,
                     "make the indexes anew from the records, then end; serves nothing");
      },
      [&](paktum::service::StopSignal& stop) {
        return paktum::event_log::RunEventLog(options, stop);
      });
}
