#pragma once
// CheckBundle: checks an inspection bundle from its files alone, offline.
//
// Checked     every file against SHA256SUMS, both ways; that the hash tiles have the root of each
//             checkpoint; who signed the checkpoints. Of a whole ledger all that VerifyLedger
//             checks, and its figures (bundle_figures.h) when nothing else was found. Of a part:
//             that each record is the leaf at its position; of a period that its positions have no
//             gaps, of a stream that its versions have none from 1 on; the signatures of appends
//             that are whole in it; each proof file; about.json against all of it.
// Not told    whether a stream went on behind the last record that the bundle holds, and whether
//             records beside a period belong to it: only the whole ledger shows that.
// Findings    those of VerifyLedger, CheckProof (prove.h), and bundle.file_changed,
//             bundle.file_missing, bundle.file_foreign, bundle.manifest_malformed,
//             bundle.about_differs, bundle.record_not_in_tree, bundle.record_foreign,
//             bundle.figures_differ, bundle.figures_malformed
#include "libs/base/result.h"
#include "services/audit/bundle.h"
#include "services/audit/verify.h"

namespace paktum::audit {

struct BundleInput {
  // Keys that the inspector has from elsewhere; without them those in the bundle are taken, which
  // shows only that it fits together (Unchecked::kKeysOfBundle).
  const transparency::Policy* policy = nullptr;
  const access::AccessRules* members = nullptr;
  std::vector<GivenCheckpoint> checkpoints;  // kept elsewhere
};

// Errors: kUnavailable when a file cannot be read; kAborted "audit.stopped".
Result<LedgerReport> CheckBundle(const Bundle& bundle, const BundleInput& input,
                                 const OnProgress& progress);

}  // namespace paktum::audit
