#pragma once
// What a server with keys says when the list of who may connect, or the rules, have changed under
// it.
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

// For access::RulesFile::OnChange. "rules.changed" with the number of members, or, when the file
// was not taken, "rules.not_taken" and why.
inline void LogRulesChange(const Status& status, std::size_t members) {
  if (status.ok()) {
    LogInfo("rules.changed", {{"members", members}});
  } else {
    LogError("rules.not_taken", {{"status", status}});
  }
}

}  // namespace paktum::service
