#pragma once
// ClientCore: the network thread of a RequestClient.
//
// A call goes from the Inbox (any thread) to waiting_ (not sent yet) to in_flight_ (may have been
// sent), and leaves with exactly one answer. A broken connection answers all that is in flight;
// what waits is sent on the next connection, if that comes in time.
#include <zmq.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/wire/internal/backoff.h"
#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/socket.h"
#include "libs/wire/request_client.h"

namespace paktum::wire {

struct OutgoingCall {
  enum class Kind : std::uint8_t { kUnary, kStream, kOneWay };
  Kind kind = Kind::kUnary;
  std::uint64_t id = 0;
  std::string method;
  std::string body;
  Deadline deadline;
  Deadline connect_deadline;     // to be sent by then, when there is no connection
  RequestClient::Callback done;  // unary: the answer; stream: sent, or why not
  std::shared_ptr<StreamState> stream;
};

// What other threads hand to the network thread.
class Inbox {
 public:
  // False when `calls_max` calls wait here already, or the client is closed. Wakes the network
  // thread, but not from itself: it looks here before it sleeps.
  bool Put(OutgoingCall call, std::size_t calls_max);
  [[nodiscard]] bool HasCalls() const;
  // The calling thread is the network thread.
  void BeginThread();
  void Forget(std::uint64_t stream);
  struct Taken {
    std::vector<OutgoingCall> calls;
    std::vector<std::uint64_t> forgotten;
  };
  Taken TakeAll();
  void Close();
  Waker& waker() { return waker_; }

 private:
  Waker waker_;
  mutable std::mutex mutex_;
  Taken waiting_;           // guarded by mutex_, as the rest
  bool woken_ = false;      // since the last TakeAll
  std::thread::id thread_;  // the network thread
  bool closed_ = false;
};

struct StreamState {
  StreamState(std::shared_ptr<Inbox> box, std::uint64_t request, std::size_t max)
      : inbox(std::move(box)), id(request), replies_max(max) {}
  void Put(std::string reply);
  void End(const Status& status);  // the first end counts

  const std::shared_ptr<Inbox> inbox;
  const std::uint64_t id;
  const std::size_t replies_max;
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::string> replies;  // guarded by mutex
  Status end;                       // guarded by mutex; OK = goes on
};

class ClientCore {
 public:
  explicit ClientCore(RequestClientOptions options);
  ~ClientCore();
  ClientCore(const ClientCore&) = delete;
  ClientCore& operator=(const ClientCore&) = delete;

  Status Start();
  void Submit(OutgoingCall call);
  std::uint64_t NextId() { return next_id_.fetch_add(1); }
  [[nodiscard]] bool connected() const { return connected_.load(); }
  [[nodiscard]] const RequestClientOptions& options() const { return options_; }
  static std::unique_ptr<StreamCall> MakeStream(std::shared_ptr<StreamState> state) {
    return std::unique_ptr<StreamCall>(new StreamCall(std::move(state)));
  }
  std::shared_ptr<StreamState> MakeState(std::uint64_t id) {
    return std::make_shared<StreamState>(inbox_, id, options_.stream_replies_max);
  }

 private:
  struct InFlight {
    RequestClient::Callback done;
    Deadline deadline;
  };

  Status Open();
  void Run();
  [[nodiscard]] int Timeout() const;
  void ReadConnection();
  void LoseConnection();
  void TakeInbox();
  void DropUnsendable();
  void SendWaiting();
  std::size_t FillMessage();
  void NoteSent(OutgoingCall& call);
  void ReadReplies();
  void TakeReply(ReplyFrame& reply);
  void ExpireCalls();
  void RefuseAll();
  void Finish(const RequestClient::Callback& done, Result<std::string> answer);

  const RequestClientOptions options_;
  const std::shared_ptr<Inbox> inbox_;
  std::atomic<std::uint64_t> next_id_{1};
  std::atomic<std::size_t> open_calls_{0};
  std::atomic<bool> connected_{false};
  std::atomic<bool> closing_{false};

  // The network thread's own:
  Context context_;
  Socket dealer_;
  std::unique_ptr<SocketMonitor> monitor_;
  Backoff again_;  // to make the socket anew
  std::deque<OutgoingCall> waiting_;
  std::string message_;              // being made
  std::array<Frame, 1> received_;    // being read
  std::vector<ReplyFrame> replies_;  // of it
  std::unordered_map<std::uint64_t, InFlight> in_flight_;
  std::set<std::pair<Deadline, std::uint64_t>> deadlines_;  // of in_flight_
  std::unordered_map<std::uint64_t, std::shared_ptr<StreamState>> streams_;

  std::thread thread_;
};

}  // namespace paktum::wire
