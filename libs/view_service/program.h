#pragma once
// The program around a ViewService: flags, event log connection, log lines, end on a signal.
#include "libs/service/start.h"
#include "libs/view_service/view_service.h"

namespace paktum::view_service {

// What main returns; 1 also when a pact can no longer be followed (a damaged record, another
// ledger), after a few seconds in which askers are told so: whoever started the program starts it
// again, with pauses. Flags: --plan FILE (repeatable), --data DIR, --log, --hints and --listen with
// endpoints, --http host:port of /healthz, /readyz and /metrics, --tls-certificate and --tls-key,
// --log-level.
int RunProgram(int argc, const char* const* argv, const service::ProgramInfo& program,
               const std::string& default_listen, const FoldFactory& factory);

}  // namespace paktum::view_service
