#pragma once
// Key files: one secret key each, 64 hexadecimal digits and a line end, mode 0600.
#include <filesystem>

#include "libs/base/result.h"
#include "libs/vault/secret_key.h"

namespace paktum::vault {

// Reads the key.
// Errors: kNotFound "key_file.missing"
//         kPermissionDenied "key_file.too_open"   others than the owner may read or write it: chmod
//                                                  600 and ask who read it
//         kInvalidArgument "key_file.malformed"   not a key file
//         kUnavailable "key_file.unreadable"
Result<SecretKey> LoadKeyFile(const std::filesystem::path& path);

// Reads the key, or makes a random one when there is no file yet. A new file appears complete and
// synced or not at all; of two processes that start together both get the same key. Directories
// that are missing are made with mode 0700.
// Errors: as LoadKeyFile; kUnavailable "key_file.not_written".
Result<SecretKey> LoadOrCreateKeyFile(const std::filesystem::path& path);

}  // namespace paktum::vault
