#include "libs/office/outbox.h"

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

std::uint64_t SequenceOf(std::string_view key) {
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

}  // namespace

class Outbox::Impl {
 public:
  Impl(std::unique_ptr<OutboxStore> store, vault::SecretKey key, OutboxLimits limits)
      : store_(std::move(store)), box_(std::move(key)), limits_(limits) {}

  Status ReadAll();
  Status Put(const QueuedCommand& command);
  Status RemoveAppended(const Index::Id& id);
  Status RemoveNeedless(const Index::Id& id, const std::map<std::string, std::string>& result);
  Status MoveToAttention(const Index::Id& id, const Status& refusal, Instant refused_at);
  Status Dismiss(const Index::Id& id);
  Status Retry(const Index::Id& id, event::v1::LateReason late_reason);
  [[nodiscard]] Result<std::string> Read(char state, std::uint64_t sequence) const;

  // Callers hold mutex_ while they use the indexes.
  std::mutex mutex_;
  Index waiting_;
  Index refused_;
  Index needless_;

 private:
  void Encrypt(OutboxStore::Batch& batch, char state, std::uint64_t sequence,
               const std::string& plaintext) const {
    const std::string key = KeyOf(state, sequence);
    batch.puts.emplace_back(key, box_.Encrypt(key, plaintext));
  }
  Status AddToIndex(char state, std::uint64_t sequence, const std::string& plaintext);

  const std::unique_ptr<OutboxStore> store_;
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
  return store_->ForEach([this](const std::string& key, std::string_view value) {
    Result<std::string> plaintext = box_.Decrypt(key, value);
    if (!plaintext.ok() || key.size() != 9) {
      return DataLoss("outbox.damaged", "an outbox entry cannot be opened with this office's key");
    }
    const std::uint64_t sequence = SequenceOf(key);
    PAKTUM_RETURN_IF_ERROR(AddToIndex(key[0], sequence, *plaintext));
    vault::WipeString(*plaintext);
    last_sequence_ = std::max(last_sequence_, sequence);
    return OkStatus();
  });
}

Result<std::string> Outbox::Impl::Read(char state, std::uint64_t sequence) const {
  const std::string key = KeyOf(state, sequence);
  PAKTUM_ASSIGN_OR_RETURN(const std::string box, store_->Get(key));
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
  OutboxStore::Batch batch;
  const std::uint64_t sequence = last_sequence_ + 1;
  Encrypt(batch, kWaiting, sequence, EncodeWaiting(command));
  if (replaces) batch.removals.push_back(KeyOf(kRefused, refused->sequence));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
  last_sequence_ = sequence;
  if (replaces) refused_.Remove(id);
  waiting_.Add(id, {sequence, command.content_digest, command.received_at});
  return OkStatus();
}

Status Outbox::Impl::RemoveAppended(const Index::Id& id) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = waiting_.Find(id);
  if (entry == nullptr) return OkStatus();
  OutboxStore::Batch batch;
  batch.removals.push_back(KeyOf(kWaiting, entry->sequence));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
  waiting_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::RemoveNeedless(const Index::Id& id,
                                    const std::map<std::string, std::string>& result) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = waiting_.Find(id);
  if (entry == nullptr) return OkStatus();
  OutboxStore::Batch batch;
  batch.removals.push_back(KeyOf(kWaiting, entry->sequence));
  if (const Entry* earlier = needless_.Find(id))
    batch.removals.push_back(KeyOf(kNeedless, earlier->sequence));
  std::optional<Index::Id> forgotten;
  if (needless_.size() >= limits_.needless_max && needless_.size() > 0) {
    forgotten = needless_.Oldest();
    batch.removals.push_back(KeyOf(kNeedless, needless_.Find(*forgotten)->sequence));
  }
  const std::uint64_t sequence = last_sequence_ + 1;
  const NeedlessCommand needless{entry->content_digest, result};
  Encrypt(batch, kNeedless, sequence, EncodeNeedless(id.first, id.second, needless));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
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
  OutboxStore::Batch batch;
  batch.removals.push_back(KeyOf(kWaiting, entry->sequence));
  if (const Entry* earlier = refused_.Find(id))
    batch.removals.push_back(KeyOf(kRefused, earlier->sequence));
  const std::uint64_t sequence = last_sequence_ + 1;
  const RefusedCommand refused{std::move(command), refusal, refused_at};
  Encrypt(batch, kRefused, sequence, EncodeRefused(refused));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
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
  OutboxStore::Batch batch;
  batch.removals.push_back(KeyOf(kRefused, entry->sequence));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
  refused_.Remove(id);
  return OkStatus();
}

Status Outbox::Impl::Retry(const Index::Id& id, event::v1::LateReason late_reason) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = refused_.Find(id);
  if (entry == nullptr) return NotFound("attention.unknown", "no such entry needs attention");
  PAKTUM_ASSIGN_OR_RETURN(std::string plaintext, Read(kRefused, entry->sequence));
  PAKTUM_ASSIGN_OR_RETURN(RefusedCommand refused, DecodeRefused(plaintext));
  vault::WipeString(plaintext);
  if (late_reason != event::v1::LATE_REASON_UNSPECIFIED) refused.command.late_reason = late_reason;
  OutboxStore::Batch batch;
  batch.removals.push_back(KeyOf(kRefused, entry->sequence));
  const std::uint64_t sequence = last_sequence_ + 1;
  // Where the same command waits already, that one stays.
  const bool waits = waiting_.Find(id) != nullptr;
  if (!waits) Encrypt(batch, kWaiting, sequence, EncodeWaiting(refused.command));
  PAKTUM_RETURN_IF_ERROR(store_->Write(batch));
  last_sequence_ = sequence;
  if (!waits) waiting_.Add(id, {sequence, entry->content_digest, entry->received_at});
  refused_.Remove(id);
  return OkStatus();
}

Result<std::unique_ptr<Outbox>> Outbox::Open(const std::filesystem::path& directory,
                                             vault::SecretKey key, OutboxLimits limits) {
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<OutboxStore> store, OpenOutboxDirectory(directory));
  return Open(std::move(store), std::move(key), limits);
}

Result<std::unique_ptr<Outbox>> Outbox::Open(std::unique_ptr<OutboxStore> store,
                                             vault::SecretKey key, OutboxLimits limits) {
  PAKTUM_CHECK(limits.commands_max > 0);
  auto impl = std::make_unique<Impl>(std::move(store), std::move(key), limits);
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

Status Outbox::Retry(const std::string& pact, const Uuid& command,
                     event::v1::LateReason late_reason) {
  return impl_->Retry({pact, command}, late_reason);
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
