#include "libs/wire/internal/client_core.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "libs/base/check.h"
#include "libs/wire/endpoint.h"
#include "libs/wire/network_thread.h"

namespace paktum::wire {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnect{5000};    // to reach the server's machine
constexpr milliseconds kHandshake{2000};  // and then to know each other
constexpr std::size_t kFrameOverheadBytes = 256;
constexpr std::size_t kCoalesceBytes = std::size_t{64} * 1024;     // of what waits goes together
constexpr std::size_t kUnsentBytesMax = std::size_t{1024} * 1024;  // then calls wait

Status NotConnected() {
  return Unavailable("wire.not_connected", "there is no connection to the service");
}

Status CheckKeys(const CurveClient& keys) {
  if (IsCurveKey(keys.server_key) && IsCurveKey(keys.own.public_key) &&
      IsCurveKey(keys.own.secret_key)) {
    return OkStatus();
  }
  return InvalidArgument("curve.key_malformed", "not 40 characters of Z85");
}

Status ConnectionLost() {
  return DeadlineExceeded("wire.connection_lost",
                          "the connection broke before the answer came: the outcome is unknown");
}

}  // namespace

void Inbox::Open(const std::shared_ptr<ClientLoop>& loop, std::uint64_t member) {
  loop_ = loop;
  member_ = member;
}

bool Inbox::Put(OutgoingCall call, std::size_t calls_max) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.calls.size() >= calls_max) return false;
    waiting_.calls.push_back(std::move(call));
    // Once between two looks of the network thread is enough.
    if (std::exchange(notified_, true)) return true;
  }
  Notify();
  return true;
}

void Inbox::Forget(std::uint64_t stream) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.forgotten.push_back(stream);
    if (std::exchange(notified_, true)) return;
  }
  Notify();
}

void Inbox::Notify() {
  if (const auto loop = loop_.lock()) loop->Notify(member_);
}

void Inbox::TakeAll(Taken& taken) {
  const std::lock_guard lock(mutex_);
  notified_ = false;
  std::swap(taken, waiting_);
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
      loop_(options_.thread != nullptr ? options_.thread->loop_ : std::make_shared<ClientLoop>()),
      inbox_(std::make_shared<Inbox>()),
      again_(options_.reconnect_ms, options_.reconnect_max_ms) {}

ClientCore::~ClientCore() {
  if (member_ == 0) return;
  loop_->Remove(member_, [this] {
    RefuseAll();
    BreakConnection();
  });
}

Status ClientCore::Start() {
  PAKTUM_RETURN_IF_ERROR(
      CheckEndpoint(options_.endpoint, EndpointUse::kConnect,
                    options_.curve ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
  if (options_.curve) {
    PAKTUM_ASSIGN_OR_RETURN(keys_, options_.curve());
    PAKTUM_RETURN_IF_ERROR(CheckKeys(keys_));
  }
  loop_->Add(*this, [this](std::uint64_t number) {
    member_ = number;
    inbox_->Open(loop_, number);
    Connect();
  });
  return OkStatus();
}

// Begins a connection; if that cannot be done, tries again later.
void ClientCore::Connect() {
  if (options_.curve && keys_refused_) {
    auto given = options_.curve();
    if (!given.ok() || !CheckKeys(*given).ok()) return again_.Failed();
    keys_ = std::move(*given);
    keys_refused_ = false;
  }
  Descriptor socket = BeginConnect(options_.endpoint);
  if (socket.get() < 0) return again_.Failed();
  std::string first;
  auto session =
      Session::Client(options_.curve ? &keys_ : nullptr, options_.message_bytes_max, first);
  connecting_ = true;
  polled_out_ = true;
  began_ = pinged_ = std::chrono::steady_clock::now();
  loop_->poller().Add(socket.get(), member_, /*out=*/true);
  connection_ =
      std::make_unique<Connection>(std::move(socket), std::move(session), std::move(first));
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

void ClientCore::OnEvents(std::uint32_t events, ReadBuffer& buffer) {
  if (connection_ == nullptr || (connecting_ && !FinishConnect())) return;
  if ((events & EPOLLOUT) != 0 && !connection_->Flush()) return LoseConnection();
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) Read(buffer);
}

bool ClientCore::FinishConnect() {
  if (!Connected(connection_->fd())) {
    LoseConnection();
    return false;
  }
  connecting_ = false;
  return true;
}

void ClientCore::Read(ReadBuffer& buffer) {
  const Session::Step end =
      connection_->Read(buffer, [this](Session::Step step, std::string_view message) {
        if (step == Session::Step::kReady) {
          connected_.store(true);
          again_.Succeeded();
        }
        if (step == Session::Step::kMessage) TakeMessage(message);
        return true;
      });
  if (end != Session::Step::kTaken) LoseConnection();
}

Deadline ClientCore::Work() {
  const Deadline now = std::chrono::steady_clock::now();
  if (again_.due()) {
    again_.Began();
    Connect();
  }
  TakeInbox();
  SendWaiting();
  Tend(now);
  WatchOut();
  ExpireCalls(now);
  ExpireWaiting(now);
  return NextTime();
}

// Gives up a server that does not answer.
void ClientCore::Tend(Deadline now) {
  if (connection_ == nullptr) return;
  if (!connection_->ready()) {
    if (now - began_ >= (connecting_ ? kConnect : kHandshake)) LoseConnection();
    return;
  }
  const milliseconds ask(options_.heartbeat_ms);
  const auto silence = now - connection_->heard();
  if (silence >= ask + milliseconds(options_.heartbeat_timeout_ms)) return LoseConnection();
  if (silence < ask || now - pinged_ < ask) return;
  pinged_ = now;
  if (connection_->waiting_bytes() == 0 && !connection_->Ping()) LoseConnection();
}

void ClientCore::WatchOut() {
  if (connection_ == nullptr) return;
  const bool wanted = connecting_ || connection_->waiting_bytes() > 0;
  if (wanted == polled_out_) return;
  polled_out_ = wanted;
  loop_->poller().Change(connection_->fd(), member_, wanted);
}

void ClientCore::BreakConnection() {
  connected_.store(false);
  connecting_ = false;
  if (connection_ == nullptr) return;
  loop_->poller().Remove(connection_->fd());
  connection_.reset();
}

void ClientCore::LoseConnection() {
  if (connection_ != nullptr && !connecting_ && !connection_->ready()) keys_refused_ = true;
  BreakConnection();
  again_.Failed();
  auto lost = std::exchange(in_flight_, {});
  for (auto& [id, call] : lost) Finish(call.done, ConnectionLost());
  for (auto& [id, stream] : std::exchange(streams_, {})) {
    stream->End(Unavailable("wire.connection_lost", "the connection broke"));
  }
}

void ClientCore::TakeInbox() {
  inbox_->TakeAll(taken_);
  for (const std::uint64_t stream : taken_.forgotten) streams_.erase(stream);
  taken_.forgotten.clear();
  if (!connected_.load()) {
    std::erase_if(taken_.calls, [](const OutgoingCall& call) {
      return call.kind == OutgoingCall::Kind::kOneWay;
    });
  }
  if (waiting_.empty()) {
    waiting_.swap(taken_.calls);
  } else {
    std::move(taken_.calls.begin(), taken_.calls.end(), std::back_inserter(waiting_));
  }
  taken_.calls.clear();
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
  std::size_t sent = 0;
  bool broken = false;
  while (sent < waiting_.size() && !broken && connection_->waiting_bytes() < kUnsentBytesMax) {
    std::string message(kRoomBytes, '\0');
    const std::size_t count = FillMessage(sent, message);
    broken = !connection_->Send(std::move(message));
    for (const std::size_t end = sent + count; sent < end; ++sent) NoteSent(waiting_[sent]);
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(sent));
  if (broken) LoseConnection();
}

// Adds the calls that wait longest, those before `from` left out; returns how many.
std::size_t ClientCore::FillMessage(std::size_t from, std::string& message) const {
  const auto now = std::chrono::steady_clock::now();
  std::size_t count = 0;
  for (std::size_t at = from; at < waiting_.size(); ++at) {
    const OutgoingCall& call = waiting_[at];
    const bool fits = message.size() + call.body.size() <= kCoalesceBytes;
    if (count == kFramesMax || (count > 0 && !fits)) break;
    const auto left = std::chrono::ceil<milliseconds>(call.deadline - now);
    const auto deadline_ms = std::clamp<std::int64_t>(left.count(), 1, UINT32_MAX);
    AddRequest(call.id, static_cast<std::uint32_t>(deadline_ms), call.method, call.body, message);
    ++count;
  }
  return count;
}

void ClientCore::NoteSent(OutgoingCall& call) {
  switch (call.kind) {
    case OutgoingCall::Kind::kUnary:
      next_expiry_ = std::min(next_expiry_, call.deadline);
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

void ClientCore::TakeMessage(std::string_view message) {
  if (!DecodeReplies(message, replies_)) return;
  for (ReplyFrame& reply : replies_) TakeReply(reply);
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
  if (reply.status.ok()) {
    Finish(call.mapped().done, std::move(reply.body));
  } else {
    Finish(call.mapped().done, std::move(reply.status));
  }
}

void ClientCore::ExpireCalls(Deadline now) {
  if (now < next_expiry_) return;
  std::vector<RequestClient::Callback> expired;
  next_expiry_ = Deadline::max();
  for (auto at = in_flight_.begin(); at != in_flight_.end();) {
    if (at->second.deadline > now) {
      next_expiry_ = std::min(next_expiry_, at->second.deadline);
      ++at;
    } else {
      expired.push_back(std::move(at->second.done));
      at = in_flight_.erase(at);
    }
  }
  for (const auto& done : expired) {
    Finish(done,
           DeadlineExceeded("wire.deadline", "no answer came in time: the outcome is unknown"));
  }
}

void ClientCore::ExpireWaiting(Deadline now) {
  std::vector<RequestClient::Callback> late;
  std::erase_if(waiting_, [&](OutgoingCall& call) {
    const Deadline last =
        connected_.load() ? call.deadline : std::min(call.deadline, call.connect_deadline);
    if (now < last) return false;
    if (call.done) late.push_back(std::move(call.done));
    return true;
  });
  for (const auto& done : late) Finish(done, NotConnected());
}

// When there is something to do even if nothing comes.
Deadline ClientCore::NextTime() const {
  Deadline next = next_expiry_;
  if (again_.next()) next = std::min(next, *again_.next());
  for (const OutgoingCall& call : waiting_) {
    next = std::min({next, call.deadline, call.connect_deadline});
  }
  if (connection_ == nullptr) return next;
  if (!connection_->ready()) return std::min(next, began_ + (connecting_ ? kConnect : kHandshake));
  const milliseconds ask(options_.heartbeat_ms);
  return std::min({next, std::max(connection_->heard(), pinged_) + ask,
                   connection_->heard() + ask + milliseconds(options_.heartbeat_timeout_ms)});
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
