#pragma once
// LedgerCheck: one ledger of an open directory, from its first record to its last, and its indexes
// beside it on a thread of their own.
//
// Whether records and an index agree both ways is told without a look-up: each side adds up hashes
// of its entries, in whatever order they stand. Only where the sums differ every entry is looked
// up, to tell which one it is.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/ledger/event_log.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/internal/store_reader.h"
#include "libs/ledger_rocksdb/verify.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::ledger {

// Takes findings up to a bound, and the wish to stop.
class Findings {
 public:
  Findings(VerifyReport& report, std::size_t max) : report_(report), max_(max) {}
  void Add(StoreFinding finding);
  // Those of another report, and how many it left out.
  void TakeFrom(VerifyReport& other);
  // The same, before those that are there.
  void PutFirst(VerifyReport& other);
  [[nodiscard]] bool full() const { return report_.findings.size() >= max_; }
  [[nodiscard]] std::size_t max() const { return max_; }

 private:
  VerifyReport& report_;
  const std::size_t max_;
};

// A sum of hashes: equal for equal entries, in any order.
class EntrySum {
 public:
  void Add(std::string_view key, std::string_view payload);
  friend bool operator==(const EntrySum&, const EntrySum&) = default;

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t count_ = 0;
};

class LedgerCheck {
 public:
  // Called with how many entries were gone through since; false: stop. From two threads.
  using Tick = std::function<bool(std::uint64_t entries)>;

  // Without `trees` no record is hashed: the tree is empty, and no tile is looked at.
  LedgerCheck(const RocksDb& rocks, std::string pact, bool trees, Findings& findings, Tick tick);

  // The cursors stand at the ledger's first key, or behind where it would be, and are left behind
  // its last. False when it was stopped. Findings come in the order records, streams, commands.
  bool Run(Cursor& records, Cursor& streams, Cursor& commands);

  [[nodiscard]] const VerifiedLedger& result() const { return result_; }
  // Over all records, when every one of them is sound.
  [[nodiscard]] const transparency::Frontier& tree() const { return tree_.frontier(); }
  [[nodiscard]] bool records_sound() const { return records_sound_; }

 private:
  // Where the reading of an append stands: between two of them, inside of one, or behind damage,
  // where the next first record is awaited.
  enum class AppendState : std::uint8_t { kBetween, kInside, kUnknown };
  struct Append {
    Uuid command;
    AppendResult result;
    std::string member;
    std::uint32_t taken = 0;
  };

  bool Went(std::uint64_t entries) const;
  bool CheckRecords(Cursor& cursor);
  bool CheckStreams(Cursor& cursor);
  bool CheckCommands(Cursor& cursor);
  void TakeRecord(std::string_view key, std::string_view value);
  void TakeAppend(const Record& record);
  void BeginAppend(const Record& record);
  [[nodiscard]] bool Continues(const Record& record) const;
  void EndAppend();
  void CheckTiles();
  void TakeDamaged(std::string code, std::string what);
  void AddIndexEntries(const Record& record);
  bool LookUpStreams();
  bool LookUpCommands();
  void LookUpStreamOf(const Record& record);
  void LookUpRecordOf(const StreamPlace& place, std::uint64_t position);
  void LookUpCommandOf(const Record& record);
  void LookUpAppendOf(std::string_view key, std::string_view payload);
  bool Walk(rocksdb::ColumnFamilyHandle* family,
            const std::function<void(std::string_view key, std::string_view value)>& each);
  std::optional<Record> SoundRecord(std::uint64_t position) const;
  void EndOf(Cursor& cursor, Findings& findings, std::uint64_t position,
             std::string_view what) const;
  void Find(std::string code, std::uint64_t position, std::string what = {});
  void FindInIndex(std::string code, std::string what);

  const RocksDb& rocks_;
  const std::string pact_;
  const std::string prefix_;
  const bool trees_;
  Findings& findings_;
  VerifyReport of_indexes_;  // its findings only
  Findings index_findings_;
  const Tick tick_;
  VerifiedLedger result_;
  transparency::TileBuilder tree_;
  Position last_;
  Instant last_recorded_at_;
  AppendState append_state_ = AppendState::kBetween;
  Append append_;  // when kInside
  bool records_sound_ = true;
  EntrySum streams_of_records_;
  EntrySum streams_of_index_;
  EntrySum commands_of_records_;
  EntrySum commands_of_index_;
  std::vector<Record> decoded_;  // one at a time; kept for its memory
};

}  // namespace paktum::ledger
