#include "libs/office/outbox_store.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <system_error>

namespace paktum::office {
namespace {

Status Damaged(const rocksdb::Status& status) {
  return DataLoss("outbox.damaged", "outbox: " + status.ToString());
}

class DirectoryStore final : public OutboxStore {
 public:
  explicit DirectoryStore(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  Status Write(const Batch& batch) override {
    rocksdb::WriteBatch changes;
    for (const auto& [key, value] : batch.puts) changes.Put(key, value);
    for (const std::string& key : batch.removals) changes.Delete(key);
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status status = db_->Write(options, &changes);
    if (status.ok()) return OkStatus();
    return Unavailable("outbox.not_written", "outbox: " + status.ToString());
  }

  [[nodiscard]] Result<std::string> Get(const std::string& key) const override {
    std::string value;
    const rocksdb::Status status = db_->Get(Checked(), key, &value);
    if (status.IsCorruption() || status.IsNotFound()) return Damaged(status);
    if (!status.ok()) return Unavailable("outbox.not_read", "outbox: " + status.ToString());
    return value;
  }

  [[nodiscard]] Status ForEach(const Visit& visit) const override {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(Checked()));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      PAKTUM_RETURN_IF_ERROR(visit(it->key().ToString(), it->value().ToStringView()));
    }
    if (it->status().ok()) return OkStatus();
    if (it->status().IsCorruption()) return Damaged(it->status());
    return Unavailable("outbox.cannot_open", it->status().ToString());
  }

 private:
  static rocksdb::ReadOptions Checked() {
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    return options;
  }

  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

Result<std::unique_ptr<OutboxStore>> OpenOutboxDirectory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (error) return Unavailable("outbox.cannot_open", "outbox: " + error.message());
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.write_buffer_size = std::size_t{4} * 1024 * 1024;
  options.max_background_jobs = 1;
  options.keep_log_file_num = 2;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory.string(), &opened);
  std::unique_ptr<rocksdb::DB> db(opened);
  if (status.IsCorruption()) return Damaged(status);
  if (!status.ok()) return Unavailable("outbox.cannot_open", "outbox: " + status.ToString());
  return std::unique_ptr<OutboxStore>(std::make_unique<DirectoryStore>(std::move(db)));
}

}  // namespace paktum::office
