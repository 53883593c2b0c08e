#include "libs/service/start.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "libs/service/hardening.h"
#include "libs/service/logging.h"

namespace paktum::service {
namespace {

constexpr int kExitFailure = 1;
constexpr int kExitConfiguration = 2;
constexpr const char* kVersion = "0.1.0";

int ReportEnd(const ProgramInfo& program, const Status& status) {
  if (status.ok()) return 0;
  const bool configuration = status.code() == StatusCode::kInvalidArgument;
  std::fprintf(stderr, "%s: %s\n", program.name.c_str(), status.ToString().c_str());
  return configuration ? kExitConfiguration : kExitFailure;
}

}  // namespace

class Flags::Impl {
 public:
  explicit Impl(const ProgramInfo& program) : app(program.description, program.name) {
    app.set_version_flag("--version", kVersion);
    app.get_formatter()->column_width(36);
  }
  CLI::App app;
};

Flags::Flags(const ProgramInfo& program) : impl_(std::make_unique<Impl>(program)) {}
Flags::~Flags() = default;

void Flags::Text(const std::string& name, std::string& target, const std::string& help, Need need) {
  auto* option = impl_->app.add_option(name, target, help)->capture_default_str();
  if (need == Need::kRequired) option->required();
}

void Flags::Texts(const std::string& name, std::vector<std::string>& target,
                  const std::string& help, Need need) {
  auto* option = impl_->app.add_option(name, target, help)->allow_extra_args(false);
  if (need == Need::kRequired) option->required();
}

void Flags::Number(const std::string& name, std::int64_t& target, std::int64_t min,
                   std::int64_t max, const std::string& help) {
  impl_->app.add_option(name, target, help)->capture_default_str()->check(CLI::Range(min, max));
}

void Flags::KeyDirectory(std::string& target) {
  Text("--curve", target,
       "directory of the keys (paktum init); without it connections are plain and stay on this "
       "machine");
}

void Flags::TlsFiles(std::string& certificate, std::string& key) {
  Text("--tls-certificate", certificate, "PEM file; HTTPS instead of HTTP, on any address");
  Text("--tls-key", key, "PEM file of its private key, mode 0600");
}

void Flags::Switch(const std::string& name, bool& target, const std::string& help) {
  impl_->app.add_flag(name, target, help);
}

int Flags::Parse(int argc, const char* const* argv) {
  try {
    impl_->app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // exit() prints help and version to standard output, errors to standard error.
    return impl_->app.exit(error) == 0 ? 0 : kExitConfiguration;
  }
  return -1;
}

int Start(int argc, const char* const* argv, const ProgramInfo& program,
          const std::function<void(Flags&)>& declare,
          const std::function<Status(StopSignal&)>& run) {
  try {
    std::string level = "info";
    Flags flags(program);
    declare(flags);
    flags.Text("--log-level", level, "least level that is logged");
    if (const int code = flags.Parse(argc, argv); code >= 0) return code;
    if (const Status status = StartLogging(program.name, level); !status.ok()) {
      return ReportEnd(program, status);
    }
    if (const Status status = ForbidCoreDumps(); !status.ok()) return ReportEnd(program, status);
    StopSignal stop;
    return ReportEnd(program, run(stop));
  } catch (const std::exception& error) {
    return ReportEnd(program, Internal("service.exception", error.what()));
  }
}

}  // namespace paktum::service
