#include "libs/wire/internal/client_core.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "libs/base/check.h"
#include "libs/wire/endpoint.h"
#include "libs/wire/internal/connection_gate.h"

namespace paktum::wire {
namespace {

constexpr int kIdlePollMs = 1000;
constexpr int kHandshakeMs = 2000;
constexpr int kMessagesPerRound = 64;
constexpr int kQueueMessages = 256;
constexpr std::size_t kFrameOverheadBytes = 256;
constexpr std::size_t kCoalesceBytes = std::size_t{64} * 1024;  // of what waits goes together

Status NotConnected() {
  return Unavailable("wire.not_connected", "there is no connection to the service");
}

Status ConnectionLost() {
  return DeadlineExceeded("wire.connection_lost",
                          "the connection broke before the answer came: the outcome is unknown");
}

}  // namespace

bool Inbox::Put(OutgoingCall call, std::size_t calls_max) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.calls.size() >= calls_max) return false;
    // Once between two looks of the network thread is enough.
    wake = !woken_ && std::this_thread::get_id() != thread_;
    woken_ = woken_ || wake;
    waiting_.calls.push_back(std::move(call));
  }
  if (wake) waker_.Wake();
  return true;
}

bool Inbox::HasCalls() const {
  const std::lock_guard lock(mutex_);
  return !waiting_.calls.empty();
}

void Inbox::BeginThread() {
  const std::lock_guard lock(mutex_);
  thread_ = std::this_thread::get_id();
}

void Inbox::Forget(std::uint64_t stream) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.forgotten.push_back(stream);
  }
  waker_.Wake();
}

Inbox::Taken Inbox::TakeAll() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  return std::exchange(waiting_, {});
}

void Inbox::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

void StreamState::Put(std::string reply) {
  {
    const std::lock_guard lock(mutex);
    if (!end.ok()) return;
    if (replies.size() >= replies_max) {
      end = ResourceExhausted("wire.stream_overrun", "more replies came than may wait");
    } else {
      replies.push_back(std::move(reply));
    }
  }
  arrived.notify_all();
}

void StreamState::End(const Status& status) {
  {
    const std::lock_guard lock(mutex);
    if (end.ok()) end = status;
  }
  arrived.notify_all();
}

ClientCore::ClientCore(RequestClientOptions options)
    : options_(std::move(options)),
      inbox_(std::make_shared<Inbox>()),
      again_(options_.reconnect_ms, options_.reconnect_max_ms) {}

ClientCore::~ClientCore() {
  if (!thread_.joinable()) return;
  closing_.store(true);
  inbox_->waker().Wake();
  thread_.join();
}

Status ClientCore::Start() {
  PAKTUM_RETURN_IF_ERROR(
      CheckEndpoint(options_.endpoint, EndpointUse::kConnect,
                    options_.curve ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
  PAKTUM_RETURN_IF_ERROR(Open());
  thread_ = std::thread([this] { Run(); });
  return OkStatus();
}

// Also in place of a socket whose handshake failed.
Status ClientCore::Open() {
  monitor_.reset();
  dealer_ = Socket(context_, ZMQ_DEALER);
  dealer_.SetInt(ZMQ_IMMEDIATE, 1);  // nothing queues for a connection that is not there
  dealer_.SetInt(ZMQ_LINGER, 0);
  dealer_.SetInt(ZMQ_IPV6, IsIpv6(options_.endpoint) ? 1 : 0);
  dealer_.SetInt(ZMQ_SNDHWM, kQueueMessages);
  dealer_.SetInt(ZMQ_RCVHWM, kQueueMessages);
  dealer_.SetInt64(ZMQ_MAXMSGSIZE, static_cast<std::int64_t>(options_.message_bytes_max));
  dealer_.SetInt(ZMQ_RECONNECT_IVL, options_.reconnect_ms);
  dealer_.SetInt(ZMQ_RECONNECT_IVL_MAX, options_.reconnect_max_ms);
  dealer_.SetInt(ZMQ_HANDSHAKE_IVL, kHandshakeMs);
  dealer_.SetInt(ZMQ_HEARTBEAT_IVL, options_.heartbeat_ms);
  dealer_.SetInt(ZMQ_HEARTBEAT_TIMEOUT, options_.heartbeat_timeout_ms);
  monitor_ =
      std::make_unique<SocketMonitor>(context_, dealer_, kHandshakeEvents | ZMQ_EVENT_DISCONNECTED);
  PAKTUM_RETURN_IF_ERROR(SecureClient(dealer_, options_.curve));
  return dealer_.Connect(options_.endpoint);
}

void ClientCore::Submit(OutgoingCall call) {
  const RequestClient::Callback done = call.done;
  const auto refuse = [&done](Status status) {
    if (done) done(std::move(status));
  };
  if (call.body.size() + kFrameOverheadBytes > options_.message_bytes_max) {
    refuse(InvalidArgument("wire.too_large", "the request is larger than a message may be"));
    return;
  }
  const bool counted = call.kind != OutgoingCall::Kind::kOneWay;
  if (counted && open_calls_.fetch_add(1) >= options_.open_calls_max) {
    open_calls_.fetch_sub(1);
    refuse(ResourceExhausted("wire.too_many_calls", "too many calls wait for their answer"));
    return;
  }
  call.connect_deadline = DeadlineIn(std::chrono::milliseconds(options_.connect_wait_ms));
  // One-way requests are not counted, so the inbox has a bound of its own for them.
  const std::size_t inbox_max = counted ? SIZE_MAX : 2 * options_.open_calls_max;
  if (inbox_->Put(std::move(call), inbox_max)) return;
  if (counted) open_calls_.fetch_sub(1);
  refuse(Unavailable("wire.client_closed", "this client is closed"));
}

void ClientCore::Run() {
  inbox_->BeginThread();
  while (!closing_.load()) {
    const bool wants_out = connected_.load() && !waiting_.empty();
    std::array<zmq_pollitem_t, 3> items{
        {{dealer_.handle(), 0,
          static_cast<short>(wants_out ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN), 0},
         {monitor_->handle(), 0, ZMQ_POLLIN, 0},
         {nullptr, inbox_->waker().fd(), ZMQ_POLLIN, 0}}};
    zmq_poll(items.data(), static_cast<int>(items.size()), Timeout());
    if ((items[2].revents & ZMQ_POLLIN) != 0) inbox_->waker().Clear();
    ReadReplies();  // first: answers that came before the connection broke still count
    ReadConnection();
    TakeInbox();
    SendWaiting();
    ExpireCalls();
  }
  RefuseAll();
  monitor_.reset();
  dealer_.Close();
}

int ClientCore::Timeout() const {
  if (inbox_->HasCalls()) return 0;  // put there by an answer of this round
  int timeout = kIdlePollMs;
  if (again_.next()) timeout = PollTimeout(*again_.next(), timeout);
  if (!deadlines_.empty()) timeout = PollTimeout(deadlines_.begin()->first, timeout);
  for (const OutgoingCall& call : waiting_) {
    timeout = PollTimeout(std::min(call.deadline, call.connect_deadline), timeout);
  }
  return timeout;
}

void ClientCore::ReadConnection() {
  while (const auto event = monitor_->Next()) {
    if (event->kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
      connected_.store(true);
      again_.Succeeded();
    } else if (event->kind == ZMQ_EVENT_DISCONNECTED) {
      LoseConnection();
    } else {
      again_.Failed();
    }
  }
  if (!again_.due()) return;
  again_.Began();
  LoseConnection();
  if (!Open().ok()) again_.Failed();
}

void ClientCore::LoseConnection() {
  connected_.store(false);
  auto lost = std::exchange(in_flight_, {});
  deadlines_.clear();
  for (auto& [id, call] : lost) Finish(call.done, ConnectionLost());
  for (auto& [id, stream] : std::exchange(streams_, {})) {
    stream->End(Unavailable("wire.connection_lost", "the connection broke"));
  }
}

void ClientCore::TakeInbox() {
  auto taken = inbox_->TakeAll();
  for (const std::uint64_t stream : taken.forgotten) streams_.erase(stream);
  for (auto& call : taken.calls) {
    if (call.kind == OutgoingCall::Kind::kOneWay && !connected_.load()) continue;
    waiting_.push_back(std::move(call));
  }
}

// Answers what may not be sent any more.
void ClientCore::DropUnsendable() {
  const auto now = std::chrono::steady_clock::now();
  std::size_t streams = streams_.size();
  std::erase_if(waiting_, [&](OutgoingCall& call) {
    if (now >= call.deadline) {
      if (call.done) Finish(call.done, Unavailable("wire.not_sent", "no time was left to send it"));
      return true;
    }
    if (call.kind == OutgoingCall::Kind::kStream && ++streams > options_.streams_max) {
      --streams;
      Finish(call.done, ResourceExhausted("wire.too_many_streams", "too many open streams"));
      return true;
    }
    return false;
  });
}

// What waits goes together in few messages; what comes alone goes at once.
void ClientCore::SendWaiting() {
  if (!connected_.load() || waiting_.empty()) return;
  DropUnsendable();
  while (!waiting_.empty()) {
    const std::size_t count = FillMessage();
    if (dealer_.Send(message_) != SendResult::kSent) return;
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto call = waiting_.begin(); call != end; ++call) NoteSent(*call);
    waiting_.erase(waiting_.begin(), end);
  }
}

// Makes a message of the calls that wait longest; returns of how many.
std::size_t ClientCore::FillMessage() {
  message_.clear();
  const auto now = std::chrono::steady_clock::now();
  std::size_t count = 0;
  for (const OutgoingCall& call : waiting_) {
    const bool fits = message_.size() + call.body.size() <= kCoalesceBytes;
    if (count == kFramesMax || (count > 0 && !fits)) break;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(call.deadline - now);
    const auto deadline_ms = std::clamp<std::int64_t>(left.count(), 1, UINT32_MAX);
    AddRequest(call.id, static_cast<std::uint32_t>(deadline_ms), call.method, call.body, message_);
    ++count;
  }
  return count;
}

void ClientCore::NoteSent(OutgoingCall& call) {
  switch (call.kind) {
    case OutgoingCall::Kind::kUnary:
      deadlines_.emplace(call.deadline, call.id);
      in_flight_.emplace(call.id, InFlight{std::move(call.done), call.deadline});
      break;
    case OutgoingCall::Kind::kStream:
      streams_.emplace(call.id, call.stream);
      Finish(call.done, std::string());
      break;
    case OutgoingCall::Kind::kOneWay:
      break;
  }
}

void ClientCore::ReadReplies() {
  for (int i = 0; i < kMessagesPerRound; ++i) {
    const std::size_t frames = dealer_.Receive(received_);
    if (frames == 0) return;
    if (frames > 1 || !DecodeReplies(received_.front().bytes(), replies_)) continue;
    for (ReplyFrame& reply : replies_) TakeReply(reply);
  }
}

void ClientCore::TakeReply(ReplyFrame& reply) {
  if (const auto stream = streams_.find(reply.id); stream != streams_.end()) {
    if (reply.more) {
      stream->second->Put(std::move(reply.body));
      return;
    }
    if (reply.status.ok()) {
      stream->second->Put(std::move(reply.body));
      stream->second->End(Refused("wire.stream_ended", "the service has ended the stream"));
    } else {
      stream->second->End(reply.status);
    }
    streams_.erase(stream);
    return;
  }
  auto call = in_flight_.extract(reply.id);
  if (call.empty() || reply.more) return;
  deadlines_.erase({call.mapped().deadline, reply.id});
  if (reply.status.ok()) {
    Finish(call.mapped().done, std::move(reply.body));
  } else {
    Finish(call.mapped().done, std::move(reply.status));
  }
}

void ClientCore::ExpireCalls() {
  const auto now = std::chrono::steady_clock::now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const std::uint64_t id = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    const auto call = in_flight_.extract(id);
    Finish(call.mapped().done,
           DeadlineExceeded("wire.deadline", "no answer came in time: the outcome is unknown"));
  }
  std::erase_if(waiting_, [&](OutgoingCall& call) {
    const bool late = connected_.load() ? now >= call.deadline
                                        : now >= std::min(call.deadline, call.connect_deadline);
    if (late && call.done) Finish(call.done, NotConnected());
    return late;
  });
}

void ClientCore::RefuseAll() {
  inbox_->Close();
  connected_.store(false);
  TakeInbox();
  for (const OutgoingCall& call : std::exchange(waiting_, {})) {
    if (call.done) Finish(call.done, Unavailable("wire.client_closed", "this client is closed"));
  }
  LoseConnection();
}

void ClientCore::Finish(const RequestClient::Callback& done, Result<std::string> answer) {
  open_calls_.fetch_sub(1);
  done(std::move(answer));
}

}  // namespace paktum::wire
