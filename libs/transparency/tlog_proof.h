#pragma once
// Proof files: that an entry is in a log, to be checked offline (C2SP tlog-proof).
//
//   c2sp.org/tlog-proof@v1
//   [extra <base64>]
//   index <decimal>
//   <base64 of a hash>…              from the leaf's sibling to the root's child
//                                    an empty line
//   <checkpoint>
//
// Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/transparency/policy.h"
#include "libs/transparency/tree.h"

namespace paktum::transparency {

inline constexpr std::size_t kProofExtraBytesMax = 256 * 1024;
inline constexpr std::size_t kTlogProofBytesMax = kNoteBytesMax + 2 * kProofExtraBytesMax;

struct TlogProof {
  std::optional<std::string> extra;  // bytes whose meaning is the application's; proven by nothing
  std::uint64_t index = 0;           // of the entry, from 0
  Proof inclusion;
  std::string checkpoint;  // the signed note, byte for byte

  friend bool operator==(const TlogProof&, const TlogProof&) = default;
};

// Error: kInvalidArgument "tlog_proof.malformed", with the number of the line in message and detail
// "line"; "tlog_proof.too_large". The checkpoint is not read yet.
Result<TlogProof> ParseTlogProof(std::string_view text);

std::string FormatTlogProof(const TlogProof& proof);

// Checks that the log whose checkpoint the policy accepts holds an entry of this hash at
// proof.index, and returns that checkpoint.
// Errors: those of Policy::Check; kPermissionDenied "proof.not_included".
Result<WitnessedCheckpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf_hash,
                                            const Policy& policy);

}  // namespace paktum::transparency
