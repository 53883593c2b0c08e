#include "libs/ledger/read_ahead.h"

#include <utility>

#include "libs/base/bounded_queue.h"
#include "libs/base/runtime.h"

namespace paktum::ledger {

class ReadAhead::Impl {
 public:
  Impl(const Storage& storage, std::string pact, Position after)
      : storage_(storage), pact_(std::move(pact)), after_(after), queue_(kAheadReads) {
    thread_ = Thread([this] { Run(); });
  }
  ~Impl() {
    queue_.Close();
    thread_.Join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<std::vector<Record>> Next() {
    if (!failure_.ok()) return failure_;
    auto read = queue_.Pop();
    if (!read) return std::vector<Record>();
    failure_ = read->status();
    return std::move(*read);
  }

 private:
  void Run() {
    Read();
    queue_.Close();
  }
  void Read() {
    const auto head = storage_.Head(pact_);
    if (!head.ok()) {
      Push(head.status());
      return;
    }
    while (after_ < *head) {
      const std::size_t left = head->value() - after_.value();
      auto records = storage_.Read(pact_, after_, {std::min(left, kReadRecordsMax), kAheadBytes});
      const bool more = records.ok() && !records->empty();
      if (more) after_ = records->back().position;
      if (!Push(std::move(records)) || !more) return;
    }
  }
  // False when nobody wants any more.
  bool Push(Result<std::vector<Record>> read) {
    return queue_.PushBefore(std::move(read), Deadline::max());
  }

  const Storage& storage_;
  const std::string pact_;
  Position after_;  // of the thread
  BoundedQueue<Result<std::vector<Record>>> queue_;
  Status failure_;  // of the caller
  Thread thread_;   // last: starts when all else is there
};

ReadAhead::ReadAhead(const Storage& storage, std::string pact, Position after)
    : impl_(std::make_unique<Impl>(storage, std::move(pact), after)) {}
ReadAhead::~ReadAhead() = default;

Result<std::vector<Record>> ReadAhead::Next() { return impl_->Next(); }

}  // namespace paktum::ledger
