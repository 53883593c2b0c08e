#pragma once
// The subcommands of paktum-audit. Each gets the arguments after its name and returns the exit
// code: 0 everything that was looked at is as it must be, 1 something was found, 2 it could not be
// checked.

namespace paktum::audit {

inline constexpr int kExitClean = 0;
inline constexpr int kExitFinding = 1;
inline constexpr int kExitCouldNotCheck = 2;

int VerifyCommand(int argc, const char* const* argv);
int ProveCommand(int argc, const char* const* argv);
int CheckCommand(int argc, const char* const* argv);
int ReplayCommand(int argc, const char* const* argv);
int ExplainCommand(int argc, const char* const* argv);
int DiffCommand(int argc, const char* const* argv);
int ExportCommand(int argc, const char* const* argv);

}  // namespace paktum::audit
