#pragma once
// TrustDirectory: what a program's key directory says about checkpoints (docs/runbooks/keys.md):
//
//   servers/event_log.checkpoint.pub   the log's key; of the log itself checkpoint.pub
//   witnesses/NAME.pub                 the key of the witness of this name, one file each
//
// A .pub file holds one key in a line ("<name>+<id>+<base64>"); further lines are keys that it has
// taken the place of, which are still believed.
// A value; immutable and thread-safe.
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/keys.h"
#include "libs/transparency/policy.h"

namespace paktum::transparency {

// The origin of a ledger's checkpoints: the name of the log's key, '/', the pact. One service keeps
// the ledgers of several pacts, and no two ledgers may have the same origin.
std::string OriginOf(std::string_view log_name, std::string_view pact);

struct NamedWitness {
  std::string name;  // NAME of its file
  std::vector<VerifierKey> keys;
};

struct TrustDirectory {
  std::vector<VerifierKey> log_keys;    // type kNote, the newest first
  std::vector<NamedWitness> witnesses;  // type kCosignature; by name

  // Errors: kNotFound "file.missing" (of the log's key; that of the log itself counts, too),
  //         kInvalidArgument "file.malformed", "key.…", "key.unknown_type" for a key of the wrong
  //         type; kUnavailable "file.unreadable"
  static Result<TrustDirectory> Read(const std::string& directory);

  // What a checkpoint of this ledger must carry to be valid: the signature of the log and the
  // cosignatures of more than half of the witnesses; of all of them when there are at most two;
  // none where none is known. Errors: those of Policy::Parse: two witnesses share a key.
  [[nodiscard]] Result<Policy> PolicyOf(std::string_view pact) const;
  [[nodiscard]] std::string PolicyText(std::string_view pact) const;
  // The log's keys under the origin of this ledger.
  [[nodiscard]] std::vector<VerifierKey> LogKeysOf(std::string_view pact) const;
};

}  // namespace paktum::transparency
