#include "libs/base/result.h"
#include "libs/service/hardening.h"
#include "libs/service/start.h"
#include "services/vault/vault_program.h"

int main(int argc, char** argv) {
  paktum::vault_service::ProgramOptions options;
  return paktum::service::Start(
      argc, argv,
      {"vault", "Keeps the data keys of persons, wrapped for the members that serve them."},
      [&](paktum::service::Flags& flags) {
        using paktum::service::Need;
        flags.Texts("--plan", options.plans, "plan file of a pact; may stand several times",
                    Need::kRequired);
        flags.Text("--data", options.data, "directory of the keys", Need::kRequired);
        flags.Text("--log", options.log, "requests of the event log");
        flags.Text("--listen", options.listen, "endpoint of requests");
        flags.KeyDirectory(options.curve);
        flags.Text("--http", options.http,
                   "host:port of health and metrics, e.g. 127.0.0.1:7432; empty = none");
        flags.TlsFiles(options.tls.certificate, options.tls.key);
        flags.Text("--backups", options.backups,
                   "directory of the generations of backups; empty = none are made");
        flags.Number("--backup-keep", options.backup_keep, 1, 1000, "generations that are kept");
        flags.Number("--backup-hours", options.backup_hours, 1, 24 * 365,
                     "hours from one generation to the next");
      },
      [&](paktum::service::StopSignal& stop) {
        PAKTUM_RETURN_IF_ERROR(paktum::service::HideMemory());
        return paktum::vault_service::RunVault(options, stop);
      });
}
