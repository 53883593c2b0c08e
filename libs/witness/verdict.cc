#include "libs/witness/verdict.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "libs/base/check.h"

namespace paktum::witness {
namespace {

using transparency::Checkpoint;
using transparency::Hash;

constexpr std::array<std::pair<AlarmKind, std::string_view>, 6> kNames{{
    {AlarmKind::kRolledBack, "rolled_back"},
    {AlarmKind::kForked, "forked"},
    {AlarmKind::kRewritten, "rewritten"},
    {AlarmKind::kUnproven, "unproven"},
    {AlarmKind::kForeign, "foreign"},
    {AlarmKind::kSplitView, "split_view"},
}};

// Every tile once: what was read cannot be another the second time.
class OncePerTile final : public transparency::TileSource {
 public:
  explicit OncePerTile(transparency::TileSource& source) : source_(source) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    const auto known = tiles_.find(tile);
    if (known != tiles_.end()) return known->second;
    PAKTUM_ASSIGN_OR_RETURN(std::string bytes, source_.ReadTile(tile));
    return tiles_.emplace(tile, std::move(bytes)).first->second;
  }

 private:
  transparency::TileSource& source_;
  std::map<transparency::TileId, std::string> tiles_;
};

// The source could not be asked, which says nothing about the log.
bool IsPassing(const Status& status) {
  return status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kDeadlineExceeded ||
         status.code() == StatusCode::kResourceExhausted;
}

// The root that the tiles of `tree` give to its first `size` leaves, when they are the tiles of it.
Result<Hash> ProvenRoot(const Checkpoint& tree, std::uint64_t size,
                        transparency::TileSource& source) {
  OncePerTile tiles(source);
  transparency::TileHashReader reader(tiles, tree.size);
  PAKTUM_ASSIGN_OR_RETURN(const Hash root, transparency::ReadRoot(reader, size));
  PAKTUM_ASSIGN_OR_RETURN(const auto proof,
                          transparency::MakeConsistencyProof(reader, size, tree.size));
  PAKTUM_RETURN_IF_ERROR(transparency::VerifyConsistency(proof, size, tree.size, root, tree.root));
  return root;
}

// Judges whether the tree `later` begins with `earlier`; `kind` when it does not.
Result<Verdict> JudgeBeginning(const Checkpoint& earlier, const Checkpoint& later, AlarmKind kind,
                               transparency::TileSource& tiles) {
  const auto root = ProvenRoot(later, earlier.size, tiles);
  if (!root.ok()) {
    if (IsPassing(root.status())) return root.status();
    return Verdict::Alarm(AlarmKind::kUnproven,
                          "the tiles of the tree of " + std::to_string(later.size) +
                              " records do not prove it: " + root.status().ToString());
  }
  if (*root == earlier.root) return Verdict::Grown();
  return Verdict::Alarm(kind, "the tree of " + std::to_string(later.size) +
                                  " records does not begin with that of " +
                                  std::to_string(earlier.size));
}

}  // namespace

std::string_view NameOf(AlarmKind kind) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [&](const auto& name) { return name.first == kind; });
  PAKTUM_CHECK(found != kNames.end());
  return found->second;
}

std::optional<AlarmKind> AlarmKindOf(std::string_view name) {
  for (const auto& [kind, text] : kNames) {
    if (text == name) return kind;
  }
  return std::nullopt;
}

Result<Verdict> Judge(const std::optional<Checkpoint>& known, const Checkpoint& shown,
                      transparency::TileSource& tiles) {
  // Of a first one everything is new: that its own tiles give its root is all there is to check.
  if (!known || known->size == 0) {
    return JudgeBeginning(shown, shown, AlarmKind::kUnproven, tiles);
  }
  if (shown.size < known->size) {
    return Verdict::Alarm(AlarmKind::kRolledBack, "a tree of " + std::to_string(shown.size) +
                                                      " records is shown after one of " +
                                                      std::to_string(known->size));
  }
  if (shown.size > known->size) {
    return JudgeBeginning(*known, shown, AlarmKind::kRewritten, tiles);
  }
  if (shown.root == known->root) return Verdict::Same();
  return Verdict::Alarm(AlarmKind::kForked,
                        "two trees of " + std::to_string(shown.size) + " records are shown");
}

Result<Verdict> JudgeOther(const Checkpoint& own, const Checkpoint& other,
                           transparency::TileSource& tiles) {
  PAKTUM_CHECK(other.size <= own.size);
  if (other.size == own.size) {
    if (other.root == own.root) return Verdict::Same();
    return Verdict::Alarm(AlarmKind::kForked, "another witness was shown another tree of " +
                                                  std::to_string(own.size) + " records");
  }
  PAKTUM_ASSIGN_OR_RETURN(Verdict verdict, JudgeBeginning(other, own, AlarmKind::kForked, tiles));
  return verdict.outcome == Verdict::Outcome::kGrown ? Verdict::Same() : std::move(verdict);
}

}  // namespace paktum::witness
