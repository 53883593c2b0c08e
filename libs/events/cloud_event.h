#pragma once
// CloudEvents 1.0 JSON of a record: whole for the members of the pact, reduced for the public.
// Pure; thread-safe.
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::events {

// One line of JSON: specversion, id, source, type, subject, time (the valid date at 00:00Z),
// recordedtime (RFC 3339), sequence (the position, as text), datacontenttype, correlationid, data
// (the open body, protobuf JSON). Sealed parts are not shown; `sealedparts` says how many there
// are. An event of an unknown kind has type "unknown" and no data. Errors: kDataLoss
// "event.unreadable" when the submitted bytes are no Event.
Result<std::string> ToCloudEventJson(const event::v1::Record& record);

// The stream as the public may see it. Streams of the pact, its members, bodies, documents,
// partnership events and information services are open: their whole name. Of every other stream
// only the kind before the slash ("participant"); "unknown" when there is none.
std::string PublicSubject(std::string_view stream);

// What of a record may leave for the public: as ToCloudEventJson, without correlationid and
// sealedparts, `subject` as PublicSubject has it, and `data` only of events in open streams. What
// is left of an event about a person is its kind, office, days and position. A joining member whose
// name is a sole trader's has no name here (sole_trader.h). Errors: as above.
Result<std::string> ToPublicCloudEventJson(const event::v1::Record& record);

}  // namespace paktum::events
