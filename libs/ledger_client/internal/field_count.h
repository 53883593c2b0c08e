#pragma once
// How many fields a serialised AppendRequest has, counted before protobuf makes an object of each:
// two bytes on the wire can become a hundred in memory.
#include <cstddef>
#include <string_view>

namespace paktum::ledger_client {

// Fields of the message, of its conditions and events, and of groups anywhere in them. False as
// soon as there are more than `fields_max`, and for bytes that are no message. Allocates nothing.
bool HasFieldsAtMost(std::string_view append, std::size_t fields_max);

}  // namespace paktum::ledger_client
