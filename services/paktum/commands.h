#pragma once
// The subcommands of the paktum program. Each gets the arguments after its name and returns the
// exit code (libs/service/start.h).

namespace paktum::cli {

// Starts all services of one machine as child processes.
int Up(int argc, const char* const* argv);
// Makes the keys of all programs of a pact.
int Init(int argc, const char* const* argv);
// Keeps the accounts of an office.
int KeepAccounts(int argc, const char* const* argv);
// Sends one command to an office.
int Send(int argc, const char* const* argv);
// Sends the rows of a spreadsheet to an office.
int Import(int argc, const char* const* argv);
// Sends a simulated programme through the offices.
int SimulateProgramme(int argc, const char* const* argv);
// Follows a ledger as CloudEvents JSON lines.
int Tail(int argc, const char* const* argv);
// Asks an office for everything that is held about one person.
int PersonReport(int argc, const char* const* argv);
// Checks the directory of an event log. Exit codes: 0 sound, 1 something was found, 2 could not
// check.
int Verify(int argc, const char* const* argv);
// Counts what the directory of an event log holds.
int Stats(int argc, const char* const* argv);

}  // namespace paktum::cli
