#pragma once
// The files of a bundle against its manifest.
#include "libs/base/result.h"
#include "services/audit/bundle.h"
#include "services/audit/finding.h"

namespace paktum::audit {

// Findings: bundle.file_changed, bundle.file_missing, bundle.file_foreign (not listed, or none that
// bundles of this scope have), bundle.manifest_malformed. Errors: kUnavailable.
Status CheckManifest(const Bundle& bundle, Findings& findings);

}  // namespace paktum::audit
