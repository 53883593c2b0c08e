#pragma once
// Endpoints of ZeroMQ sockets, e.g. "tcp://127.0.0.1:7401".
//
// A socket without keys is neither encrypted nor does it know its peers, so it stays on the
// machine: loopback TCP and ipc endpoints only, for listening and for connecting. A socket with
// CURVE keys (libs/wire/curve.h) may listen and connect anywhere.
#include <cstdint>
#include <string_view>

#include "libs/base/status.h"

namespace paktum::wire {

enum class EndpointUse : std::uint8_t { kListen, kConnect };
enum class EndpointReach : std::uint8_t {
  kThisMachine,  // without keys
  kNetwork,      // with CURVE keys
};

// OK for tcp://127.x.y.z:PORT, tcp://[::1]:PORT, tcp://localhost:PORT (connecting only) and
// ipc://PATH; with kNetwork also for any IPv4 address, any IPv6 address in brackets, and
// (connecting only) any host name. PORT is 1–65535; when listening also 0 or * (the system chooses
// one). Errors: kInvalidArgument "config.endpoint"            not an endpoint of these forms
//         kInvalidArgument "config.endpoint_not_local"  an address other machines can reach, and no
//                                                       keys
Status CheckEndpoint(std::string_view endpoint, EndpointUse use,
                     EndpointReach reach = EndpointReach::kThisMachine);

}  // namespace paktum::wire
