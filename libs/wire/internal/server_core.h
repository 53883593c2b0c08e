#pragma once
// ServerCore: the network thread of a RequestServer.
//
// The thread owns the ROUTER socket, its monitor and the ZAP socket that admits connections; peers
// and their open requests are touched by it alone. Other threads reach it through the Outbox only.
#include <zmq.h>

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
  void PutFinal(OutgoingReply reply);
  bool TryPutMore(OutgoingReply reply);
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
  bool closed_ = false;                // guarded by mutex_
};

struct Responder::State {
  State(std::shared_ptr<Outbox> box, PeerId to, std::uint64_t request)
      : outbox(std::move(box)), peer(std::move(to)), id(request) {}
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::shared_ptr<Outbox> outbox;
  const PeerId peer;
  const std::uint64_t id;
  std::atomic<bool> ended{false};  // answered, or there is no one to answer
};

class ServerCore {
 public:
  enum class Kind : std::uint8_t { kUnary, kStream, kOneWay };
  struct Method {
    Kind kind;
    RequestServer::Handler handler;
    RequestServer::OneWayHandler one_way;
  };

  explicit ServerCore(RequestServerOptions options);
  ~ServerCore();
  ServerCore(const ServerCore&) = delete;
  ServerCore& operator=(const ServerCore&) = delete;

  void AddMethod(std::string name, Method method);
  Status Start();
  void Stop(Deadline deadline);
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] RequestServerCounts counts() const;

 private:
  struct Open {
    bool stream;
    std::weak_ptr<Responder::State> state;
  };
  struct Peer {
    std::unordered_map<std::uint64_t, Open> open;  // by request id
    std::size_t streams = 0;
    std::deque<std::string> backlog;  // replies that the socket did not take
    std::size_t backlog_bytes = 0;
  };
  using Peers = std::unordered_map<PeerId, Peer>;
  struct Tally {
    std::atomic<std::uint64_t> connections{0}, open_requests{0}, streams{0}, requests{0},
        replies{0}, malformed{0}, expired{0}, refused{0}, refused_connections{0}, cut_off{0};
  };

  void Run();
  bool MayLeave();
  void ReadConnections();
  void AdmitConnections();
  void ReadRequests();
  void TakeMessage(std::vector<std::string> frames);
  void Dispatch(const PeerId& peer, RequestFrame frame);
  Status Admit(const PeerId& peer, const RequestFrame& frame, Kind kind);
  void Refuse(const PeerId& peer, std::uint64_t id, Status status);
  void SendReplies();
  void SendOne(OutgoingReply reply);
  void Transmit(const PeerId& peer, std::string bytes);
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
  Socket router_;
  Socket zap_;
  std::unique_ptr<SocketMonitor> monitor_;
  std::unordered_set<std::uint32_t> connections_;  // descriptors
  Peers peers_;
  std::unordered_set<PeerId> backlogged_;
  bool streams_ended_ = false;

  std::thread thread_;
};

}  // namespace paktum::wire
