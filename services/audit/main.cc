#include <cstdio>
#include <string_view>

#include "services/audit/commands.h"

namespace {

struct Subcommand {
  std::string_view name;
  int (*run)(int argc, const char* const* argv);
  std::string_view purpose;
};

constexpr Subcommand kSubcommands[] = {
    {"verify", paktum::audit::VerifyCommand, "check a store, a running log or a bundle"},
    {"prove", paktum::audit::ProveCommand, "write the proof of one event as a file"},
    {"check", paktum::audit::CheckCommand, "check such a file"},
    {"replay", paktum::audit::ReplayCommand, "build a view from the records, compare it"},
    {"explain", paktum::audit::ExplainCommand, "list what an indicator counts, with proofs"},
    {"diff", paktum::audit::DiffCommand, "tell which figures changed between two moments"},
    {"export", paktum::audit::ExportCommand, "make an inspection bundle"},
};

int Usage(std::FILE* to, int exit_code) {
  std::fprintf(to, "usage: paktum-audit SUBCOMMAND [options]\n\n");
  for (const Subcommand& subcommand : kSubcommands) {
    std::fprintf(to, "  %-10.*s %.*s\n", static_cast<int>(subcommand.name.size()),
                 subcommand.name.data(), static_cast<int>(subcommand.purpose.size()),
                 subcommand.purpose.data());
  }
  std::fprintf(to,
               "\npaktum-audit SUBCOMMAND --help tells its options. Exit codes: 0 all is as it "
               "must be, 1 something was found, 2 it could not be checked.\n");
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return Usage(stderr, paktum::audit::kExitCouldNotCheck);
  const std::string_view wanted = argv[1];
  if (wanted == "--help" || wanted == "-h" || wanted == "help") return Usage(stdout, 0);
  for (const Subcommand& subcommand : kSubcommands) {
    if (subcommand.name == wanted) return subcommand.run(argc - 1, argv + 1);
  }
  std::fprintf(stderr, "paktum-audit: unknown subcommand '%s'\n\n", argv[1]);
  return Usage(stderr, paktum::audit::kExitCouldNotCheck);
}
