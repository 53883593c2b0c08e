#pragma once
// The kinds of key pairs in a key directory: how each is made and what its public half is.
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"

namespace paktum::cli {

struct KeyKind {
  std::string_view stem;  // "sign" → sign.key and sign.pub
  // The text of a new secret file of the program. The caller wipes it.
  Result<std::string> (*make)(std::string_view program);
  // The text of the public file that belongs to the secret file at this path.
  Result<std::string> (*public_of)(const std::string& path);
};

// CURVE; libs/wire/curve_directory.h.
extern const KeyKind kOwnKeys;
// Signs appends; libs/access/sign_key.h.
extern const KeyKind kSignKeys;
// Cosigns checkpoints, named "paktum/witness/PROGRAM"; libs/transparency/keys.h.
extern const KeyKind kWitnessKeys;
// Opens the data keys of persons: X25519, as 64 hexadecimal digits; libs/vault/key_wrap.h.
extern const KeyKind kUnsealKeys;
// Signs the log's checkpoints, named "paktum/log"; libs/transparency/keys.h.
extern const KeyKind kCheckpointKeys;

}  // namespace paktum::cli
