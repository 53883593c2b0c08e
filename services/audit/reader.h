#pragma once
// Reader: all records of a source in order, read on a thread of its own while the caller works on
// those that came before; tells how far it is.
//
// Limits      at most kReaderAhead reads of kReaderBytes are held beside what Next has returned.
// Threads     Next and the destructor by one caller; the source outlives the reader.
#include <cstdint>
#include <functional>
#include <memory>

#include "services/audit/source.h"

namespace paktum::audit {

inline constexpr std::size_t kReaderAhead = 4;
inline constexpr std::size_t kReaderBytes = std::size_t{512} * 1024;

// Records done and in all; false ends the work. May be empty.
using OnProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

class Reader {
 public:
  // Reads up to `last`, or the source's head when that comes first.
  Reader(Source& source, Position last, OnProgress progress = {});
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The next records; none at the end.
  // Errors: those of Source::Read, after the records before; kAborted "audit.stopped".
  Result<Batch> Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Calls `each` for every batch. Errors: as Reader::Next, and those of `each`.
Status ForEachBatch(Source& source, Position last, const OnProgress& progress,
                    const std::function<Status(const Batch&)>& each);

}  // namespace paktum::audit
