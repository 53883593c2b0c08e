#pragma once
// The keys of all programs of a pact, one directory each (docs/runbooks/keys.md):
//
//   event_log  vault  indicators  schedule
//   registers                                  servers, with the access file that says who may
//                                              connect; the log and the vault also with the rules
//                                              of who may say, read and open what
//   pact_office  government_office  charity    members, who also sign
//   dashboard  operator (paktum tail)          clients
//   auditor (paktum-audit)                     a client that signs
//
// All on one machine, or each where its program runs: a directory that holds own.pub and no own.key
// is that of a program elsewhere, whose secrets are not here and are not made here.
#include <map>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/plan/plan.h"

namespace paktum::cli {

struct KeySetReport {
  std::vector<std::string> made;     // files
  std::vector<std::string> notices;  // what somebody has to do by hand; one sentence each
};

// Where `paktum up` keeps the keys.
std::string KeySetOf(const std::string& data);

// Office → the pacts that it is a member of.
using OfficePacts = std::map<std::string, std::vector<std::string>>;
// The offices that the plans have a member for.
OfficePacts OfficesOf(const std::vector<plan::Plan>& plans);

// Makes the files that are missing; a file that is there is never changed. So an access file or the
// rules are not either: a key they do not name may have been revoked. `only`: names of the programs
// whose directories are to be made; empty = all.
// Errors: kInvalidArgument "init.unknown_program"; those of libs/wire/curve_directory.h,
// libs/access/sign_key.h, libs/transparency/keys.h, libs/vault/key_file.h and of reading the rules.
Result<KeySetReport> MakeKeySet(const std::string& directory, const OfficePacts& offices,
                                const std::vector<std::string>& only);

}  // namespace paktum::cli
