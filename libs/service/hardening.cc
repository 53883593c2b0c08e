#include "libs/service/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

#include "libs/base/result.h"

namespace paktum::service {

Status ForbidCoreDumps() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) == 0) return OkStatus();
  return Unavailable("hardening.not_set", std::strerror(errno));
}

Status HideMemory() {
  PAKTUM_RETURN_IF_ERROR(ForbidCoreDumps());
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) return OkStatus();
  return Unavailable("hardening.not_set", std::strerror(errno));
}

}  // namespace paktum::service
