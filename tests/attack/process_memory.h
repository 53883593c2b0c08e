#pragma once
// What the system says of a process.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace paktum::attack {

// A number of /proc/PID/status; 0 when it is not there.
inline std::uint64_t StatusNumber(int pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10);
  }
  return 0;
}

// Memory in KiB: now, or the most it ever was.
inline std::uint64_t ResidentKib(int pid) { return StatusNumber(pid, "VmRSS:"); }
inline std::uint64_t PeakResidentKib(int pid) { return StatusNumber(pid, "VmHWM:"); }

// Open files and connections.
inline std::uint64_t Descriptors(int pid) {
  const std::filesystem::directory_iterator open("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::uint64_t>(std::distance(begin(open), end(open)));
}

}  // namespace paktum::attack
