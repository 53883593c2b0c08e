#pragma once
// The content of a bundle that holds a part of a ledger: hashes of all records, and some records.
#include "services/audit/bundle.h"
#include "services/audit/verify.h"

namespace paktum::audit {

// As CheckBundle (bundle_check.h), without manifest and about.json.
Result<LedgerReport> CheckPart(const Bundle& bundle, const VerifyInput& input,
                               const OnProgress& progress);

}  // namespace paktum::audit
