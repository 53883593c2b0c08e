#pragma once
// ServerCore: the network thread of a RequestServer.
//
// The thread waits for connections without the lock and does everything else with it: guests, their
// open requests and what is sent to them belong to whoever holds it. Other threads reach them
// through the Outbox. Whoever has answered a few requests and finds the lock free sends them itself
// (Flush), which saves waking the thread.
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/server_door.h"
#include "libs/wire/internal/socket.h"
#include "libs/wire/request_server.h"

namespace paktum::wire {

// A reply on its way from a Responder to the network thread.
struct OutgoingReply {
  std::uint64_t guest;
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
  // Takes everything into `replies`, which is empty.
  void TakeAll(std::vector<OutgoingReply>& replies);
  [[nodiscard]] std::size_t size() const;
  // The calling thread is the network thread: it looks here before it waits and needs no waking.
  void BeginThread();
  [[nodiscard]] bool IsNetworkThread() const;
  // Later replies are dropped.
  void Close();
  Waker& waker() { return waker_; }

 private:
  const std::size_t stream_bytes_max_;
  bool MustWake();

  Waker waker_;
  mutable std::mutex mutex_;
  std::vector<OutgoingReply> replies_;  // guarded by mutex_, as the rest
  std::size_t stream_bytes_ = 0;
  bool woken_ = false;  // since the last TakeAll
  bool closed_ = false;
  std::thread::id thread_;
};

// The way back to a peer of the socket.
class SocketReply final : public ReplySink {
 public:
  SocketReply(std::shared_ptr<Outbox> box, std::uint64_t guest, std::uint64_t request)
      : outbox_(std::move(box)), guest_(guest), id_(request) {}
  ~SocketReply() override;
  void Final(Status status, std::string body, bool later) override;
  bool TryMore(std::string body) override;

 private:
  const std::shared_ptr<Outbox> outbox_;
  const std::uint64_t guest_;
  const std::uint64_t id_;
};

class ServerCore final : private ServerDoor::Host {
 public:
  enum class Kind : std::uint8_t { kUnary, kStream, kOneWay };
  struct Method {
    Kind kind;
    RequestServer::Handler handler;
    RequestServer::OneWayHandler one_way;
    RequestServer::BatchHandler batch;  // in place of handler
  };

  explicit ServerCore(RequestServerOptions options);
  ~ServerCore() override;
  ServerCore(const ServerCore&) = delete;
  ServerCore& operator=(const ServerCore&) = delete;

  void AddMethod(std::string name, Method method);
  Status Start();
  void Stop(Deadline deadline);
  void Flush();
  [[nodiscard]] const std::string& endpoint() const { return door_.endpoint(); }
  [[nodiscard]] RequestServerCounts counts() const;

 private:
  struct Open {
    bool stream;
    std::weak_ptr<SocketReply> state;
  };
  struct Peer final : Guest {
    std::unordered_map<std::uint64_t, Open> open;  // by request id
    std::size_t streams = 0;
    std::string gathered;  // replies that leave in the next message, behind room for its head
    std::size_t gathered_count = 0;
  };
  struct Tally {
    std::atomic<std::uint64_t> open_requests{0}, streams{0}, requests{0}, replies{0}, malformed{0},
        expired{0}, refused{0}, cut_off{0};
  };

  std::unique_ptr<Guest> NewGuest() override { return std::make_unique<Peer>(); }
  void OnMessage(Guest& guest, std::string_view message) override;
  void OnForeign(Guest& guest) override;
  void OnLeave(Guest& guest) override;

  void Run();
  bool MayLeave();
  void EndStreams();
  void Dispatch(Peer& peer, RequestFrame& frame, Deadline received);
  void DispatchBatch();
  Status Admit(const Peer& peer, const RequestFrame& frame, Kind kind) const;
  void Refuse(Peer& peer, std::uint64_t id, Status status);
  void SendReplies();
  void Answer(const OutgoingReply& reply);
  void Gather(Peer& peer, const ReplyFrame& reply);
  void SendGathered(Peer& peer);
  void CloseRequest(Peer& peer, std::uint64_t id);
  Peer* Find(std::uint64_t guest) { return static_cast<Peer*>(door_.Find(guest)); }

  const RequestServerOptions options_;
  std::unordered_map<std::string, Method> methods_;  // constant after Start
  const std::shared_ptr<Outbox> outbox_;
  Tally tally_;
  std::atomic<bool> stopping_{false};
  std::atomic<Deadline::rep> stop_deadline_{0};

  std::mutex mutex_;  // the lock of the class comment; guards what follows
  ServerDoor door_;
  std::vector<std::uint64_t> answered_;  // guests with gathered replies, some maybe gone
  std::vector<OutgoingReply> taken_;     // from the outbox; used again
  std::vector<RequestFrame> requests_;   // of the message being read
  std::vector<ArrivedRequest> batch_;    // for batch_method_
  const Method* batch_method_ = nullptr;
  bool streams_ended_ = false;

  std::thread thread_;
};

}  // namespace paktum::wire
