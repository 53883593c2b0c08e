#pragma once
// MemoryStorage: a Storage without a disk, for tests and simulations. Everything is lost with it;
// memory grows with the records. Thread-safe.
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/storage.h"

namespace paktum::ledger {

class MemoryStorage final : public Storage {
 public:
  Status Write(const std::vector<StoredAppend>& batch) override;
  Result<Position> Head(const std::string& pact) const override;
  Result<Instant> LastRecordedAt(const std::string& pact) const override;
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override;
  Result<std::optional<FoundCommand>> FindCommand(const std::string& pact,
                                                  Uuid command) const override;
  Result<transparency::Frontier> Tree(const std::string& pact) const override;
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override;
  Result<std::vector<Record>> Read(const std::string& pact, Position after,
                                   ReadLimit limit) const override;
  Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit) const override;
  Result<std::vector<std::string>> Pacts() const override;

 private:
  struct Ledger {
    std::vector<Record> records;                           // by position - 1
    std::map<std::string, std::vector<Position>> streams;  // by version - 1
    std::map<Uuid, FoundCommand> commands;
    transparency::TileBuilder tree;
    std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;  // full, by level and index
  };
  // nullptr when there is none.
  const Ledger* Find(const std::string& pact) const;

  mutable std::shared_mutex mutex_;
  std::map<std::string, Ledger> ledgers_;  // guarded by mutex_
};

}  // namespace paktum::ledger
