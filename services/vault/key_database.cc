#include "services/vault/key_database.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "libs/vault_client/messages.h"

namespace paktum::vault_service {
namespace {

// Entries (docs/formats/sealed.md):
//   "k" pact NUL person content type    paktum.vault.v1.StoredKey
//   "e" pact NUL person                 paktum.vault.v1.Fence
//   "f" key id                          empty: a destroyed key
//   "p" pact                            position in decimal
//   "c"                                 empty: destroyed bytes may still stand in the files
constexpr const char* kToClean = "c";
constexpr std::size_t kPersonBytes = 16;

std::string PersonEntry(char kind, const vault::PersonRef& person) {
  std::string entry(1, kind);
  entry += person.pact;
  entry += '\0';
  return entry.append(person.person.bytes());
}

std::string KeyEntry(const vault::KeyRef& key) {
  return PersonEntry('k', key.person) + key.content_type;
}

std::string Entry(char kind, std::string_view id) { return std::string(1, kind).append(id); }

rocksdb::Options DatabaseOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kNoCompression;
  options.write_buffer_size = std::size_t{4} * 1024 * 1024;
  options.max_open_files = 64;
  options.keep_log_file_num = 4;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.recycle_log_file_num = 0;  // a reused file would keep old bytes
  options.paranoid_checks = true;
  return options;
}

Status Damaged(const std::string& what) { return DataLoss("vault.damaged", what); }

Status NotWritten(const rocksdb::Status& status) {
  return Unavailable("vault.not_written", status.ToString());
}

Status ErasedStatus() {
  return Refused("vault.erased", "the data key of this person was destroyed");
}

}  // namespace

class KeyDatabase::Impl {
 public:
  explicit Impl(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) { synced_.sync = true; }

  Result<std::optional<vault::StoredKey>> Find(const vault::KeyRef& key) const {
    const std::lock_guard lock(mutex_);
    return FindLocked(key);
  }

  Result<vault::StoredKey> Create(const vault::KeyRef& key, const vault::StoredKey& proposed) {
    const std::lock_guard lock(mutex_);
    PAKTUM_ASSIGN_OR_RETURN(std::optional<vault::StoredKey> known, FindLocked(key));
    if (known) return *std::move(known);
    PAKTUM_ASSIGN_OR_RETURN(const auto fence, Get(Entry('f', proposed.key_id)));
    if (fence) return ErasedStatus();
    vault::v1::StoredKey message;
    vault_client::ToMessage(proposed, message);
    const rocksdb::Status put = db_->Put(synced_, KeyEntry(key), message.SerializeAsString());
    if (!put.ok()) return NotWritten(put);
    return proposed;
  }

  Result<std::vector<std::string>> Fence(const vault::PersonRef& person,
                                         const std::vector<std::string>& key_ids) {
    const std::lock_guard lock(mutex_);
    PAKTUM_ASSIGN_OR_RETURN(const auto stored, KeysOf(person));
    PAKTUM_ASSIGN_OR_RETURN(std::optional<vault::v1::Fence> before, FenceOf(person));
    vault::v1::Fence fence = before.value_or(vault::v1::Fence());
    Add(fence, key_ids);
    for (const auto& [entry, bytes] : stored) {
      vault::v1::StoredKey key;
      if (!key.ParseFromString(bytes)) return Damaged("a stored key cannot be read");
      Add(fence, {key.key_id()});
    }
    const bool same = before && before->key_ids_size() == fence.key_ids_size();
    if (!same || !stored.empty()) PAKTUM_RETURN_IF_ERROR(Write(person, fence, stored));
    PAKTUM_RETURN_IF_ERROR(CleanLocked());
    return std::vector<std::string>(fence.key_ids().begin(), fence.key_ids().end());
  }

  Result<bool> KeptOnlyBy(const vault::PersonRef& person, const std::string& maker) const {
    const std::lock_guard lock(mutex_);
    PAKTUM_ASSIGN_OR_RETURN(const auto stored, KeysOf(person));
    const std::size_t kind_at = PersonEntry('k', person).size();
    for (const auto& [entry, bytes] : stored) {
      vault::v1::StoredKey key;
      if (!key.ParseFromString(bytes)) return Damaged("a stored key cannot be read");
      const bool mine = maker.empty() || key.made_by() == maker;
      if (!mine || !vault::IsKeptByMaker(entry.substr(kind_at))) return false;
    }
    return !stored.empty();
  }

  Result<bool> IsErased(const vault::PersonRef& person) const {
    const std::lock_guard lock(mutex_);
    PAKTUM_ASSIGN_OR_RETURN(const auto fence, Get(PersonEntry('e', person)));
    return fence.has_value();
  }

  Result<Position> Followed(const std::string& pact) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto text, Get(Entry('p', pact)));
    if (!text) return Position(0);
    std::uint64_t position = 0;
    const char* const end = text->data() + text->size();
    if (std::from_chars(text->data(), end, position).ptr != end) {
      return Damaged("a position cannot be read");
    }
    return Position(position);
  }

  Status SetFollowed(const std::string& pact, Position position) {
    const rocksdb::Status put =
        db_->Put(synced_, Entry('p', pact), std::to_string(position.value()));
    return put.ok() ? OkStatus() : NotWritten(put);
  }

  // Keys of an earlier version, which were one a person, stand under names without a kind. One look
  // is enough: no version wrote both.
  [[nodiscard]] Status CheckForm() const {
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
    at->Seek("k");
    if (!at->Valid() || !at->key().starts_with("k")) return OkStatus();
    const std::string_view name(at->key().data(), at->key().size());
    const std::size_t pact_end = name.find('\0');
    if (pact_end != std::string_view::npos && name.size() > pact_end + 1 + kPersonBytes) {
      return OkStatus();
    }
    return InvalidArgument("vault.older_form",
                           "the database is of an earlier version: its keys have no kind");
  }

  Status Clean() {
    const std::lock_guard lock(mutex_);
    return CleanLocked();
  }

  Status CopyTo(const std::filesystem::path& to) const {
    rocksdb::Checkpoint* raw = nullptr;
    rocksdb::Status status = rocksdb::Checkpoint::Create(db_.get(), &raw);
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    if (status.ok()) status = checkpoint->CreateCheckpoint(to.string());
    return status.ok() ? OkStatus() : Unavailable("vault.backup_not_written", status.ToString());
  }

 private:
  static void Add(vault::v1::Fence& fence, const std::vector<std::string>& key_ids) {
    for (const std::string& id : key_ids) {
      if (std::find(fence.key_ids().begin(), fence.key_ids().end(), id) == fence.key_ids().end()) {
        fence.add_key_ids(id);
      }
    }
  }

  Result<std::optional<std::string>> Get(const std::string& entry) const {
    std::string found;
    const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), entry, &found);
    if (status.IsNotFound()) return std::optional<std::string>();
    if (!status.ok()) return Damaged(status.ToString());
    return std::optional<std::string>(std::move(found));
  }

  Result<std::optional<vault::v1::Fence>> FenceOf(const vault::PersonRef& person) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto bytes, Get(PersonEntry('e', person)));
    if (!bytes) return std::optional<vault::v1::Fence>();
    vault::v1::Fence fence;
    if (!fence.ParseFromString(*bytes)) return Damaged("a fence cannot be read");
    return std::optional<vault::v1::Fence>(std::move(fence));
  }

  // Entries and values of all keys of the person.
  using Entries = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] Result<Entries> KeysOf(const vault::PersonRef& person) const {
    const std::string beginning = PersonEntry('k', person);
    Entries entries;
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
    for (at->Seek(beginning); at->Valid() && at->key().starts_with(beginning); at->Next()) {
      entries.emplace_back(at->key().ToString(), at->value().ToString());
    }
    if (!at->status().ok()) return Damaged(at->status().ToString());
    return entries;
  }

  [[nodiscard]] Result<std::optional<vault::StoredKey>> FindLocked(const vault::KeyRef& ref) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto erased, Get(PersonEntry('e', ref.person)));
    if (erased) return ErasedStatus();
    PAKTUM_ASSIGN_OR_RETURN(const auto bytes, Get(KeyEntry(ref)));
    if (!bytes) return std::optional<vault::StoredKey>();
    vault::v1::StoredKey message;
    if (!message.ParseFromString(*bytes)) return Damaged("a stored key cannot be read");
    PAKTUM_ASSIGN_OR_RETURN(vault::StoredKey key, vault_client::FromMessage(message));
    PAKTUM_ASSIGN_OR_RETURN(const auto fence, Get(Entry('f', key.key_id)));
    if (fence) return ErasedStatus();
    return std::optional<vault::StoredKey>(std::move(key));
  }

  // Fences on and keys away in one synced batch.
  Status Write(const vault::PersonRef& person, const vault::v1::Fence& fence,
               const Entries& stored) {
    rocksdb::WriteBatch batch;
    for (const auto& [entry, bytes] : stored) batch.Delete(entry);
    batch.Put(PersonEntry('e', person), fence.SerializeAsString());
    for (const std::string& id : fence.key_ids()) batch.Put(Entry('f', id), "");
    if (!stored.empty()) batch.Put(kToClean, "");
    const rocksdb::Status status = db_->Write(synced_, &batch);
    return status.ok() ? OkStatus() : NotWritten(status);
  }

  // The bytes of destroyed keys out of the files: flushing ends the write-ahead log that holds
  // them, compacting rewrites the tables without them. The mark makes it happen after a crash, too.
  Status CleanLocked() {
    PAKTUM_ASSIGN_OR_RETURN(const auto marked, Get(kToClean));
    if (!marked) return OkStatus();
    rocksdb::Status status = db_->Flush(rocksdb::FlushOptions());
    if (status.ok()) {
      rocksdb::CompactRangeOptions compact;
      compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
      compact.exclusive_manual_compaction = true;
      status = db_->CompactRange(compact, nullptr, nullptr);
    }
    if (status.ok()) status = db_->Delete(synced_, kToClean);
    return status.ok() ? OkStatus() : NotWritten(status);
  }

  const std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions synced_;
  mutable std::mutex mutex_;  // keeping and destroying exclude one another
};

KeyDatabase::KeyDatabase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KeyDatabase::~KeyDatabase() = default;

Result<std::unique_ptr<KeyDatabase>> KeyDatabase::Open(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return Unavailable("vault.cannot_open", directory.string() + ": " + error.message());
  }
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(DatabaseOptions(), directory.string(), &raw);
  if (opened.IsCorruption()) return Damaged(opened.ToString());
  if (!opened.ok()) return Unavailable("vault.cannot_open", opened.ToString());
  auto impl = std::make_unique<Impl>(std::unique_ptr<rocksdb::DB>(raw));
  PAKTUM_RETURN_IF_ERROR(impl->CheckForm());
  PAKTUM_RETURN_IF_ERROR(impl->Clean());
  return std::unique_ptr<KeyDatabase>(new KeyDatabase(std::move(impl)));
}

Result<std::optional<vault::StoredKey>> KeyDatabase::Find(const vault::KeyRef& key) const {
  return impl_->Find(key);
}
Result<vault::StoredKey> KeyDatabase::Create(const vault::KeyRef& key,
                                             const vault::StoredKey& proposed) {
  return impl_->Create(key, proposed);
}
Result<std::vector<std::string>> KeyDatabase::Fence(const vault::PersonRef& person,
                                                    const std::vector<std::string>& key_ids) {
  return impl_->Fence(person, key_ids);
}
Result<bool> KeyDatabase::KeptOnlyBy(const vault::PersonRef& person,
                                     const std::string& maker) const {
  return impl_->KeptOnlyBy(person, maker);
}
Result<bool> KeyDatabase::IsErased(const vault::PersonRef& person) const {
  return impl_->IsErased(person);
}
Result<Position> KeyDatabase::Followed(const std::string& pact) const {
  return impl_->Followed(pact);
}
Status KeyDatabase::SetFollowed(const std::string& pact, Position position) {
  return impl_->SetFollowed(pact, position);
}
Status KeyDatabase::CopyTo(const std::filesystem::path& to) const { return impl_->CopyTo(to); }

}  // namespace paktum::vault_service
