#include "services/event_log/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace paktum::event_log {
namespace {

// Logs and manifests of the storage, sockets of our own, health checks.
constexpr std::size_t kOtherDescriptors = 256;

}  // namespace

std::size_t ConnectionsThatFit(std::size_t wanted, std::size_t storage_files) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return wanted;
  const std::size_t taken = storage_files + kOtherDescriptors;
  const auto all = static_cast<std::size_t>(limit.rlim_cur);
  return std::clamp<std::size_t>(all > taken ? all - taken : 1, 1, wanted);
}

}  // namespace paktum::event_log
