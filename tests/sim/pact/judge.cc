#include "tests/sim/pact/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/ledger_client/remote_event_log.h"

namespace paktum::sim {

std::unique_ptr<projection::Fold> Judge::FoldThrough(Place place, Position last) const {
  std::unique_ptr<projection::Fold> fold = NewFold(place);
  for (Position after; after < last;) {
    const auto records = *world_.log_disk_.records().Read(kPact, after, {});
    for (const ledger::Record& record : records) {
      if (record.position > last) break;
      fold->Apply(record, *events::ParseEvent(record.submitted));
    }
    after = records.back().position;
  }
  return fold;
}

void Judge::JudgeSaved(Place place) {
  for (const auto& [name, state] : world_.state_disks_[place - kFirstView].states) {
    const Position saved = state.saved_at.position;
    if (saved > world_.log_disk_.Head()) {
      Find(name + " was saved at a position that the ledger does not have");
      continue;
    }
    std::map<std::string, std::string> fresh;
    for (auto& [key, value] : FoldThrough(place, saved)->TakeDirtyRows()) {
      fresh[key] = std::move(value);
    }
    if (fresh != state.rows) {
      Find(name + " saved at " + std::to_string(saved.value()) + " is not a fresh fold of it");
    }
  }
}

void Judge::JudgeView(Place place) {
  const World::Node& node = world_.nodes_[place];
  if (node.view == nullptr) return;
  const projection::Runner& runner = node.view->runner();
  if (!runner.failure().ok()) {
    Find(std::string(kPlaceNames[place]) + " has stopped: " + runner.failure().ToString());
    return;
  }
  const Position applied = runner.stats().applied;
  if (applied > world_.log_disk_.Head()) {
    Find(std::string(kPlaceNames[place]) + " has applied what the ledger does not have");
    return;
  }
  const std::string view = place == kFirstView ? "indicators" : "schedule";
  projection::Parameters parameters;
  if (place == kFirstView) parameters["scope"] = "all";
  const Instant now = node.view->clock().Now();
  const auto answer = runner.Query(view, parameters, Position(0), SteadyNow());
  const auto fresh = FoldThrough(place, applied)->Query(view, parameters, now);
  if (!answer.ok() || !fresh.ok() || answer->payload != fresh->payload) {
    Find(view + " answers otherwise than a fresh fold of the ledger");
  }
}

void Judge::JudgeUnsettled() {
  std::ostringstream text;
  text << "not settled " << kSettledWithin.count()
       << " s after the faults had stopped: " << world_.clients_ << " clients wait";
  for (Place place = kLog; place < kPlaces; ++place) {
    const World::Node& node = world_.nodes_[place];
    text << ", " << kPlaceNames[place];
    if (!node.up) text << " is down";
    if (node.office != nullptr) text << " has " << node.office->waiting() << " waiting";
    if (node.view != nullptr) text << " at " << node.view->runner().stats().applied.value();
  }
  text << ", ledger at " << world_.log_disk_.Head().value();
  Find(text.str());
}

void Judge::JudgeEnd() {
  JudgeLedger();
  for (Place place = kFirstView; place < kPlaces; ++place) {
    JudgeSaved(place);
    JudgeView(place);
  }
  JudgeAnswers();
  JudgeOrder();
}

// What the oracle knows of every append, through a connection of its own.
void Judge::JudgeLedger() {
  bool done = false;
  std::optional<attack::Report> report;
  const Machine machine = world_.scheduler_.NewMachine();
  {
    const Scheduler::Within within(world_.scheduler_, machine);
    const auto log = ledger_client::RemoteEventLog::Over(
        std::make_unique<SimCaller>(world_.wire_, kInspector, machine, kLog), {});
    world_.scheduler_.Launch(machine, [&] {
      attack::CheckOptions options;
      options.probes_max = 12;
      options.streams_max = 6;
      report = world_.oracle_.Check(*log, options);
      done = true;
    });
    const auto patience = world_.scheduler_.time() + std::chrono::seconds(120);
    world_.scheduler_.RunUntil(patience, [&] { return done; });
    world_.scheduler_.Kill(machine);
  }
  if (!report) {
    Find("the ledger could not be read to its end");
    return;
  }
  for (const attack::Finding& finding : report->findings) {
    Find(std::string(attack::ViolationName(finding.violation)) + ": " + finding.text);
  }
}

std::uint64_t Judge::PositionOf(const Uuid& command) const {
  const auto found = world_.log_disk_.records().FindCommand(kPact, command);
  return found.ok() && found->has_value() ? (*found)->append.first.value() : 0;
}

void Judge::JudgeAnswers() {
  for (const std::string& finding : world_.book_.findings()) Find(finding);
  std::map<Uuid, int> keys;
  for (const Sent& sent : world_.book_.sent()) {
    ++keys[sent.key];
    JudgeAnswer(sent);
  }
  for (Position after; after < world_.log_disk_.Head();) {
    const auto records = *world_.log_disk_.records().Read(kPact, after, {});
    for (const ledger::Record& record : records) {
      if (!keys.contains(record.command)) Find("the ledger holds a command that nobody sent");
    }
    after = records.back().position;
  }
}

void Judge::JudgeAnswer(const Sent& sent) {
  const std::string name = sent.name + " " + sent.key.ToString() + " at " + sent.office;
  const auto place = static_cast<Place>(
      std::find(kPlaceNames.begin(), kPlaceNames.end(), sent.office) - kPlaceNames.begin());
  const std::uint64_t position = PositionOf(sent.key);
  if (!sent.positions.empty() && sent.positions.front() != position) {
    Find(name + " was answered 201 at " + std::to_string(sent.positions.front()) +
         " and stands at " + std::to_string(position));
  }
  const World::Node& node = world_.nodes_[place];
  if (node.office == nullptr) return;
  const office::Outbox& outbox = node.office->outbox();
  const bool attention = outbox.FindAttention(kPact, sent.key).has_value();
  const auto needless = outbox.FindNeedless(kPact, sent.key);
  const bool settled = position != 0 || attention || (needless.ok() && needless->has_value()) ||
                       outbox.FindWaiting(kPact, sent.key).has_value();
  if (sent.waiting && !settled && !sent.nothing_to_do) {
    Find(name + " was answered 202 and is nowhere");
  }
  if (const auto refused = outbox.FindRefused(kPact, sent.key);
      position != 0 && refused.ok() && refused->refusal.reason() != "append.command_reused") {
    Find(name + " is in the attention list (" + refused->refusal.reason() + ") and stands at " +
         std::to_string(position));
  }
  const bool reused = sent.refusal == "append.command_reused";
  if (sent.refused != 0 && !reused && !sent.waiting && position != 0) {
    Find(name + " was refused (" + sent.refusal + ") and stands at " + std::to_string(position));
  }
}

// What an office had accepted before something else was first sent to it comes first.
void Judge::JudgeOrder() {
  struct Placed {
    const Sent* sent;
    std::uint64_t position;
  };
  std::map<std::string, std::vector<Placed>> offices;
  std::map<Uuid, int> contents;
  for (const Sent& sent : world_.book_.sent()) ++contents[sent.key];
  for (const Sent& sent : world_.book_.sent()) {
    // A key that was misused says nothing about the order: one of its contents was never recorded.
    const std::uint64_t position = contents[sent.key] > 1 ? 0 : PositionOf(sent.key);
    if (position != 0) offices[sent.office].push_back({&sent, position});
  }
  for (const auto& [office, placed] : offices) {
    for (const Placed& a : placed) {
      for (const Placed& b : placed) {
        const bool before = a.sent->first_accepted != 0 &&
                            a.sent->first_accepted < b.sent->first_sent &&
                            a.sent->key != b.sent->key;
        if (before && a.position > b.position) {
          Find(office + " recorded " + b.sent->name + " before " + a.sent->name +
               ", which it had accepted before");
        }
      }
    }
  }
}

}  // namespace paktum::sim
