// Oracle::Check: reads the ledgers of a log and asks its questions.
#include <algorithm>

#include "tests/attack/ledger_scan.h"
#include "tests/attack/oracle.h"

namespace paktum::attack {
namespace {

// The questions about one ledger.
class Inquiry {
 public:
  Inquiry(ledger::EventLog& log, const std::string& pact, const CheckOptions& options,
          Report& report)
      : log_(log), pact_(pact), options_(options), report_(report) {}

  // All records from the beginning, page by page; false when they cannot be read.
  template <typename Take>
  bool ReadAll(const Take& take) {
    Position after(0);
    for (;;) {
      const auto slice = log_.Read(pact_, after, {}, options_.patience());
      if (!slice.ok()) return Unreadable("reading after " + Text(after), slice.status());
      if (slice->records.empty()) return true;
      if (slice->records.back().position <= after) {
        return Find(Violation::kGap, "a read after " + Text(after) + " does not go on");
      }
      take(*slice);
      after = slice->records.back().position;
    }
  }

  std::optional<Position> Head() {
    const auto head = log_.Head(pact_, options_.patience());
    if (head.ok()) return *head;
    Unreadable("asking for the head", head.status());
    return std::nullopt;
  }

  bool ReadStream(const std::string& name, const LedgerScan::Stream& expected) {
    LedgerScan::Stream read;
    for (;;) {
      const auto slice =
          log_.ReadStream(pact_, name, StreamVersion(read.count), {}, options_.patience());
      if (!slice.ok()) return Unreadable("reading stream " + name, slice.status());
      if (slice->head.value() != expected.count) {
        return Find(Violation::kGap, "stream " + name + " is said to be at version " +
                                         std::to_string(slice->head.value()) + ", not " +
                                         std::to_string(expected.count));
      }
      if (slice->records.empty()) break;
      for (const ledger::Record& record : slice->records) read.Add(record);
    }
    if (read.count == expected.count && read.hash == expected.hash) return true;
    return Find(Violation::kObserverDiffers,
                "stream " + name + " read by itself is not what the ledger holds of it");
  }

  bool Ask(const Probe& probe) {
    ++report_.probes;
    const std::string what = "command " + probe.request.command.ToString();
    const auto found = log_.FindCommand(pact_, probe.request.command, options_.patience());
    if (!probe.expected) {
      if (found.status().code() == StatusCode::kNotFound) return true;
      return Find(Violation::kWrongAnswer,
                  what + " is not there, but looking it up gives " +
                      (found.ok() ? "a place" : found.status().ToString()));
    }
    if (!found.ok()) {
      return Find(Violation::kWrongAnswer,
                  what + " is there, but looking it up gives " + found.status().ToString());
    }
    if (!Same(*probe.expected, found->append) ||
        found->content_digest != probe.request.content_digest) {
      return Find(Violation::kWrongAnswer, what + " is looked up with another answer");
    }
    return AppendAgain(probe, what);
  }

 private:
  bool AppendAgain(const Probe& probe, const std::string& what) {
    const auto again = log_.Append(probe.request, options_.patience());
    if (!again.ok() || !again->repeated || !Same(*probe.expected, *again)) {
      return Find(Violation::kWrongAnswer,
                  what + " appended again is not given its first answer: " +
                      (again.ok() ? "other positions" : again.status().ToString()));
    }
    ledger::AppendRequest other = probe.request;
    other.content_digest[0] = static_cast<char>(other.content_digest[0] ^ 1);
    const auto misuse = log_.Append(other, options_.patience());
    if (misuse.status().code() == StatusCode::kFailedPrecondition &&
        misuse.status().reason() == "append.command_reused") {
      return true;
    }
    return Find(Violation::kWrongAnswer,
                what + " with other content is not refused: " + misuse.status().ToString());
  }

  static bool Same(const ledger::AppendResult& a, const ledger::AppendResult& b) {
    return a.first == b.first && a.count == b.count && a.recorded_at == b.recorded_at;
  }
  static std::string Text(Position position) { return std::to_string(position.value()); }

  bool Unreadable(const std::string& what, const Status& status) {
    return Find(Violation::kUnreadable, what + ": " + status.ToString());
  }
  bool Find(Violation violation, std::string text) {
    if (report_.findings.size() < Oracle::kFindingsMax) {
      report_.findings.push_back({violation, std::move(text)});
    }
    return false;
  }

  ledger::EventLog& log_;
  const std::string& pact_;
  const CheckOptions& options_;
  Report& report_;
};

}  // namespace

Report Oracle::Check(ledger::EventLog& log, const CheckOptions& options) const {
  Report report;
  std::vector<std::string> pacts;
  {
    const std::lock_guard lock(mutex_);
    report.findings = findings_;
    for (const auto& [pact, ledger] : ledgers_) pacts.push_back(pact);
  }
  for (const std::string& pact : pacts) {
    std::unique_lock lock(mutex_);
    LedgerScan scan(ledgers_.at(pact), options, report);
    lock.unlock();
    Inquiry inquiry(log, pact, options, report);
    const bool readable = inquiry.ReadAll([&](const ledger::Slice& slice) {
      const std::lock_guard guard(mutex_);
      for (const ledger::Record& record : slice.records) scan.Take(record);
    });
    const auto head = inquiry.Head();
    if (!readable || !head) continue;
    lock.lock();
    scan.Finish(*head);
    const std::vector<Probe> probes = scan.Probes(options.probes_max);
    lock.unlock();
    std::size_t streams = 0;
    for (const auto& [name, stream] : scan.streams()) {
      if (streams++ < options.streams_max) inquiry.ReadStream(name, stream);
    }
    for (const Probe& probe : probes) inquiry.Ask(probe);
    if (inquiry.Head() != head && report.findings.size() < kFindingsMax) {
      report.findings.push_back({Violation::kDoubled, "asking again changed the ledger's head"});
    }
  }
  return report;
}

}  // namespace paktum::attack
