// An inspection bundle of a whole ledger.
#include <algorithm>
#include <utility>

#include "services/audit/bundle.h"
#include "services/audit/source.h"

namespace paktum::audit {
namespace {

using transparency::kTileWidth;

class BundleSource final : public Source {
 public:
  explicit BundleSource(Bundle bundle) : bundle_(std::move(bundle)) {}

  [[nodiscard]] std::string Name() const override { return bundle_.directory(); }
  [[nodiscard]] std::string Pact() const override { return bundle_.about().pact(); }
  [[nodiscard]] Position Head() const override { return Position(bundle_.about().tree_size()); }

  // At most one file of entries.
  Result<Batch> Read(Position after, ledger::ReadLimit limit) override {
    Batch batch;
    if (after >= Head()) return batch;
    const std::uint64_t index = after.value() / kTileWidth;
    const std::uint64_t width = transparency::WidthOfTile(Head().value(), 0, index);
    PAKTUM_ASSIGN_OR_RETURN(std::string bytes,
                            ReadOwn(transparency::EntryBundlePath(index, width)));
    auto owner = std::make_shared<const std::string>(std::move(bytes));
    const auto entries = transparency::DecodeEntryBundle(*owner, width);
    if (!entries.ok()) {
      return DataLoss("entries.damaged", transparency::EntryBundlePath(index, width));
    }
    std::size_t taken = 0;
    for (std::uint64_t i = after.value() % kTileWidth; i < entries->size(); ++i) {
      taken += (*entries)[i].size();
      const bool full = batch.stored.size() >= limit.records || taken > limit.bytes;
      if (full && !batch.stored.empty()) break;
      batch.stored.push_back((*entries)[i]);
    }
    batch.owners.push_back(std::move(owner));
    return batch;
  }

  Result<std::string> Checkpoint() override {
    auto note = bundle_.ReadFile(kCheckpointFile);
    if (note.ok()) return note;
    return NotFound("checkpoint.none", "the bundle holds no checkpoint");
  }

  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return ReadOwn(transparency::TilePath(tile));
  }

 private:
  // A file that a whole bundle has: without it data is lost.
  [[nodiscard]] Result<std::string> ReadOwn(const std::string& path) const {
    auto bytes = bundle_.ReadFile(path);
    if (bytes.ok() || bytes.status().code() != StatusCode::kNotFound) return bytes;
    return DataLoss("bundle.file_missing", path);
  }

  const Bundle bundle_;
};

}  // namespace

Result<std::unique_ptr<Source>> OpenBundleSource(const std::string& directory) {
  PAKTUM_ASSIGN_OR_RETURN(Bundle bundle, Bundle::Open(directory));
  if (bundle.about().scope() != inspection::v1::BUNDLE_SCOPE_LEDGER) {
    return Refused("bundle.partial", "the bundle does not hold the whole ledger");
  }
  return std::unique_ptr<Source>(std::make_unique<BundleSource>(std::move(bundle)));
}

}  // namespace paktum::audit
