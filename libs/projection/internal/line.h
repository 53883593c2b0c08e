#pragma once
// Line: one fold with its saved state and the thread that keeps both up to date.
//
// Threads     Start and Stop by the owner; everything else from any thread. Callbacks run on the
//             line's own thread.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "libs/base/runtime.h"
#include "libs/projection/fold.h"
#include "libs/projection/runner.h"
#include "libs/projection/state_store.h"

namespace paktum::projection::internal {

// A shared mutex that lets neither readers nor the writer wait for an endless row of the others:
// whoever asks next stands at the gate first.
class FairSharedMutex {
 public:
  void lock() {
    const std::lock_guard gate(gate_);
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }
  void lock_shared() {
    const std::lock_guard gate(gate_);
    mutex_.lock_shared();
  }
  void unlock_shared() { mutex_.unlock_shared(); }

 private:
  std::mutex gate_;
  std::shared_mutex mutex_;
};

class Line {
 public:
  struct Callbacks {
    std::function<void()> on_progress;           // applied, or failed
    std::function<void()> on_caught_up;          // once, when the ledger's end was first reached
    std::function<void(const Status&)> on_fail;  // once
  };

  // `fold` is loaded from `store` already.
  Line(std::unique_ptr<Fold> fold, std::unique_ptr<SavedState> store, ledger::EventLog& log,
       const RunnerOptions& options, Callbacks callbacks);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void Start();
  // Ends the thread, saves and closes the store; the fold goes on answering. Idempotent.
  void Stop();

  [[nodiscard]] Result<Answer> Query(const std::string& view, const Parameters& parameters,
                                     Instant now) const;
  [[nodiscard]] Position applied() const { return Position(applied_.load()); }
  [[nodiscard]] Position saved() const { return Position(saved_.load()); }
  [[nodiscard]] Position head() const { return Position(head_.load()); }
  [[nodiscard]] std::uint64_t records() const { return records_.load(); }
  [[nodiscard]] std::uint64_t saves() const { return saves_.load(); }
  [[nodiscard]] std::uint64_t reconnects() const { return reconnects_.load(); }
  [[nodiscard]] Status failure() const;

 private:
  void Run();
  // All of these: OK, or why the line must stop on its own.
  Status Follow();
  Status CheckLedger();
  Status TakeIn(const ledger::Slice& slice);
  Status ApplyChunk(std::span<const ledger::Record> records);
  std::size_t ReadEvents(std::span<const ledger::Record> records, Status& damaged);
  Status SaveIfDue();
  Status Save();
  // Whether the log may answer later; waits a little before it says so.
  bool WorthRetrying(const Status& status);
  // True when the line was told to stop meanwhile.
  bool Pause(std::chrono::milliseconds duration);
  [[nodiscard]] bool stopping() const { return stopping_.load(); }

  // What the fold needs of one record.
  struct ReadEvent {
    std::optional<events::EventHead> head;  // at the body of such an event the fold does not look
    event::v1::Event event;                 // otherwise
  };

  ledger::EventLog& log_;
  const RunnerOptions options_;
  const Callbacks callbacks_;

  mutable FairSharedMutex fold_mutex_;
  const std::unique_ptr<Fold> fold_;  // guarded by fold_mutex_, but for LooksAt

  // Of the line's thread, and of Stop after it has ended.
  std::unique_ptr<SavedState> store_;
  std::string mark_;               // of the last record applied
  std::vector<ReadEvent> events_;  // of the chunk that is being applied, used again
  Deadline unsaved_since_;
  bool caught_up_ = false;

  std::atomic<std::uint64_t> applied_;
  std::atomic<std::uint64_t> saved_;
  std::atomic<std::uint64_t> head_{0};
  std::atomic<std::uint64_t> records_{0};
  std::atomic<std::uint64_t> saves_{0};
  std::atomic<std::uint64_t> reconnects_{0};

  mutable std::mutex mutex_;
  ConditionVariable wake_;
  std::atomic<bool> stopping_{false};
  Status failure_;  // guarded by mutex_
  Thread thread_;
};

}  // namespace paktum::projection::internal
