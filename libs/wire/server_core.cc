#include "libs/wire/internal/server_core.h"

#include <algorithm>
#include <chrono>

#include "libs/base/check.h"
#include "libs/wire/endpoint.h"

namespace paktum::wire {
namespace {

constexpr int kBusyPollMs = 1;             // while it stops and peers have not taken everything
constexpr std::size_t kOwnRepliesMax = 8;  // more are left to the network thread
constexpr std::size_t kCoalesceBytes = std::size_t{64} * 1024;  // replies of a peer go together
constexpr std::size_t kReplyOverheadBytes = 256;
constexpr std::uint32_t kDeadlineMsMax = 24U * 60U * 60U * 1000U;

std::size_t Weight(const OutgoingReply& reply) {
  return reply.frame.body.size() + kReplyOverheadBytes;
}

ServerDoor::Options DoorOptions(const RequestServerOptions& options) {
  return {options.curve, options.connections_max, options.message_bytes_max,
          options.backlog_bytes_per_peer_max};
}

}  // namespace

// Once between two looks of the network thread is enough, and never for itself. With the lock.
bool Outbox::MustWake() {
  if (std::this_thread::get_id() == thread_) return false;
  return !std::exchange(woken_, true);
}

void Outbox::PutFinal(OutgoingReply reply, bool later) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    replies_.push_back(std::move(reply));
    if (later || !MustWake()) return;
  }
  waker_.Wake();
}

bool Outbox::TryPutMore(OutgoingReply reply) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return true;
    if (stream_bytes_ + Weight(reply) > stream_bytes_max_) return false;
    stream_bytes_ += Weight(reply);
    replies_.push_back(std::move(reply));
    if (!MustWake()) return true;
  }
  waker_.Wake();
  return true;
}

void Outbox::Flush() {
  {
    const std::lock_guard lock(mutex_);
    if (replies_.empty() || !MustWake()) return;
  }
  waker_.Wake();
}

void Outbox::TakeAll(std::vector<OutgoingReply>& replies) {
  const std::lock_guard lock(mutex_);
  stream_bytes_ = 0;
  woken_ = false;
  replies.swap(replies_);
}

std::size_t Outbox::size() const {
  const std::lock_guard lock(mutex_);
  return replies_.size();
}

void Outbox::BeginThread() {
  const std::lock_guard lock(mutex_);
  thread_ = std::this_thread::get_id();
}

bool Outbox::IsNetworkThread() const {
  const std::lock_guard lock(mutex_);
  return std::this_thread::get_id() == thread_;
}

void Outbox::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  replies_.clear();
}

SocketReply::~SocketReply() {
  if (ended.exchange(true)) return;
  Final(Internal("wire.unanswered", "the service gave no answer to this request"), {},
        /*later=*/false);
}

void SocketReply::Final(Status status, std::string body, bool later) {
  outbox_->PutFinal({guest_, {id_, std::move(status), std::move(body)}}, later);
}

bool SocketReply::TryMore(std::string body) {
  return outbox_->TryPutMore({guest_, {id_, OkStatus(), std::move(body), /*more=*/true}});
}

void Responder::Reply(std::string body) const {
  if (sink_ == nullptr || sink_->ended.exchange(true)) return;
  sink_->Final(OkStatus(), std::move(body), /*later=*/false);
}

void Responder::ReplyLater(std::string body) const {
  if (sink_ == nullptr || sink_->ended.exchange(true)) return;
  sink_->Final(OkStatus(), std::move(body), /*later=*/true);
}

void Responder::Fail(const Status& status) const {
  PAKTUM_CHECK(!status.ok());
  if (sink_ == nullptr || sink_->ended.exchange(true)) return;
  sink_->Final(status, {}, /*later=*/false);
}

Status Responder::More(std::string body) const {
  if (sink_ == nullptr || sink_->ended.load()) {
    return Unavailable("wire.stream_over", "nobody takes replies of this request any more");
  }
  if (sink_->TryMore(std::move(body))) return OkStatus();
  return ResourceExhausted("wire.queue_full", "too many replies wait to be sent");
}

bool Responder::open() const { return sink_ != nullptr && !sink_->ended.load(); }

ServerCore::ServerCore(RequestServerOptions options)
    : options_(std::move(options)),
      outbox_(std::make_shared<Outbox>(options_.queued_stream_bytes_max)),
      door_(DoorOptions(options_), *this) {
  AddMethod("wire.ping",
            {Kind::kUnary,
             [](const IncomingRequest&, const Responder& responder) { responder.Reply({}); },
             {},
             {}});
}

ServerCore::~ServerCore() { Stop(std::chrono::steady_clock::now()); }

void ServerCore::AddMethod(std::string name, Method method) {
  PAKTUM_CHECK(!thread_.joinable());
  PAKTUM_CHECK(!name.empty() && name.size() <= kMethodBytesMax);
  PAKTUM_CHECK(methods_.emplace(std::move(name), std::move(method)).second);
}

Status ServerCore::Start() {
  PAKTUM_CHECK(!thread_.joinable() && endpoint().empty());
  PAKTUM_RETURN_IF_ERROR(
      CheckEndpoint(options_.endpoint, EndpointUse::kListen,
                    options_.curve ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
  PAKTUM_RETURN_IF_ERROR(door_.Open(options_.endpoint));
  door_.AddWaker(outbox_->waker().fd());
  thread_ = std::thread([this] { Run(); });
  return OkStatus();
}

void ServerCore::Stop(Deadline deadline) {
  if (!thread_.joinable()) return;
  stop_deadline_.store(deadline.time_since_epoch().count());
  stopping_.store(true);
  outbox_->waker().Wake();
  thread_.join();
}

RequestServerCounts ServerCore::counts() const {
  RequestServerCounts counts;
  const ServerDoor::Counts door = door_.counts();
  counts.connections = door.connections;
  counts.open_requests = tally_.open_requests.load();
  counts.streams = tally_.streams.load();
  counts.requests = tally_.requests.load();
  counts.replies = tally_.replies.load();
  counts.malformed = tally_.malformed.load();
  counts.expired = tally_.expired.load();
  counts.refused = tally_.refused.load();
  counts.refused_connections = door.over_limit;
  counts.refused_keys = door.unknown_keys;
  counts.failed_handshakes = door.failed_handshakes;
  counts.revoked = door.revoked;
  counts.cut_off = tally_.cut_off.load();
  return counts;
}

// A few replies leave by the thread that made them, when nobody else is at it: a connection that
// waits for one is not told later because a thread had to be woken first.
void ServerCore::Flush() {
  if (outbox_->size() <= kOwnRepliesMax && !outbox_->IsNetworkThread()) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock.owns_lock()) return SendReplies();
  }
  outbox_->Flush();
}

void ServerCore::Run() {
  outbox_->BeginThread();
  for (;;) {
    const auto events = door_.Wait(stopping_.load() ? kBusyPollMs : ServerDoor::TendMs());
    const std::lock_guard lock(mutex_);
    if (MayLeave()) break;
    for (const epoll_event& event : events) {
      if (ServerDoor::IsWaker(event)) outbox_->waker().Clear();
    }
    door_.Work(events);
    DispatchBatch();
    SendReplies();
  }
  const std::lock_guard lock(mutex_);
  outbox_->Close();
  door_.Close();
}

// True when everything taken is answered and sent, or the time for that is over.
bool ServerCore::MayLeave() {
  if (!stopping_.load()) return false;
  const Deadline deadline{Deadline::duration(stop_deadline_.load())};
  const bool late = std::chrono::steady_clock::now() >= deadline;
  if (tally_.open_requests.load() > 0 && !late) return false;
  if (!streams_ended_) {
    EndStreams();
    SendReplies();
  }
  return late || !door_.holds_back();
}

void ServerCore::EndStreams() {
  streams_ended_ = true;
  door_.ForEach([this](Guest& guest) {
    for (auto& [id, open] : static_cast<Peer&>(guest).open) {
      // A unary request that nobody has answered gets no answer: what became of it is not known.
      if (!open.stream) continue;
      const auto state = open.state.lock();
      if (state == nullptr || state->ended.exchange(true)) continue;
      outbox_->PutFinal(
          {guest.number(), {id, Unavailable("wire.stopping", "the service is stopping"), {}}});
    }
  });
}

void ServerCore::OnMessage(Guest& guest, std::string_view message) {
  if (!DecodeRequests(message, requests_)) {
    tally_.malformed.fetch_add(1);
    return;
  }
  const Deadline received = std::chrono::steady_clock::now();
  tally_.requests.fetch_add(requests_.size());
  for (RequestFrame& request : requests_) {
    if (request.deadline_ms == 0) {
      tally_.expired.fetch_add(1);
    } else {
      Dispatch(static_cast<Peer&>(guest), request, received);
    }
  }
}

void ServerCore::OnForeign(Guest& /*guest*/) { tally_.malformed.fetch_add(1); }

void ServerCore::OnLeave(Guest& guest) {
  auto& peer = static_cast<Peer&>(guest);
  while (!peer.open.empty()) CloseRequest(peer, peer.open.begin()->first);
}

void ServerCore::Dispatch(Peer& peer, RequestFrame& frame, Deadline received) {
  const auto method = methods_.find(frame.method);
  if (method == methods_.end()) {
    Refuse(peer, frame.id, InvalidArgument("wire.unknown_method", "there is no such method"));
    return;
  }
  if (batch_method_ != &method->second) DispatchBatch();
  const Kind kind = method->second.kind;
  IncomingRequest request{
      peer.id(),
      peer.name(),
      frame.id,
      std::move(frame.method),
      std::move(frame.body),
      received + std::chrono::milliseconds(std::min(frame.deadline_ms, kDeadlineMsMax))};
  if (kind == Kind::kOneWay) {
    method->second.one_way(std::move(request));
    return;
  }
  if (const Status status = Admit(peer, frame, kind); !status.ok()) {
    // An id that is open already has its answer coming: a second one would be taken for it.
    if (status.code() == StatusCode::kInvalidArgument) {
      tally_.malformed.fetch_add(1);
    } else {
      Refuse(peer, frame.id, status);
    }
    return;
  }
  auto state = std::make_shared<SocketReply>(outbox_, peer.number(), frame.id);
  peer.open.emplace(frame.id, Open{kind == Kind::kStream, state});
  if (kind == Kind::kStream) {
    ++peer.streams;
    tally_.streams.fetch_add(1);
  } else {
    tally_.open_requests.fetch_add(1);
  }
  if (!method->second.batch) {
    method->second.handler(std::move(request), Responder(std::move(state)));
    return;
  }
  batch_method_ = &method->second;
  batch_.push_back({std::move(request), Responder(std::move(state))});
}

// Hands over the requests of one method that were read one after the other.
void ServerCore::DispatchBatch() {
  if (batch_.empty()) return;
  std::exchange(batch_method_, nullptr)->batch(std::exchange(batch_, {}));
}

Status ServerCore::Admit(const Peer& peer, const RequestFrame& frame, Kind kind) const {
  if (stopping_.load()) return Unavailable("wire.stopping", "the service is stopping");
  if (peer.open.contains(frame.id)) return InvalidArgument("wire.duplicate_id", "id is in use");
  const bool stream = kind == Kind::kStream;
  const std::size_t unary = peer.open.size() - peer.streams;
  if (stream ? peer.streams >= options_.streams_per_peer_max
             : unary >= options_.open_requests_per_peer_max) {
    return ResourceExhausted("wire.too_many_requests", "too many open requests of this client");
  }
  if (!stream && tally_.open_requests.load() >= options_.open_requests_max) {
    return ResourceExhausted("wire.overloaded", "too many open requests");
  }
  return OkStatus();
}

void ServerCore::Refuse(Peer& peer, std::uint64_t id, Status status) {
  tally_.refused.fetch_add(1);
  Gather(peer, {id, std::move(status), {}});
}

void ServerCore::SendReplies() {
  taken_.clear();
  outbox_->TakeAll(taken_);
  for (const OutgoingReply& reply : taken_) Answer(reply);
  taken_.clear();
  for (const std::uint64_t number : std::exchange(answered_, {})) {
    if (Peer* const peer = Find(number)) SendGathered(*peer);
  }
  door_.Sweep();
}

void ServerCore::Answer(const OutgoingReply& reply) {
  Peer* const peer = Find(reply.guest);
  if (peer == nullptr || !peer->open.contains(reply.frame.id)) return;
  if (!reply.frame.more) CloseRequest(*peer, reply.frame.id);
  tally_.replies.fetch_add(1);
  Gather(*peer, reply.frame);
}

// Adds the reply to the peer's next message; one that has grown large leaves first.
void ServerCore::Gather(Peer& peer, const ReplyFrame& reply) {
  const bool full = peer.gathered_count == kFramesMax ||
                    peer.gathered.size() + reply.body.size() > kCoalesceBytes;
  if (full) SendGathered(peer);
  if (peer.gathered_count == 0) {
    peer.gathered.assign(kRoomBytes, '\0');
    answered_.push_back(peer.number());
  }
  // A large one takes what it needs: it may have to wait long for its peer.
  if (reply.body.size() > kCoalesceBytes) {
    peer.gathered.reserve(peer.gathered.size() + reply.body.size() + kReplyOverheadBytes);
  }
  AddReply(reply, peer.gathered);
  ++peer.gathered_count;
}

void ServerCore::SendGathered(Peer& peer) {
  if (std::exchange(peer.gathered_count, 0) == 0) return;
  if (!door_.Send(peer, std::exchange(peer.gathered, {}))) tally_.cut_off.fetch_add(1);
}

void ServerCore::CloseRequest(Peer& peer, std::uint64_t id) {
  const auto open = peer.open.find(id);
  if (const auto state = open->second.state.lock()) state->ended.store(true);
  if (open->second.stream) {
    --peer.streams;
    tally_.streams.fetch_sub(1);
  } else {
    tally_.open_requests.fetch_sub(1);
  }
  peer.open.erase(open);
}

}  // namespace paktum::wire
