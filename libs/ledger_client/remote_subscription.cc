#include "libs/ledger_client/internal/remote_subscription.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/wire/hints.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPauseMax{1000};
constexpr milliseconds kLook{500};        // how often a waiting subscription looks around
constexpr milliseconds kBehindMax{3000};  // the ledger is further, and nothing came for so long
constexpr milliseconds kAttention{1000};  // a caller that stayed away longer knows nothing
constexpr milliseconds kOpenTimeMin{50};  // also when the caller only looks

Deadline Now() { return SteadyNow(); }

// What ends a subscription for the caller too, instead of being tried again.
bool IsFinal(const Status& status) {
  return status.code() == StatusCode::kDataLoss || status.code() == StatusCode::kInvalidArgument ||
         status.code() == StatusCode::kPermissionDenied;
}

}  // namespace

void HintedHeads::Note(const std::string& pact, Position head) {
  const std::lock_guard lock(mutex_);
  if (heads_.size() >= wire::kHintTopicsMax && !heads_.contains(pact)) return;
  heads_[pact] = head;
}

Position HintedHeads::Newest(const std::string& pact) const {
  const std::lock_guard lock(mutex_);
  const auto found = heads_.find(pact);
  return found == heads_.end() ? Position(0) : found->second;
}

RemoteSubscription::RemoteSubscription(wire::Caller& client, const HintedHeads& hints,
                                       const RemoteEventLogOptions& options, std::string pact,
                                       Position after)
    : client_(client),
      hints_(hints),
      options_(options),
      pact_(std::move(pact)),
      delivered_(after),
      pause_(options.resubscribe_pause_ms) {}

RemoteSubscription::~RemoteSubscription() { DropStream(); }

Result<ledger::Slice> RemoteSubscription::Next(Deadline deadline) {
  if (Now() - returned_at_ > kAttention) {
    // While nobody listened nothing can be said about the stream.
    heard_at_ = Now();
    behind_since_.reset();
  }
  auto slice = Listen(deadline);
  returned_at_ = Now();
  return slice;
}

Result<ledger::Slice> RemoteSubscription::Listen(Deadline deadline) {
  Status trouble;
  for (;;) {
    if (stream_ == nullptr) PAKTUM_RETURN_IF_ERROR(OpenStream(deadline));
    auto reply = stream_->Next(std::min(deadline, Now() + kLook));
    if (!reply.ok()) {
      DropStream();
      Pause();
      if (IsFinal(reply.status())) return reply.status();
      trouble = reply.status();
    } else if (reply->has_value()) {
      auto slice = Deliver(std::move(**reply));
      if (slice.ok() && !slice->records.empty()) return slice;
      if (!slice.ok() && IsFinal(slice.status())) return slice.status();
      if (!slice.ok()) trouble = slice.status();
    } else {
      NoteBehind();
    }
    if (stream_ != nullptr && StreamIsLost()) {
      DropStream();
      trouble = Unavailable("log.stream_lost", "the subscription's stream has fallen silent");
    }
    if (Now() < deadline) continue;
    if (stream_ != nullptr) return ledger::Slice{{}, head_};
    return Unavailable("log.unreachable", trouble.message());
  }
}

// Waits for its turn after a lost stream, then subscribes after the last record delivered.
Status RemoteSubscription::OpenStream(Deadline deadline) {
  if (retry_at_ > deadline) {
    SleepUntil(deadline);
    return Unavailable("log.unreachable", "the event log cannot be reached");
  }
  SleepUntil(retry_at_);
  log::v1::SubscribeRequest request;
  request.set_pact(pact_);
  request.set_after(delivered_.value());
  request.set_credit_records(options_.credit_records);
  request.set_credit_bytes(options_.credit_bytes);
  auto stream = client_.OpenStream(kSubscribeMethod, request.SerializeAsString(),
                                   std::max(deadline, Now() + kOpenTimeMin));
  if (!stream.ok()) {
    Pause();
    return Unavailable("log.unreachable", stream.status().message());
  }
  stream_ = std::move(*stream);
  subscribed_after_ = delivered_;
  owed_records_ = 0;
  owed_bytes_ = 0;
  heard_at_ = Now();
  behind_since_.reset();
  return OkStatus();
}

void RemoteSubscription::DropStream() {
  if (stream_ == nullptr) return;
  log::v1::UnsubscribeRequest request;
  request.set_subscription_id(stream_->id());
  client_.SendOneWay(kUnsubscribeMethod, request.SerializeAsString());
  stream_.reset();
}

void RemoteSubscription::Pause() {
  retry_at_ = Now() + pause_;
  pause_ = std::min(pause_ * 2, kPauseMax);
}

// The records of the batch that follow what was delivered. A record out of order ends the stream.
Result<ledger::Slice> RemoteSubscription::Deliver(std::string reply) {
  auto decoded = DecodeBatch(std::move(reply));
  if (!decoded.ok()) {
    DropStream();
    Pause();
    return decoded.status();
  }
  DecodedRecords batch = std::move(*decoded);
  heard_at_ = Now();
  pause_ = milliseconds(options_.resubscribe_pause_ms);
  head_ = Position(batch.head);
  if (head_ < delivered_) {
    DropStream();
    Pause();
    // Within one stream that is an old message that came late: a new stream will tell.
    if (head_ >= subscribed_after_) {
      return Unavailable("log.out_of_order", "the stream told an older head");
    }
    return DataLoss("log.other_ledger", "the ledger ends at " + std::to_string(batch.head) +
                                            ", before what was delivered of it");
  }
  if (batch.records.empty()) {
    NoteBehind();
    return ledger::Slice{{}, head_};
  }
  behind_since_.reset();
  std::size_t in_order = 0;
  for (const ledger::Record& record : batch.records) {
    if (record.position != paktum::Next(delivered_)) break;
    delivered_ = record.position;
    ++in_order;
  }
  if (in_order < batch.records.size()) {
    DropStream();
    Pause();
    if (in_order == 0) return Unavailable("log.out_of_order", "the stream left out a record");
    batch.records.erase(batch.records.begin() + static_cast<std::ptrdiff_t>(in_order),
                        batch.records.end());
  } else {
    GiveCredit(batch.records);
  }
  return ledger::Slice{std::move(batch.records), head_};
}

// In portions, so that credit costs a message now and then, not one for every record.
void RemoteSubscription::GiveCredit(const std::vector<ledger::Record>& taken) {
  owed_records_ += static_cast<std::uint32_t>(taken.size());
  for (const ledger::Record& record : taken) {
    owed_bytes_ += static_cast<std::uint32_t>(record.stored.size());
  }
  if (owed_records_ < (options_.credit_records + 1) / 2 &&
      owed_bytes_ < (options_.credit_bytes + 1) / 2) {
    return;
  }
  log::v1::CreditRequest request;
  request.set_subscription_id(stream_->id());
  request.set_credit_records(std::exchange(owed_records_, 0));
  request.set_credit_bytes(std::exchange(owed_bytes_, 0));
  client_.SendOneWay(kCreditMethod, request.SerializeAsString());
}

// Called when all that came has been taken: whatever the ledger has beyond that should be coming.
void RemoteSubscription::NoteBehind() {
  const bool behind = std::max(head_, hints_.Newest(pact_)) > delivered_;
  if (!behind) {
    behind_since_.reset();
  } else if (!behind_since_) {
    behind_since_ = Now();
  }
}

bool RemoteSubscription::StreamIsLost() const {
  const auto now = Now();
  return now - heard_at_ > milliseconds(options_.stream_silence_ms) ||
         (behind_since_ && now - *behind_since_ > kBehindMax);
}

}  // namespace paktum::ledger_client
