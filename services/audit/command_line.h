#pragma once
// What the subcommands share: flags, trust, progress, exit codes.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libs/service/start.h"
#include "libs/views/answer.h"
#include "services/audit/commands.h"
#include "services/audit/reader.h"
#include "services/audit/source.h"
#include "services/audit/texts.h"
#include "services/audit/verify.h"

namespace paktum::audit {

struct CommonOptions {
  SourceOptions source;
  std::string policy;
  std::string log_key;
  std::string members;
  std::vector<std::string> checkpoints;
  std::string language = "hu";
};

// --store, --log, --curve, --bundle, --pact.
void DeclareSource(service::Flags& flags, SourceOptions& options);
// --policy, --log-key.
void DeclareTrust(service::Flags& flags, CommonOptions& options);
// --members.
void DeclareMembers(service::Flags& flags, CommonOptions& options);
// --lang.
void DeclareLanguage(service::Flags& flags, CommonOptions& options);

// The policy of --policy or --log-key, or what the key directory of --curve says about the ledger
// of `pact`; nothing when none of them is given. Errors: kInvalidArgument "config.policy" when both
// of the first are; those of LoadPolicy and of TrustDirectory.
struct Trust {
  std::optional<transparency::Policy> policy;
  std::string text;  // of the policy
};
Result<Trust> LoadTrust(const CommonOptions& options, const std::string& pact);
// The access rules of --members, with the members' signing keys; none when it is not given.
// Errors: as AccessRules::Load.
Result<std::shared_ptr<const access::AccessRules>> LoadMembers(const std::string& path);
// "name=value", each of them a parameter of a view. Error: kInvalidArgument "config.parameter".
Status AddParameters(const std::vector<std::string>& given, views::Parameters& parameters);
// Errors: as LoadNote.
Result<std::vector<GivenCheckpoint>> LoadCheckpoints(const std::vector<std::string>& paths);

// What a subcommand found out: whether there was a finding.
using Found = bool;

// Reads the flags and runs; exit codes as in commands.h. A failure is told on standard error in the
// language asked for.
int RunCommand(int argc, const char* const* argv, const service::ProgramInfo& program,
               CommonOptions& options, const std::function<void(service::Flags&)>& declare,
               const std::function<Result<Found>(Language, const OnProgress&)>& run);

// Writes text to standard output. Error: kUnavailable "output.closed".
Status Print(const std::string& text);

}  // namespace paktum::audit
