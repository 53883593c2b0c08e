#pragma once
// A log in memory that signs what it is told to, also what no honest log would; and the key
// directories of its witnesses.
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "libs/ledger_client/log_tree.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/keys.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::witness {

inline constexpr char kPact[] = "tiszakecske";

// A tree whose leaf i is the hash of a text with `name` from leaf `differs_from` on: histories of
// the same name are the same, of others from there on different.
class History {
 public:
  explicit History(std::string name = "a", std::uint64_t differs_from = 0)
      : name_(std::move(name)), differs_from_(differs_from) {}

  void GrowTo(std::uint64_t size);
  [[nodiscard]] transparency::Checkpoint CheckpointAt(std::uint64_t size,
                                                      const std::string& origin) const;
  [[nodiscard]] Result<std::string> Tile(const transparency::TileId& tile) const;

 private:
  std::string name_;
  std::uint64_t differs_from_;
  transparency::TileBuilder tree_;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;
  std::vector<transparency::Hash> roots_{transparency::EmptyRoot()};  // by size
};

class TilesOfHistory final : public transparency::TileSource {
 public:
  explicit TilesOfHistory(const History& history) : history_(history) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return history_.Tile(tile);
  }

 private:
  const History& history_;
};

transparency::SigningKey MakeKey(const std::string& name, transparency::KeyType type);

// Thread-safe.
class FakeLog final : public ledger_client::LogTree {
 public:
  // A key of the name "log": its ledgers' origins begin so.
  explicit FakeLog(const transparency::SigningKey& key);

  // From now on it shows the tree of the first `size` leaves of this history.
  void Show(History history, std::uint64_t size);
  void Fail(Status status);                            // every call answers so; OK: as before
  void ForgetCosignatures();                           // as a log that was ended
  void SignWith(const transparency::SigningKey& key);  // another key
  // Called when a cosignature comes, before it is answered.
  std::function<void(const std::string& note)> on_cosign;
  std::atomic<bool>* refuse_cosignatures = nullptr;  // while it is true; all else is answered

  [[nodiscard]] std::vector<std::string> cosigned() const;  // notes handed in

  Result<std::string> Checkpoint(const std::string& pact, Deadline deadline) override;
  Result<std::string> WitnessedCheckpoint(const std::string& pact, Deadline deadline) override;
  Result<std::string> Tile(const std::string& pact, const transparency::TileId& tile,
                           Deadline deadline) override;
  Status Cosign(const std::string& pact, const std::string& note, Deadline deadline) override;

 private:
  mutable std::mutex mutex_;
  transparency::SigningKey key_;
  History history_;
  std::uint64_t size_ = 0;
  Status failure_;
  std::vector<std::string> cosigned_;
  std::vector<transparency::NoteSignature> cosignatures_;  // of the note shown
};

// Hands a log that several may use to one that owns its log.
class SharedLog final : public ledger_client::LogTree {
 public:
  explicit SharedLog(FakeLog& log) : log_(log) {}
  Result<std::string> Checkpoint(const std::string& pact, Deadline deadline) override {
    return log_.Checkpoint(pact, deadline);
  }
  Result<std::string> WitnessedCheckpoint(const std::string& pact, Deadline deadline) override {
    return log_.WitnessedCheckpoint(pact, deadline);
  }
  Result<std::string> Tile(const std::string& pact, const transparency::TileId& tile,
                           Deadline deadline) override {
    return log_.Tile(pact, tile, deadline);
  }
  Status Cosign(const std::string& pact, const std::string& note, Deadline deadline) override {
    return log_.Cosign(pact, note, deadline);
  }

 private:
  FakeLog& log_;
};

}  // namespace paktum::witness
