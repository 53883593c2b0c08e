#pragma once
// The proof of one event: a C2SP tlog-proof whose `extra` is the record itself, so that the file
// can be checked alone (docs/formats/bundle.md).
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/transparency/policy.h"
#include "libs/transparency/tlog_proof.h"
#include "services/audit/finding.h"
#include "services/audit/source.h"

namespace paktum::audit {

// Makes the proof that the checkpoint `note` covers the record, out of the source's tiles, and
// checks that it holds.
// Errors: kFailedPrecondition "proof.not_covered"  the checkpoint is of a smaller ledger
//         kPermissionDenied "proof.not_included"   the source's tiles do not prove it: they, the
//                                                  record or the checkpoint are not of one ledger
//         kInvalidArgument "note.malformed", "checkpoint.malformed"; those of ReadRecordAt and of
//         the source
Result<transparency::TlogProof> ProveRecord(Source& source, Position position,
                                            const std::string& note);

struct CheckedProof {
  ledger::Record record;
  transparency::WitnessedCheckpoint checkpoint;
};

// Checks a proof file by a policy.
// Errors: those of ParseTlogProof and VerifyTlogProof; kInvalidArgument "proof.no_record" when it
//         carries no record; kPermissionDenied "proof.other_position" when the record says another
//         position than the proof
Result<CheckedProof> CheckProof(std::string_view text, const transparency::Policy& policy);

// What a refused proof is as a finding; nothing when the status is none (a file that is no proof).
std::optional<Finding> FindingOf(const Status& status, const std::string& file);

}  // namespace paktum::audit
