#pragma once
// AgreedErasures: what the ledger says about erasing a person. The vault destroys nothing on the
// word of one member: it looks here first. Thread-safe.
#include <optional>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/domain/privacy.h"
#include "libs/ledger/event_log.h"

namespace paktum::vault_service {

class AgreedErasures {
 public:
  // `log` must outlive it.
  explicit AgreedErasures(ledger::EventLog& log) : log_(log) {}

  // The erasure of the person that two members agreed on; nothing when there is none.
  // Errors: kUnavailable and kDataLoss of the log; kResourceExhausted "vault.stream_too_long".
  Result<std::optional<domain::AgreedErasure>> Find(const std::string& pact,
                                                    const std::string& participant_id,
                                                    Deadline deadline) const;

 private:
  ledger::EventLog& log_;
};

}  // namespace paktum::vault_service
