#include "services/audit/bundle_check.h"
#include "services/audit/command_line.h"

namespace paktum::audit {
namespace {

Result<LedgerReport> VerifyBundle(const CommonOptions& options, VerifyInput input,
                                  const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const Bundle bundle, Bundle::Open(options.source.bundle));
  PAKTUM_ASSIGN_OR_RETURN(const Trust trust, LoadTrust(options, bundle.about().pact()));
  const BundleInput bundle_input{trust.policy ? &*trust.policy : nullptr, input.members,
                                 std::move(input.checkpoints)};
  return CheckBundle(bundle, bundle_input, progress);
}

Result<LedgerReport> Verify(const CommonOptions& options, const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const auto members, LoadMembers(options.members));
  VerifyInput input;
  input.members = members.get();
  PAKTUM_ASSIGN_OR_RETURN(input.checkpoints, LoadCheckpoints(options.checkpoints));
  if (!options.source.bundle.empty()) return VerifyBundle(options, std::move(input), progress);
  const auto source = OpenSource(options.source);
  if (!source.ok()) {
    auto report = VerifyUnopened(options.source.store, source.status());
    if (report) return std::move(*report);
    return source.status();
  }
  PAKTUM_ASSIGN_OR_RETURN(const Trust trust, LoadTrust(options, (*source)->Pact()));
  input.policy = trust.policy ? &*trust.policy : nullptr;
  input.store_files = true;
  return VerifyLedger(**source, input, progress);
}

}  // namespace

int VerifyCommand(int argc, const char* const* argv) {
  CommonOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit verify",
       "Checks a whole ledger from its records: a store, a running log or a bundle."},
      options,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.source);
        DeclareTrust(flags, options);
        DeclareMembers(flags, options);
        flags.Texts("--checkpoint", options.checkpoints,
                    "file with a checkpoint kept elsewhere, of a witness say; may stand several "
                    "times");
      },
      [&](Language language, const OnProgress& progress) -> Result<Found> {
        PAKTUM_ASSIGN_OR_RETURN(const LedgerReport report, Verify(options, progress));
        PAKTUM_RETURN_IF_ERROR(Print(Describe(report, language)));
        return !report.findings.empty();
      });
}

}  // namespace paktum::audit
