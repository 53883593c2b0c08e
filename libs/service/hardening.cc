#include "libs/service/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace paktum::service {

Status ForbidCoreDumps() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Unavailable("hardening.not_set", std::strerror(errno));
  }
  return OkStatus();
}

}  // namespace paktum::service
