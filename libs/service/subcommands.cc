#include "libs/service/subcommands.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace paktum::service {
namespace {

constexpr int kExitUsage = 2;
constexpr std::size_t kNameWidth = 10;

void PrintUsage(std::FILE* to, std::string_view program, std::span<const Subcommand> subcommands,
                std::string_view more) {
  std::string text = "usage: " + std::string(program) + " SUBCOMMAND [options]\n\n";
  for (const Subcommand& subcommand : subcommands) {
    std::string name(subcommand.name);
    name.resize(std::max(name.size(), kNameWidth), ' ');
    text += "  " + name + " " + std::string(subcommand.purpose) + "\n";
  }
  text += "\n" + std::string(program) + " SUBCOMMAND --help tells its options.";
  if (!more.empty()) text += " " + std::string(more);
  text += "\n";
  std::fputs(text.c_str(), to);
}

}  // namespace

int RunSubcommand(int argc, const char* const* argv, std::string_view program,
                  std::span<const Subcommand> subcommands, std::string_view more) {
  const std::string_view wanted = argc < 2 ? "" : argv[1];
  if (wanted == "--help" || wanted == "-h" || wanted == "help") {
    PrintUsage(stdout, program, subcommands, more);
    return 0;
  }
  for (const Subcommand& subcommand : subcommands) {
    if (subcommand.name == wanted) return subcommand.run(argc - 1, argv + 1);
  }
  if (argc >= 2) {
    std::fprintf(stderr, "%s: unknown subcommand '%s'\n\n", std::string(program).c_str(), argv[1]);
  }
  PrintUsage(stderr, program, subcommands, more);
  return kExitUsage;
}

}  // namespace paktum::service
