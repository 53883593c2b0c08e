#pragma once
// The accounts that offices need before anybody can log in. The offices must be stopped.
#include <string>
#include <vector>

#include "libs/base/result.h"

namespace paktum::cli {

struct FirstAdministrator {
  std::string office;
  std::string password;  // to be told once
};

// Makes an administrator of this login name at each of the offices that has none; `data` is the
// directory that `paktum up` keeps all data in. Errors: those of libs/accounts.
Result<std::vector<FirstAdministrator>> AddFirstAdministrators(
    const std::string& data, const std::vector<std::string>& offices, const std::string& login);

// The offices that nobody can keep the accounts of. Errors: those of Accounts::Open.
Result<std::vector<std::string>> WithoutAdministrator(const std::string& data,
                                                      const std::vector<std::string>& offices);

// Writes a token file with which a simulation is let in at the offices for two days; tokens of
// earlier simulations are revoked. Errors: those of libs/accounts and PutToken.
Status MakeSimulationTokens(const std::string& data, const std::vector<std::string>& offices,
                            const std::string& token_file);

}  // namespace paktum::cli
