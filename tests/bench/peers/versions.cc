#include <array>
#include <cstdio>

#include "tests/bench/peers/peers.h"

namespace paktum::bench {

std::string PeerVersions() {
  std::string text;
  for (const char* command : {"redis-server --version", "nats-server --version",
                              "/usr/lib/postgresql/15/bin/postgres --version"}) {
    std::FILE* pipe = popen(command, "r");
    std::array<char, 256> line{};
    if (pipe == nullptr || std::fgets(line.data(), line.size(), pipe) == nullptr) {
      Die(std::string("cannot run ") + command + ": scripts/bootstrap peers installs it");
    }
    pclose(pipe);
    text += line.data();
  }
  return text;
}

}  // namespace paktum::bench
