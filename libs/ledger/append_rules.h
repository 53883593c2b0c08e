#pragma once
// What an append must be whatever the ledger holds. Pure and thread-safe.
#include <string_view>

#include "libs/base/status.h"
#include "libs/ledger/event_log.h"

namespace paktum::ledger {

// 1 to kPactIdBytesMax bytes of A–Z, a–z, 0–9, '.', '_', '-'.
bool IsPactId(std::string_view pact);

// 1 to kStreamNameBytesMax bytes of printable ASCII without space (0x21–0x7E).
bool IsStreamName(std::string_view stream);

// Bytes an append takes in queues and batches: its events and its names.
std::size_t AppendBytes(const AppendRequest& request);

// Errors: kInvalidArgument
//   "append.empty"      no event
//   "append.too_large"  more than `events_max` events, kConditionsMax conditions, kAppendBytesMax
//                       bytes, or an event over events::kEventBytesMax; the details name the limit
//   "append.malformed"  nil command id, or a pact, stream, member, digest, signature or event that
//                       is not as the contract says; the details name the field
Status CheckAppend(const AppendRequest& request, std::size_t events_max);

}  // namespace paktum::ledger
