#pragma once
// Which types an event is of, read from its serialised bytes without taking it apart.
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace paktum::access {

inline constexpr std::string_view kUnknownType = "unknown";

// The first type in the event (serialised paktum.event.v1.Event) that is not `allowed` (by
// events::IndexOf), or nothing. All bodies in the bytes count, not only the last one, which alone
// is seen by who parses them: a build that knows more types may see another. A body that this build
// does not know and no body at all are of kUnknownType. Bytes that are not in the plain form that
// every encoder writes (libs/base/proto_reader.h) are refused as kUnknownType whatever is allowed.
// Pure and thread-safe.
std::optional<std::string_view> FirstRefusedType(std::string_view submitted,
                                                 const std::vector<bool>& allowed,
                                                 bool unknown_allowed);

}  // namespace paktum::access
