#pragma once
// Makes small ledgers of stored bytes, and sources of them, for tests of the audit.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/record.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/keys.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/source.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::audit {

using StoredRecords = std::vector<std::string>;

// Appends of one event each: stream s0, s1, s2, s0, …
inline StoredRecords SmallLedger(std::uint64_t records) {
  StoredRecords stored;
  for (std::uint64_t i = 0; i < records; ++i) {
    const auto append = ledger::StampedAppend(ledger::kPact, i + 1, i + 1,
                                              {{"scheme/s" + std::to_string(i % 3), i / 3 + 1}});
    stored.emplace_back(append.records.front().stored);
  }
  return stored;
}

// The same record with some fields changed.
template <typename Change>
std::string Changed(const std::string& stored, const Change& change) {
  const auto record = ledger::DecodeRecord(stored);
  EXPECT_TRUE(record.ok());
  ledger::RecordFields fields = *record;
  change(fields);
  return ledger::EncodeRecord(fields);
}

inline transparency::TileBuilder TreeOf(const StoredRecords& records) {
  transparency::TileBuilder tree;
  for (const std::string& stored : records) tree.Append(transparency::LeafHash(stored));
  return tree;
}

inline Batch BatchOf(const StoredRecords& records) {
  auto owner = std::make_shared<std::string>();
  for (const std::string& stored : records) owner->append(stored);
  Batch batch;
  std::size_t at = 0;
  for (const std::string& stored : records) {
    batch.stored.push_back(std::string_view(*owner).substr(at, stored.size()));
    at += stored.size();
  }
  batch.owners.push_back(std::move(owner));
  return batch;
}

inline constexpr const char* kOrigin = "paktum.test/tiszakecske";

// The log's key and one witness.
struct TestKeys {
  transparency::SigningKey log = Make(kOrigin, transparency::KeyType::kNote);
  transparency::SigningKey witness = Make("charity.test", transparency::KeyType::kCosignature);

  static transparency::SigningKey Make(const char* name, transparency::KeyType type) {
    auto key = transparency::SigningKey::Generate(name, type);
    PAKTUM_CHECK(key.ok());
    return std::move(*key);
  }
  [[nodiscard]] transparency::Policy Policy() const {
    auto policy =
        transparency::Policy::Parse("log " + log.verifier().Text() + "\nwitness charity " +
                                    witness.verifier().Text() + "\nquorum charity\n");
    PAKTUM_CHECK(policy.ok());
    return std::move(*policy);
  }
  // Signed by the log, and by the witness when asked for.
  [[nodiscard]] std::string Sign(const StoredRecords& records, bool cosigned = true) const {
    transparency::Note note =
        transparency::SignCheckpoint({kOrigin, records.size(), TreeOf(records).Root(), {}}, log);
    if (cosigned) {
      note.signatures.push_back(transparency::Cosign(note.text, witness, 1'540'000'000));
    }
    return transparency::FormatNote(note);
  }
};

// A source of records in memory. Its tiles are those of `tiles_of`.
class MemorySource final : public Source {
 public:
  explicit MemorySource(StoredRecords records, std::string note = "")
      : records_(std::move(records)), note_(std::move(note)) {
    SetTiles(records_);
  }

  void SetTiles(const StoredRecords& records) {
    transparency::TileBuilder tree = TreeOf(records);
    tiles_ = tree.TakeFull();
    for (auto& tile : tree.Partial()) tiles_.push_back(std::move(tile));
  }
  std::vector<transparency::Tile>& tiles() { return tiles_; }

  [[nodiscard]] std::string Name() const override { return "memory"; }
  [[nodiscard]] std::string Pact() const override { return ledger::kPact; }
  [[nodiscard]] Position Head() const override { return Position(records_.size()); }
  Result<Batch> Read(Position after, ledger::ReadLimit limit) override {
    StoredRecords part;
    for (auto at = after.value(); at < records_.size() && part.size() < limit.records; ++at) {
      part.push_back(records_[at]);
    }
    return BatchOf(part);
  }
  Result<std::string> Checkpoint() override {
    if (note_.empty()) return NotFound("checkpoint.none", "none");
    return note_;
  }
  Result<std::string> ReadTile(const transparency::TileId& wanted) override {
    for (const auto& tile : tiles_) {
      const bool same = tile.id.level == wanted.level && tile.id.index == wanted.index;
      if (same && tile.id.width >= wanted.width) {
        return tile.bytes.substr(0, wanted.width * transparency::kHashBytes);
      }
    }
    return NotFound("tile.missing", "none");
  }

 private:
  StoredRecords records_;
  std::string note_;
  std::vector<transparency::Tile> tiles_;
};

}  // namespace paktum::audit
