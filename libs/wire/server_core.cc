#include "libs/wire/internal/server_core.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "libs/base/check.h"
#include "libs/wire/endpoint.h"

namespace paktum::wire {
namespace {

constexpr const char* kZapEndpoint = "inproc://zeromq.zap.01";
constexpr const char* kZapDomain = "paktum";
constexpr int kHandshakeMs = 2000;
constexpr int kHeartbeatMs = 2000;
constexpr int kHeartbeatTimeoutMs = 10000;
constexpr int kIdlePollMs = 1000;
constexpr int kBusyPollMs = 1;          // while replies wait for room in a peer's queue
constexpr int kMessagesPerRound = 256;  // between two looks at the outbox
constexpr std::size_t kReplyOverheadBytes = 256;
constexpr std::uint32_t kDeadlineMsMax = 24U * 60U * 60U * 1000U;
constexpr std::size_t kZapFrames = 6;

std::size_t Weight(const OutgoingReply& reply) {
  return reply.frame.body.size() + kReplyOverheadBytes;
}

}  // namespace

void Outbox::PutFinal(OutgoingReply reply) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    first = replies_.empty();
    replies_.push_back(std::move(reply));
  }
  if (first) waker_.Wake();  // else a wake is on its way already
}

bool Outbox::TryPutMore(OutgoingReply reply) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return true;
    if (stream_bytes_ + Weight(reply) > stream_bytes_max_) return false;
    stream_bytes_ += Weight(reply);
    first = replies_.empty();
    replies_.push_back(std::move(reply));
  }
  if (first) waker_.Wake();
  return true;
}

std::deque<OutgoingReply> Outbox::TakeAll() {
  const std::lock_guard lock(mutex_);
  stream_bytes_ = 0;
  return std::exchange(replies_, {});
}

void Outbox::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  replies_.clear();
}

Responder::State::~State() {
  if (ended.exchange(true)) return;
  outbox->PutFinal(
      {peer, {id, Internal("wire.unanswered", "the service gave no answer to this request"), {}}});
}

void Responder::Reply(std::string body) const {
  if (state_ == nullptr || state_->ended.exchange(true)) return;
  state_->outbox->PutFinal({state_->peer, {state_->id, OkStatus(), std::move(body)}});
}

void Responder::Fail(const Status& status) const {
  PAKTUM_CHECK(!status.ok());
  if (state_ == nullptr || state_->ended.exchange(true)) return;
  state_->outbox->PutFinal({state_->peer, {state_->id, status, {}}});
}

Status Responder::More(std::string body) const {
  if (state_ == nullptr || state_->ended.load()) {
    return Unavailable("wire.stream_over", "nobody takes replies of this request any more");
  }
  if (state_->outbox->TryPutMore(
          {state_->peer, {state_->id, OkStatus(), std::move(body), /*more=*/true}})) {
    return OkStatus();
  }
  return ResourceExhausted("wire.queue_full", "too many replies wait to be sent");
}

bool Responder::open() const { return state_ != nullptr && !state_->ended.load(); }

ServerCore::ServerCore(RequestServerOptions options)
    : options_(std::move(options)),
      outbox_(std::make_shared<Outbox>(options_.queued_stream_bytes_max)) {
  AddMethod("wire.ping",
            {Kind::kUnary,
             [](const IncomingRequest&, const Responder& responder) { responder.Reply({}); },
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
  PAKTUM_RETURN_IF_ERROR(CheckEndpoint(options_.endpoint, EndpointUse::kListen));
  zap_ = Socket(context_, ZMQ_REP);
  zap_.SetInt(ZMQ_LINGER, 0);
  PAKTUM_CHECK(zap_.Bind(kZapEndpoint).ok());

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
  router_.SetText(ZMQ_ZAP_DOMAIN, kZapDomain);
  monitor_ = std::make_unique<SocketMonitor>(context_, router_,
                                             ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
  PAKTUM_RETURN_IF_ERROR(router_.Bind(options_.endpoint));
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
  counts.connections = tally_.connections.load();
  counts.open_requests = tally_.open_requests.load();
  counts.streams = tally_.streams.load();
  counts.requests = tally_.requests.load();
  counts.replies = tally_.replies.load();
  counts.malformed = tally_.malformed.load();
  counts.expired = tally_.expired.load();
  counts.refused = tally_.refused.load();
  counts.refused_connections = tally_.refused_connections.load();
  counts.cut_off = tally_.cut_off.load();
  return counts;
}

void ServerCore::Run() {
  while (!MayLeave()) {
    std::array<zmq_pollitem_t, 4> items{{{router_.handle(), 0, ZMQ_POLLIN, 0},
                                         {zap_.handle(), 0, ZMQ_POLLIN, 0},
                                         {monitor_->handle(), 0, ZMQ_POLLIN, 0},
                                         {nullptr, outbox_->waker().fd(), ZMQ_POLLIN, 0}}};
    const bool busy = !backlogged_.empty() || stopping_.load();
    zmq_poll(items.data(), static_cast<int>(items.size()), busy ? kBusyPollMs : kIdlePollMs);
    if ((items[3].revents & ZMQ_POLLIN) != 0) outbox_->waker().Clear();
    ReadConnections();
    AdmitConnections();
    ReadRequests();
    SendReplies();
    FlushBacklogs();
  }
  outbox_->Close();
  while (!peers_.empty()) ForgetPeer(peers_.begin());
  monitor_.reset();
  router_.Close();
  zap_.Close();
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

void ServerCore::ReadConnections() {
  while (const auto event = monitor_->Next()) {
    if (event->kind == ZMQ_EVENT_ACCEPTED) connections_.insert(event->value);
    if (event->kind == ZMQ_EVENT_DISCONNECTED) connections_.erase(event->value);
  }
  tally_.connections.store(connections_.size());
}

// Answers libzmq's question whether a connection may be made (ZMQ RFC 27). 300 = not now: the peer
// tries again later.
void ServerCore::AdmitConnections() {
  while (const auto request = zap_.Receive(kZapFrames, nullptr)) {
    const bool valid = request->size() == kZapFrames;
    const bool room = connections_.size() <= options_.connections_max;
    if (!room) tally_.refused_connections.fetch_add(1);
    const std::string id = valid ? (*request)[1] : std::string();
    const std::array<std::string_view, kZapFrames> reply{"1.0", id, valid && room ? "200" : "300",
                                                         "",    "", ""};
    zap_.Send(reply);
    ReadConnections();
  }
}

void ServerCore::ReadRequests() {
  for (int i = 0; i < kMessagesPerRound; ++i) {
    std::size_t dropped = 0;
    auto frames = router_.Receive(2, &dropped);
    if (!frames) return;
    if (frames->size() != 2 || dropped > 0) {
      tally_.malformed.fetch_add(1);
      continue;
    }
    TakeMessage(std::move(*frames));
  }
}

void ServerCore::TakeMessage(std::vector<std::string> frames) {
  auto request = DecodeRequest(frames[1]);
  if (!request) {
    tally_.malformed.fetch_add(1);
    return;
  }
  tally_.requests.fetch_add(1);
  if (request->deadline_ms == 0) {
    tally_.expired.fetch_add(1);
    return;
  }
  Dispatch(frames[0], std::move(*request));
}

void ServerCore::Dispatch(const PeerId& peer, RequestFrame frame) {
  const auto method = methods_.find(frame.method);
  if (method == methods_.end()) {
    Refuse(peer, frame.id, InvalidArgument("wire.unknown_method", "there is no such method"));
    return;
  }
  const Kind kind = method->second.kind;
  IncomingRequest request{
      peer, frame.id, std::move(frame.method), std::move(frame.body),
      DeadlineIn(std::chrono::milliseconds(std::min(frame.deadline_ms, kDeadlineMsMax)))};
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
  auto state = std::make_shared<Responder::State>(outbox_, peer, frame.id);
  Peer& entry = peers_[peer];
  entry.open.emplace(frame.id, Open{kind == Kind::kStream, state});
  if (kind == Kind::kStream) {
    ++entry.streams;
    tally_.streams.fetch_add(1);
  } else {
    tally_.open_requests.fetch_add(1);
  }
  method->second.handler(std::move(request), Responder(std::move(state)));
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
  Transmit(peer, EncodeReply({id, std::move(status), {}}));
}

void ServerCore::SendReplies() {
  for (auto& reply : outbox_->TakeAll()) SendOne(std::move(reply));
}

void ServerCore::SendOne(OutgoingReply reply) {
  const auto peer = peers_.find(reply.peer);
  if (peer == peers_.end() || !peer->second.open.contains(reply.frame.id)) return;
  const std::uint64_t id = reply.frame.id;
  const bool last = !reply.frame.more;
  if (last) CloseRequest(peer, id);
  tally_.replies.fetch_add(1);
  Transmit(reply.peer, EncodeReply(std::move(reply.frame)));
  if (const auto still = peers_.find(reply.peer); last && still != peers_.end()) {
    ForgetIfIdle(still);
  }
}

// Sends, or puts behind what waits already; cuts the peer off when too much waits.
void ServerCore::Transmit(const PeerId& name, std::string bytes) {
  const auto known = peers_.find(name);
  if (known == peers_.end() || known->second.backlog.empty()) {
    const SendResult result = router_.Send(std::array<std::string_view, 2>{name, bytes});
    if (result == SendResult::kSent) return;
    if (result == SendResult::kNoPeer) {
      if (known != peers_.end()) ForgetPeer(known);
      return;
    }
  }
  const auto entry = peers_.try_emplace(name).first;
  Peer& peer = entry->second;
  peer.backlog_bytes += bytes.size() + kReplyOverheadBytes;
  if (peer.backlog_bytes > options_.backlog_bytes_per_peer_max) {
    tally_.cut_off.fetch_add(1);
    ForgetPeer(entry);
    return;
  }
  peer.backlog.push_back(std::move(bytes));
  backlogged_.insert(name);
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
  if (peer->second.open.empty() && peer->second.backlog.empty()) peers_.erase(peer);
}

}  // namespace paktum::wire
