#pragma once
// Where a member's keys to wrapped data keys lie (docs/runbooks/keys.md):
//
//   unseal.key          its secret, a key file (libs/vault/key_file.h)
//   unseal-NAME.key     secrets that it had before; needed as long as keys are wrapped for them
//   unseal/MEMBER.pub   public keys of every serving member, its own too: 64 hexadecimal digits a
//                       line, the present one first, then earlier ones
#include <filesystem>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/vault/key_wrap.h"

namespace paktum::vault {

inline constexpr std::size_t kPublicKeysMax = 16;  // of one member

// Reads the directory of one member.
// Errors: those of LoadKeyFile; kInvalidArgument "unseal.malformed" for a wrong public key file.
Result<UnsealKeys> LoadUnsealKeys(const std::filesystem::path& directory,
                                  const std::string& member);

// For a pact whose programs run plainly on one machine and share a directory: `MEMBER.unseal.key`
// of every serving member, made when missing. Errors: those of LoadOrCreateKeyFile.
Result<UnsealKeys> SharedUnsealKeys(const std::filesystem::path& directory,
                                    const std::string& member,
                                    const std::vector<std::string>& serving);

}  // namespace paktum::vault
