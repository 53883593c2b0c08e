#include "tests/sim/frame/sim_wire.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// As wire::RequestClientOptions has them.
constexpr milliseconds kConnectWait{500};
constexpr milliseconds kReconnectMin{50};
constexpr milliseconds kReconnectMax{1'000};
constexpr milliseconds kHeartbeatTimeout{3'000};
constexpr std::size_t kStreamRepliesMax = 1024;
constexpr microseconds kGatherMax{40};

Status ConnectionLost() {
  return DeadlineExceeded("wire.connection_lost", "the connection broke: outcome unknown");
}

}  // namespace

// ---- server

class SimServer::Reply final : public wire::ReplySink {
 public:
  Reply(SimServer& server, std::shared_ptr<SimConnection> connection, std::uint64_t id)
      : server_(server), connection_(std::move(connection)), id_(id) {}
  ~Reply() override {
    if (!ended.exchange(true)) {
      Final(Internal("wire.unanswered", "the service gave no answer to this request"), {}, false);
    }
  }

  void Final(Status status, std::string body, bool later) override {
    // A connection that is over has no server any more; then ours may have gone too.
    if (connection_->server == nullptr) return;
    server_.peers_.at(connection_->peer).open.erase(id_);
    if (later) {
      server_.later_.push_back({connection_, id_, std::move(body)});
    } else {
      server_.Send(*connection_, id_, status, std::move(body), false);
    }
  }
  bool TryMore(std::string body) override {
    if (server_.wire_.chance.Hits(server_.wire_.faults.full)) return false;
    server_.Send(*connection_, id_, OkStatus(), std::move(body), true);
    return true;
  }

 private:
  SimServer& server_;
  const std::shared_ptr<SimConnection> connection_;
  const std::uint64_t id_;
};

SimServer::SimServer(SimWire& wire, Place place, Machine machine)
    : wire_(wire), place_(place), machine_(machine) {
  PAKTUM_CHECK(wire_.listeners.servers.emplace(place, this).second);
}

// Callers learn of it when a packet of the place comes back, or by silence when the way is cut.
SimServer::~SimServer() {
  wire_.listeners.servers.erase(place_);
  while (!peers_.empty()) {
    const std::shared_ptr<SimConnection> connection = peers_.begin()->second.connection;
    Drop(*connection);
    if (connection->caller == nullptr) continue;
    const bool silent = wire_.network.IsCut(connection->caller_place, place_);
    const microseconds notice = silent ? microseconds(kHeartbeatTimeout)
                                       : wire_.chance.Time(microseconds(100), milliseconds(50));
    wire_.scheduler.After(0, notice, [connection] {
      if (connection->caller != nullptr) connection->caller->Drop();
    });
  }
}

void SimServer::Handle(std::string method, Handler handler) {
  methods_[std::move(method)].handler = std::move(handler);
}
void SimServer::HandleBatch(std::string method, BatchHandler handler) {
  methods_[std::move(method)].batch = std::move(handler);
}
void SimServer::HandleStream(std::string method, Handler handler) {
  Method& added = methods_[std::move(method)];
  added.handler = std::move(handler);
  added.stream = true;
}
void SimServer::HandleOneWay(std::string method, OneWayHandler handler) {
  methods_[std::move(method)].one_way = std::move(handler);
}

void SimServer::Flush() {
  for (Later& reply : std::exchange(later_, {})) {
    if (reply.connection->server == this) {
      Send(*reply.connection, reply.id, OkStatus(), std::move(reply.body), false);
    }
  }
}

void SimServer::Admit(const std::shared_ptr<SimConnection>& connection) {
  connection->server = this;
  peers_[connection->peer].connection = connection;
}

void SimServer::Arrive(const std::shared_ptr<SimConnection>& connection, std::uint64_t id,
                       const std::string& method, const std::string& body, microseconds time_left) {
  if (connection->server != this) return;
  const auto found = methods_.find(method);
  PAKTUM_CHECK(found != methods_.end());
  wire::IncomingRequest request;
  request.peer = connection->peer;
  request.id = id;
  request.method = method;
  request.body = body;
  request.deadline = wire_.scheduler.Now() + time_left;
  Peer& peer = peers_.at(connection->peer);
  if (!peer.seen.insert(id).second) return;  // a copy
  if (found->second.one_way) {
    found->second.one_way(std::move(request));
    return;
  }
  auto reply = std::make_shared<Reply>(*this, connection, id);
  peer.open[id] = reply;
  wire::Responder responder(std::move(reply));
  if (found->second.handler) {
    found->second.handler(std::move(request), std::move(responder));
    return;
  }
  gathered_.emplace_back(&found->second,
                         wire::ArrivedRequest{std::move(request), std::move(responder)});
  if (gathered_.size() > 1) return;
  wire_.scheduler.After(machine_, wire_.chance.Time(microseconds(0), kGatherMax),
                        [this] { SendBatch(); });
}

// Hands requests over that were read together.
void SimServer::SendBatch() {
  std::map<const Method*, std::vector<wire::ArrivedRequest>> batches;
  std::vector<const Method*> order;
  for (auto& [method, arrived] : std::exchange(gathered_, {})) {
    if (!batches.contains(method)) order.push_back(method);
    batches[method].push_back(std::move(arrived));
  }
  for (const Method* method : order) method->batch(std::move(batches[method]));
}

void SimServer::Drop(SimConnection& connection) {
  if (connection.server != this) return;
  connection.server = nullptr;
  const auto found = peers_.find(connection.peer);
  if (found == peers_.end()) return;
  const Peer peer = std::move(found->second);
  peers_.erase(found);
  for (const auto& [id, open] : peer.open) {
    if (const auto reply = open.lock()) reply->ended = true;
  }
}

void SimServer::Send(SimConnection& connection, std::uint64_t id, const Status& status,
                     std::string body, bool more) {
  // A machine that has ended is only unwinding.
  if (connection.caller == nullptr || wire_.scheduler.HasEnded(machine_)) return;
  const std::shared_ptr<SimConnection> held = peers_.at(connection.peer).connection;
  wire_.network.Send(place_, connection.caller_place, 0, connection.down,
                     [held, id, status, body = std::move(body), more] {
                       if (held->caller != nullptr) {
                         held->caller->Arrive(*held, id, status, body, more);
                       }
                     });
}

// ---- caller

class SimCaller::SimStream final : public wire::Stream {
 public:
  SimStream(SimCaller& caller, std::uint64_t id) : caller_(caller), id_(id) {
    caller_.streams_[id_] = this;
  }
  ~SimStream() override { caller_.streams_.erase(id_); }
  SimStream(const SimStream&) = delete;
  SimStream& operator=(const SimStream&) = delete;

  [[nodiscard]] std::uint64_t id() const override { return id_; }

  Result<std::optional<std::string>> Next(Deadline deadline) override {
    Scheduler& scheduler = caller_.wire_.scheduler;
    while (replies_.empty() && ended_.ok() && scheduler.Now() < deadline) {
      scheduler.Wait(this, deadline);
    }
    if (!replies_.empty()) {
      std::optional<std::string> reply(std::move(replies_.front()));
      replies_.pop_front();
      return reply;
    }
    if (!ended_.ok()) return ended_;
    return std::optional<std::string>();
  }

  void Take(const Status& status, const std::string& body, bool more) {
    if (!ended_.ok()) return;
    if (!status.ok()) {
      ended_ = status;
    } else if (replies_.size() >= kStreamRepliesMax) {
      ended_ = ResourceExhausted("wire.stream_overrun", "more replies than may wait");
    } else {
      replies_.push_back(body);
      if (!more) ended_ = Refused("wire.stream_ended", "the last reply was given");
    }
    caller_.wire_.scheduler.Wake(this);
  }

 private:
  SimCaller& caller_;
  const std::uint64_t id_;
  std::deque<std::string> replies_;
  Status ended_;
};

SimCaller::SimCaller(SimWire& wire, Place place, Machine machine, Place server)
    : wire_(wire), place_(place), machine_(machine), server_place_(server), pause_(kReconnectMin) {
  Connect();
}

SimCaller::~SimCaller() {
  PAKTUM_CHECK(pending_.empty());
  if (connection_ == nullptr) return;
  connection_->caller = nullptr;
  wire_.scheduler.After(0, wire_.chance.Time(microseconds(100), kHeartbeatTimeout),
                        [connection = connection_] {
                          if (connection->server != nullptr) connection->server->Drop(*connection);
                        });
}

// Knocks, and again after a pause until somebody has opened.
void SimCaller::Connect() {
  auto connection = std::make_shared<SimConnection>();
  connection->peer = "peer-" + std::to_string(++wire_.listeners.connections);
  connection->caller_place = place_;
  connection->server_place = server_place_;
  SimWire& wire = wire_;
  wire_.network.Send(
      place_, server_place_, 0, knocking_, [this, &wire, connection, machine = machine_] {
        const auto server = wire.listeners.servers.find(connection->server_place);
        if (server == wire.listeners.servers.end() || connection->server != nullptr) return;
        server->second->Admit(connection);
        wire.network.Send(connection->server_place, connection->caller_place, machine,
                          connection->down, [this, connection] { Connected(connection); });
      });
  wire_.scheduler.After(machine_, pause_, [this] {
    if (connection_ == nullptr) Connect();
  });
  pause_ = std::min<microseconds>(pause_ * 2, kReconnectMax);
}

void SimCaller::Connected(const std::shared_ptr<SimConnection>& connection) {
  if (connection_ != nullptr || connection->server == nullptr) return;
  connection->caller = this;
  connection_ = connection;
  pause_ = kReconnectMin;
  wire_.scheduler.Wake(this);
}

bool SimCaller::WaitForConnection(Deadline deadline) {
  const Deadline until = std::min(deadline, wire_.scheduler.Now() + kConnectWait);
  while (connection_ == nullptr && wire_.scheduler.Now() < until) {
    wire_.scheduler.Wait(this, until);
  }
  return connection_ != nullptr;
}

void SimCaller::Send(std::uint64_t id, const std::string& method, std::string body,
                     Deadline deadline) {
  if (wire_.scheduler.HasEnded(machine_)) return;  // only unwinding
  if (wire_.chance.Hits(wire_.faults.broken)) Break();
  if (connection_ == nullptr) return;
  const auto time_left = std::chrono::duration_cast<microseconds>(deadline - wire_.scheduler.Now());
  wire_.network.Send(place_, server_place_, 0, connection_->up,
                     [connection = connection_, id, method, body = std::move(body), time_left] {
                       SimServer* server = connection->server;
                       if (server == nullptr) return;
                       const Scheduler::Within within(server->scheduler(), server->machine());
                       server->Arrive(connection, id, method, body, time_left);
                     });
}

Result<std::string> SimCaller::Call(const std::string& method, std::string body,
                                    Deadline deadline) {
  if (!WaitForConnection(deadline)) {
    return Unavailable("wire.not_connected", "there is no connection to the service");
  }
  const std::uint64_t id = ++last_id_;
  Pending pending;
  struct Registered {
    Registered(std::map<std::uint64_t, Pending*>& calls, std::uint64_t number, Pending* call)
        : all(calls), id(number) {
      all[id] = call;
    }
    ~Registered() { all.erase(id); }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;
    std::map<std::uint64_t, Pending*>& all;
    const std::uint64_t id;
  } const registered(pending_, id, &pending);
  Send(id, method, std::move(body), deadline);
  while (!pending.answer && wire_.scheduler.Now() < deadline) {
    wire_.scheduler.Wait(&pending, deadline);
  }
  if (pending.answer) return std::move(*pending.answer);
  return DeadlineExceeded("wire.deadline", "no reply by the deadline");
}

void SimCaller::SendOneWay(const std::string& method, std::string body) {
  if (connection_ == nullptr) return;
  Send(++last_id_, method, std::move(body), wire_.scheduler.Now() + std::chrono::seconds(60));
}

Result<std::unique_ptr<wire::Stream>> SimCaller::OpenStream(const std::string& method,
                                                            std::string body, Deadline deadline) {
  if (!WaitForConnection(deadline)) {
    return Unavailable("wire.not_connected", "there is no connection to the service");
  }
  const std::uint64_t id = ++last_id_;
  auto stream = std::make_unique<SimStream>(*this, id);
  Send(id, method, std::move(body), wire_.scheduler.Now() + std::chrono::hours(24));
  return std::unique_ptr<wire::Stream>(std::move(stream));
}

void SimCaller::Break() {
  if (connection_ == nullptr) return;
  const std::shared_ptr<SimConnection> connection = connection_;
  wire_.scheduler.After(0, wire_.chance.Time(microseconds(10), kHeartbeatTimeout), [connection] {
    if (connection->server != nullptr) connection->server->Drop(*connection);
  });
  Drop();
}

void SimCaller::Drop() {
  if (connection_ == nullptr) return;
  connection_->caller = nullptr;
  connection_.reset();
  for (const auto& [id, pending] : pending_) {
    if (!pending->answer) pending->answer = ConnectionLost();
    wire_.scheduler.Wake(pending);
  }
  for (const auto& [id, stream] : streams_) {
    stream->Take(Unavailable("wire.connection_lost", "the connection broke"), {}, false);
  }
  const Scheduler::Within within(wire_.scheduler, machine_);
  Connect();
}

void SimCaller::Arrive(const SimConnection& connection, std::uint64_t id, const Status& status,
                       const std::string& body, bool more) {
  if (connection_.get() != &connection) return;
  if (const auto call = pending_.find(id); call != pending_.end()) {
    if (!call->second->answer) {
      call->second->answer = status.ok() ? Result<std::string>(body) : Result<std::string>(status);
    }
    wire_.scheduler.Wake(call->second);
  } else if (const auto stream = streams_.find(id); stream != streams_.end()) {
    stream->second->Take(status, body, more);
  }
}

}  // namespace paktum::sim
