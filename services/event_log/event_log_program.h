#pragma once
// The event log as a program: opens the storage, serves it until it is to stop.
#include <string>

#include "libs/base/status.h"
#include "libs/service/signals.h"

namespace paktum::event_log {

struct ProgramOptions {
  std::string data;                             // directory of the storage; made if need be
  std::string listen = "tcp://127.0.0.1:7401";  // requests
  std::string hints = "tcp://127.0.0.1:7402";   // hints
};

// Logs every ledger with its head, then "service.ready" with the endpoints. Errors:
// kInvalidArgument for wrong endpoints; those of RocksStorage::Open.
Status RunEventLog(const ProgramOptions& options, service::StopSignal& stop);

}  // namespace paktum::event_log
