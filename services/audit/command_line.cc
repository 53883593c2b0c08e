#include "services/audit/command_line.h"

#include <chrono>
#include <cstdio>

#include "libs/base/clock.h"
#include "libs/transparency/trust_directory.h"

namespace paktum::audit {
namespace {

constexpr std::chrono::seconds kBetweenProgress{2};

// Tells on standard error how far it is, every two seconds, and whether to go on.
class Progress {
 public:
  Progress(Language language, const service::StopSignal& stop) : language_(language), stop_(stop) {}

  bool operator()(std::uint64_t done, std::uint64_t total) {
    if (std::chrono::steady_clock::now() >= next_) {
      std::fprintf(stderr, "%s\n", DescribeProgress(done, total, language_).c_str());
      next_ = DeadlineIn(kBetweenProgress);
    }
    return !stop_.requested();
  }

 private:
  const Language language_;
  const service::StopSignal& stop_;
  Deadline next_ = DeadlineIn(kBetweenProgress);
};

}  // namespace

void DeclareSource(service::Flags& flags, SourceOptions& options) {
  flags.Text("--store", options.store, "directory of an event log that is stopped, or a copy");
  flags.Text("--log", options.log, "endpoint of a running event log, tcp://HOST:PORT");
  flags.Text("--curve", options.curve,
             "directory of the keys (paktum init): to reach a running log, and whose signatures a "
             "checkpoint needs");
  flags.Text("--bundle", options.bundle, "directory of an inspection bundle");
  flags.Text("--pact", options.pact, "pact; needed with --log");
}

void DeclareTrust(service::Flags& flags, CommonOptions& options) {
  flags.Text("--policy", options.policy, "file: whose signatures a checkpoint needs (tlog-policy)");
  flags.Text("--log-key", options.log_key, "the log's key (vkey), instead of --policy");
}

void DeclareMembers(service::Flags& flags, CommonOptions& options) {
  flags.Text("--members", options.members,
             "file: the access rules with the members' signing keys, old ones too");
}

void DeclareLanguage(service::Flags& flags, CommonOptions& options) {
  flags.Text("--lang", options.language, "hu or en");
}

Result<Trust> LoadTrust(const CommonOptions& options, const std::string& pact) {
  if (!options.policy.empty() && !options.log_key.empty()) {
    return InvalidArgument("config.policy", "give --policy or --log-key, not both");
  }
  Trust trust;
  if (!options.policy.empty()) {
    PAKTUM_ASSIGN_OR_RETURN(trust.text, LoadPolicyText(options.policy));
  } else if (!options.log_key.empty()) {
    trust.text = PolicyTextOfLogKey(options.log_key);
  } else if (!options.source.curve.empty()) {
    const auto keys = transparency::TrustDirectory::Read(options.source.curve);
    if (keys.status().code() == StatusCode::kNotFound) return trust;
    if (!keys.ok()) return keys.status();
    trust.text = keys->PolicyText(pact);
  } else {
    return trust;
  }
  PAKTUM_ASSIGN_OR_RETURN(trust.policy, transparency::Policy::Parse(trust.text));
  return trust;
}

Result<std::shared_ptr<const access::AccessRules>> LoadMembers(const std::string& path) {
  if (path.empty()) return std::shared_ptr<const access::AccessRules>();
  return access::AccessRules::Load(path);
}

Status AddParameters(const std::vector<std::string>& given, views::Parameters& parameters) {
  for (const std::string& one : given) {
    const std::size_t divider = one.find('=');
    if (divider == 0 || divider == std::string::npos) {
      return InvalidArgument("config.parameter", "--parameter takes NAME=VALUE, not " + one);
    }
    const std::string name = one.substr(0, divider);
    if (name == views::kAudienceParameter) {
      return InvalidArgument("config.parameter", "for the audience there is --audience");
    }
    parameters[name] = one.substr(divider + 1);
  }
  return OkStatus();
}

Result<std::vector<GivenCheckpoint>> LoadCheckpoints(const std::vector<std::string>& paths) {
  std::vector<GivenCheckpoint> checkpoints;
  for (const std::string& path : paths) {
    PAKTUM_ASSIGN_OR_RETURN(auto note, LoadNote(path));
    checkpoints.push_back({path, std::move(note)});
  }
  return checkpoints;
}

int RunCommand(int argc, const char* const* argv, const service::ProgramInfo& program,
               CommonOptions& options, const std::function<void(service::Flags&)>& declare,
               const std::function<Result<Found>(Language, const OnProgress&)>& run) {
  bool found = false;
  const int ended = service::Start(
      argc, argv, program,
      [&](service::Flags& flags) {
        declare(flags);
        DeclareLanguage(flags, options);
      },
      [&](service::StopSignal& stop) -> Status {
        const auto language = ParseLanguage(options.language);
        if (!language) return InvalidArgument("config.language", "--lang must be hu or en");
        const auto result = run(*language, Progress(*language, stop));
        if (result.ok()) {
          found = *result;
          return OkStatus();
        }
        std::fprintf(stderr, "%s\n", DescribeFailure(result.status(), *language).c_str());
        return result.status();
      });
  if (ended != 0) return kExitCouldNotCheck;
  return found ? kExitFinding : kExitClean;
}

Status Print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return OkStatus();
  }
  return Unavailable("output.closed", "nobody reads the output any more");
}

}  // namespace paktum::audit
