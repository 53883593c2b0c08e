
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/projection/state_store.h"

namespace paktum::projection {
namespace {

// Keys of the state itself; rows of the fold stand behind kRowPrefix.
constexpr std::string_view kIdentityKey = "m/identity";
constexpr std::string_view kTextKey = "m/text";
constexpr std::string_view kPositionKey = "m/position";
constexpr std::string_view kMarkKey = "m/mark";
constexpr std::string_view kCompleteKey = "m/complete";
constexpr std::string_view kRowPrefix = "r/";

rocksdb::Slice AsSlice(std::string_view text) { return {text.data(), text.size()}; }

rocksdb::Options DbOptions(bool create) {
  rocksdb::Options options;
  options.create_if_missing = create;
  options.write_buffer_size = std::size_t{16} * 1024 * 1024;
  options.max_open_files = 64;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  return options;
}

Status Damaged(const std::string& what) {
  return DataLoss("projection.damaged", "saved view cannot be read: " + what);
}

// Why a folder cannot be opened or begun: a device that refuses is not a state that is damaged.
Status CannotOpen(const std::string& folder, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return Unavailable("projection.locked", folder + " is used by another process");
  }
  // A file that is not there is missing from the state, not withheld by the device.
  const bool refused = (status.IsIOError() && !status.IsPathNotFound()) || status.IsNoSpace() ||
                       status.IsBusy() || status.IsTimedOut();
  if (refused) return Unavailable("projection.unavailable", folder + ": " + text);
  return Damaged(folder + ": " + text);
}

std::string IdentityText(const FoldIdentity& identity) {
  return identity.name + "\n" + std::to_string(identity.version) + "\n" + identity.definitions;
}

template <typename Number>
std::optional<Number> ParseWhole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<FoldIdentity> ParseIdentity(const std::string& text) {
  const std::size_t first = text.find('\n');
  const std::size_t second = first == std::string::npos ? first : text.find('\n', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const auto version =
      ParseWhole<std::uint32_t>(std::string_view(text).substr(first + 1, second - first - 1));
  if (!version) return std::nullopt;
  return FoldIdentity{text.substr(0, first), *version, text.substr(second + 1)};
}

// The value of a key; empty when there is none.
Result<std::string> Get(rocksdb::DB& db, std::string_view key) {
  std::string value;
  const rocksdb::Status status = db.Get(rocksdb::ReadOptions(), AsSlice(key), &value);
  if (!status.ok() && !status.IsNotFound()) return Damaged(status.ToString());
  return value;
}

Result<SavedAt> ReadSavedAt(rocksdb::DB& db) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string position, Get(db, kPositionKey));
  PAKTUM_ASSIGN_OR_RETURN(std::string mark, Get(db, kMarkKey));
  PAKTUM_ASSIGN_OR_RETURN(const std::string complete, Get(db, kCompleteKey));
  if (position.empty()) return SavedAt{};
  const auto number = ParseWhole<std::uint64_t>(position);
  if (!number) return Damaged("position");
  return SavedAt{Position(*number), std::move(mark), !complete.empty()};
}

// A folder with one state.
class FolderState final : public SavedState {
 public:
  static Result<std::unique_ptr<SavedState>> Open(const std::string& folder,
                                                  const FoldIdentity& identity,
                                                  const std::string& definitions_text) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      return Unavailable("projection.unavailable", folder + ": " + error.message());
    }
    rocksdb::DB* raw = nullptr;
    const rocksdb::Status opened = rocksdb::DB::Open(DbOptions(/*create=*/true), folder, &raw);
    if (!opened.ok()) return CannotOpen(folder, opened);
    std::unique_ptr<rocksdb::DB> db(raw);
    PAKTUM_ASSIGN_OR_RETURN(const std::string stored, Get(*raw, kIdentityKey));
    if (stored.empty()) {
      rocksdb::WriteBatch batch;
      batch.Put(AsSlice(kIdentityKey), IdentityText(identity));
      batch.Put(AsSlice(kTextKey), definitions_text);
      rocksdb::WriteOptions synced;
      synced.sync = true;
      const rocksdb::Status written = raw->Write(synced, &batch);
      if (!written.ok()) return CannotOpen(folder, written);
    } else if (stored != IdentityText(identity)) {
      return Damaged(folder + " holds another view");
    }
    PAKTUM_ASSIGN_OR_RETURN(SavedAt saved_at, ReadSavedAt(*raw));
    return std::unique_ptr<SavedState>(new FolderState(std::move(db), std::move(saved_at)));
  }

  [[nodiscard]] const SavedAt& saved_at() const override { return saved_at_; }

  Status LoadInto(Fold& fold) const override {
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(rocksdb::ReadOptions()));
    for (row->Seek(AsSlice(kRowPrefix)); row->Valid(); row->Next()) {
      const std::string_view key(row->key().data(), row->key().size());
      if (!key.starts_with(kRowPrefix)) break;
      PAKTUM_RETURN_IF_ERROR(
          fold.LoadRow(key.substr(kRowPrefix.size()), {row->value().data(), row->value().size()}));
    }
    if (!row->status().ok()) return Damaged(row->status().ToString());
    fold.FinishLoading(saved_at_.position);
    return OkStatus();
  }

  Status Save(const std::vector<Row>& rows, SavedAt saved_at) override {
    rocksdb::WriteBatch batch;
    std::string key(kRowPrefix);
    for (const auto& [row_key, value] : rows) {
      key.resize(kRowPrefix.size());
      key += row_key;
      batch.Put(key, value);
    }
    batch.Put(AsSlice(kPositionKey), std::to_string(saved_at.position.value()));
    batch.Put(AsSlice(kMarkKey), saved_at.mark);
    if (saved_at.complete) batch.Put(AsSlice(kCompleteKey), "1");
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const rocksdb::Status written = db_->Write(synced, &batch);
    if (!written.ok()) return DataLoss("projection.write_failed", written.ToString());
    saved_at_ = std::move(saved_at);
    return OkStatus();
  }

 private:
  FolderState(std::unique_ptr<rocksdb::DB> db, SavedAt saved_at)
      : db_(std::move(db)), saved_at_(std::move(saved_at)) {}

  const std::unique_ptr<rocksdb::DB> db_;
  SavedAt saved_at_;
};

class StateDirectory final : public StateStore {
 public:
  explicit StateDirectory(std::string directory) : directory_(std::move(directory)) {}

  Result<std::unique_ptr<SavedState>> Open(const std::string& name, const FoldIdentity& identity,
                                           const std::string& definitions_text) override {
    return FolderState::Open(FolderOf(name), identity, definitions_text);
  }

  [[nodiscard]] std::optional<StateContent> LookInto(const std::string& name) const override {
    rocksdb::DB* raw = nullptr;
    if (!rocksdb::DB::Open(DbOptions(/*create=*/false), FolderOf(name), &raw).ok()) {
      return std::nullopt;
    }
    const std::unique_ptr<rocksdb::DB> db(raw);
    const auto identity_text = Get(*db, kIdentityKey);
    auto definitions_text = Get(*db, kTextKey);
    auto saved_at = ReadSavedAt(*db);
    if (!identity_text.ok() || !definitions_text.ok() || !saved_at.ok()) return std::nullopt;
    auto identity = ParseIdentity(*identity_text);
    if (!identity) return std::nullopt;
    return StateContent{std::move(*identity), std::move(definitions_text).value(),
                        std::move(saved_at).value()};
  }

  [[nodiscard]] std::vector<std::string> Others(const FoldIdentity& identity) const override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(directory_, error), end; !error && it != end;
         it.increment(error)) {
      std::string name = it->path().filename().string();
      const bool of_fold = name.starts_with(identity.name + "-v");
      if (of_fold && name != StateName(identity)) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void Remove(const std::string& name) override {
    // DestroyDB leaves a folder alone that another process has locked.
    if (!rocksdb::DestroyDB(FolderOf(name), DbOptions(/*create=*/false)).ok()) return;
    std::error_code ignored;
    std::filesystem::remove_all(FolderOf(name), ignored);
  }

 private:
  [[nodiscard]] std::string FolderOf(const std::string& name) const {
    return directory_ + "/" + name;
  }

  const std::string directory_;
};

}  // namespace

std::string StateName(const FoldIdentity& identity) {
  return identity.name + "-v" + std::to_string(identity.version) + "-" + identity.definitions;
}

std::unique_ptr<StateStore> OpenStateDirectory(std::string directory) {
  return std::make_unique<StateDirectory>(std::move(directory));
}

}  // namespace paktum::projection
