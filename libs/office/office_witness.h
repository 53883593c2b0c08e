#pragma once
// The witness that an office runs (libs/witness).
#include <memory>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/office/office.h"
#include "libs/service/metrics.h"
#include "libs/witness/witness.h"

namespace paktum::office {

// Starts the witness over the ledgers of these pacts, its state in <data>/witness; nullptr, and
// told in the log, where the key directory has no witness.key. The clock and the metrics outlive
// it. Errors: those of Witness::Start and ConnectLogTree; kInvalidArgument "config.witness_peer".
Result<std::unique_ptr<witness::Witness>> StartWitness(const OfficeConfig& config,
                                                       const std::vector<std::string>& pacts,
                                                       const Clock& clock,
                                                       service::Metrics& metrics);

}  // namespace paktum::office
