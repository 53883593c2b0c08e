#pragma once
// The tree of each ledger for witnesses, members and auditors: log.checkpoint, log.tile, log.cosign
// on the wire (docs/formats/wire.md), and as files of C2SP tlog-tiles over HTTP
// (docs/formats/transparency.md).
#include "libs/http/router.h"
#include "libs/ledger/storage.h"
#include "libs/wire/method_host.h"
#include "services/event_log/checkpoint_book.h"
#include "services/event_log/log_core.h"

namespace paktum::event_log {

// Adds the methods to the host, read on the core's threads. `book` may be nullptr: the log signs
// nothing, and only tiles are answered. All must outlive the core.
void AddTreeMethods(LogCore& core, wire::MethodHost& host, const ledger::Storage& storage,
                    CheckpointBook* book);

// Adds GET /ledgers/{pact}/checkpoint, …/checkpoint/newest, …/tile/<L>/<N>[.p/<W>] and, when
// `entries` is set, …/tile/entries/<N>[.p/<W>]: the records themselves, for whoever reaches the
// address.
void AddTreeRoutes(http::Router& router, const ledger::Storage& storage, const CheckpointBook* book,
                   bool entries);

}  // namespace paktum::event_log
