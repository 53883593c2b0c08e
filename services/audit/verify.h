#pragma once
// Verify: checks a whole ledger from its data, not only from roots that somebody tells.
//
// Checked     every record (record_check.h); every hash tile that the source keeps against the
//             records; the source's own checkpoint and all others that are given: signatures,
//             cosignatures against the policy, their roots against the records, and so each of them
//             against every other; the signature of every append; of a store the files and indexes
//             too (libs/ledger_rocksdb/verify.h).
// Time        reading, hashing and a store's indexes run beside each other on two cores; signatures
//             on all of them.
// Memory      as RecordCheck, and some MiB of records that were read ahead.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/access/rules.h"
#include "libs/base/result.h"
#include "libs/ledger_rocksdb/verify.h"
#include "services/audit/checkpoint_check.h"
#include "services/audit/finding.h"
#include "services/audit/reader.h"
#include "services/audit/source.h"

namespace paktum::audit {

// A checkpoint that was kept elsewhere, by a witness say.
struct GivenCheckpoint {
  std::string where;
  std::string note;
};

struct VerifyInput {
  const transparency::Policy* policy =
      nullptr;  // without one no signature of a checkpoint is checked
  const access::AccessRules* members =
      nullptr;  // without them no signature of an append is checked
  std::vector<GivenCheckpoint> checkpoints;
  bool store_files = false;  // where the source is a store: its files and indexes, too
};

// What of it could not be looked at; none of these is a finding.
enum class Unchecked : std::uint8_t {
  kNoCheckpoint,  // nobody gave one: whether this is the ledger that once was is not known
  kNoPolicy,      // signatures of checkpoints
  kNoMemberKeys,  // signatures of appends
  kBehindDamage,  // records behind the first that could not be read
  kKeysOfBundle,  // whether the keys are those of the log and the members: the bundle brought them
};

struct LedgerReport {
  std::string source;
  std::string pact;
  std::uint64_t records = 0;
  std::uint64_t streams = 0;  // this and the next: of a whole ledger only
  std::uint64_t appends = 0;
  std::uint64_t signatures = 0;  // of appends, checked
  std::uint64_t tiles = 0;       // compared
  bool has_reports = false;      // an evaluation or a status report is among the records
  transparency::Hash root{};
  std::vector<CheckpointWords> checkpoints;
  std::vector<Unchecked> unchecked;
  Findings findings;
};

// Errors: kAborted "audit.stopped"; kUnavailable and others of the source that are no finding.
Result<LedgerReport> VerifyLedger(Source& source, const VerifyInput& input,
                                  const OnProgress& progress);

// For a store that cannot even be opened as a source: what its files and indexes show. Nothing when
// that is no finding: `opening` is then the reason why nothing could be checked.
std::optional<LedgerReport> VerifyUnopened(const std::string& store, const Status& opening);

}  // namespace paktum::audit
