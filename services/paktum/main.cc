#include <cstdio>
#include <cstring>
#include <string_view>

#include "services/paktum/commands.h"

namespace {

struct Subcommand {
  std::string_view name;
  int (*run)(int argc, const char* const* argv);
  std::string_view purpose;
};

constexpr Subcommand kSubcommands[] = {
    {"up", paktum::cli::Up, "start all services of this machine and keep them running"},
    {"init", paktum::cli::Init, "make the keys of all programs of a pact"},
    {"account", paktum::cli::KeepAccounts, "keep the accounts of an office"},
    {"send", paktum::cli::Send, "send one command to an office"},
    {"import", paktum::cli::Import, "send the rows of a spreadsheet to an office"},
    {"simulate", paktum::cli::SimulateProgramme, "send a simulated programme through the offices"},
    {"tail", paktum::cli::Tail, "follow the ledger as CloudEvents JSON lines"},
    {"person", paktum::cli::PersonReport, "report: everything that is held about one person"},
    {"verify", paktum::cli::Verify, "check every byte of an event log that is stopped"},
    {"stats", paktum::cli::Stats, "count what the directory of an event log holds"},
};

int Usage(std::FILE* to, int exit_code) {
  std::fprintf(to, "usage: paktum SUBCOMMAND [options]\n\n");
  for (const Subcommand& subcommand : kSubcommands) {
    std::fprintf(to, "  %-10.*s %.*s\n", static_cast<int>(subcommand.name.size()),
                 subcommand.name.data(), static_cast<int>(subcommand.purpose.size()),
                 subcommand.purpose.data());
  }
  std::fprintf(to, "\npaktum SUBCOMMAND --help tells its options.\n");
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return Usage(stderr, 2);
  const std::string_view wanted = argv[1];
  if (wanted == "--help" || wanted == "-h" || wanted == "help") return Usage(stdout, 0);
  for (const Subcommand& subcommand : kSubcommands) {
    if (subcommand.name == wanted) return subcommand.run(argc - 1, argv + 1);
  }
  std::fprintf(stderr, "paktum: unknown subcommand '%s'\n\n", argv[1]);
  return Usage(stderr, 2);
}
