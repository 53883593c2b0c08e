#pragma once
// Sequencer: the one writer of a storage; gives every append its place (G2–G5).
//
// Order       Appends are decided in the order in which Submit took them. All that waits while the
//             disk works goes into the next batch: one Storage::Write, one fsync. No timer.
// Durability  An append is answered after the Write that holds it has returned, never before. When
//             a Write fails every append of its batch gets that error and leaves no trace. When it
//             fails with kDataLoss, the batch and every later append get kDataLoss "log.stopped",
//             with the storage's reason in the message, until the process starts again. An append
//             that meets a damaged entry while it gets its place is answered kDataLoss with the
//             storage's own reason; others go on.
// Threads     Submit, Append and OnCommit may be called from any thread; one thread of its own
//             reads and writes the storage's heads. Nobody else may write to the storage.
// Limits      SequencerOptions; memory is queue_bytes_max plus two batches plus the cached heads.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/runtime.h"
#include "libs/ledger/batch_planner.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/storage.h"

namespace paktum::ledger {

// What one Storage::Write was, for metrics.
struct WriteReport {
  bool written = false;  // it returned OK
  std::size_t appends = 0;
  std::size_t events = 0;
  std::size_t stored_bytes = 0;                // of the records
  std::chrono::steady_clock::duration took{};  // with its fsync
};

struct SequencerOptions {
  std::size_t queue_appends_max = 4096;                         // appends that may wait
  std::size_t queue_bytes_max = std::size_t{64} * 1024 * 1024;  // bytes that may wait
  std::size_t batch_appends_max = 1024;                         // appends in one Write
  std::size_t batch_bytes_max = std::size_t{16} * 1024 * 1024;  // bytes in one Write; at least one
                                                                // append goes in whatever its size
  std::size_t append_events_max = kAppendEventsMax;             // at most kAppendBatchEventsMax
  std::size_t cached_heads_max = 65536;                         // streams whose head is remembered
  // Called on the writer thread after every Write, before its appends are answered; must be quick.
  // May be empty.
  std::function<void(const WriteReport&)> on_write;
  // Called on the writer thread when all appends of a batch are answered; must be quick. May be
  // empty.
  std::function<void()> on_answered;
};

class Sequencer {
 public:
  using Done = std::function<void(Result<AppendResult>)>;
  using CommitListener = std::function<void(const std::string& pact, Position head)>;

  // Starts the writer thread. Both references must outlive the sequencer.
  Sequencer(Storage& storage, const Clock& clock, SequencerOptions options = {});
  // As Stop().
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // Hands an append in; `done` is called exactly once with the answer that EventLog::Append
  // describes. It runs on the writer thread, or inside this call when the append is refused
  // outright (malformed, over a limit, queue full, stopped), so it must be quick and must not call
  // the sequencer. An append whose deadline passes before its batch is gathered is answered
  // kUnavailable "append.expired": nothing was written.
  void Submit(AppendRequest request, Deadline deadline, Done done);

  // The same for several appends, in order: they go into one batch as far as one holds them.
  struct Submission {
    AppendRequest request;
    Deadline deadline;
    Done done;
  };
  void Submit(std::vector<Submission> submissions);

  // Submit, and waits for the answer; kDeadlineExceeded "append.outcome_unknown" when none came by
  // the deadline.
  Result<AppendResult> Append(const AppendRequest& request, Deadline deadline);

  // `listener` is called on the writer thread after every Write that returned OK, once for each
  // pact in it, when all its appends are answered and on_answered has returned; it must be quick,
  // must not call the sequencer and must be callable until the sequencer is stopped.
  void OnCommit(CommitListener listener);

  // Answers what waits (it is still written), then ends the writer thread. Later appends are
  // answered kUnavailable "append.stopped". Idempotent; not from the writer thread.
  void Stop();

  // kDataLoss "log.stopped" once appends are refused for good; OK while they go on. For health
  // checks.
  [[nodiscard]] Status health() const;

  // Appends that wait, for metrics.
  [[nodiscard]] std::size_t queued() const;

 private:
  struct Waiting : Submission {
    std::size_t bytes = 0;
  };
  struct Refused {
    Done done;
    Status status;
  };

  void Enqueue(std::vector<Waiting>& appends, std::vector<Refused>& refused);
  void Run();
  std::size_t TakeBatch(std::vector<Waiting>& taken, std::size_t from,
                        std::vector<Waiting*>& batch);
  std::vector<StoredAppend> CommitBatch(const std::vector<Waiting*>& batch);
  Status Write(const std::vector<StoredAppend>& writes);
  void AnnounceCommit(const std::vector<StoredAppend>& writes);
  Status StopFor(const Status& cause);

  Storage& storage_;
  const SequencerOptions options_;
  BatchPlanner planner_;  // writer thread only
  mutable std::mutex queue_mutex_;
  ConditionVariable filled_;
  std::vector<Waiting> queue_;      // guarded by queue_mutex_, as the next three
  std::size_t queued_appends_ = 0;  // in queue_, or taken from it and in no batch yet
  std::size_t queued_bytes_ = 0;
  bool closed_ = false;
  mutable std::mutex mutex_;
  std::shared_ptr<const std::vector<CommitListener>> listeners_;  // guarded by mutex_
  Status failure_;                                                // guarded by mutex_
  std::once_flag stopped_;
  Thread writer_;  // last: starts when all else is there
};

}  // namespace paktum::ledger
