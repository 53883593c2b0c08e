#pragma once
// The vault as a program: opens the database, repeats the erasures of the ledgers, serves.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/http/tls.h"
#include "libs/service/signals.h"

namespace paktum::vault_service {

struct ProgramOptions {
  std::vector<std::string> plans;               // plan files, one a pact
  std::string data;                             // directory of the database; made if need be
  std::string log = "tcp://127.0.0.1:7401";     // requests of the event log
  std::string listen = "tcp://127.0.0.1:7431";  // requests
  std::string curve;                            // directory of the keys; empty = plain
  std::string http;     // health and metrics, e.g. "127.0.0.1:7432"; empty = none
  http::TlsFiles tls;   // of http; empty: no TLS, loopback only
  std::string backups;  // directory of the generations; empty = none are made
  std::int64_t backup_keep = 7;
  std::int64_t backup_hours = 24;
};

// Errors: kInvalidArgument for wrong endpoints and plans; those of AccessRules::Load (with keys)
// and KeyDatabase::Open.
Status RunVault(const ProgramOptions& options, service::StopSignal& stop);

}  // namespace paktum::vault_service
