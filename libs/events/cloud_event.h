#pragma once
// CloudEvents 1.0 JSON of a record, as the public streams (SSE, NDJSON) speak it.
#include <string>

#include "libs/base/result.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::events {

// One line of JSON: specversion, id, source, type, subject, time (the valid date at 00:00Z),
// recordedtime (RFC 3339), sequence (the position, as text), datacontenttype, correlationid, data
// (the open body, protobuf JSON). Sealed parts are not shown; `sealedparts` says how many there
// are. An event of an unknown kind has type "unknown" and no data. Errors: kDataLoss
// "event.unreadable" when the submitted bytes are no Event.
Result<std::string> ToCloudEventJson(const event::v1::Record& record);

}  // namespace paktum::events
