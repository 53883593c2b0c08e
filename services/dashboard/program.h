#pragma once
// The dashboard as a program: loads the plans, connects, serves until it is to stop.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/http/tls.h"
#include "libs/service/signals.h"

namespace paktum::dashboard {

struct ProgramOptions {
  std::vector<std::string> plan_files;
  std::string log = "tcp://127.0.0.1:7401";
  std::string hints = "tcp://127.0.0.1:7402";
  std::string indicators = "tcp://127.0.0.1:7411";
  std::string schedule = "tcp://127.0.0.1:7412";
  std::string registers = "tcp://127.0.0.1:7413";
  std::string listen = "127.0.0.1:8080";
  std::string curve;                      // directory of the keys; empty = plain
  std::string web;                        // directory of the built page; empty = none
  http::TlsFiles tls;                     // empty: no TLS, loopback only
  std::int64_t requests_per_second = 50;  // from one address of another machine; 0 = no limit
};

// Errors: kInvalidArgument for a wrong plan, address, endpoint or directory; kUnavailable
// "http.cannot_listen".
Status RunDashboard(const ProgramOptions& options, service::StopSignal& stop);

}  // namespace paktum::dashboard
