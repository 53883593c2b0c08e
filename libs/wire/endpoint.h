#pragma once
// Endpoints of ZeroMQ sockets, e.g. "tcp://127.0.0.1:7401".
//
// The wire is not encrypted and does not authenticate its peers yet, so sockets stay on the
// machine: only loopback TCP and ipc endpoints are accepted, for listening and for connecting.
#include <cstdint>
#include <string_view>

#include "libs/base/status.h"

namespace paktum::wire {

enum class EndpointUse : std::uint8_t { kListen, kConnect };

// OK for tcp://127.x.y.z:PORT, tcp://[::1]:PORT, tcp://localhost:PORT (connecting only) and
// ipc://PATH. PORT is 1–65535; when listening also 0 or * (the system chooses one).
// Errors: kInvalidArgument "config.endpoint"            not an endpoint of these forms
//         kInvalidArgument "config.endpoint_not_local"  an address other machines can reach: needs
//                                                       a secured connection, which there is not
Status CheckEndpoint(std::string_view endpoint, EndpointUse use);

}  // namespace paktum::wire
