#pragma once
// OutboxStore: what an Outbox keeps its entries in; a directory on disk, or memory in a simulation.
//
// Threads     One call at a time; the outbox sees to it.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"

namespace paktum::office {

class OutboxStore {
 public:
  // No key stands in it twice.
  struct Batch {
    std::vector<std::pair<std::string, std::string>> puts;
    std::vector<std::string> removals;
  };

  virtual ~OutboxStore() = default;

  // All of the batch or nothing; on disk (fsync) when it returns OK.
  // Errors: kUnavailable "outbox.not_written"  nothing was written
  virtual Status Write(const Batch& batch) = 0;
  // Errors: kDataLoss "outbox.damaged"      a key that was put is missing, or its value is damaged
  //         kUnavailable "outbox.not_read"  the disk failed
  [[nodiscard]] virtual Result<std::string> Get(const std::string& key) const = 0;
  // Every entry in the order of the keys' bytes, until `visit` returns an error, which is returned.
  // Errors: kDataLoss "outbox.damaged"; kUnavailable "outbox.cannot_open"
  using Visit = std::function<Status(const std::string& key, std::string_view value)>;
  [[nodiscard]] virtual Status ForEach(const Visit& visit) const = 0;
};

// The store in `directory`, made when there is none.
// Errors: kUnavailable "outbox.cannot_open"  in use, or the disk cannot be read or written
//         kDataLoss "outbox.damaged"
Result<std::unique_ptr<OutboxStore>> OpenOutboxDirectory(const std::filesystem::path& directory);

}  // namespace paktum::office
