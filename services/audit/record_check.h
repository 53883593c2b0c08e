#pragma once
// RecordCheck: goes through all records of a ledger, in order, and checks what they say about
// themselves and each other; builds the Merkle tree of their stored bytes meanwhile.
//
// Checked     every record can be read and stands at its own position; positions and the versions
// of
//             each stream have no gaps; recorded_at never goes back; appends are whole and no
//             command id stands twice; the tree is that of every checkpoint named to Expect.
// Findings    record.damaged, record.missing, record.misplaced, record.time_went_back, stream.gap,
//             append.torn, command.repeated, checkpoint.other_root, ledger.shorter
// Memory      about 50 bytes an append and 100 a stream; nothing for the records' content.
// Threads     one.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libs/ledger/event_log.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/finding.h"
#include "services/audit/internal/command_set.h"
#include "services/audit/source.h"

namespace paktum::audit {

// The root that the tree must have at a size.
struct ExpectedRoot {
  std::uint64_t size = 0;
  transparency::Hash root{};
  std::string where;  // file or source of the checkpoint
};

class RecordCheck {
 public:
  // Called for each record that can be read, with the hash of its stored bytes.
  using OnRecord = std::function<void(const ledger::Record&, const transparency::Hash&)>;

  explicit RecordCheck(Findings& findings, OnRecord on_record = {});

  // Before the first record.
  void Expect(ExpectedRoot root);
  // The next records.
  void Take(const Batch& batch);
  // No more come.
  void Finish();

  // The tree of all that was taken; whoever takes its tiles decides what becomes of them.
  [[nodiscard]] transparency::TileBuilder& tree() { return tree_; }
  [[nodiscard]] std::uint64_t records() const { return tree_.size(); }
  [[nodiscard]] std::uint64_t streams() const { return versions_.size(); }
  [[nodiscard]] std::uint64_t appends() const { return commands_.size(); }
  [[nodiscard]] Instant last_recorded_at() const { return last_recorded_at_; }

 private:
  // An append that is being read.
  struct Append {
    Uuid command;
    Position first;
    Instant recorded_at;
    std::uint32_t count = 0;
    std::uint32_t taken = 0;
    std::string member;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  void TakeStored(std::string_view stored, const std::shared_ptr<const std::string>& owner);
  void CheckPlace(const ledger::Record& record);
  void CheckStream(const ledger::Record& record);
  void CheckAppend(const ledger::Record& record);
  void BeginAppend(const ledger::Record& record);
  void EndAppend();
  [[nodiscard]] bool Continues(const ledger::Record& record) const;
  void CompareRoots();

  Findings& findings_;
  const OnRecord on_record_;
  transparency::TileBuilder tree_;
  std::multimap<std::uint64_t, ExpectedRoot> expected_;  // by size
  std::uint64_t next_expected_ = UINT64_MAX;             // size of the next one
  Position last_;
  Instant last_recorded_at_;
  std::unordered_map<std::string, std::uint64_t, NameHash, std::equal_to<>> versions_;
  CommandSet commands_;
  Append append_;
  bool inside_append_ = false;
  bool append_known_ = true;             // false: behind damage, until the next append begins
  std::vector<ledger::Record> decoded_;  // one at a time; kept for its memory
};

}  // namespace paktum::audit
