#pragma once
// Disks: what outlives a machine, and the stores that the product keeps its things in there.
//
// A store writes all or nothing, as its contract says. A crash may come right before or right after
// a write, while the caller still waits for it.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/ledger/memory_storage.h"
#include "libs/ledger/storage.h"
#include "libs/office/outbox_store.h"
#include "libs/projection/state_store.h"
#include "libs/vault/sealer.h"
#include "tests/sim/frame/chance.h"
#include "tests/sim/frame/scheduler.h"
#include "tests/sim/pact/bugs.h"

namespace paktum::sim {

// How often, in 10,000 writes.
struct DiskFaults {
  unsigned crash = 0;   // right before or right after
  unsigned failed = 0;  // nothing written, kUnavailable
  unsigned slow = 0;    // the log's only: up to two seconds
};

// What every store of a machine needs.
struct DiskHost {
  Scheduler& scheduler;
  Chance& chance;
  const DiskFaults& faults;
  Bug bug;
  std::function<void()> crash;  // ends the machine of the calling thread; does not return

  void MayCrash() const {
    if (chance.Hits(faults.crash)) crash();
  }
};

// The log's records.
class LogDisk {
 public:
  explicit LogDisk(std::string pact) : pact_(std::move(pact)) {}

  [[nodiscard]] ledger::MemoryStorage& records() { return *records_; }
  [[nodiscard]] Position Head() const { return *records_->Head(pact_); }
  // Forgets everything after this position.
  void CutAfter(Position last);
  // Of Bug::kAckBeforeKeep: ends of the ledger before the latest writes, with their time.
  std::vector<std::pair<Deadline, Position>> not_kept;

 private:
  const std::string pact_;
  std::unique_ptr<ledger::MemoryStorage> records_ = std::make_unique<ledger::MemoryStorage>();
};

class SimStorage final : public ledger::Storage {
 public:
  SimStorage(DiskHost host, LogDisk& disk, std::string pact);

  Status Write(const std::vector<ledger::StoredAppend>& batch) override;
  Result<Position> Head(const std::string& pact) const override;
  Result<Instant> LastRecordedAt(const std::string& pact) const override;
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override;
  Result<std::optional<ledger::FoundCommand>> FindCommand(const std::string& pact,
                                                          Uuid command) const override;
  Result<transparency::Frontier> Tree(const std::string& pact) const override;
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override;
  Result<std::vector<ledger::Record>> Read(const std::string& pact, Position after,
                                           ledger::ReadLimit limit) const override;
  Result<std::vector<ledger::Record>> ReadStream(const std::string& pact, const std::string& stream,
                                                 StreamVersion after,
                                                 ledger::ReadLimit limit) const override;
  Result<std::vector<std::string>> Pacts() const override;

 private:
  const DiskHost host_;
  LogDisk& disk_;
  Position head_at_start_;
};

// An office's outbox.
struct OutboxDisk {
  std::map<std::string, std::string> entries;
  // Of Bug::kOutboxUnsynced: what the entries were before the last write.
  std::optional<std::map<std::string, std::string>> before_last_write;
};

class SimOutboxStore final : public office::OutboxStore {
 public:
  SimOutboxStore(DiskHost host, OutboxDisk& disk) : host_(std::move(host)), disk_(disk) {}
  Status Write(const Batch& batch) override;
  [[nodiscard]] Result<std::string> Get(const std::string& key) const override;
  [[nodiscard]] Status ForEach(const Visit& visit) const override;

 private:
  const DiskHost host_;
  OutboxDisk& disk_;
};

// Seals without a key of a person's own: nothing here is secret.
class SimSealer final : public vault::Sealer {
 public:
  Result<vault::SealedPart> Seal(const vault::PersonRef& person, std::string_view content_type,
                                 std::string_view plaintext, Deadline deadline) override;
  Status DestroyOwn(const vault::PersonRef& person, Deadline deadline) override;
};

// A view's states by name.
struct StateDisk {
  struct State {
    projection::FoldIdentity identity;
    std::string definitions_text;
    std::map<std::string, std::string> rows;
    projection::SavedAt saved_at;
    std::vector<projection::Row> late_rows;  // of Bug::kPositionBeforeState
  };
  std::map<std::string, State> states;
};

class SimStateStore final : public projection::StateStore {
 public:
  SimStateStore(DiskHost host, StateDisk& disk) : host_(std::move(host)), disk_(disk) {}
  Result<std::unique_ptr<projection::SavedState>> Open(
      const std::string& name, const projection::FoldIdentity& identity,
      const std::string& definitions_text) override;
  [[nodiscard]] std::optional<projection::StateContent> LookInto(
      const std::string& name) const override;
  [[nodiscard]] std::vector<std::string> Others(
      const projection::FoldIdentity& identity) const override;
  void Remove(const std::string& name) override;

 private:
  const DiskHost host_;
  StateDisk& disk_;
};

}  // namespace paktum::sim
