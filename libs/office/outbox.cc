#include "libs/office/outbox.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/office/internal/outbox_codec.h"
#include "libs/vault/secret_box.h"

namespace paktum::office {
namespace {

// Keys: one letter for the state, then the 8 bytes of a sequence number, big-endian, that grows
// over all states: the order of keys is the order of arrival.
constexpr char kWaiting = 'q';
constexpr char kRefused = 'r';
constexpr char kNeedless = 'n';

std::string KeyOf(char state, std::uint64_t sequence) {
  std::string key(1, state);
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((sequence >> shift) & 0xFF));
  }
  return key;
}

std::uint64_t SequenceOf(const rocksdb::Slice& key) {
  std::uint64_t sequence = 0;
  for (std::size_t i = 1; i < key.size(); ++i) {
    sequence = (sequence << 8) | static_cast<unsigned char>(key[i]);
  }
  return sequence;
}

struct Entry {
  std::uint64_t sequence = 0;
  std::string content_digest;
  Instant received_at;
};

// The commands of one state, to be found by id and by order.
class Index {
 public:
  using Id = std::pair<std::string, Uuid>;  // pact, command

  void Add(const Id& id, Entry entry) {
    order_[id.first][entry.sequence] = id.second;
    entries_[id] = std::move(entry);
  }
  void Remove(const Id& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    const auto pact = order_.find(id.first);
    pact->second.erase(found->second.sequence);
    if (pact->second.empty()) order_.erase(pact);
    entries_.erase(found);
  }
  [[nodiscard]] const Entry* Find(const Id& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
  }
  // Commands of the pact in order of arrival, or nullptr when there are none.
  [[nodiscard]] const std::map<std::uint64_t, Uuid>* OfPact(const std::string& pact) const {
    const auto found = order_.find(pact);
    return found == order_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::size_t CountOf(const std::string& pact) const {
    const auto* commands = OfPact(pact);
    return commands == nullptr ? 0 : commands->size();
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::vector<std::string> Pacts() const {
    std::vector<std::string> pacts;
    for (const auto& [pact, commands] : order_) pacts.push_back(pact);
    return pacts;
  }
  // The command that came first of all pacts. Not for an empty index.
  [[nodiscard]] Id Oldest() const {
    PAKTUM_CHECK(!order_.empty());
    const auto* oldest = &*order_.begin();
    for (const auto& of_pact : order_) {
      if (of_pact.second.begin()->first < oldest->second.begin()->first) oldest = &of_pact;
    }
    return {oldest->first, oldest->second.begin()->second};
  }

 private:
  std::map<Id, Entry> entries_;
  std::map<std::string, std::map<std::uint64_t, Uuid>> order_;
};

Status NotWritten(const rocksdb::Status& status) {
  return Unavailable("outbox.not_written", "outbox: " + status.ToString());
}

}  // namespace

class Outbox::Impl {
 public:
  Impl(std::unique_ptr<rocksdb::DB> db, vault::SecretKey key, OutboxLimits limits)
      : db_(std::move(db)), box_(std::move(key)), limits_(limits) {}

  Status ReadAll();
  Status Put(const QueuedCommand& command);
  Status RemoveAppended(const Index::Id& id);
  Status RemoveNeedless(const Index::Id& id, const std::map<std::string, std::string>& result);
  Status MoveToAttention(const Index::Id& id, const Status& refusal, Instant refused_at);
  Status Dismiss(const Index::Id& id);
  Status Retry(const Index::Id& id);
  [[nodiscard]] Result<std::string> Read(char state, std::uint64_t sequence) const;

  // Callers hold mutex_ while they use the indexes.
  std::mutex mutex_;
  Index waiting_;
  Index refused_;
  Index needless_;

 private:
  void Encrypt(rocksdb::WriteBatch& batch, char state, std::uint64_t sequence,
               const std::string& plaintext) const {
    const std::string key = KeyOf(state, sequence);
    batch.Put(key, box_.Encrypt(key, plaintext));
  }
  Status Write(rocksdb::WriteBatch& batch) {
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status status = db_->Write(options, &batch);
    return status.ok() ? OkStatus() : NotWritten(status);
  }
  Status AddToIndex(char state, std::uint64_t sequence, const std::string& plaintext);

  std::unique_ptr<rocksdb::DB> db_;
  vault::SecretBox box_;
  const OutboxLimits limits_;
  std::uint64_t last_sequence_ = 0;  // guarded by mutex_
};

Status Outbox::Impl::AddToIndex(char state, std::uint64_t sequence, const std::string& plaintext) {
  if (state == kWaiting) {
    PAKTUM_ASSIGN_OR_RETURN(const QueuedCommand command, DecodeWaiting(plaintext));
    waiting_.Add({command.pact, command.command},
                 {sequence, command.content_digest, command.received_at});
  } else if (state == kRefused) {
    PAKTUM_ASSIGN_OR_RETURN(const RefusedCommand refused, DecodeRefused(plaintext));
    refused_.Add({refused.command.pact, refused.command.command},
                 {sequence, refused.command.content_digest, refused.command.received_at});
  } else if (state == kNeedless) {
    PAKTUM_ASSIGN_OR_RETURN(const DecodedNeedless needless, DecodeNeedless(plaintext));
    needless_.Add({needless.pact, needless.command},
                  {sequence, needless.needless.content_digest, Instant()});
  } else {
    return DataLoss("outbox.damaged", "the outbox holds a key that is none of its own");
  }
  return OkStatus();
}

Status Outbox::Impl::ReadAll() {
  const std::lock_guard lock(mutex_);
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string key = it->key().ToString();
    Result<std::string> plaintext = box_.Decrypt(key, it->value().ToStringView());
    if (!plaintext.ok() || key.size() != 9) {
      return DataLoss("outbox.damaged", "an outbox entry cannot be opened with this office's key");
    }
    const std::uint64_t sequence = SequenceOf(it->key());
    PAKTUM_RETURN_IF_ERROR(AddToIndex(key[0], sequence, *plaintext));
    vault::WipeString(*plaintext);
    last_sequence_ = std::max(last_sequence_, sequence);
  }
  if (it->status().ok()) return OkStatus();
  if (it->status().IsCorruption()) return DataLoss("outbox.damaged", it->status().ToString());
  return Unavailable("outbox.cannot_open", it->status().ToString());
}

Result<std::string> Outbox::Impl::Read(char state, std::uint64_t sequence) const {
  const std::string key = KeyOf(state, sequence);
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  std::string box;
  const rocksdb::Status status = db_->Get(options, key, &box);
  if (status.IsCorruption() || status.IsNotFound()) {
    return DataLoss("outbox.damaged", "outbox: " + status.ToString());
  }
  if (!status.ok()) return Unavailable("outbox.not_read", "outbox: " + status.ToString());
  Result<std::string> plaintext = box_.Decrypt(key, box);
  if (!plaintext.ok()) return DataLoss("outbox.damaged", "an outbox entry cannot be opened");
  return plaintext;
}

Status Outbox::Impl::Put(const QueuedCommand& command) {
  const Index::Id id{command.pact, command.command};
  const std::lock_guard lock(mutex_);
  if (const Entry* entry = waiting_.Find(id)) {
    if (entry->content_digest == command.content_digest) return OkStatus();
    return Refused("append.command_reused", "the command id waits with another request");
  }
  const Entry* refused = refused_.Find(id);
  const bool replaces = refused != nullptr && refused->content_digest == command.content_digest;
  if (refused != nullptr && !replaces) {
    return Refused("append.command_reused", "the command id was refused with another request");
  }
  if (!replaces && waiting_.size() + refused_.size() >= limits_.commands_max) {
    return Unavailable("outbox.full", "the outbox holds as many commands as it may");
  }
  rocksdb::WriteBatch batch;
  const std::uint64_t sequence = last_sequence_ + 1;
  Encrypt(batch, kWaiting, sequence, EncodeWaiting(command));
  if (replaces) batch.Delete(KeyOf(kRefused, refused->sequence));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  last_sequence_ = sequence;
  if (replaces) refused_.Remove(id);
  waiting_.Add(id, {sequence, command.content_digest, command.received_at});
  return OkStatus();
}

Status Outbox::Impl::RemoveAppended(const Index::Id& id) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = waiting_.Find(id);
  if (entry == nullptr) return OkStatus();
  rocksdb::WriteBatch batch;
  batch.Delete(KeyOf(kWaiting, entry->sequence));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  waiting_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::RemoveNeedless(const Index::Id& id,
                                    const std::map<std::string, std::string>& result) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = waiting_.Find(id);
  if (entry == nullptr) return OkStatus();
  rocksdb::WriteBatch batch;
  batch.Delete(KeyOf(kWaiting, entry->sequence));
  if (const Entry* earlier = needless_.Find(id)) batch.Delete(KeyOf(kNeedless, earlier->sequence));
  std::optional<Index::Id> forgotten;
  if (needless_.size() >= limits_.needless_max && needless_.size() > 0) {
    forgotten = needless_.Oldest();
    batch.Delete(KeyOf(kNeedless, needless_.Find(*forgotten)->sequence));
  }
  const std::uint64_t sequence = last_sequence_ + 1;
  const NeedlessCommand needless{entry->content_digest, result};
  Encrypt(batch, kNeedless, sequence, EncodeNeedless(id.first, id.second, needless));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  last_sequence_ = sequence;
  if (forgotten) needless_.Remove(*forgotten);
  needless_.Remove(id);
  needless_.Add(id, {sequence, needless.content_digest, Instant()});
  waiting_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::MoveToAttention(const Index::Id& id, const Status& refusal,
                                     Instant refused_at) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = waiting_.Find(id);
  if (entry == nullptr) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, Read(kWaiting, entry->sequence));
  PAKTUM_ASSIGN_OR_RETURN(QueuedCommand command, DecodeWaiting(plaintext));
  vault::WipeString(plaintext);
  rocksdb::WriteBatch batch;
  batch.Delete(KeyOf(kWaiting, entry->sequence));
  if (const Entry* earlier = refused_.Find(id)) batch.Delete(KeyOf(kRefused, earlier->sequence));
  const std::uint64_t sequence = last_sequence_ + 1;
  const RefusedCommand refused{std::move(command), refusal, refused_at};
  Encrypt(batch, kRefused, sequence, EncodeRefused(refused));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  last_sequence_ = sequence;
  refused_.Remove(id);
  refused_.Add(id, {sequence, entry->content_digest, entry->received_at});
  waiting_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::Dismiss(const Index::Id& id) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = refused_.Find(id);
  if (entry == nullptr) return NotFound("attention.unknown", "no such entry needs attention");
  rocksdb::WriteBatch batch;
  batch.Delete(KeyOf(kRefused, entry->sequence));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  refused_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::Retry(const Index::Id& id) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = refused_.Find(id);
  if (entry == nullptr) return NotFound("attention.unknown", "no such entry needs attention");
  PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, Read(kRefused, entry->sequence));
  PAKTUM_ASSIGN_OR_RETURN(const RefusedCommand refused, DecodeRefused(plaintext));
  vault::WipeString(plaintext);
  rocksdb::WriteBatch batch;
  batch.Delete(KeyOf(kRefused, entry->sequence));
  const std::uint64_t sequence = last_sequence_ + 1;
  // Where the same command waits already, that one stays.
  const bool waits = waiting_.Find(id) != nullptr;
  if (!waits) Encrypt(batch, kWaiting, sequence, EncodeWaiting(refused.command));
  PAKTUM_RETURN_IF_ERROR(Write(batch));
  last_sequence_ = sequence;
  if (!waits) waiting_.Add(id, {sequence, entry->content_digest, entry->received_at});
  refused_.Remove(id);
  return OkStatus();
}

Result<std::unique_ptr<Outbox>> Outbox::Open(const std::filesystem::path& directory,
                                             vault::SecretKey key, OutboxLimits limits) {
  PAKTUM_CHECK(limits.commands_max > 0);
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
  if (status.IsCorruption()) return DataLoss("outbox.damaged", "outbox: " + status.ToString());
  if (!status.ok()) return Unavailable("outbox.cannot_open", "outbox: " + status.ToString());
  auto impl = std::make_unique<Impl>(std::move(db), std::move(key), limits);
  PAKTUM_RETURN_IF_ERROR(impl->ReadAll());
  return std::unique_ptr<Outbox>(new Outbox(std::move(impl)));
}

Outbox::Outbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Outbox::~Outbox() = default;

Status Outbox::Put(const QueuedCommand& command) { return impl_->Put(command); }

bool Outbox::HasWaiting(const std::string& pact) const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->waiting_.CountOf(pact) > 0;
}

std::optional<std::string> Outbox::FindWaiting(const std::string& pact, const Uuid& command) const {
  const std::lock_guard lock(impl_->mutex_);
  const Entry* entry = impl_->waiting_.Find({pact, command});
  return entry == nullptr ? std::nullopt : std::optional(entry->content_digest);
}

WaitingSummary Outbox::Waiting(const std::string& pact) const {
  const std::lock_guard lock(impl_->mutex_);
  WaitingSummary summary;
  if (const auto* commands = impl_->waiting_.OfPact(pact)) {
    summary.count = commands->size();
    summary.oldest_received_at =
        impl_->waiting_.Find({pact, commands->begin()->second})->received_at;
  }
  return summary;
}

std::size_t Outbox::WaitingCount() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->waiting_.size();
}

std::vector<std::string> Outbox::WaitingPacts() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->waiting_.Pacts();
}

Result<QueuedCommand> Outbox::Front(const std::string& pact) const {
  const std::lock_guard lock(impl_->mutex_);
  const auto* commands = impl_->waiting_.OfPact(pact);
  if (commands == nullptr) return NotFound("outbox.empty", "no command of this pact waits");
  PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, impl_->Read(kWaiting, commands->begin()->first));
  Result<QueuedCommand> command = DecodeWaiting(plaintext);
  vault::WipeString(plaintext);
  return command;
}

Status Outbox::RemoveAppended(const std::string& pact, const Uuid& command) {
  return impl_->RemoveAppended({pact, command});
}

Status Outbox::RemoveNeedless(const std::string& pact, const Uuid& command,
                              const std::map<std::string, std::string>& result) {
  return impl_->RemoveNeedless({pact, command}, result);
}

Status Outbox::MoveToAttention(const std::string& pact, const Uuid& command, const Status& refusal,
                               Instant refused_at) {
  return impl_->MoveToAttention({pact, command}, refusal, refused_at);
}

Result<std::vector<RefusedCommand>> Outbox::Attention(const std::string& pact,
                                                      std::size_t limit) const {
  const std::lock_guard lock(impl_->mutex_);
  std::vector<RefusedCommand> list;
  const auto* commands = impl_->refused_.OfPact(pact);
  if (commands == nullptr) return list;
  for (const auto& [sequence, command] : *commands) {
    if (list.size() >= limit) break;
    PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, impl_->Read(kRefused, sequence));
    PAKTUM_ASSIGN_OR_RETURN(RefusedCommand refused, DecodeRefused(plaintext));
    vault::WipeString(plaintext);
    list.push_back(std::move(refused));
  }
  return list;
}

std::size_t Outbox::AttentionCount(const std::string& pact) const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->refused_.CountOf(pact);
}

std::size_t Outbox::AttentionCount() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->refused_.size();
}

std::optional<std::string> Outbox::FindAttention(const std::string& pact,
                                                 const Uuid& command) const {
  const std::lock_guard lock(impl_->mutex_);
  const Entry* entry = impl_->refused_.Find({pact, command});
  return entry == nullptr ? std::nullopt : std::optional(entry->content_digest);
}

Result<RefusedCommand> Outbox::FindRefused(const std::string& pact, const Uuid& command) const {
  const std::lock_guard lock(impl_->mutex_);
  const Entry* entry = impl_->refused_.Find({pact, command});
  if (entry == nullptr) return NotFound("attention.unknown", "no such entry needs attention");
  PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, impl_->Read(kRefused, entry->sequence));
  Result<RefusedCommand> refused = DecodeRefused(plaintext);
  vault::WipeString(plaintext);
  return refused;
}

Status Outbox::Dismiss(const std::string& pact, const Uuid& command) {
  return impl_->Dismiss({pact, command});
}

Status Outbox::Retry(const std::string& pact, const Uuid& command) {
  return impl_->Retry({pact, command});
}

Result<std::optional<NeedlessCommand>> Outbox::FindNeedless(const std::string& pact,
                                                            const Uuid& command) const {
  const std::lock_guard lock(impl_->mutex_);
  const Entry* entry = impl_->needless_.Find({pact, command});
  if (entry == nullptr) return std::optional<NeedlessCommand>();
  PAKTUM_ASSIGN_OR_RETURN(const std::string plaintext, impl_->Read(kNeedless, entry->sequence));
  PAKTUM_ASSIGN_OR_RETURN(DecodedNeedless decoded, DecodeNeedless(plaintext));
  return std::optional<NeedlessCommand>(std::move(decoded.needless));
}

}  // namespace paktum::office
