#pragma once
// Checkpoints: the size and the root of a log's tree at a moment, signed as a note (C2SP
// tlog-checkpoint).
//
//   <origin>
//   <size, decimal>
//   <root, base64>
//   [extension lines]
//
// Pure and thread-safe.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/hash.h"
#include "libs/transparency/note.h"

namespace paktum::transparency {

// Larger trees are refused everywhere: sizes and indexes fit a signed 64-bit number.
inline constexpr std::uint64_t kTreeSizeMax = INT64_MAX;

struct Checkpoint {
  std::string origin;  // the log's identity; equal to the name of its key
  std::uint64_t size = 0;
  Hash root{};
  std::vector<std::string> extensions;  // without line ends; ours have none

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Reads the text of a note (its part before the signatures).
// Error: kInvalidArgument "checkpoint.malformed", with the number of the line in message and detail
// "line". A tree of size 0 must have EmptyRoot().
Result<Checkpoint> ParseCheckpoint(std::string_view text);

// The text that ParseCheckpoint reads; each part must be such that it can.
std::string FormatCheckpoint(const Checkpoint& checkpoint);

// The note with the signature of the log. The key is of type kNote and its name is the origin.
Note SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  Note note;
  std::vector<VerifiedSignature> signatures;  // at least one by a log's key of the origin's name
};

// Reads and checks a signed checkpoint. `keys` may be those of several logs and of witnesses; a key
// of type kNote counts as the log's only where its name is the checkpoint's origin.
// Errors: those of ParseNote, VerifyNote and ParseCheckpoint;
//         kPermissionDenied "checkpoint.not_by_log"  no key of the origin's name signed it
Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::span<const VerifierKey> keys);

}  // namespace paktum::transparency
