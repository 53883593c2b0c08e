#include "libs/vault/vault.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <sodium.h>

#include <mutex>
#include <utility>
#include <vector>

#include "libs/vault/internal/aead.h"
#include "libs/vault/key_file.h"

namespace paktum::vault {
namespace {

using internal::AeadDecrypt;
using internal::AeadEncrypt;
using internal::RandomBytes;

// Entries (docs/formats/sealed.md):
//   "check"            nonce ‖ encryption of "paktum.vault.v1" under the master key
//   "k" person         key id ‖ nonce ‖ wrapped key
//   "e" person         key id of the destroyed key, or nothing when there was none
//   "f" key id         empty: a destroyed key
constexpr std::string_view kCheckEntry = "check";
constexpr std::string_view kCheckText = "paktum.vault.v1";
constexpr std::size_t kWrappedKeyBytes =
    kKeyIdBytes + kNonceBytes + SecretKey::kSize + internal::kAeadTagBytes;

std::string Entry(char kind, std::string_view id) { return std::string(1, kind) + std::string(id); }

std::string KeyBound(const Uuid& person, std::string_view key_id) {
  return "paktum.vault.key.v1:" + std::string(person.bytes()) + std::string(key_id);
}

// The content type stands last: the parts before it have fixed lengths.
std::string PartBound(const Uuid& person, std::string_view key_id, std::string_view content_type) {
  return "paktum.sealed.v1:" + std::string(person.bytes()) + std::string(key_id) +
         std::string(content_type);
}

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

Status ErasedStatus() {
  return Refused("vault.erased", "the data key of this person was destroyed");
}

Status Damaged(const rocksdb::Status& status) {
  return DataLoss("vault.damaged", status.ToString());
}

Status NotWritten(const rocksdb::Status& status) {
  return Unavailable("vault.not_written", status.ToString());
}

}  // namespace

class Vault::Impl {
 public:
  Impl(std::unique_ptr<rocksdb::DB> db, SecretKey master)
      : db_(std::move(db)), master_(std::move(master)) {
    synced_.sync = true;
  }

  // Proves that the master key is the one the vault was made with; a new vault takes it.
  Status CheckMaster() {
    std::optional<std::string> check;
    PAKTUM_RETURN_IF_ERROR(Get(kCheckEntry, check));
    if (!check) {
      const std::string nonce = RandomBytes(kNonceBytes);
      const rocksdb::Status put =
          db_->Put(synced_, rocksdb::Slice(kCheckEntry.data(), kCheckEntry.size()),
                   nonce + AeadEncrypt(master_, nonce, kCheckEntry, kCheckText));
      return put.ok() ? OkStatus() : NotWritten(put);
    }
    if (check->size() < kNonceBytes) return DataLoss("vault.damaged", "the check entry is short");
    const std::string_view bytes = *check;
    const auto text =
        AeadDecrypt(master_, bytes.substr(0, kNonceBytes), kCheckEntry, bytes.substr(kNonceBytes));
    if (text && *text == kCheckText) return OkStatus();
    return InvalidArgument("vault.wrong_master_key",
                           "this vault was made under another master key");
  }

  Result<SealedPart> Seal(const Uuid& person, std::string_view content_type,
                          std::string_view plaintext) {
    if (content_type.size() > kContentTypeBytesMax || plaintext.size() > kPlaintextBytesMax) {
      return InvalidArgument("vault.too_large", "the sealed part is over a limit");
    }
    const std::lock_guard lock(mutex_);  // against Destroy between reading and use
    PAKTUM_ASSIGN_OR_RETURN(const DataKey key, KeyForSealing(person));
    SealedPart part;
    part.key_id = key.id;
    part.nonce = RandomBytes(kNonceBytes);
    part.ciphertext =
        AeadEncrypt(key.secret, part.nonce, PartBound(person, key.id, content_type), plaintext);
    return part;
  }

  Result<std::string> Unseal(const Uuid& person, std::string_view content_type,
                             const SealedPart& part) const {
    const std::lock_guard lock(mutex_);
    std::optional<std::string> fence;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('f', part.key_id), fence));
    if (fence) return ErasedStatus();
    PAKTUM_ASSIGN_OR_RETURN(const std::optional<DataKey> key, Load(person));
    if (!key || key->id != part.key_id) {
      PAKTUM_ASSIGN_OR_RETURN(const bool erased, IsErasedLocked(person));
      if (erased && !key) return ErasedStatus();
      return NotFound("vault.no_key", "this office has no such data key");
    }
    auto plaintext = AeadDecrypt(key->secret, part.nonce, PartBound(person, key->id, content_type),
                                 part.ciphertext);
    if (plaintext) return *std::move(plaintext);
    return DataLoss("vault.cannot_open_part",
                    "the sealed part was altered or belongs to another person or content type");
  }

  Result<std::optional<std::string>> Destroy(const Uuid& person) {
    const std::lock_guard lock(mutex_);
    std::optional<std::string> wrapped;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('k', person.bytes()), wrapped));
    std::optional<std::string> erased;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('e', person.bytes()), erased));
    std::string key_id;
    if (wrapped && wrapped->size() >= kKeyIdBytes) {
      key_id = wrapped->substr(0, kKeyIdBytes);
    } else if (erased) {
      key_id = *erased;
    }
    PAKTUM_RETURN_IF_ERROR(Erase(person, key_id));
    if (key_id.empty()) return std::optional<std::string>();
    return std::optional<std::string>(key_id);
  }

  Status Fence(const Uuid& person, std::string_view key_id) {
    const std::lock_guard lock(mutex_);
    return Erase(person, key_id);
  }

  Result<bool> IsErased(const Uuid& person) const {
    const std::lock_guard lock(mutex_);
    return IsErasedLocked(person);
  }

 private:
  struct DataKey {
    std::string id;
    SecretKey secret;
  };

  Status Get(std::string_view entry, std::optional<std::string>& value) const {
    std::string found;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), rocksdb::Slice(entry.data(), entry.size()), &found);
    if (status.IsNotFound()) return OkStatus();
    if (!status.ok()) return Damaged(status);
    value = std::move(found);
    return OkStatus();
  }

  Result<bool> IsErasedLocked(const Uuid& person) const {
    std::optional<std::string> erased;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('e', person.bytes()), erased));
    return erased.has_value();
  }

  // The person's key; nothing when there is none, or only one that a fence refuses.
  Result<std::optional<DataKey>> Load(const Uuid& person) const {
    std::optional<std::string> wrapped;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('k', person.bytes()), wrapped));
    if (!wrapped) return std::optional<DataKey>();
    if (wrapped->size() != kWrappedKeyBytes) {
      return DataLoss("vault.damaged", "a wrapped key has the wrong length");
    }
    const std::string_view bytes = *wrapped;
    std::string id(bytes.substr(0, kKeyIdBytes));
    std::optional<std::string> fence;
    PAKTUM_RETURN_IF_ERROR(Get(Entry('f', id), fence));
    if (fence) return std::optional<DataKey>();
    auto clear = AeadDecrypt(master_, bytes.substr(kKeyIdBytes, kNonceBytes), KeyBound(person, id),
                             bytes.substr(kKeyIdBytes + kNonceBytes));
    if (!clear) return DataLoss("vault.damaged", "a wrapped key cannot be opened");
    Result<SecretKey> secret = SecretKey::FromBytes(*clear);
    WipeString(*clear);
    if (!secret.ok()) return secret.status();
    return std::optional<DataKey>(DataKey{std::move(id), std::move(secret).value()});
  }

  Result<DataKey> KeyForSealing(const Uuid& person) {
    PAKTUM_ASSIGN_OR_RETURN(const bool erased, IsErasedLocked(person));
    if (erased) return ErasedStatus();
    PAKTUM_ASSIGN_OR_RETURN(std::optional<DataKey> known, Load(person));
    if (known) return *std::move(known);
    DataKey made{RandomBytes(kKeyIdBytes), SecretKey::Random()};
    const std::string nonce = RandomBytes(kNonceBytes);
    const std::string wrapped =
        made.id + nonce +
        AeadEncrypt(master_, nonce, KeyBound(person, made.id), made.secret.bytes());
    const rocksdb::Status put = db_->Put(synced_, Entry('k', person.bytes()), wrapped);
    if (!put.ok()) return NotWritten(put);
    return made;
  }

  // Fence first and key away in one synced batch, then the old bytes out of the files: flushing
  // ends the write-ahead log that holds them, compacting rewrites the tables without them.
  Status Erase(const Uuid& person, std::string_view key_id) {
    rocksdb::WriteBatch batch;
    batch.Delete(Entry('k', person.bytes()));
    batch.Put(Entry('e', person.bytes()), std::string(key_id));
    if (!key_id.empty()) batch.Put(Entry('f', key_id), "");
    rocksdb::Status status = db_->Write(synced_, &batch);
    if (!status.ok()) return NotWritten(status);
    status = db_->Flush(rocksdb::FlushOptions());
    if (!status.ok()) return NotWritten(status);
    rocksdb::CompactRangeOptions compact;
    compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    compact.exclusive_manual_compaction = true;
    status = db_->CompactRange(compact, nullptr, nullptr);
    return status.ok() ? OkStatus() : NotWritten(status);
  }

  const std::unique_ptr<rocksdb::DB> db_;
  const SecretKey master_;
  rocksdb::WriteOptions synced_;
  mutable std::mutex mutex_;  // sealing and destroying exclude one another
};

Result<std::unique_ptr<Vault>> Vault::Open(const std::filesystem::path& directory,
                                           SecretKey master) {
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
  if (opened.IsCorruption()) return Damaged(opened);
  if (!opened.ok()) return Unavailable("vault.cannot_open", opened.ToString());
  auto impl = std::make_unique<Impl>(std::unique_ptr<rocksdb::DB>(raw), std::move(master));
  PAKTUM_RETURN_IF_ERROR(impl->CheckMaster());
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));
}

Result<std::unique_ptr<Vault>> Vault::Open(const std::filesystem::path& directory,
                                           const std::filesystem::path& key_file) {
  PAKTUM_ASSIGN_OR_RETURN(SecretKey master, LoadOrCreateKeyFile(key_file));
  return Open(directory, std::move(master));
}

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

Result<SealedPart> Vault::Seal(const Uuid& person, std::string_view content_type,
                               std::string_view plaintext) {
  return impl_->Seal(person, content_type, plaintext);
}

Result<std::string> Vault::Unseal(const Uuid& person, std::string_view content_type,
                                  const SealedPart& part) const {
  return impl_->Unseal(person, content_type, part);
}

Result<std::optional<std::string>> Vault::Destroy(const Uuid& person) {
  return impl_->Destroy(person);
}

Status Vault::Fence(const Uuid& person, std::string_view key_id) {
  return impl_->Fence(person, key_id);
}

Result<bool> Vault::IsErased(const Uuid& person) const { return impl_->IsErased(person); }

}  // namespace paktum::vault
