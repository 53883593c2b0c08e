#include "services/audit/internal/part_check.h"

#include <map>
#include <utility>

#include "libs/base/hex.h"
#include "libs/ledger/record.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/prove.h"
#include "services/audit/signature_check.h"

namespace paktum::audit {
namespace {

using transparency::kHashBytes;
using transparency::kTileWidth;

class PartCheck {
 public:
  PartCheck(const Bundle& bundle, const VerifyInput& input)
      : bundle_(bundle), input_(input), checkpoints_(input.policy, report_.findings) {
    report_.source = bundle.directory();
    report_.pact = bundle.about().pact();
  }

  Result<LedgerReport> Run(const OnProgress& progress);

 private:
  Status ReadLeaves(const OnProgress& progress);
  Status CompareTiles(const std::vector<transparency::Tile>& tiles);
  void CompareRoots();
  Status TakeCheckpoints();
  Status ReadRecords();
  void TakeRecord(const std::string& path, std::string_view stored);
  void CheckOrder(const ledger::Record& record);
  void CheckAppend(const ledger::Record& record);
  Status CheckProofs();
  void Find(std::string code, std::string where, std::uint64_t position = 0,
            std::string expected = {}, std::string found = {}) {
    report_.findings.Add(
        {std::move(code), std::move(where), position, std::move(expected), std::move(found)});
  }
  [[nodiscard]] bool is_stream() const {
    return bundle_.about().scope() == inspection::v1::BUNDLE_SCOPE_STREAM;
  }

  const Bundle& bundle_;
  const VerifyInput& input_;
  LedgerReport report_;
  CheckpointCheck checkpoints_;
  std::multimap<std::uint64_t, ExpectedRoot> expected_;
  transparency::TileBuilder tree_;
  std::string leaf_tile_;  // the tile of level 0 read last
  std::uint64_t leaf_index_ = UINT64_MAX;
  ledger::RecordFields last_;  // of the records taken; its texts are not kept
  std::vector<ledger::Record> append_;
};

Status PartCheck::TakeCheckpoints() {
  const auto take = [&](const std::string& note, const std::string& where,
                        CheckpointCheck::Quorum quorum) {
    auto root = checkpoints_.Take(note, where, quorum);
    if (root) expected_.emplace(root->size, std::move(*root));
  };
  const auto own = bundle_.ReadFile(kCheckpointFile);
  if (own.ok()) {
    take(*own, kCheckpointFile, CheckpointCheck::Quorum::kNeeded);
    checkpoints_.MarkOwn(kCheckpointFile);
  }
  for (const GivenCheckpoint& given : input_.checkpoints) {
    take(given.note, given.where, CheckpointCheck::Quorum::kNotNeeded);
  }
  if (input_.policy == nullptr) report_.unchecked.push_back(Unchecked::kNoPolicy);
  if (input_.members == nullptr) report_.unchecked.push_back(Unchecked::kNoMemberKeys);
  return OkStatus();
}

void PartCheck::CompareRoots() {
  const auto [begin, end] = expected_.equal_range(tree_.size());
  for (auto it = begin; it != end; ++it) {
    const transparency::Hash root = tree_.Root();
    if (root == it->second.root) continue;
    Find("checkpoint.other_root", it->second.where, it->first,
         ToHex(transparency::View(it->second.root)), ToHex(transparency::View(root)));
  }
}

// The tiles above those of the leaves.
Status PartCheck::CompareTiles(const std::vector<transparency::Tile>& tiles) {
  for (const transparency::Tile& tile : tiles) {
    ++report_.tiles;
    if (tile.id.level == 0) continue;
    const std::string path = transparency::TilePath(tile.id);
    const auto kept = bundle_.ReadFile(path);
    if (kept.status().code() == StatusCode::kUnavailable) return kept.status();
    if (!kept.ok()) {
      Find("tile.missing", path);
    } else if (*kept != tile.bytes) {
      Find("tile.wrong", path);
    }
  }
  return OkStatus();
}

Status PartCheck::ReadLeaves(const OnProgress& progress) {
  const std::uint64_t size = bundle_.about().tree_size();
  for (std::uint64_t index = 0; index * kTileWidth < size; ++index) {
    if (progress && !progress(tree_.size(), size)) {
      return Aborted("audit.stopped", "the work was stopped");
    }
    const std::uint64_t width = transparency::WidthOfTile(size, 0, index);
    const std::string path = transparency::TilePath({0, index, width});
    const auto bytes = bundle_.ReadFile(path);
    if (bytes.status().code() == StatusCode::kUnavailable) return bytes.status();
    if (!bytes.ok() || bytes->size() != width * kHashBytes) {
      Find(bytes.ok() ? "tile.damaged" : "tile.missing", path);
      report_.unchecked.push_back(Unchecked::kBehindDamage);
      return OkStatus();
    }
    PAKTUM_ASSIGN_OR_RETURN(const auto leaves, transparency::DecodeTile(*bytes, width));
    for (const transparency::Hash& leaf : leaves) {
      tree_.Append(leaf);
      CompareRoots();
    }
    PAKTUM_RETURN_IF_ERROR(CompareTiles(tree_.TakeFull()));
  }
  for (auto it = expected_.upper_bound(tree_.size()); it != expected_.end(); ++it) {
    Find("ledger.shorter", it->second.where, 0, std::to_string(it->first),
         std::to_string(tree_.size()));
  }
  return CompareTiles(tree_.Partial());
}

void PartCheck::TakeRecord(const std::string& path, std::string_view stored) {
  const auto decoded = ledger::DecodeRecord(std::string(stored));
  if (!decoded.ok()) return Find("record.damaged", path, 0, "", decoded.status().message());
  const ledger::Record& record = *decoded;
  const std::uint64_t position = record.position.value();
  const std::uint64_t index = (position - 1) / kTileWidth;
  if (position <= tree_.size() && index != leaf_index_) {
    const std::uint64_t width = transparency::WidthOfTile(tree_.size(), 0, index);
    auto tile = bundle_.ReadFile(transparency::TilePath({0, index, width}));
    leaf_tile_ = tile.ok() ? std::move(*tile) : std::string();
    leaf_index_ = index;
  }
  const std::size_t at = (position - 1) % kTileWidth * kHashBytes;
  const transparency::Hash leaf = transparency::LeafHash(stored);
  const bool there = position <= tree_.size() && at + kHashBytes <= leaf_tile_.size();
  const std::string_view kept =
      there ? std::string_view(leaf_tile_).substr(at, kHashBytes) : std::string_view();
  if (kept != transparency::View(leaf)) {
    Find("bundle.record_not_in_tree", path, position, ToHex(kept), ToHex(transparency::View(leaf)));
  }
  if (is_stream() && record.stream != bundle_.about().stream()) {
    Find("bundle.record_foreign", path, position);
  }
  CheckOrder(record);
  CheckAppend(record);
  ++report_.records;
}

void PartCheck::CheckOrder(const ledger::Record& record) {
  const std::uint64_t position = record.position.value();
  if (is_stream()) {
    const std::uint64_t expected = last_.version.value() + 1;
    if (record.version.value() != expected) {
      Find("stream.gap", bundle_.about().stream(), position, std::to_string(expected),
           std::to_string(record.version.value()));
    }
  } else if (const std::uint64_t expected = last_.position.value() + 1;
             report_.records > 0 && position != expected) {
    Find(position > expected ? "record.missing" : "record.misplaced", "", expected,
         std::to_string(expected), std::to_string(position));
  }
  if (record.position <= last_.position && is_stream()) {
    Find("record.misplaced", "", position);
  }
  if (record.recorded_at < last_.recorded_at) Find("record.time_went_back", "", position);
  last_.position = record.position;
  last_.version = record.version;
  last_.recorded_at = record.recorded_at;
}

// An append of which the bundle holds a part only cannot be checked: its signature is over all.
void PartCheck::CheckAppend(const ledger::Record& record) {
  if (input_.members == nullptr) return;
  const bool follows = !append_.empty() && append_.back().command == record.command;
  if (!follows || record.append_index != append_.size()) append_.clear();
  if (record.append_index != append_.size()) return;
  append_.push_back(record);
  if (append_.size() < record.append_count) return;
  auto finding = CheckSignature(report_.pact, *input_.members, append_);
  if (finding) report_.findings.Add(std::move(*finding));
  ++report_.signatures;
  append_.clear();
}

Status PartCheck::ReadRecords() {
  const std::uint64_t records = bundle_.about().records();
  for (std::uint64_t index = 0; index * kRecordsOfAFile < records; ++index) {
    const std::string path = RecordsPath(index);
    const auto bytes = bundle_.ReadFile(path);
    if (bytes.status().code() == StatusCode::kUnavailable) return bytes.status();
    if (!bytes.ok()) {
      Find("bundle.file_missing", path);
      return OkStatus();
    }
    const auto entries = transparency::DecodeEntryBundle(
        *bytes, std::min(kRecordsOfAFile, records - index * kRecordsOfAFile));
    if (!entries.ok()) {
      Find("record.damaged", path, 0, "", entries.status().message());
      return OkStatus();
    }
    for (const std::string_view stored : *entries) TakeRecord(path, stored);
  }
  return OkStatus();
}

Status PartCheck::CheckProofs() {
  if (input_.policy == nullptr) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const auto paths, bundle_.ListFiles(kProofsDirectory));
  for (const std::string& path : paths) {
    PAKTUM_ASSIGN_OR_RETURN(const std::string text, bundle_.ReadFile(path));
    const auto checked = CheckProof(text, *input_.policy);
    if (checked.ok()) continue;
    auto finding = FindingOf(checked.status(), path);
    report_.findings.Add(finding
                             ? std::move(*finding)
                             : Finding{"proof.malformed", path, 0, "", checked.status().message()});
  }
  return OkStatus();
}

Result<LedgerReport> PartCheck::Run(const OnProgress& progress) {
  PAKTUM_RETURN_IF_ERROR(TakeCheckpoints());
  PAKTUM_RETURN_IF_ERROR(ReadLeaves(progress));
  PAKTUM_RETURN_IF_ERROR(ReadRecords());
  PAKTUM_RETURN_IF_ERROR(CheckProofs());
  report_.root = tree_.Root();
  report_.checkpoints = checkpoints_.taken();
  return std::move(report_);
}

}  // namespace

Result<LedgerReport> CheckPart(const Bundle& bundle, const VerifyInput& input,
                               const OnProgress& progress) {
  return PartCheck(bundle, input).Run(progress);
}

}  // namespace paktum::audit
