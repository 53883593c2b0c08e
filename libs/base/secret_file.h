#pragma once
// Small files that are read whole: key files, which are made once, and what lies beside them.
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum {

// Writes a file that is not there yet; it appears whole and synced, or not at all. Missing
// directories are made with mode 0700.
// Errors: kAborted "file.exists"; kUnavailable "file.not_written".
Status WriteNewFile(const std::string& path, std::string_view text, unsigned mode);

// The same for a file that may be there: afterwards it has this text, whenever the machine stops
// either the old or the new. One writer at a time. Error: kUnavailable "file.not_written".
Status ReplaceFile(const std::string& path, std::string_view text, unsigned mode);

// Makes the names in a directory durable: what was renamed into it, say.
// Error: kUnavailable "file.not_written".
Status SyncDirectory(const std::string& directory);

// Reads a file whose content is no secret.
// Errors: kNotFound "file.missing"; kInvalidArgument "file.malformed", kUnavailable
// "file.unreadable" as below.
Result<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max);

// Reads a file that its owner alone may read or write. The caller wipes what he got.
// Errors: kNotFound "file.missing"
//         kPermissionDenied "file.too_open"   others than the owner may read or write it: chmod 600
//                                             and exchange the secret
//         kInvalidArgument "file.malformed"   no regular file, or more than `bytes_max`
//         kUnavailable "file.unreadable"
Result<std::string> ReadSecretFile(const std::string& path, std::size_t bytes_max);

}  // namespace paktum
