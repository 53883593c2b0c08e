#pragma once
// TokenFile: the tokens that programs are let in with at offices with accounts. One line each,
// "OFFICE TOKEN" ("charity paktum_…"), or a single line "TOKEN" for every office; mode 0600.
#include <map>
#include <string>

#include "libs/base/result.h"
#include "libs/http/message.h"

namespace paktum::cli {

class TokenFile {
 public:
  TokenFile() = default;  // none: requests go out without a token

  // An empty path is none. Errors: those of ReadSecretFile; kInvalidArgument "tokens.malformed".
  static Result<TokenFile> Read(const std::string& path);

  // Adds Authorization when there is a token for the office.
  void AddTo(http::Headers& headers, const std::string& office) const;

 private:
  std::map<std::string, std::string> by_office_;  // "" = every office
};

// Writes the file anew with this line in it (and no other of the office).
// Errors: kUnavailable "tokens.not_written"; as Read for a file that is there.
Status PutToken(const std::string& path, const std::string& office, const std::string& token);

}  // namespace paktum::cli
