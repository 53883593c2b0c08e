#pragma once
// The keys of all programs of a pact, one directory each (libs/wire/curve_directory.h):
//
//   event_log  indicators  schedule     servers, with the access file that says who may connect
//   dashboard  pact_office  government_office  charity  operator (paktum tail)     clients
//
// All on one machine, or each where its program runs: a directory that holds own.pub and no own.key
// is that of a program elsewhere, whose secret is not here and is not made here.
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

// The offices that the plans have a member for.
std::vector<std::string> OfficesOf(const std::vector<plan::Plan>& plans);

// Makes the files that are missing; a file that is there is never changed. So an access file is not
// either: a key it does not name may have been revoked. `only`: names of the programs whose
// directories are to be made; empty = all.
// Errors: kInvalidArgument "init.unknown_program"; those of libs/wire/curve_directory.h.
Result<KeySetReport> MakeKeySet(const std::string& directory,
                                const std::vector<std::string>& offices,
                                const std::vector<std::string>& only);

}  // namespace paktum::cli
