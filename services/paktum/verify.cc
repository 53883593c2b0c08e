#include "libs/ledger_rocksdb/verify.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "libs/base/clock.h"
#include "libs/events/catalogue.h"
#include "libs/ledger_rocksdb/store_stats.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"
#include "services/paktum/store_texts.h"

namespace paktum::cli {
namespace {

constexpr int kExitFinding = 1;
constexpr int kExitCouldNotCheck = 2;
constexpr std::chrono::seconds kBetweenProgress{2};

struct StoreOptions {
  std::string directory;
  std::string language = "hu";
};

void DeclareFlags(service::Flags& flags, StoreOptions& options) {
  flags.Text("directory", options.directory, "directory of an event log that is stopped",
             service::Need::kRequired);
  flags.Text("--language", options.language, "hu or en");
}

Result<Language> LanguageOf(const StoreOptions& options) {
  const auto language = ParseLanguage(options.language);
  if (!language) return InvalidArgument("config.language", "--language must be hu or en");
  return *language;
}

// Tells on standard error how far it is, every two seconds, and whether to go on.
class Progress {
 public:
  Progress(Language language, const service::StopSignal& stop) : language_(language), stop_(stop) {}

  bool operator()(const ledger::VerifyProgress& progress) {
    if (std::chrono::steady_clock::now() >= next_) {
      std::fprintf(stderr, "%s\n", DescribeProgress(progress, language_).c_str());
      next_ = DeadlineIn(kBetweenProgress);
    }
    return !stop_.requested();
  }

 private:
  const Language language_;
  const service::StopSignal& stop_;
  Deadline next_ = DeadlineIn(kBetweenProgress);
};

// The status stays for the line that Start prints; this one is in plain words.
Status Fail(const Status& status, Language language) {
  std::fprintf(stderr, "%s\n", DescribeFailure(status, language).c_str());
  return status;
}

Status RunVerify(const StoreOptions& options, const service::StopSignal& stop, bool& found) {
  PAKTUM_ASSIGN_OR_RETURN(const Language language, LanguageOf(options));
  ledger::VerifyOptions verify;
  verify.rocks.path = options.directory;
  Progress progress(language, stop);
  const auto report = ledger::VerifyStore(verify, std::ref(progress));
  if (!report.ok()) return Fail(report.status(), language);
  std::fputs(DescribeReport(*report, language).c_str(), stdout);
  found = !report->findings.empty();
  return OkStatus();
}

Status RunStats(const StoreOptions& options, const service::StopSignal& stop) {
  PAKTUM_ASSIGN_OR_RETURN(const Language language, LanguageOf(options));
  ledger::RocksOptions rocks;
  rocks.path = options.directory;
  EventCounts events;
  const auto stats =
      ledger::ReadStoreStats(rocks, [&](const std::string& /*pact*/, const ledger::Record& record) {
        const auto event = events::ParseEvent(record.submitted);
        ++events[event.ok() ? events::TypeOf(*event) : "unreadable"];
        return !stop.requested();
      });
  if (!stats.ok()) return Fail(stats.status(), language);
  std::fputs(DescribeStats(*stats, events, language).c_str(), stdout);
  return OkStatus();
}

}  // namespace

int Verify(int argc, const char* const* argv) {
  StoreOptions options;
  bool found = false;
  const int ended = service::Start(
      argc, argv,
      {"paktum verify",
       "Checks every record and index of an event log's directory; changes nothing. Ends with 0 "
       "when all is sound, 1 when something was found, 2 when it could not check."},
      [&](service::Flags& flags) { DeclareFlags(flags, options); },
      [&](service::StopSignal& stop) { return RunVerify(options, stop, found); });
  if (ended != 0) return kExitCouldNotCheck;
  return found ? kExitFinding : 0;
}

int Stats(int argc, const char* const* argv) {
  StoreOptions options;
  return service::Start(
      argc, argv, {"paktum stats", "Counts what an event log's directory holds; changes nothing."},
      [&](service::Flags& flags) { DeclareFlags(flags, options); },
      [&](service::StopSignal& stop) { return RunStats(options, stop); });
}

}  // namespace paktum::cli
