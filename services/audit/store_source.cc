// The directory of an event log that is stopped.
#include <algorithm>
#include <utility>

#include "libs/base/proto_reader.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "services/audit/checkpoint_check.h"
#include "services/audit/source.h"

namespace paktum::audit {
namespace {

constexpr std::size_t kFramingBytes = std::size_t{64} * 1024;  // of the records of one read

// The elements of field 1, as Storage::ReadStored writes them.
Status SplitStored(std::string_view bytes, std::vector<std::string_view>& stored) {
  ProtoReader reader(bytes);
  while (!reader.done()) {
    std::uint32_t tag = 0;
    std::string_view record;
    if (!reader.ReadTag(tag) || !reader.ReadBytes(record)) {
      return Internal("store.unreadable", "the storage's answer cannot be read");
    }
    stored.push_back(record);
  }
  return OkStatus();
}

class StoreSource final : public Source {
 public:
  StoreSource(std::unique_ptr<const ledger::RocksStorage> storage, std::string directory,
              std::string pact, Position head)
      : storage_(std::move(storage)),
        directory_(std::move(directory)),
        pact_(std::move(pact)),
        head_(head) {}

  [[nodiscard]] std::string Name() const override { return directory_; }
  [[nodiscard]] std::string Pact() const override { return pact_; }
  [[nodiscard]] Position Head() const override { return head_; }

  Result<Batch> Read(Position after, ledger::ReadLimit limit) override {
    auto bytes = std::make_shared<std::string>();
    bytes->reserve(std::min(limit.bytes, ledger::kReadBytesMax) + kFramingBytes);
    const auto read = storage_->ReadStored(pact_, after, limit, *bytes);
    if (!read.ok()) return read.status();
    Batch batch;
    batch.stored.reserve(read->records);
    PAKTUM_RETURN_IF_ERROR(SplitStored(*bytes, batch.stored));
    batch.owners.push_back(std::move(bytes));
    return batch;
  }
  // What the event log has published lies beside its data.
  Result<std::string> Checkpoint() override {
    auto witnessed = LoadNote(PathOf(".witnessed"));
    return witnessed.ok() ? witnessed : NewestCheckpoint();
  }
  Result<std::string> NewestCheckpoint() override {
    auto newest = LoadNote(PathOf(".checkpoint"));
    if (newest.ok()) return newest;
    return NotFound("checkpoint.none", "the store holds no signed checkpoint");
  }
  [[nodiscard]] const ledger::RocksStorage* Store() const override { return storage_.get(); }
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return storage_->ReadTile(pact_, tile);
  }

 private:
  [[nodiscard]] std::string PathOf(const char* suffix) const {
    return directory_ + "/checkpoints/" + pact_ + suffix;
  }

  const std::unique_ptr<const ledger::RocksStorage> storage_;
  const std::string directory_;
  const std::string pact_;
  const Position head_;
};

Result<std::string> ChoosePact(const ledger::Storage& storage, std::string wanted) {
  PAKTUM_ASSIGN_OR_RETURN(const auto pacts, storage.Pacts());
  if (wanted.empty() && pacts.size() == 1) return pacts.front();
  if (std::find(pacts.begin(), pacts.end(), wanted) != pacts.end()) return wanted;
  std::string known;
  for (const std::string& pact : pacts) known += (known.empty() ? "" : ", ") + pact;
  return InvalidArgument("config.pact", "name one of the pacts of the store with --pact: " + known);
}

}  // namespace

Result<std::unique_ptr<Source>> OpenStoreSource(const std::string& directory, std::string pact) {
  ledger::RocksOptions rocks;
  rocks.path = directory;
  PAKTUM_ASSIGN_OR_RETURN(auto storage, ledger::RocksStorage::OpenForReading(rocks));
  PAKTUM_ASSIGN_OR_RETURN(pact, ChoosePact(*storage, std::move(pact)));
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage->Head(pact));
  return std::unique_ptr<Source>(
      std::make_unique<StoreSource>(std::move(storage), directory, std::move(pact), head));
}

}  // namespace paktum::audit
