#include <cstdio>

#include "libs/service/hardening.h"
#include "libs/service/subcommands.h"
#include "services/paktum/commands.h"

namespace {

constexpr paktum::service::Subcommand kSubcommands[] = {
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

}  // namespace

// Most of them have keys, passwords or persons' data in memory; what `up` starts inherits it.
int main(int argc, char** argv) {
  if (const paktum::Status hardened = paktum::service::HideMemory(); !hardened.ok()) {
    std::fprintf(stderr, "paktum: %s\n", hardened.ToString().c_str());
    return 1;
  }
  return paktum::service::RunSubcommand(argc, argv, "paktum", kSubcommands);
}
