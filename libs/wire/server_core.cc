#include "libs/wire/internal/server_core.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include "libs/base/check.h"
#include "libs/wire/endpoint.h"

namespace paktum::wire {
namespace {

constexpr int kHandshakeMs = 2000;
constexpr int kHeartbeatMs = 2000;
constexpr int kHeartbeatTimeoutMs = 10000;
constexpr int kBusyPollMs = 1;                   // while replies wait for room in a peer's queue
constexpr int kMessagesPerRound = 256;           // between two looks at the outbox
constexpr std::size_t kRequestsPerRound = 1024;  // so, too; the message that reaches it is the last
constexpr std::size_t kCoalesceBytes = std::size_t{64} * 1024;  // replies of a peer go together
constexpr std::size_t kReplyOverheadBytes = 256;
constexpr std::uint32_t kDeadlineMsMax = 24U * 60U * 60U * 1000U;

// libzmq's own routing ids are five bytes that begin with zero, new for every connection. One that
// a client chose could be chosen by another later, who would then be sent the first one's replies.
bool IsOwnPeerId(std::string_view id) { return id.size() == 5 && id.front() == '\0'; }

std::size_t Weight(const OutgoingReply& reply) {
  return reply.frame.body.size() + kReplyOverheadBytes;
}

}  // namespace

void Outbox::PutFinal(OutgoingReply reply, bool later) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    replies_.push_back(std::move(reply));
    if (later || std::exchange(woken_, true)) return;
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
    if (std::exchange(woken_, true)) return true;
  }
  waker_.Wake();
  return true;
}

void Outbox::Flush() {
  {
    const std::lock_guard lock(mutex_);
    if (replies_.empty() || std::exchange(woken_, true)) return;
  }
  waker_.Wake();
}

std::deque<OutgoingReply> Outbox::TakeAll() {
  const std::lock_guard lock(mutex_);
  stream_bytes_ = 0;
  woken_ = false;
  return std::exchange(replies_, {});
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
  outbox_->PutFinal({peer_, {id_, std::move(status), std::move(body)}}, later);
}

bool SocketReply::TryMore(std::string body) {
  return outbox_->TryPutMore({peer_, {id_, OkStatus(), std::move(body), /*more=*/true}});
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
      gate_(options_.curve, options_.connections_max) {
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
  PAKTUM_CHECK(!thread_.joinable() && endpoint_.empty());
  PAKTUM_RETURN_IF_ERROR(
      CheckEndpoint(options_.endpoint, EndpointUse::kListen,
                    options_.curve ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
  router_ = Socket(context_, ZMQ_ROUTER);
  router_.SetInt(ZMQ_ROUTER_MANDATORY, 1);
  router_.SetInt(ZMQ_SNDHWM, kPeerQueueMessages);
  router_.SetInt(ZMQ_RCVHWM, kPeerQueueMessages);
  router_.SetInt64(ZMQ_MAXMSGSIZE, static_cast<std::int64_t>(options_.message_bytes_max));
  router_.SetInt(ZMQ_LINGER, 500);
  router_.SetInt(ZMQ_IPV6, IsIpv6(options_.endpoint) ? 1 : 0);
  router_.SetInt(ZMQ_HANDSHAKE_IVL, kHandshakeMs);
  router_.SetInt(ZMQ_HEARTBEAT_IVL, kHeartbeatMs);
  router_.SetInt(ZMQ_HEARTBEAT_TIMEOUT, kHeartbeatTimeoutMs);
  gate_.Guard(context_, router_);
  if (const Status bound = router_.Bind(options_.endpoint); !bound.ok()) {
    gate_.Close();
    router_.Close();
    return bound;
  }
  endpoint_ = router_.LastEndpoint();
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
  const ConnectionGate::Counts gate = gate_.counts();
  counts.connections = gate.connections;
  counts.open_requests = tally_.open_requests.load();
  counts.streams = tally_.streams.load();
  counts.requests = tally_.requests.load();
  counts.replies = tally_.replies.load();
  counts.malformed = tally_.malformed.load();
  counts.expired = tally_.expired.load();
  counts.refused = tally_.refused.load();
  counts.refused_connections = gate.over_limit;
  counts.refused_keys = gate.unknown_keys;
  counts.failed_handshakes = gate.failed_handshakes;
  counts.revoked = gate.revoked;
  counts.cut_off = tally_.cut_off.load();
  return counts;
}

void ServerCore::Run() {
  while (!MayLeave()) {
    std::array<zmq_pollitem_t, 4> items{{{router_.handle(), 0, ZMQ_POLLIN, 0},
                                         {gate_.questions(), 0, ZMQ_POLLIN, 0},
                                         {gate_.events(), 0, ZMQ_POLLIN, 0},
                                         {nullptr, outbox_->waker().fd(), ZMQ_POLLIN, 0}}};
    const bool busy = !backlogged_.empty() || stopping_.load();
    zmq_poll(items.data(), static_cast<int>(items.size()), busy ? kBusyPollMs : gate_.poll_ms());
    if ((items[3].revents & ZMQ_POLLIN) != 0) outbox_->waker().Clear();
    if (gate_.Work()) ForgetRevoked();
    ReadRequests();
    SendReplies();
    FlushBacklogs();
  }
  outbox_->Close();
  while (!peers_.empty()) ForgetPeer(peers_.begin());
  gate_.Close();
  router_.Close();
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
  return late || backlogged_.empty();
}

void ServerCore::EndStreams() {
  streams_ended_ = true;
  for (auto& [name, peer] : peers_) {
    for (auto& [id, open] : peer.open) {
      // A unary request that nobody has answered gets no answer: what became of it is not known.
      if (!open.stream) continue;
      const auto state = open.state.lock();
      if (state == nullptr || state->ended.exchange(true)) continue;
      outbox_->PutFinal({name, {id, Unavailable("wire.stopping", "the service is stopping"), {}}});
    }
  }
}

// Streams of a revoked key end, its requests are forgotten; its connections are cut already.
void ServerCore::ForgetRevoked() {
  for (auto peer = peers_.begin(); peer != peers_.end();) {
    const auto next = std::next(peer);
    const PeerIdentity* who = peer->second.who;
    if (who != nullptr && !who->admitted) ForgetPeer(peer);
    peer = next;
  }
}

void ServerCore::ReadRequests() {
  std::size_t requests = 0;
  for (int i = 0; i < kMessagesPerRound && requests < kRequestsPerRound; ++i) {
    const std::size_t frames = router_.Receive(received_);
    if (frames == 0) break;
    const PeerIdentity* who = gate_.Identify(received_[1]);  // the first is the ROUTER's own
    if (who == nullptr) continue;
    if (frames != 2 || !IsOwnPeerId(received_[0].bytes()) ||
        !DecodeRequests(received_[1].bytes(), requests_)) {
      tally_.malformed.fetch_add(1);
      continue;
    }
    requests += requests_.size();
    TakeMessage(*who);
  }
  DispatchBatch();
}

void ServerCore::TakeMessage(const PeerIdentity& who) {
  const PeerId peer(received_[0].bytes());
  const Deadline received = std::chrono::steady_clock::now();
  tally_.requests.fetch_add(requests_.size());
  for (RequestFrame& request : requests_) {
    if (request.deadline_ms == 0) {
      tally_.expired.fetch_add(1);
    } else {
      Dispatch(peer, who, request, received);
    }
  }
}

void ServerCore::Dispatch(const PeerId& peer, const PeerIdentity& who, RequestFrame& frame,
                          Deadline received) {
  const auto method = methods_.find(frame.method);
  if (method == methods_.end()) {
    Refuse(peer, frame.id, InvalidArgument("wire.unknown_method", "there is no such method"));
    return;
  }
  if (batch_method_ != &method->second) DispatchBatch();
  const Kind kind = method->second.kind;
  IncomingRequest request{
      peer,
      who.name,
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
  auto state = std::make_shared<SocketReply>(outbox_, peer, frame.id);
  Peer& entry = peers_[peer];
  entry.who = &who;
  entry.open.emplace(frame.id, Open{kind == Kind::kStream, state});
  if (kind == Kind::kStream) {
    ++entry.streams;
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

Status ServerCore::Admit(const PeerId& peer, const RequestFrame& frame, Kind kind) {
  if (stopping_.load()) return Unavailable("wire.stopping", "the service is stopping");
  const auto known = peers_.find(peer);
  const bool stream = kind == Kind::kStream;
  if (known != peers_.end()) {
    const Peer& entry = known->second;
    if (entry.open.contains(frame.id)) return InvalidArgument("wire.duplicate_id", "id is in use");
    const std::size_t unary = entry.open.size() - entry.streams;
    if (stream ? entry.streams >= options_.streams_per_peer_max
               : unary >= options_.open_requests_per_peer_max) {
      return ResourceExhausted("wire.too_many_requests", "too many open requests of this client");
    }
  }
  if (!stream && tally_.open_requests.load() >= options_.open_requests_max) {
    return ResourceExhausted("wire.overloaded", "too many open requests");
  }
  return OkStatus();
}

void ServerCore::Refuse(const PeerId& peer, std::uint64_t id, Status status) {
  tally_.refused.fetch_add(1);
  Gather(peer, {id, std::move(status), {}});
}

void ServerCore::SendReplies() {
  for (const OutgoingReply& reply : outbox_->TakeAll()) Answer(reply);
  SendGathered();
}

void ServerCore::Answer(const OutgoingReply& reply) {
  const auto peer = peers_.find(reply.peer);
  if (peer == peers_.end() || !peer->second.open.contains(reply.frame.id)) return;
  if (!reply.frame.more) CloseRequest(peer, reply.frame.id);
  tally_.replies.fetch_add(1);
  Gather(reply.peer, reply.frame);
}

// Adds the reply to the peer's next message; one that has grown large leaves first.
void ServerCore::Gather(const PeerId& name, const ReplyFrame& reply) {
  auto peer = peers_.try_emplace(name).first;
  const bool full = peer->second.gathered_count == kFramesMax ||
                    peer->second.gathered.size() + reply.body.size() > kCoalesceBytes;
  if (full && peer->second.gathered_count > 0) {
    SendGathered(peer);
    peer = peers_.try_emplace(name).first;  // sending may have found it gone
  }
  if (peer->second.gathered_count == 0) answered_.push_back(name);
  AddReply(reply, peer->second.gathered);
  ++peer->second.gathered_count;
}

void ServerCore::SendGathered() {
  for (const PeerId& name : std::exchange(answered_, {})) {
    const auto peer = peers_.find(name);
    if (peer != peers_.end() && peer->second.gathered_count > 0) SendGathered(peer);
  }
}

void ServerCore::SendGathered(Peers::iterator peer) {
  peer->second.gathered_count = 0;
  Transmit(peer, std::exchange(peer->second.gathered, {}));
}

// Sends, or puts behind what waits already; cuts the peer off when too much waits. Forgets a peer
// that has gone or of which nothing is open.
void ServerCore::Transmit(Peers::iterator entry, std::string bytes) {
  const PeerId& name = entry->first;
  Peer& peer = entry->second;
  if (peer.backlog.empty()) {
    const SendResult result = router_.Send(std::array<std::string_view, 2>{name, bytes});
    if (result == SendResult::kSent) return ForgetIfIdle(entry);
    if (result == SendResult::kNoPeer) return ForgetPeer(entry);
  }
  peer.backlog_bytes += bytes.size() + kReplyOverheadBytes;
  if (peer.backlog_bytes > options_.backlog_bytes_per_peer_max) {
    tally_.cut_off.fetch_add(1);
    return ForgetPeer(entry);
  }
  backlogged_.insert(name);
  peer.backlog.push_back(std::move(bytes));
}

void ServerCore::FlushBacklogs() {
  const std::vector<PeerId> names(backlogged_.begin(), backlogged_.end());
  for (const PeerId& name : names) {
    const auto peer = peers_.find(name);
    PAKTUM_CHECK(peer != peers_.end());
    if (FlushBacklog(name, peer->second)) {
      backlogged_.erase(name);
      ForgetIfIdle(peer);
    }
  }
}

// True when nothing of the peer waits any more, or it has gone.
bool ServerCore::FlushBacklog(const PeerId& name, Peer& peer) {
  while (!peer.backlog.empty()) {
    const std::string& bytes = peer.backlog.front();
    const SendResult result = router_.Send(std::array<std::string_view, 2>{name, bytes});
    if (result == SendResult::kFull) return false;
    if (result == SendResult::kNoPeer) {
      ForgetPeer(peers_.find(name));
      return false;
    }
    peer.backlog_bytes -= bytes.size() + kReplyOverheadBytes;
    peer.backlog.pop_front();
  }
  return true;
}

void ServerCore::CloseRequest(Peers::iterator peer, std::uint64_t id) {
  const auto open = peer->second.open.find(id);
  if (const auto state = open->second.state.lock()) state->ended.store(true);
  if (open->second.stream) {
    --peer->second.streams;
    tally_.streams.fetch_sub(1);
  } else {
    tally_.open_requests.fetch_sub(1);
  }
  peer->second.open.erase(open);
}

void ServerCore::ForgetPeer(Peers::iterator peer) {
  while (!peer->second.open.empty()) CloseRequest(peer, peer->second.open.begin()->first);
  backlogged_.erase(peer->first);
  peers_.erase(peer);
}

void ServerCore::ForgetIfIdle(Peers::iterator peer) {
  const Peer& entry = peer->second;
  if (entry.open.empty() && entry.backlog.empty() && entry.gathered_count == 0) peers_.erase(peer);
}

}  // namespace paktum::wire
