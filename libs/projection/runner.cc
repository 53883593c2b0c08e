#include "libs/projection/runner.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "libs/base/runtime.h"
#include "libs/projection/internal/line.h"

namespace paktum::projection {

using internal::Line;

class Runner::Impl {
 public:
  Impl(std::unique_ptr<StateStore> states, ledger::EventLog& log, const Clock& clock,
       RunnerOptions options)
      : states_(std::move(states)), log_(log), clock_(clock), options_(std::move(options)) {}

  ~Impl() {
    // The lines call back until they have stopped, also to swap themselves: stop the new one first.
    std::shared_ptr<Line> building;
    {
      const std::lock_guard lock(mutex_);
      building = building_;
    }
    if (building) building->Stop();
    std::shared_ptr<Line> serving;
    {
      const std::lock_guard lock(mutex_);
      serving = serving_;
    }
    if (serving) serving->Stop();
  }

  Status Open(std::unique_ptr<Fold> fold) {
    const FoldIdentity identity = fold->identity();
    PAKTUM_ASSIGN_OR_RETURN(
        std::unique_ptr<SavedState> store,
        states_->Open(StateName(identity), identity, options_.definitions_text));
    PAKTUM_RETURN_IF_ERROR(store->LoadInto(*fold));
    old_states_ = states_->Others(identity);
    const bool complete = store->saved_at().complete;
    auto current = MakeLine(std::move(fold), std::move(store), /*is_new=*/!complete);
    if (complete) {
      RemoveOldStates();
      serving_ = std::move(current);
    } else if (auto old = Revive()) {
      serving_ = std::move(old);
      building_ = std::move(current);
    } else {
      serving_ = std::move(current);
    }
    // A line may take over as soon as it runs: nothing below may look at the members again.
    const std::shared_ptr<Line> serving = serving_;
    const std::shared_ptr<Line> building = building_;
    serving->Start();
    if (building) building->Start();
    return OkStatus();
  }

  Result<Answer> Query(const std::string& view, const Parameters& parameters, Position min_position,
                       Deadline deadline) const {
    ++queries_;
    std::shared_ptr<Line> line;
    {
      std::unique_lock lock(mutex_);
      const bool there = progressed_.WaitUntil(lock, deadline, [&] {
        return serving_->applied() >= min_position || !serving_->failure().ok();
      });
      line = serving_;
      if (!line->failure().ok()) {
        return DataLoss("view.stopped",
                        "the view has stopped and is not up to date: " + line->failure().reason());
      }
      if (!there) {
        return Unavailable("view.behind", "the view has applied " +
                                              std::to_string(line->applied().value()) + ", not " +
                                              std::to_string(min_position.value()) + " yet");
      }
    }
    return line->Query(view, parameters, clock_.Now());
  }

  bool WaitFor(Position position, Deadline deadline) const {
    std::unique_lock lock(mutex_);
    progressed_.WaitUntil(lock, deadline, [&] {
      return serving_->applied() >= position || !serving_->failure().ok();
    });
    return serving_->applied() >= position && serving_->failure().ok();
  }

  RunnerStats stats() const {
    const std::lock_guard lock(mutex_);
    RunnerStats stats{.applied = serving_->applied(),
                      .saved = serving_->saved(),
                      .head = serving_->head(),
                      .records = past_records_ + serving_->records(),
                      .saves = past_saves_ + serving_->saves(),
                      .queries = queries_.load(),
                      .reconnects = past_reconnects_ + serving_->reconnects(),
                      .rebuilding = building_ != nullptr,
                      .building = Position(0),
                      .failed = !serving_->failure().ok()};
    if (building_) {
      stats.building = building_->applied();
      stats.records += building_->records();
      stats.saves += building_->saves();
      stats.reconnects += building_->reconnects();
      stats.failed = stats.failed || !building_->failure().ok();
      stats.head = std::max(stats.head, building_->head());
    }
    return stats;
  }

  Status failure() const {
    const std::lock_guard lock(mutex_);
    const Status serving = serving_->failure();
    return serving.ok() && building_ ? building_->failure() : serving;
  }

 private:
  std::shared_ptr<Line> MakeLine(std::unique_ptr<Fold> fold, std::unique_ptr<SavedState> store,
                                 bool is_new) {
    Line::Callbacks callbacks{.on_progress = [this] { Progressed(); },
                              .on_caught_up = {},
                              .on_fail = options_.on_failure};
    if (is_new) callbacks.on_caught_up = [this] { TakeOver(); };
    return std::make_shared<Line>(std::move(fold), std::move(store), log_, options_,
                                  std::move(callbacks));
  }

  // The older state that has got furthest, ready to answer; nullptr when there is none to use.
  std::shared_ptr<Line> Revive() {
    if (!options_.revive) return nullptr;
    std::vector<std::pair<Position, std::string>> candidates;
    for (const std::string& name : old_states_) {
      const auto content = states_->LookInto(name);
      if (content && content->saved_at.complete) {
        candidates.emplace_back(content->saved_at.position, name);
      }
    }
    std::sort(candidates.rbegin(), candidates.rend());
    for (const auto& [position, name] : candidates) {
      const auto content = states_->LookInto(name);
      if (!content) continue;
      auto fold = options_.revive(content->identity, content->definitions_text);
      if (fold == nullptr || !(fold->identity() == content->identity)) continue;
      auto store = states_->Open(name, content->identity, content->definitions_text);
      if (!store.ok() || !(*store)->LoadInto(*fold).ok()) continue;
      return MakeLine(std::move(fold), std::move(store).value(), /*is_new=*/false);
    }
    return nullptr;
  }

  void Progressed() {
    { const std::lock_guard lock(mutex_); }  // a waiter either sees the change or is waiting
    progressed_.NotifyAll();
  }

  // On the new line's thread, once: it answers from now on, and what was there before goes away.
  void TakeOver() {
    std::shared_ptr<Line> old;
    {
      const std::lock_guard lock(mutex_);
      if (building_) {
        old = std::exchange(serving_, std::exchange(building_, nullptr));
      }
    }
    progressed_.NotifyAll();
    if (old) {
      old->Stop();
      const std::lock_guard lock(mutex_);
      past_records_ += old->records();
      past_saves_ += old->saves();
      past_reconnects_ += old->reconnects();
    }
    RemoveOldStates();
  }

  void RemoveOldStates() {
    for (const std::string& name : old_states_) states_->Remove(name);
    old_states_.clear();
  }

  const std::unique_ptr<StateStore> states_;
  ledger::EventLog& log_;
  const Clock& clock_;
  const RunnerOptions options_;
  std::vector<std::string> old_states_;  // of Open, then of the new line's thread

  mutable std::mutex mutex_;
  mutable ConditionVariable progressed_;
  std::shared_ptr<Line> serving_;      // guarded by mutex_; never null once open
  std::shared_ptr<Line> building_;     // guarded by mutex_
  std::uint64_t past_records_ = 0;     // guarded by mutex_; of lines that have ended
  std::uint64_t past_saves_ = 0;       // guarded by mutex_
  std::uint64_t past_reconnects_ = 0;  // guarded by mutex_
  mutable std::atomic<std::uint64_t> queries_{0};
};

Runner::Runner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Runner::~Runner() = default;

Result<std::unique_ptr<Runner>> Runner::Open(std::unique_ptr<Fold> fold, ledger::EventLog& log,
                                             const Clock& clock, RunnerOptions options) {
  auto states = OpenStateDirectory(options.directory);
  return Open(std::move(fold), std::move(states), log, clock, std::move(options));
}

Result<std::unique_ptr<Runner>> Runner::Open(std::unique_ptr<Fold> fold,
                                             std::unique_ptr<StateStore> states,
                                             ledger::EventLog& log, const Clock& clock,
                                             RunnerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(states), log, clock, std::move(options));
  PAKTUM_RETURN_IF_ERROR(impl->Open(std::move(fold)));
  return std::unique_ptr<Runner>(new Runner(std::move(impl)));
}

Result<Answer> Runner::Query(const std::string& view, const Parameters& parameters,
                             Position min_position, Deadline deadline) const {
  return impl_->Query(view, parameters, min_position, deadline);
}
bool Runner::WaitFor(Position position, Deadline deadline) const {
  return impl_->WaitFor(position, deadline);
}
RunnerStats Runner::stats() const { return impl_->stats(); }
Status Runner::failure() const { return impl_->failure(); }

}  // namespace paktum::projection
