#pragma once
// The event log as a program: opens the storage, serves it until it is to stop.
#include <cstdint>
#include <string>

#include "libs/base/status.h"
#include "libs/http/tls.h"
#include "libs/service/signals.h"

namespace paktum::event_log {

struct ProgramOptions {
  std::string data;                             // directory of the storage; made if need be
  std::string listen = "tcp://127.0.0.1:7401";  // requests
  std::string hints = "tcp://127.0.0.1:7402";   // hints
  std::int64_t append_events_max = 64;          // at most kAppendBatchEventsMax
  // Directory of the keys, with the rules of who may say and read what (rules.textproto); empty =
  // plain, without rules.
  std::string curve;
  bool without_rules = false;  // whoever has a listed key may say and read everything
  std::string http;            // health, metrics, trees, e.g. "127.0.0.1:7403"; empty = none
  http::TlsFiles tls;          // of http; empty: no TLS, loopback only
  // Over HTTP, too: the records, to whoever reaches the address, which must be loopback.
  bool serve_entries = false;
  bool rebuild_indexes = false;  // make the indexes anew, then end
};

// Signs checkpoints, published in <data>/checkpoints, when the directory of the keys has a
// checkpoint.key (CheckpointBook); a ledger that contradicts a published one is not served.
// Logs every ledger with its head, then "service.ready" with the endpoints. Errors:
// kInvalidArgument for wrong endpoints, "config.entries_not_loopback"; those of RocksStorage::Open,
// CheckpointBook::Open and http::Server::Start.
//
// With rebuild_indexes nothing is served: makes the indexes of the directory anew from its records,
// logs "storage.indexes_rebuilt" with the number of records and returns. Errors: kInvalidArgument
// "config.data" when there is no such directory; those of RocksStorage::RebuildIndexes.
Status RunEventLog(const ProgramOptions& options, service::StopSignal& stop);

}  // namespace paktum::event_log
