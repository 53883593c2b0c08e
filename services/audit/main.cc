#include "libs/service/subcommands.h"
#include "services/audit/commands.h"

namespace {

constexpr paktum::service::Subcommand kSubcommands[] = {
    {"verify", paktum::audit::VerifyCommand, "check a store, a running log or a bundle"},
    {"prove", paktum::audit::ProveCommand, "write the proof of one event as a file"},
    {"check", paktum::audit::CheckCommand, "check such a file"},
    {"replay", paktum::audit::ReplayCommand, "build a view from the records, compare it"},
    {"explain", paktum::audit::ExplainCommand, "list what an indicator counts, with proofs"},
    {"diff", paktum::audit::DiffCommand, "tell which figures changed between two moments"},
    {"export", paktum::audit::ExportCommand, "make an inspection bundle"},
};

}  // namespace

int main(int argc, char** argv) {
  return paktum::service::RunSubcommand(
      argc, argv, "paktum-audit", kSubcommands,
      "Exit codes: 0 all is as it must be, 1 something was found, 2 it could not be checked.");
}
