#pragma once
// What a server with a certificate says when the files of it have changed under it.
#include "libs/base/status.h"
#include "libs/service/logging.h"

namespace paktum::service {

// For http::ServerOptions::tls_changed. "tls.changed", or, when the files were not taken and the
// certificate from before stays, "tls.not_taken" and why.
inline void LogTlsChange(const Status& status) {
  if (status.ok()) {
    LogInfo("tls.changed");
  } else {
    LogError("tls.not_taken", {{"reason", status.reason()}});
  }
}

}  // namespace paktum::service
