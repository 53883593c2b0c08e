#include "services/audit/reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/bounded_queue.h"
#include "libs/base/runtime.h"

namespace paktum::audit {

class Reader::Impl {
 public:
  Impl(Source& source, Position last, OnProgress progress)
      : source_(source),
        last_(std::min(last, source.Head())),
        progress_(std::move(progress)),
        queue_(kReaderAhead),
        thread_([this] { ReadAll(); }) {}
  ~Impl() {
    queue_.Close();
    thread_.Join();
  }

  Result<Batch> Next() {
    if (progress_ && !progress_(done_, last_.value())) {
      return Aborted("audit.stopped", "the work was stopped");
    }
    auto read = queue_.Pop();
    if (!read) return Batch();
    if (read->ok()) done_ += (*read)->stored.size();
    return std::move(*read);
  }

 private:
  void ReadAll() {
    for (Position after; after < last_;) {
      const std::size_t left = last_.value() - after.value();
      auto batch = source_.Read(after, {std::min(left, ledger::kReadRecordsMax), kReaderBytes});
      if (batch.ok() && batch->stored.empty()) {
        batch = DataLoss("record.missing",
                         "the source ends at position " + std::to_string(after.value()));
      }
      const bool ok = batch.ok();
      if (ok) after = Position(after.value() + batch->stored.size());
      if (!queue_.PushBefore(std::move(batch), Deadline::max()) || !ok) break;
    }
    queue_.Close();
  }

  Source& source_;
  const Position last_;
  const OnProgress progress_;
  std::uint64_t done_ = 0;
  BoundedQueue<Result<Batch>> queue_;
  Thread thread_;  // last: it uses the others
};

Reader::Reader(Source& source, Position last, OnProgress progress)
    : impl_(std::make_unique<Impl>(source, last, std::move(progress))) {}
Reader::~Reader() = default;

Result<Batch> Reader::Next() { return impl_->Next(); }

Status ForEachBatch(Source& source, Position last, const OnProgress& progress,
                    const std::function<Status(const Batch&)>& each) {
  Reader reader(source, last, progress);
  for (;;) {
    PAKTUM_ASSIGN_OR_RETURN(const Batch batch, reader.Next());
    if (batch.stored.empty()) return OkStatus();
    PAKTUM_RETURN_IF_ERROR(each(batch));
  }
}

}  // namespace paktum::audit
