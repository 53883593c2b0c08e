#pragma once
// What a read gathers, within its limit. One thread.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"

namespace paktum::ledger {

// Counts records within a limit; the first one always fits.
class Room {
 public:
  explicit Room(ReadLimit limit)
      : records_max_(std::clamp<std::size_t>(limit.records, 1, kReadRecordsMax)),
        bytes_max_(std::min(limit.bytes, kReadBytesMax)) {}

  [[nodiscard]] bool full() const { return full_ || records_ >= records_max_; }
  [[nodiscard]] std::size_t records_left() const { return records_max_ - records_; }
  [[nodiscard]] std::size_t bytes_max() const { return bytes_max_; }
  [[nodiscard]] std::size_t records() const { return records_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // Takes a record of so many bytes in. False, and full from now on, when it does not fit.
  bool Take(std::size_t bytes) {
    full_ = full() || (records_ > 0 && bytes_ + bytes > bytes_max_);
    if (full_) return false;
    bytes_ += bytes;
    ++records_;
    return true;
  }

 private:
  const std::size_t records_max_;
  const std::size_t bytes_max_;
  std::size_t records_ = 0;
  std::size_t bytes_ = 0;
  bool full_ = false;
};

// Gathers stored bytes in one buffer and then makes records of them that share it.
class Gathering {
 public:
  explicit Gathering(ReadLimit limit) : room_(limit) {}

  [[nodiscard]] const Room& room() const { return room_; }
  // False, and full, when it does not fit.
  bool Add(std::string_view stored) {
    if (!room_.Take(stored.size())) return false;
    buffer_.append(stored);
    ends_.push_back(buffer_.size());
    return true;
  }
  // The records; each is given to `check(index, record)`. Use once.
  template <typename Check>
  Result<std::vector<Record>> Decode(const Check& check) {
    // A short read must not hold the room of a long one.
    if (buffer_.capacity() > 2 * buffer_.size()) buffer_.shrink_to_fit();
    const auto owner = std::make_shared<const std::string>(std::move(buffer_));
    std::vector<Record> records;
    records.reserve(ends_.size());
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      const std::string_view stored = std::string_view(*owner).substr(begin, end - begin);
      PAKTUM_RETURN_IF_ERROR(AddDecoded(owner, stored, records));
      PAKTUM_RETURN_IF_ERROR(check(records.size() - 1, records.back()));
      begin = end;
    }
    return records;
  }

 private:
  Room room_;
  std::string buffer_;
  std::vector<std::size_t> ends_;
};

}  // namespace paktum::ledger
