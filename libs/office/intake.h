#pragma once
// Intake: takes commands, answers them at once when the log can be reached and through the outbox
// when it cannot.
//
// Order     While commands of a pact wait, new ones of that pact queue behind them.
// Once      A command leaves the outbox only after the log acknowledged it; a repeat after a crash
//           or an unknown outcome carries the same command id, so the log writes it once.
// Refusals  A command that is refused after it waited goes to the attention list; the next ones
//           follow. So does one whose own records are damaged or too many, or that the vault cannot
//           seal. Its key stays bound to it; sent again it leaves the list once it is recorded or
//           found needless.
// Threads   Submit and StateOf may be called from any thread; DrainPass by one thread at a time.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/office/command_processor.h"
#include "libs/office/outbox.h"

namespace paktum::office {

struct Taken {
  enum class State : std::uint8_t { kRecorded, kNothingToDo, kWaiting };
  State state = State::kWaiting;
  Answer answer;  // empty while it waits
};

struct CommandState {
  enum class Kind : std::uint8_t { kAppended, kNothingToDo, kWaiting, kRefused, kUnknown };
  Kind kind = Kind::kUnknown;
  Answer answer;   // kAppended, kNothingToDo
  Status refusal;  // kRefused
};

class Intake {
 public:
  // Called after a waiting command left the outbox: name of the command and how it ended
  // ("recorded", "nothing_to_do", "refused").
  using Settled = std::function<void(const std::string& command, const std::string& outcome)>;

  // References must outlive the intake. `log_timeout`: how long one command may try to reach the
  // log before it waits in the outbox.
  Intake(const CommandProcessor& processor, Outbox& outbox, const Clock& clock,
         std::chrono::milliseconds log_timeout);

  // `canonical` are the CanonicalBytes of submission.message.
  // Errors: as CommandProcessor::Process without kUnavailable, kDeadlineExceeded and the kDataLoss
  // of the log, which become kWaiting; as Outbox::Put; kFailedPrecondition "append.command_reused"
  // also when the command needs attention with another digest.
  Result<Taken> Submit(const Submission& submission, const std::string& canonical);

  // Errors: kUnavailable, kDeadlineExceeded when only the log could tell and it cannot be reached.
  Result<CommandState> StateOf(const std::string& pact, const Uuid& command) const;

  // Decides and appends what waits, pact by pact, in order. True when nothing waits any more; false
  // when the log cannot be reached (or is busy or has stopped): try again later. Leaves early when
  // `stop` turns true.
  bool DrainPass(const std::atomic<bool>& stop, const Settled& settled);

 private:
  Result<Taken> Queue(const Submission& submission, const std::string& canonical);
  void DropAttention(const Submission& submission);
  // True when the front command of the pact left the queue.
  bool DrainFront(const std::string& pact, const Settled& settled);
  Status Settle(const QueuedCommand& command, const Result<Answer>& answer, std::string& outcome);

  const CommandProcessor& processor_;
  Outbox& outbox_;
  const Clock& clock_;
  const std::chrono::milliseconds log_timeout_;
};

}  // namespace paktum::office
