#include "libs/ledger/transact.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/runtime.h"

namespace paktum::ledger {
namespace {

constexpr std::chrono::milliseconds kRetryPauseMax{1000};

bool Passed(Deadline deadline) { return SteadyNow() >= deadline; }

// A read that ran out of time wrote nothing: its caller may take the outcome as known.
Status ReadFailed(const Status& status) {
  if (status.code() != StatusCode::kDeadlineExceeded) return status;
  return Unavailable("transact.log_too_slow", "the log did not answer a read by the deadline");
}

// One run of Transact.
class Run {
 public:
  Run(EventLog& log, const TransactRequest& request, const UntypedDecide& decide)
      : log_(log), request_(request), decide_(decide) {
    for (const std::string& name : request.streams) streams_.push_back({name, {}, {}});
  }

  Result<UntypedTransacted> Go() {
    PAKTUM_ASSIGN_OR_RETURN(auto known, FirstAnswer());
    if (known.has_value()) return std::move(*known);
    for (std::uint32_t tries = 0; tries < request_.tries_max; ++tries) {
      PAKTUM_RETURN_IF_ERROR(LoadNewer());
      auto proposal = decide_(streams_);
      if (!proposal.ok()) return WithoutAppend(proposal.status());
      if (proposal->events.empty()) return WithoutAppend(UntypedTransacted{});
      auto appended = AppendUntilKnown(RequestFor(std::move(*proposal)));
      if (appended.ok()) return AfterAppend(*appended);
      if (appended.status().code() != StatusCode::kAborted) return appended.status();
    }
    return Aborted("transact.contended", "others appended to the same streams every time");
  }

 private:
  // The answer of an earlier append of this command; nothing when there is none.
  Result<std::optional<UntypedTransacted>> FirstAnswer() {
    const auto found = log_.FindCommand(request_.pact, request_.command, AttemptDeadline());
    if (!found.ok()) {
      if (found.status().code() != StatusCode::kNotFound) return ReadFailed(found.status());
      return std::optional<UntypedTransacted>();
    }
    if (found->content_digest != request_.content_digest) {
      return Refused("append.command_reused", "the command id was used for another request",
                     {{"command", request_.command.ToString()}});
    }
    PAKTUM_ASSIGN_OR_RETURN(auto repeated, Appended(found->append));
    return std::optional<UntypedTransacted>(std::move(repeated));
  }

  // A decision that appends nothing stands only if this command has not been appended meanwhile:
  // then it saw its own effect.
  Result<UntypedTransacted> WithoutAppend(Result<UntypedTransacted> decided) {
    PAKTUM_ASSIGN_OR_RETURN(auto known, FirstAnswer());
    if (known.has_value()) return std::move(*known);
    return decided;
  }

  Result<UntypedTransacted> Appended(const AppendResult& append) {
    UntypedTransacted transacted{append, {}};
    if (!append.repeated) return transacted;
    Position after(append.first.value() - 1);
    while (transacted.records.size() < append.count) {
      const ReadLimit limit{append.count - transacted.records.size(), kReadBytesMax};
      auto slice = log_.Read(request_.pact, after, limit, AttemptDeadline());
      if (!slice.ok()) return ReadFailed(slice.status());
      if (slice->records.empty()) {
        return Internal("transact.append_not_found", "the log names an append it does not hold");
      }
      for (Record& record : slice->records) transacted.records.push_back(std::move(record));
      after = transacted.records.back().position;
    }
    return transacted;
  }

  // The append stands whatever happens to the reads that follow it.
  Result<UntypedTransacted> AfterAppend(const AppendResult& append) {
    auto transacted = Appended(append);
    if (transacted.ok() || transacted.status().code() != StatusCode::kUnavailable)
      return transacted;
    return DeadlineExceeded("append.outcome_unknown", "written, but its records cannot be read");
  }

  Status LoadNewer() {
    for (LoadedStream& stream : streams_) {
      for (;;) {
        auto slice = log_.ReadStream(request_.pact, stream.name, stream.version, ReadLimit{},
                                     AttemptDeadline());
        if (!slice.ok()) return ReadFailed(slice.status());
        loaded_records_ += slice->records.size();
        if (loaded_records_ > request_.records_max) {
          return ResourceExhausted("transact.too_many_records", "the streams are too long to load");
        }
        if (slice->records.empty()) break;
        for (Record& record : slice->records) stream.records.push_back(std::move(record));
        stream.version = stream.records.back().version;
        if (stream.version >= slice->head) break;
      }
    }
    return OkStatus();
  }

  AppendRequest RequestFor(Proposal<std::monostate> proposal) const {
    AppendRequest append{request_.pact,
                         request_.command,
                         request_.member,
                         request_.content_digest,
                         {},
                         std::move(proposal.events)};
    append.conditions = std::move(proposal.extra_conditions);
    for (const LoadedStream& stream : streams_) {
      append.conditions.push_back({stream.name, stream.version});
    }
    return append;
  }

  // Sends the same append again until its outcome is known or the deadline has passed.
  Result<AppendResult> AppendUntilKnown(const AppendRequest& append) {
    std::chrono::milliseconds pause = request_.retry_pause;
    for (;;) {
      auto answer = log_.Append(append, AttemptDeadline());
      if (answer.ok()) return answer;
      const StatusCode code = answer.status().code();
      if (code == StatusCode::kDeadlineExceeded) outcome_unknown_ = true;
      const bool again = code == StatusCode::kDeadlineExceeded ||
                         code == StatusCode::kUnavailable || code == StatusCode::kResourceExhausted;
      if (!again) return answer;
      const auto wake = SteadyNow() + pause;
      if (wake >= request_.deadline) {
        if (!outcome_unknown_) return answer;
        return DeadlineExceeded("append.outcome_unknown", "no answer by the deadline");
      }
      SleepUntil(wake);
      pause = std::min(pause * 2, kRetryPauseMax);
    }
  }

  [[nodiscard]] Deadline AttemptDeadline() const {
    return std::min(request_.deadline, DeadlineIn(request_.attempt_timeout));
  }

  EventLog& log_;
  const TransactRequest& request_;
  const UntypedDecide& decide_;
  std::vector<LoadedStream> streams_;
  std::size_t loaded_records_ = 0;
  bool outcome_unknown_ = false;
};

}  // namespace

Result<UntypedTransacted> TransactUntyped(EventLog& log, const TransactRequest& request,
                                          const UntypedDecide& decide) {
  PAKTUM_CHECK(request.streams.size() <= kConditionsMax);
  PAKTUM_CHECK(request.tries_max > 0);
  if (Passed(request.deadline)) {
    return Unavailable("transact.log_too_slow", "the deadline had passed before the first read");
  }
  return Run(log, request, decide).Go();
}

}  // namespace paktum::ledger
