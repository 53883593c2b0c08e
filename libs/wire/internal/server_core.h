#pragma once
// ServerCore: the network thread of a RequestServer.
//
// The thread owns the ROUTER socket and the gate that admits connections; peers and their open
// requests are touched by it alone. Other threads reach it through the Outbox only.
#include <zmq.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/connection_gate.h"
#include "libs/wire/internal/socket.h"
#include "libs/wire/request_server.h"

namespace paktum::wire {

// A reply on its way from a Responder to the network thread.
struct OutgoingReply {
  PeerId peer;
  ReplyFrame frame;
};

// Replies handed over by any thread. Final replies always fit: there is at most one per open
// request, and those are bounded. Replies of streams fit while their bytes are below the limit.
class Outbox {
 public:
  explicit Outbox(std::size_t stream_bytes_max) : stream_bytes_max_(stream_bytes_max) {}
  // Unless `later`, wakes the network thread.
  void PutFinal(OutgoingReply reply, bool later = false);
  bool TryPutMore(OutgoingReply reply);
  // Wakes the network thread if replies wait that nobody has woken it for.
  void Flush();
  std::deque<OutgoingReply> TakeAll();
  // Later replies are dropped.
  void Close();
  Waker& waker() { return waker_; }

 private:
  const std::size_t stream_bytes_max_;
  Waker waker_;
  std::mutex mutex_;
  std::deque<OutgoingReply> replies_;  // guarded by mutex_
  std::size_t stream_bytes_ = 0;       // guarded by mutex_
  bool woken_ = false;                 // guarded by mutex_; since the last TakeAll
  bool closed_ = false;                // guarded by mutex_
};

// The way back to a peer of the socket.
class SocketReply final : public ReplySink {
 public:
  SocketReply(std::shared_ptr<Outbox> box, PeerId to, std::uint64_t request)
      : outbox_(std::move(box)), peer_(std::move(to)), id_(request) {}
  ~SocketReply() override;
  void Final(Status status, std::string body, bool later) override;
  bool TryMore(std::string body) override;

 private:
  const std::shared_ptr<Outbox> outbox_;
  const PeerId peer_;
  const std::uint64_t id_;
};

class ServerCore {
 public:
  enum class Kind : std::uint8_t { kUnary, kStream, kOneWay };
  struct Method {
    Kind kind;
    RequestServer::Handler handler;
    RequestServer::OneWayHandler one_way;
    RequestServer::BatchHandler batch;  // in place of handler
  };

  explicit ServerCore(RequestServerOptions options);
  ~ServerCore();
  ServerCore(const ServerCore&) = delete;
  ServerCore& operator=(const ServerCore&) = delete;

  void AddMethod(std::string name, Method method);
  Status Start();
  void Stop(Deadline deadline);
  void Flush() { outbox_->Flush(); }
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] RequestServerCounts counts() const;

 private:
  struct Open {
    bool stream;
    std::weak_ptr<SocketReply> state;
  };
  struct Peer {
    const PeerIdentity* who = nullptr;             // set once a request is open
    std::unordered_map<std::uint64_t, Open> open;  // by request id
    std::size_t streams = 0;
    std::string gathered;  // replies that leave in the next message
    std::size_t gathered_count = 0;
    std::deque<std::string> backlog;  // messages that the socket did not take
    std::size_t backlog_bytes = 0;
  };
  using Peers = std::unordered_map<PeerId, Peer>;
  struct Tally {
    std::atomic<std::uint64_t> open_requests{0}, streams{0}, requests{0}, replies{0}, malformed{0},
        expired{0}, refused{0}, cut_off{0};
  };

  void Run();
  bool MayLeave();
  void ForgetRevoked();
  void ReadRequests();
  void TakeMessage(const PeerIdentity& who);
  void Dispatch(const PeerId& peer, const PeerIdentity& who, RequestFrame& frame,
                Deadline received);
  void DispatchBatch();
  Status Admit(const PeerId& peer, const RequestFrame& frame, Kind kind);
  void Refuse(const PeerId& peer, std::uint64_t id, Status status);
  void SendReplies();
  void Answer(const OutgoingReply& reply);
  void Gather(const PeerId& peer, const ReplyFrame& reply);
  void SendGathered();
  void SendGathered(Peers::iterator peer);
  void Transmit(Peers::iterator peer, std::string bytes);
  void FlushBacklogs();
  bool FlushBacklog(const PeerId& name, Peer& peer);
  void CloseRequest(Peers::iterator peer, std::uint64_t id);
  void ForgetPeer(Peers::iterator peer);
  void ForgetIfIdle(Peers::iterator peer);
  void EndStreams();

  const RequestServerOptions options_;
  std::unordered_map<std::string, Method> methods_;  // constant after Start
  std::string endpoint_;                             // constant after Start
  const std::shared_ptr<Outbox> outbox_;
  Tally tally_;
  std::atomic<bool> stopping_{false};
  std::atomic<Deadline::rep> stop_deadline_{0};

  // The network thread's own:
  Context context_;
  ConnectionGate gate_;
  Socket router_;
  Peers peers_;
  std::unordered_set<PeerId> backlogged_;
  std::vector<PeerId> answered_;        // peers with gathered replies, some maybe gone
  std::array<Frame, 2> received_;       // being read
  std::vector<RequestFrame> requests_;  // of it
  std::vector<ArrivedRequest> batch_;   // for batch_method_
  const Method* batch_method_ = nullptr;
  bool streams_ended_ = false;

  std::thread thread_;
};

}  // namespace paktum::wire
