#include "tests/unit/witness/fake_log.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/transparency/trust_directory.h"

namespace paktum::witness {

using transparency::kHashBytes;

void History::GrowTo(std::uint64_t size) {
  while (tree_.size() < size) {
    const std::uint64_t index = tree_.size();
    const std::string name = index < differs_from_ ? "a" : name_;
    tree_.Append(transparency::LeafHash(name + "/" + std::to_string(index)));
    for (transparency::Tile& tile : tree_.TakeFull()) {
      tiles_[{tile.id.level, tile.id.index}] = std::move(tile.bytes);
    }
    roots_.push_back(tree_.Root());
  }
}

transparency::Checkpoint History::CheckpointAt(std::uint64_t size,
                                               const std::string& origin) const {
  return {origin, size, roots_.at(size), {}};
}

Result<std::string> History::Tile(const transparency::TileId& tile) const {
  std::string bytes;
  if (const auto full = tiles_.find({tile.level, tile.index}); full != tiles_.end()) {
    bytes = full->second;
  }
  for (const transparency::Tile& partial : tree_.Partial()) {
    if (partial.id.level == tile.level && partial.id.index == tile.index) bytes = partial.bytes;
  }
  if (tile.width * kHashBytes > bytes.size()) return NotFound("tile.missing", "no such tile");
  return bytes.substr(0, tile.width * kHashBytes);
}

transparency::SigningKey MakeKey(const std::string& name, transparency::KeyType type) {
  auto key = transparency::SigningKey::Generate(name, type);
  PAKTUM_CHECK(key.ok());
  return std::move(*key);
}

FakeLog::FakeLog(const transparency::SigningKey& key)
    : key_(*key.Named(transparency::OriginOf(key.verifier().name(), kPact))) {}

void FakeLog::Show(History history, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  history.GrowTo(size);
  history_ = std::move(history);
  size_ = size;
  cosignatures_.clear();
}

void FakeLog::Fail(Status status) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(status);
}

void FakeLog::ForgetCosignatures() {
  const std::lock_guard lock(mutex_);
  cosignatures_.clear();
  cosigned_.clear();
}

void FakeLog::SignWith(const transparency::SigningKey& key) {
  const std::lock_guard lock(mutex_);
  key_ = *key.Named(transparency::OriginOf(key.verifier().name(), kPact));
}

std::vector<std::string> FakeLog::cosigned() const {
  const std::lock_guard lock(mutex_);
  return cosigned_;
}

Result<std::string> FakeLog::Checkpoint(const std::string& /*pact*/, Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  if (size_ == 0) return NotFound("checkpoint.none", "nothing yet");
  transparency::Note note =
      SignCheckpoint(history_.CheckpointAt(size_, key_.verifier().name()), key_);
  note.signatures.insert(note.signatures.end(), cosignatures_.begin(), cosignatures_.end());
  return FormatNote(note);
}

Result<std::string> FakeLog::WitnessedCheckpoint(const std::string& pact, Deadline deadline) {
  return Checkpoint(pact, deadline);
}

Result<std::string> FakeLog::Tile(const std::string& /*pact*/, const transparency::TileId& tile,
                                  Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  return history_.Tile(tile);
}

Status FakeLog::Cosign(const std::string& /*pact*/, const std::string& note,
                       Deadline /*deadline*/) {
  if (on_cosign) on_cosign(note);
  if (refuse_cosignatures != nullptr && *refuse_cosignatures) {
    return Unavailable("wire.not_connected", "away");
  }
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  cosigned_.push_back(note);
  const auto parsed = transparency::ParseNote(note);
  PAKTUM_CHECK(parsed.ok());
  cosignatures_.push_back(parsed->signatures.back());
  return OkStatus();
}

}  // namespace paktum::witness
