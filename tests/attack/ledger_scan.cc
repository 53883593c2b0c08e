#include "tests/attack/ledger_scan.h"

#include <algorithm>

namespace paktum::attack {
namespace {

std::string At(const ledger::Record& record) {
  return "position " + std::to_string(record.position.value());
}

std::string Name(const Uuid& command) { return "command " + command.ToString(); }

bool SameAnswer(const ledger::AppendResult& a, const ledger::AppendResult& b) {
  return a.first == b.first && a.count == b.count && a.recorded_at == b.recorded_at;
}

std::string Text(const ledger::AppendResult& result) {
  return std::to_string(result.first.value()) + "+" + std::to_string(result.count) + " at " +
         result.recorded_at.ToString();
}

}  // namespace

void LedgerScan::Stream::Add(const ledger::Record& record) {
  ++count;
  hash = hash * 0x9E3779B97F4A7C15ULL + RecordHash(record);
}

void LedgerScan::Take(const ledger::Record& record) {
  ++report_.records;
  if (record.position.value() != last_ + 1) {
    Find(Violation::kGap, At(record) + " follows " + std::to_string(last_));
  }
  last_ = record.position.value();
  if (record.recorded_at < last_recorded_at_) {
    Find(Violation::kTimeWentBack, At(record) + " was recorded at " +
                                       record.recorded_at.ToString() + ", the one before at " +
                                       last_recorded_at_.ToString());
  }
  last_recorded_at_ = record.recorded_at;
  hashes_.push_back(RecordHash(record));
  if (append_) {
    ContinueAppend(record);
  } else {
    BeginAppend(record);
  }
  TakeStream(record);
  if (append_ && append_->taken >= append_->result.count) EndAppend();
}

void LedgerScan::TakeStream(const ledger::Record& record) {
  Stream& stream = streams_[std::string(record.stream)];
  if (record.version.value() != stream.count + 1) {
    Find(Violation::kGap, At(record) + " is version " + std::to_string(record.version.value()) +
                              " of a stream that was at " + std::to_string(stream.count));
    stream.count = record.version.value() - 1;
  }
  stream.Add(record);
}

// Before the record is counted in its stream: the conditions are judged by what was there.
void LedgerScan::BeginAppend(const ledger::Record& record) {
  Append append;
  append.id = record.command;
  append.result = {record.position, record.append_count, record.recorded_at, false};
  append.digest = std::string(record.content_digest);
  if (record.append_index != 0) {
    Find(Violation::kTorn, At(record) + " begins in the middle of an append");
    append.result.count -= std::min(append.result.count, record.append_index);
  }
  const auto known = ledger_.commands.find(append.id);
  if (known == ledger_.commands.end()) {
    Find(Violation::kUnknown, At(record) + " holds " + Name(append.id) + ", which was never sent");
  } else {
    append.command = &known->second;
    for (const Variant* variant : Candidates(known->second)) {
      append.candidates.push_back({variant, true, ConditionsHold(variant->request)});
    }
  }
  append_ = std::move(append);
  ContinueAppend(record);
}

void LedgerScan::ContinueAppend(const ledger::Record& record) {
  if (record.command != append_->id || record.append_count != append_->result.count ||
      record.append_index != append_->taken || record.recorded_at != append_->result.recorded_at) {
    if (append_->taken > 0) {
      Find(Violation::kTorn, At(record) + " is not the " + std::to_string(append_->taken + 1) +
                                 "th record of " + Name(append_->id));
      append_.reset();
      BeginAppend(record);
      return;
    }
  }
  for (Candidate& candidate : append_->candidates) {
    const ledger::AppendRequest& request = candidate.variant->request;
    const std::size_t index = record.append_index;
    candidate.content = candidate.content && request.events.size() == record.append_count &&
                        index < request.events.size() && request.member == record.member &&
                        request.events[index].stream == record.stream &&
                        request.events[index].submitted == record.submitted &&
                        (index != 0 || request.content_digest == record.content_digest);
  }
  ++append_->taken;
}

void LedgerScan::EndAppend() {
  const Append append = std::move(*append_);
  append_.reset();
  if (!seen_.emplace(append.id, Seen{append.result, append.digest}).second) {
    Find(Violation::kDoubled, Name(append.id) + " is there again at position " +
                                  std::to_string(append.result.first.value()));
    return;
  }
  if (append.command == nullptr) return;
  bool content = false;
  bool conditions = false;
  for (const Candidate& candidate : append.candidates) {
    content = content || candidate.content;
    conditions = conditions || (candidate.content && candidate.conditions);
  }
  const std::string what =
      Name(append.id) + " at position " + std::to_string(append.result.first.value());
  if (!content) {
    Find(Violation::kAltered, what + " is not what was sent");
  } else if (!conditions) {
    Find(Violation::kConditionIgnored, what + " was written against its conditions");
  }
}

bool LedgerScan::ConditionsHold(const ledger::AppendRequest& request) const {
  return std::all_of(request.conditions.begin(), request.conditions.end(),
                     [&](const ledger::Condition& condition) {
                       const auto stream = streams_.find(condition.stream);
                       const std::uint64_t version =
                           stream == streams_.end() ? 0 : stream->second.count;
                       return version == condition.version.value();
                     });
}

// The contents of which one must be what the ledger holds.
std::vector<const Oracle::Variant*> LedgerScan::Candidates(const Command& command) {
  const auto those = [&](const auto& wanted) {
    std::vector<const Variant*> chosen;
    for (const Variant& variant : command.variants) {
      if (wanted(variant)) chosen.push_back(&variant);
    }
    return chosen;
  };
  auto chosen = those([](const Variant& variant) { return variant.written > 0; });
  if (chosen.empty()) {
    chosen = those([](const Variant& variant) { return variant.may_be_written(); });
  }
  if (chosen.empty()) chosen = those([](const Variant&) { return true; });
  return chosen;
}

void LedgerScan::Finish(Position head) {
  if (append_) {
    Find(Violation::kTorn, Name(append_->id) + " ends after " + std::to_string(append_->taken) +
                               " of " + std::to_string(append_->result.count) + " records");
    EndAppend();
  }
  if (head.value() != last_) {
    Find(Violation::kGap, "the head is " + std::to_string(head.value()) +
                              ", the last record stands at " + std::to_string(last_));
  }
  for (const auto& [id, command] : ledger_.commands) JudgeCommand(id, command);
  for (const auto& [stream, told] : ledger_.versions_told) {
    const auto found = streams_.find(stream);
    if (told.value() > (found == streams_.end() ? 0 : found->second.count)) {
      Find(Violation::kWrongAnswer, "version " + std::to_string(told.value()) + " was told of " +
                                        stream + ", which is not so far");
    }
  }
  JudgeObserved();
}

void LedgerScan::JudgeCommand(const Uuid& id, const Command& command) {
  const auto seen = seen_.find(id);
  if (command.must()) {
    ++report_.must;
  } else if (command.may()) {
    ++(seen == seen_.end() ? report_.may_absent : report_.may_present);
  } else {
    ++report_.must_not;
  }
  for (const Variant& variant : command.variants) {
    const bool reused =
        seen != seen_.end() && seen->second.digest != variant.request.content_digest;
    if (variant.reuse_refused && !reused) {
      Find(Violation::kWrongAnswer, Name(id) + " was refused as reused, which it was not");
    }
    if (variant.written + variant.repeated > 0 && reused) {
      Find(Violation::kWrongAnswer, Name(id) + " was acknowledged with other content");
    }
  }
  if (seen != seen_.end()) {
    JudgePresent(id, command, seen->second);
  } else if (command.must()) {
    Find(Violation::kLost,
         Name(id) + " was acknowledged at " + Text(*command.answer) + " and is not there");
  }
}

void LedgerScan::JudgePresent(const Uuid& id, const Command& command, const Seen& seen) {
  if (!command.must() && !command.may()) {
    Find(Violation::kRefusedPresent,
         Name(id) + " was refused and is there at " + Text(seen.result));
  }
  if (command.must() && !SameAnswer(*command.answer, seen.result)) {
    Find(Violation::kWrongAnswer, Name(id) + " was acknowledged at " + Text(*command.answer) +
                                      " and stands at " + Text(seen.result));
  }
  if (command.must() && command.written() == 0 && !command.may() && !options_.messages_repeated) {
    Find(Violation::kWrongAnswer, Name(id) + " was only ever acknowledged as a repeat");
  }
  Position floor(UINT64_MAX);
  for (const Variant* variant : Candidates(command)) floor = std::min(floor, variant->floor);
  if (seen.result.first <= floor) {
    Find(Violation::kReordered, Name(id) + " stands at " + Text(seen.result) +
                                    " but was sent when " + std::to_string(floor.value()) +
                                    " had been acknowledged");
  }
}

void LedgerScan::JudgeObserved() {
  for (std::size_t i = 0; i < ledger_.observed.size(); ++i) {
    if (ledger_.observed[i] == 0) continue;
    const std::string where = "position " + std::to_string(i + 1);
    if (i >= hashes_.size()) {
      Find(Violation::kObserverDiffers, where + " was delivered and is not in the ledger");
      return;
    }
    if (ledger_.observed[i] != hashes_[i]) {
      Find(Violation::kObserverDiffers, where + " was delivered with another record");
    }
  }
}

std::vector<Probe> LedgerScan::Probes(std::size_t max) const {
  std::vector<Probe> probes;
  const std::size_t step = max == 0 ? 0 : std::max<std::size_t>(1, ledger_.commands.size() / max);
  std::size_t index = 0;
  for (const auto& [id, command] : ledger_.commands) {
    if (step == 0 || index++ % step != 0 || probes.size() >= max) continue;
    const auto seen = seen_.find(id);
    Probe probe{command.variants.front().request, std::nullopt};
    if (seen != seen_.end()) {
      probe.expected = seen->second.result;
      for (const Variant& variant : command.variants) {
        if (variant.request.content_digest == seen->second.digest) probe.request = variant.request;
      }
    }
    probes.push_back(std::move(probe));
  }
  return probes;
}

void LedgerScan::Find(Violation violation, std::string text) {
  if (report_.findings.size() < Oracle::kFindingsMax) {
    report_.findings.push_back({violation, std::move(text)});
  }
}

}  // namespace paktum::attack
