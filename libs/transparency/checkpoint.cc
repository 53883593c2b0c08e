#include "libs/transparency/checkpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

constexpr std::string_view kMalformed = "checkpoint.malformed";

}  // namespace

Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  Checkpoint checkpoint;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::optional<std::string_view> line = internal::TakeLine(text);
    ++number;
    if (!line) return internal::Malformed(kMalformed, number, "the line has no end");
    if (line->empty()) return internal::Malformed(kMalformed, number, "the line is empty");
    if (number == 1) {
      checkpoint.origin = *line;
    } else if (number == 2) {
      const std::optional<std::uint64_t> size = internal::ParseDecimal(*line, kTreeSizeMax);
      if (!size) return internal::Malformed(kMalformed, number, "not the size of a tree");
      checkpoint.size = *size;
    } else if (number == 3) {
      const std::optional<Hash> root = internal::ParseHash(*line);
      if (!root) return internal::Malformed(kMalformed, number, "not base 64 of a hash");
      checkpoint.root = *root;
    } else {
      checkpoint.extensions.emplace_back(*line);
    }
  }
  if (number < 3) {
    return internal::Malformed(kMalformed, number + 1, "origin, size and root are needed");
  }
  if (checkpoint.size == 0 && checkpoint.root != EmptyRoot()) {
    return internal::Malformed(kMalformed, 3, "not the root of an empty tree");
  }
  return checkpoint;
}

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                     ToBase64(View(checkpoint.root)) + "\n";
  for (const std::string& line : checkpoint.extensions) text += line + "\n";
  PAKTUM_CHECK(checkpoint.size <= kTreeSizeMax && !checkpoint.origin.empty());
  return text;
}

Note SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  PAKTUM_CHECK(key.verifier().name() == checkpoint.origin);
  Note note{FormatCheckpoint(checkpoint), {}};
  note.signatures.push_back(SignNote(note.text, key));
  return note;
}

Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::span<const VerifierKey> keys) {
  OpenedCheckpoint opened;
  PAKTUM_ASSIGN_OR_RETURN(opened.note, ParseNote(note));
  PAKTUM_ASSIGN_OR_RETURN(opened.signatures, VerifyNote(opened.note, keys));
  PAKTUM_ASSIGN_OR_RETURN(opened.checkpoint, ParseCheckpoint(opened.note.text));
  const bool by_log = std::any_of(
      opened.signatures.begin(), opened.signatures.end(), [&](const VerifiedSignature& signature) {
        const VerifierKey& key = keys[signature.key];
        return key.type() == KeyType::kNote && key.name() == opened.checkpoint.origin;
      });
  if (!by_log) {
    return PermissionDenied("checkpoint.not_by_log",
                            "no trusted key of the log " + opened.checkpoint.origin + " signed it");
  }
  return opened;
}

}  // namespace paktum::transparency
