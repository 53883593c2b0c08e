#pragma once
// ReadAhead: all records of a ledger in order, read from a storage on a thread of its own while the
// caller works on those that came before. For replays in process.
//
// The ledger's end is where it ended when the reading began.
// Threads     Next and the destructor by one caller.
// Limits      At most kAheadReads reads of kAheadBytes each are held beside what Next has returned.
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger/storage.h"

namespace paktum::ledger {

inline constexpr std::size_t kAheadReads = 4;
inline constexpr std::size_t kAheadBytes = std::size_t{512} * 1024;

class ReadAhead {
 public:
  // Begins to read what follows `after`. The storage must outlive the object.
  ReadAhead(const Storage& storage, std::string pact, Position after);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Waits for the next records; none when the end was reached. Errors: those of Storage::Read,
  // after the records before; then the same error again.
  Result<std::vector<Record>> Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::ledger
