#pragma once
// A program of several subcommands: each of them is a program of its own (start.h), chosen by the
// first argument.
#include <span>
#include <string_view>

namespace paktum::service {

struct Subcommand {
  std::string_view name;
  // Gets the arguments from its name on; returns the exit code.
  int (*run)(int argc, const char* const* argv);
  std::string_view purpose;  // in the list that the program prints
};

// What main returns: the subcommand's exit code. Without one, or with one that there is not, 2 and
// the list on standard error; for --help, -h and help 0 and the list. `more` ends the list's last
// line; may be empty.
int RunSubcommand(int argc, const char* const* argv, std::string_view program,
                  std::span<const Subcommand> subcommands, std::string_view more = "");

}  // namespace paktum::service
