#pragma once
// Start: what every service's main does: read the flags, start logging, forbid core dumps,
// watch for signals, run.
//
//   int main(int argc, char** argv) {
//     Options options;
//     return paktum::service::Start(
//         argc, argv, {"event_log", "Keeps the ledgers of the pacts."},
//         [&](paktum::service::Flags& flags) { flags.Text("--data", options.data, "directory"); },
//         [&](paktum::service::StopSignal& stop) { return Run(options, stop); });
//   }
//
// Every program has --help, --version and --log-level (default info).
//
// Exit codes   0  ended by SIGINT, SIGTERM or by itself; also --help and --version
//              2  wrong configuration: wrong flags, or `run` returned kInvalidArgument
//              1  anything else; also an exception that escaped `run`
// For 1 and 2 the reason stands on standard error in one line.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/service/signals.h"

namespace paktum::service {

struct ProgramInfo {
  std::string name;         // as in logs, e.g. "event_log"
  std::string description;  // one sentence for --help
};

enum class Need : std::uint8_t { kRequired, kOptional };

// Command-line flags. Targets must outlive Start; what stands in them before is the default that
// --help shows.
class Flags {
 public:
  explicit Flags(const ProgramInfo& program);
  ~Flags();
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  // `name` with its dashes, e.g. "--data".
  void Text(const std::string& name, std::string& target, const std::string& help,
            Need need = Need::kOptional);
  // May stand several times; each adds one value.
  void Texts(const std::string& name, std::vector<std::string>& target, const std::string& help,
             Need need = Need::kOptional);
  void Number(const std::string& name, std::int64_t& target, std::int64_t min, std::int64_t max,
              const std::string& help);
  // "--curve": the directory of the program's own keys and of those it knows; empty = plain. Every
  // program that talks ZeroMQ has it.
  void KeyDirectory(std::string& target);
  // "--tls-certificate" and "--tls-key": the files for HTTPS in the place of HTTP. Every program
  // that serves HTTP has them.
  void TlsFiles(std::string& certificate, std::string& key);
  // True when the flag stands there.
  void Switch(const std::string& name, bool& target, const std::string& help);

  // Nothing to do but to leave with this exit code (help, version or a wrong flag, already
  // printed), or -1: go on.
  int Parse(int argc, const char* const* argv);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

int Start(int argc, const char* const* argv, const ProgramInfo& program,
          const std::function<void(Flags&)>& declare,
          const std::function<Status(StopSignal&)>& run);

}  // namespace paktum::service
