#pragma once
// AppendGate: checks appends against the rules of who may say what, and passes those that are
// allowed on to the sequencer in the order in which they came.
//
// Checking takes some 60 µs an append (its signature), so it is done by threads of its own, several
// appends at the same time. An append waits for those before it, of all connections.
//
// Threads     Submit: one caller at a time. Checks on threads of its own.
// Limits      AppendGateOptions; what does not fit is answered kResourceExhausted
//             "append.queue_full": nothing was written.
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/access/rules_file.h"
#include "libs/base/bounded_queue.h"
#include "libs/base/clock.h"
#include "libs/base/runtime.h"
#include "libs/ledger/sequencer.h"

namespace paktum::event_log {

struct AppendGateOptions {
  std::size_t threads = 2;
  std::size_t appends_max = 4096;                         // that wait or are being checked
  std::size_t bytes_max = std::size_t{64} * 1024 * 1024;  // of their events and names
  std::size_t chunk_appends_max = 8;                      // checked by one thread in one go
};

// An append with the name of the connection that sent it.
struct NamedAppend {
  std::string peer;
  ledger::Sequencer::Submission submission;
};

class AppendGate {
 public:
  // `rules`, `sequencer` and `clock` must outlive the gate.
  AppendGate(const AppendGateOptions& options, access::RulesFile& rules,
             ledger::Sequencer& sequencer, const Clock& clock);
  ~AppendGate();  // passes on what waits, then ends the threads
  AppendGate(const AppendGate&) = delete;
  AppendGate& operator=(const AppendGate&) = delete;

  // Each append is answered once through its `done`: by the gate with a reason of
  // AccessRules::CheckAppend, on any thread, or by the sequencer.
  void Submit(std::vector<NamedAppend> appends);

 private:
  struct Chunk {
    std::vector<NamedAppend> appends;
    std::size_t entered = 0;  // appends, before the refused ones left
    std::size_t bytes = 0;
    bool checked = false;  // guarded by mutex_
  };
  using ChunkRef = std::shared_ptr<Chunk>;

  // False when it does not fit.
  bool Enter(const ChunkRef& chunk);
  void Check(Chunk& chunk) const;
  // Marks the chunk as checked and passes on all that are checked from the first on.
  void PassOn(Chunk& chunk);

  const AppendGateOptions options_;
  access::RulesFile& rules_;
  ledger::Sequencer& sequencer_;
  const Clock& clock_;
  std::mutex mutex_;
  std::deque<ChunkRef>
      order_;  // guarded by mutex_, as the next three; those that were not passed on
  std::size_t appends_ = 0;
  std::size_t bytes_ = 0;
  bool passing_on_ = false;  // a thread does
  BoundedQueue<ChunkRef> unchecked_;
  std::vector<Thread> threads_;
};

}  // namespace paktum::event_log
