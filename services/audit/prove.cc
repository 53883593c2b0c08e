#include "services/audit/prove.h"

#include <utility>

#include "libs/ledger/record.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/note.h"

namespace paktum::audit {

Result<transparency::TlogProof> ProveRecord(Source& source, Position position,
                                            const std::string& note) {
  PAKTUM_ASSIGN_OR_RETURN(const transparency::Note parsed, transparency::ParseNote(note));
  PAKTUM_ASSIGN_OR_RETURN(const transparency::Checkpoint checkpoint,
                          transparency::ParseCheckpoint(parsed.text));
  PAKTUM_ASSIGN_OR_RETURN(const ledger::Record record, ReadRecordAt(source, position));
  if (position.value() > checkpoint.size) {
    return Refused("proof.not_covered", "the checkpoint is of a ledger of " +
                                            std::to_string(checkpoint.size) + " records");
  }
  transparency::TlogProof proof;
  proof.extra = std::string(record.stored);
  proof.index = position.value() - 1;
  proof.checkpoint = note;
  transparency::TileHashReader hashes(source, source.Head().value());
  PAKTUM_ASSIGN_OR_RETURN(proof.inclusion,
                          transparency::MakeInclusionProof(hashes, proof.index, checkpoint.size));
  PAKTUM_RETURN_IF_ERROR(
      transparency::VerifyInclusion(proof.inclusion, proof.index, checkpoint.size,
                                    transparency::LeafHash(record.stored), checkpoint.root));
  return proof;
}

Result<CheckedProof> CheckProof(std::string_view text, const transparency::Policy& policy) {
  PAKTUM_ASSIGN_OR_RETURN(const transparency::TlogProof proof, transparency::ParseTlogProof(text));
  if (!proof.extra) return InvalidArgument("proof.no_record", "the proof carries no record");
  PAKTUM_ASSIGN_OR_RETURN(
      auto checkpoint,
      transparency::VerifyTlogProof(proof, transparency::LeafHash(*proof.extra), policy));
  PAKTUM_ASSIGN_OR_RETURN(ledger::Record record, ledger::DecodeRecord(*proof.extra));
  if (record.position.value() != proof.index + 1) {
    return PermissionDenied("proof.other_position",
                            "the record says position " + std::to_string(record.position.value()));
  }
  return CheckedProof{std::move(record), std::move(checkpoint)};
}

std::optional<Finding> FindingOf(const Status& status, const std::string& file) {
  if (status.code() != StatusCode::kPermissionDenied && status.code() != StatusCode::kDataLoss) {
    return std::nullopt;
  }
  static constexpr std::string_view kNote = "note.";
  static constexpr std::string_view kPolicy = "policy.";
  std::string code = status.reason();
  if (code == "note.untrusted") {
    code = "checkpoint.not_by_log";
  } else if (code.starts_with(kNote)) {
    code.replace(0, kNote.size(), "checkpoint.");
  } else if (code.starts_with(kPolicy)) {
    code.replace(0, kPolicy.size(), "checkpoint.");
  }
  return Finding{std::move(code), file, 0, "", status.message()};
}

}  // namespace paktum::audit
