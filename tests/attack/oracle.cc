#include "tests/attack/oracle.h"

#include <algorithm>
#include <array>

namespace paktum::attack {
namespace {

bool SameContent(const ledger::AppendRequest& a, const ledger::AppendRequest& b) {
  const auto same_event = [](const ledger::NewEvent& x, const ledger::NewEvent& y) {
    return x.stream == y.stream && x.submitted == y.submitted;
  };
  const auto same_condition = [](const ledger::Condition& x, const ledger::Condition& y) {
    return x.stream == y.stream && x.version == y.version;
  };
  return a.member == b.member && a.content_digest == b.content_digest &&
         std::equal(a.events.begin(), a.events.end(), b.events.begin(), b.events.end(),
                    same_event) &&
         std::equal(a.conditions.begin(), a.conditions.end(), b.conditions.begin(),
                    b.conditions.end(), same_condition);
}

bool SameAnswer(const ledger::AppendResult& a, const ledger::AppendResult& b) {
  return a.first == b.first && a.count == b.count && a.recorded_at == b.recorded_at;
}

std::string Name(const Uuid& command) { return "command " + command.ToString(); }

}  // namespace

std::string_view ViolationName(Violation violation) {
  static constexpr std::array<std::string_view, 13> kNames{"unreadable",
                                                           "gap",
                                                           "time_went_back",
                                                           "torn",
                                                           "lost",
                                                           "doubled",
                                                           "refused_present",
                                                           "unknown",
                                                           "altered",
                                                           "reordered",
                                                           "condition_ignored",
                                                           "wrong_answer",
                                                           "observer_differs"};
  return kNames.at(static_cast<std::size_t>(violation));
}

bool Report::Has(Violation violation) const {
  return std::any_of(findings.begin(), findings.end(), [violation](const Finding& finding) {
    return finding.violation == violation;
  });
}

std::ostream& operator<<(std::ostream& out, const Report& report) {
  out << report.records << " records; commands: " << report.must << " acknowledged, "
      << report.may_present + report.may_absent << " unknown (" << report.may_present
      << " present), " << report.must_not << " refused; " << report.probes << " asked again";
  for (const Finding& finding : report.findings) {
    out << "\n  " << ViolationName(finding.violation) << ": " << finding.text;
  }
  return out;
}

std::uint64_t RecordHash(const ledger::Record& record) {
  const std::uint64_t hash = std::hash<std::string_view>{}(record.stored);
  return hash == 0 ? 1 : hash;
}

bool Oracle::Command::may() const {
  return std::any_of(variants.begin(), variants.end(),
                     [](const Variant& variant) { return variant.may_be_written(); });
}

std::uint32_t Oracle::Command::written() const {
  std::uint32_t count = 0;
  for (const Variant& variant : variants) count += variant.written;
  return count;
}

Oracle::Ticket Oracle::Sending(const ledger::AppendRequest& request) {
  const std::lock_guard lock(mutex_);
  ++sent_;
  Ledger& ledger = ledgers_[request.pact];
  Command& command = ledger.commands[request.command];
  const auto known =
      std::find_if(command.variants.begin(), command.variants.end(),
                   [&](const Variant& variant) { return SameContent(variant.request, request); });
  Ticket ticket{request.pact, request.command,
                static_cast<std::size_t>(known - command.variants.begin()), command.must()};
  if (known == command.variants.end()) {
    command.variants.push_back({});
    command.variants.back().request = request;
    command.variants.back().floor = ledger.acknowledged_through;
  }
  ++command.variants[ticket.variant].open;
  return ticket;
}

void Oracle::Answered(const Ticket& ticket, const Result<ledger::AppendResult>& answer) {
  const std::lock_guard lock(mutex_);
  Ledger& ledger = ledgers_.at(ticket.pact);
  Command& command = ledger.commands.at(ticket.command);
  --command.variants[ticket.variant].open;
  if (answer.ok()) {
    TakeOk(ledger, command, ticket, *answer);
  } else {
    TakeRefusal(ledger, command, ticket, answer.status());
  }
}

void Oracle::TakeOk(Ledger& ledger, Command& command, const Ticket& ticket,
                    const ledger::AppendResult& answer) {
  Variant& variant = command.variants[ticket.variant];
  if (answer.repeated) {
    ++variant.repeated;
  } else {
    ++variant.written;
    if (command.written() > 1) {
      Find(Violation::kDoubled, Name(ticket.command) + " was acknowledged as new twice");
    }
    if (ticket.acknowledged_before) {
      Find(Violation::kWrongAnswer,
           Name(ticket.command) + " was acknowledged as new when it was sent again");
    }
    if (answer.count != variant.request.events.size()) {
      Find(Violation::kWrongAnswer, Name(ticket.command) + " was answered with another count");
    }
  }
  if (!command.answer) {
    command.answer = answer;
    ++acknowledged_;
  } else if (!SameAnswer(*command.answer, answer)) {
    Find(Violation::kWrongAnswer, Name(ticket.command) + " was given two different answers");
  }
  const Position last(answer.first.value() + std::max<std::uint32_t>(answer.count, 1) - 1);
  ledger.acknowledged_through = std::max(ledger.acknowledged_through, last);
}

void Oracle::TakeRefusal(Ledger& ledger, Command& command, const Ticket& ticket,
                         const Status& status) {
  Variant& variant = command.variants[ticket.variant];
  const std::string what = Name(ticket.command) + " was answered " + status.ToString();
  switch (status.code()) {
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kDataLoss:
    case StatusCode::kInternal:
      ++variant.unknown;
      return;
    case StatusCode::kUnavailable:
    case StatusCode::kResourceExhausted:
    case StatusCode::kPermissionDenied:
      return;
    case StatusCode::kFailedPrecondition:
      variant.reuse_refused = true;
      return;  // judged by the digest that the ledger holds
    case StatusCode::kAborted:
      TakeAborted(ledger, variant, status);
      [[fallthrough]];
    case StatusCode::kInvalidArgument:
      if (ticket.acknowledged_before) {
        Find(Violation::kWrongAnswer, what + " after it had been acknowledged");
      }
      return;
    case StatusCode::kOk:
    case StatusCode::kNotFound:
      Find(Violation::kWrongAnswer, what + ", which is no answer to an append");
      return;
  }
}

// Every version told must differ from the one demanded, and exist at some time.
void Oracle::TakeAborted(Ledger& ledger, const Variant& variant, const Status& status) {
  const std::string what = Name(variant.request.command) + " was answered " + status.ToString();
  if (status.details().empty()) {
    Find(Violation::kWrongAnswer, what + ", which names no condition");
  }
  for (const Status::Detail& detail : status.details()) {
    const auto& conditions = variant.request.conditions;
    const bool failed =
        std::any_of(conditions.begin(), conditions.end(), [&](const ledger::Condition& condition) {
          return condition.stream == detail.key &&
                 std::to_string(condition.version.value()) != detail.value;
        });
    if (!failed) {
      Find(Violation::kWrongAnswer, what + ", but no condition fails at " + detail.key);
      continue;
    }
    StreamVersion& told = ledger.versions_told[detail.key];
    told = std::max(told, StreamVersion(std::strtoull(detail.value.c_str(), nullptr, 10)));
  }
}

Position Oracle::AcknowledgedThrough(const std::string& pact) const {
  const std::lock_guard lock(mutex_);
  const auto ledger = ledgers_.find(pact);
  return ledger == ledgers_.end() ? Position(0) : ledger->second.acknowledged_through;
}

void Oracle::Observed(const std::string& pact, Position after, Position floor,
                      const ledger::Slice& slice) {
  const std::lock_guard lock(mutex_);
  Ledger& ledger = ledgers_[pact];
  std::uint64_t expected = after.value();
  for (const ledger::Record& record : slice.records) {
    const std::uint64_t position = record.position.value();
    if (position != ++expected) {
      Find(Violation::kObserverDiffers, "position " + std::to_string(position) +
                                            " was delivered where " + std::to_string(expected) +
                                            " was next");
      return;
    }
    if (ledger.observed.size() < position) ledger.observed.resize(position, 0);
    std::uint64_t& hash = ledger.observed[position - 1];
    const std::uint64_t now = RecordHash(record);
    if (hash != 0 && hash != now) {
      Find(Violation::kObserverDiffers,
           "two different records were delivered at position " + std::to_string(position));
    }
    hash = now;
  }
  if (slice.head.value() < expected && !slice.records.empty()) {
    Find(Violation::kWrongAnswer, "a head of " + std::to_string(slice.head.value()) +
                                      " was told with position " + std::to_string(expected));
  }
  if (slice.head < floor) {
    Find(Violation::kWrongAnswer, "a read told a head of " + std::to_string(slice.head.value()) +
                                      " when " + std::to_string(floor.value()) +
                                      " had been acknowledged before it began");
  }
}

std::uint64_t Oracle::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

std::uint64_t Oracle::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

void Oracle::Find(Violation violation, std::string text) {
  if (findings_.size() < kFindingsMax) findings_.push_back({violation, std::move(text)});
}

void Observer::Took(const ledger::Slice& slice) {
  oracle_.Observed(pact_, last_, Position(0), slice);
  if (!slice.records.empty()) last_ = slice.records.back().position;
}

}  // namespace paktum::attack
