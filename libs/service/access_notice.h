#pragma once
// What a server with keys says when the list of who may connect has changed under it.
#include <cstddef>

#include "libs/base/status.h"
#include "libs/service/logging.h"

namespace paktum::service {

// For wire::AccessList::OnChange. "access.changed" with the number of keys listed, or, when the
// file was not taken, "access.not_taken" and why.
inline void LogAccessChange(const Status& status, std::size_t keys) {
  if (status.ok()) {
    LogInfo("access.changed", {{"keys", keys}});
  } else {
    LogError("access.not_taken", {{"status", status}});
  }
}

}  // namespace paktum::service
