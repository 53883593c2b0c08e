#pragma once
// The stored form of a record: the serialised bytes of paktum.event.v1.Record
// (docs/formats/storage.md). Pure and thread-safe.
#include <string>

#include "libs/base/result.h"
#include "libs/ledger/event_log.h"

namespace paktum::ledger {

// The bytes to store for `record`; its field `stored` is not looked at. Same record, same bytes.
std::string EncodeRecord(const Record& record);

// Reads stored bytes; the result keeps them verbatim in `stored`.
// Errors: kDataLoss "record.damaged"  they are no Record, or one without position, version, stream
//                                     or a whole command id: never serve it
Result<Record> DecodeRecord(std::string stored);

}  // namespace paktum::ledger
