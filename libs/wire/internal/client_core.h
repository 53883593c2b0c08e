#pragma once
// ClientCore: what a RequestClient does on its network thread.
//
// A call goes from the Inbox (any thread) to waiting_ (not sent yet) to in_flight_ (may have been
// sent), and leaves with exactly one answer. A broken connection answers all that is in flight;
// what waits is sent on the next connection, if that comes in time.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/wire/internal/backoff.h"
#include "libs/wire/internal/client_loop.h"
#include "libs/wire/internal/codec.h"
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
  // Tells the loop, which may have ended, of what comes.
  void Open(const std::shared_ptr<ClientLoop>& loop, std::uint64_t member);
  // False when `calls_max` calls wait here already, or the client is closed.
  bool Put(OutgoingCall call, std::size_t calls_max);
  void Forget(std::uint64_t stream);
  struct Taken {
    std::vector<OutgoingCall> calls;
    std::vector<std::uint64_t> forgotten;
  };
  // Into `taken`, which is empty.
  void TakeAll(Taken& taken);
  void Close();

 private:
  void Notify();

  std::weak_ptr<ClientLoop> loop_;  // constant after Open
  std::uint64_t member_ = 0;        // so, too
  std::mutex mutex_;
  Taken waiting_;          // guarded by mutex_, as the rest
  bool notified_ = false;  // since the last TakeAll
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

class ClientCore final : private ClientLoop::Member {
 public:
  explicit ClientCore(RequestClientOptions options);
  ~ClientCore() override;
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

  void OnEvents(std::uint32_t events, ReadBuffer& buffer) override;
  Deadline Work() override;
  void Connect();
  bool FinishConnect();
  void Read(ReadBuffer& buffer);
  void Tend(Deadline now);
  void WatchOut();
  void BreakConnection();
  void LoseConnection();
  void TakeInbox();
  void DropUnsendable();
  void SendWaiting();
  std::size_t FillMessage(std::size_t from, std::string& message) const;
  void NoteSent(OutgoingCall& call);
  void TakeMessage(std::string_view message);
  void TakeReply(ReplyFrame& reply);
  void ExpireCalls(Deadline now);
  void ExpireWaiting(Deadline now);
  [[nodiscard]] Deadline NextTime() const;
  void RefuseAll();
  void Finish(const RequestClient::Callback& done, Result<std::string> answer);

  const RequestClientOptions options_;
  const std::shared_ptr<ClientLoop> loop_;
  const std::shared_ptr<Inbox> inbox_;
  std::atomic<std::uint64_t> next_id_{1};
  std::atomic<std::size_t> open_calls_{0};
  std::atomic<bool> connected_{false};
  std::uint64_t member_ = 0;  // constant after Start; 0 = not started

  // Guarded by the loop's lock:
  CurveClient keys_;           // with keys
  bool keys_refused_ = false;  // or not understood: they may have been exchanged
  std::unique_ptr<Connection> connection_;
  bool connecting_ = false;  // the socket is not connected yet
  bool polled_out_ = false;
  Deadline began_;   // to connect
  Deadline pinged_;  // asked whether the server is there
  Backoff again_;    // to connect anew
  std::vector<OutgoingCall> waiting_;
  Inbox::Taken taken_;               // from the inbox; used again
  std::vector<ReplyFrame> replies_;  // of the message being read
  std::unordered_map<std::uint64_t, InFlight> in_flight_;
  Deadline next_expiry_ = Deadline::max();  // none in flight ends before
  std::unordered_map<std::uint64_t, std::shared_ptr<StreamState>> streams_;
};

}  // namespace paktum::wire
