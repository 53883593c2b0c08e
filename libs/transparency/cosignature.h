#pragma once
// Cosignatures: a witness states that it has seen a checkpoint, and at what time, and that every
// checkpoint it had seen before is consistent with it (C2SP tlog-cosignature, Ed25519).
// Whether that is so is the witness's business; nothing here checks consistency.
// Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/transparency/note.h"

namespace paktum::transparency {

// Later times are neither made nor accepted.
inline constexpr std::uint64_t kCosignatureTimeMax = INT64_MAX;

// What is signed: "cosignature/v1\ntime <seconds>\n" and the checkpoint's text.
std::string CosignedMessage(std::string_view checkpoint_text, std::uint64_t time_s);

// Cosigns the text of a checkpoint with a key of type kCosignature, at `time_s` seconds since 1970.
NoteSignature Cosign(std::string_view checkpoint_text, const SigningKey& key, std::uint64_t time_s);

// The time that a cosignature states, if `key` (of type kCosignature) made it for this text.
std::optional<std::uint64_t> VerifyCosignature(std::string_view checkpoint_text,
                                               const NoteSignature& signature,
                                               const VerifierKey& key);

}  // namespace paktum::transparency
