#include "libs/wire/hints.h"

#include <zmq.h>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "libs/wire/endpoint.h"
#include "libs/wire/internal/backoff.h"
#include "libs/wire/internal/connection_gate.h"
#include "libs/wire/internal/socket.h"

namespace paktum::wire {
namespace {

constexpr int kHeartbeatMs = 1000;
constexpr int kHeartbeatTimeoutMs = 3000;
constexpr int kReconnectMs = 50;
constexpr int kReconnectMaxMs = 1000;
constexpr int kHandshakeMs = 2000;
constexpr int kQueueMessages = 1000;
constexpr int kForever = -1;

void SetCommonOptions(Socket& socket, const std::string& endpoint) {
  socket.SetInt(ZMQ_LINGER, 0);
  socket.SetInt(ZMQ_IPV6, IsIpv6(endpoint) ? 1 : 0);
  socket.SetInt64(ZMQ_MAXMSGSIZE, kHintPayloadBytesMax);
  socket.SetInt(ZMQ_HANDSHAKE_IVL, kHandshakeMs);
  socket.SetInt(ZMQ_HEARTBEAT_IVL, kHeartbeatMs);
  socket.SetInt(ZMQ_HEARTBEAT_TIMEOUT, kHeartbeatTimeoutMs);
}

}  // namespace

class HintPublisher::Impl {
 public:
  explicit Impl(std::optional<CurveServer> curve)
      : secured_(curve.has_value()), gate_(std::move(curve), kHintConnectionsMax) {}

  ~Impl() {
    if (!thread_.joinable()) return;
    closing_.store(true);
    waker_.Wake();
    thread_.join();
  }

  Status Bind(const std::string& endpoint) {
    PAKTUM_RETURN_IF_ERROR(
        CheckEndpoint(endpoint, EndpointUse::kListen,
                      secured_ ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
    socket_ = Socket(context_, ZMQ_PUB);
    SetCommonOptions(socket_, endpoint);
    socket_.SetInt(ZMQ_SNDHWM, kQueueMessages);
    gate_.Guard(context_, socket_);
    if (const Status bound = socket_.Bind(endpoint); !bound.ok()) {
      gate_.Close();
      return bound;
    }
    endpoint_ = socket_.LastEndpoint();
    thread_ = std::thread([this] { Run(); });
    return OkStatus();
  }

  void Publish(const std::string& topic, std::string payload) {
    if (topic.size() > kHintTopicBytesMax || payload.size() > kHintPayloadBytesMax) return;
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      if (newest_.size() >= kHintTopicsMax && !newest_.contains(topic)) return;
      first = newest_.empty();
      newest_[topic] = std::move(payload);
    }
    if (first) waker_.Wake();  // else a wake is on its way already
  }

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] HintPublisherCounts counts() const {
    const auto counts = gate_.counts();
    return {counts.connections, counts.over_limit, counts.unknown_keys, counts.failed_handshakes,
            counts.revoked};
  }

 private:
  void Run() {
    Deadline pause_ends{};  // no hint before
    while (!closing_.load()) {
      std::array<zmq_pollitem_t, 3> items{{{gate_.questions(), 0, ZMQ_POLLIN, 0},
                                           {gate_.events(), 0, ZMQ_POLLIN, 0},
                                           {nullptr, waker_.fd(), ZMQ_POLLIN, 0}}};
      const bool waits = Waits();
      zmq_poll(items.data(), static_cast<int>(items.size()),
               waits ? PollTimeout(pause_ends, gate_.poll_ms()) : gate_.poll_ms());
      if ((items[2].revents & ZMQ_POLLIN) != 0) waker_.Clear();
      gate_.Work();
      socket_.Settle();
      if (std::chrono::steady_clock::now() < pause_ends) continue;
      if (SendAll()) pause_ends = DeadlineIn(kHintPause);
    }
    gate_.Close();
    socket_.Close();
  }

  bool Waits() {
    const std::lock_guard lock(mutex_);
    return !newest_.empty();
  }

  // False when there was nothing to send.
  bool SendAll() {
    std::map<std::string, std::string> hints;
    {
      const std::lock_guard lock(mutex_);
      hints.swap(newest_);
    }
    for (const auto& [topic, payload] : hints) {
      socket_.Send(std::array<std::string_view, 2>{topic, payload});
    }
    return !hints.empty();
  }

  const bool secured_;
  Context context_;
  ConnectionGate gate_;
  Socket socket_;  // the thread's own once it runs
  std::string endpoint_;
  Waker waker_;
  std::atomic<bool> closing_{false};
  std::mutex mutex_;
  std::map<std::string, std::string> newest_;  // guarded by mutex_
  std::thread thread_;
};

HintPublisher::HintPublisher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HintPublisher::~HintPublisher() = default;

Result<std::unique_ptr<HintPublisher>> HintPublisher::Bind(const std::string& endpoint,
                                                           std::optional<CurveServer> curve) {
  auto impl = std::make_unique<Impl>(std::move(curve));
  PAKTUM_RETURN_IF_ERROR(impl->Bind(endpoint));
  return std::unique_ptr<HintPublisher>(new HintPublisher(std::move(impl)));
}

void HintPublisher::Publish(const std::string& topic, std::string payload) {
  impl_->Publish(topic, std::move(payload));
}

const std::string& HintPublisher::endpoint() const { return impl_->endpoint(); }
HintPublisherCounts HintPublisher::counts() const { return impl_->counts(); }

class HintSubscriber::Impl {
 public:
  Impl(std::string endpoint, const std::vector<std::string>& topics, Callback on_hint,
       CurveClientSource curve)
      : endpoint_(std::move(endpoint)),
        topics_(topics.begin(), topics.end()),
        on_hint_(std::move(on_hint)),
        curve_(std::move(curve)) {}

  ~Impl() {
    if (!thread_.joinable()) return;
    closing_.store(true);
    waker_.Wake();
    thread_.join();
  }

  Status Connect() {
    PAKTUM_RETURN_IF_ERROR(
        CheckEndpoint(endpoint_, EndpointUse::kConnect,
                      curve_ ? EndpointReach::kNetwork : EndpointReach::kThisMachine));
    PAKTUM_RETURN_IF_ERROR(Open());
    thread_ = std::thread([this] { Run(); });
    return OkStatus();
  }

 private:
  Status Open() {
    monitor_.reset();
    socket_ = Socket(context_, ZMQ_SUB);
    SetCommonOptions(socket_, endpoint_);
    socket_.SetInt(ZMQ_RCVHWM, kQueueMessages);
    socket_.SetInt(ZMQ_RECONNECT_IVL, kReconnectMs);
    socket_.SetInt(ZMQ_RECONNECT_IVL_MAX, kReconnectMaxMs);
    for (const std::string& topic : topics_) socket_.SetText(ZMQ_SUBSCRIBE, topic);
    if (topics_.empty()) socket_.SetText(ZMQ_SUBSCRIBE, "");
    monitor_ = std::make_unique<SocketMonitor>(context_, socket_, kHandshakeEvents);
    PAKTUM_RETURN_IF_ERROR(SecureClient(socket_, curve_));
    return socket_.Connect(endpoint_);
  }

  void Run() {
    while (!closing_.load()) {
      std::array<zmq_pollitem_t, 3> items{{{socket_.handle(), 0, ZMQ_POLLIN, 0},
                                           {monitor_->handle(), 0, ZMQ_POLLIN, 0},
                                           {nullptr, waker_.fd(), ZMQ_POLLIN, 0}}};
      zmq_poll(items.data(), static_cast<int>(items.size()),
               again_.next() ? PollTimeout(*again_.next(), kReconnectMaxMs) : kForever);
      while (const auto event = monitor_->Next()) {
        if (event->kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
          again_.Succeeded();
        } else {
          again_.Failed();
        }
      }
      ReadHint();
      if (!again_.due()) continue;
      again_.Began();
      if (!Open().ok()) again_.Failed();
    }
    monitor_.reset();
    socket_.Close();
  }

  void ReadHint() {
    std::size_t dropped = 0;
    const auto frames = socket_.Receive(2, &dropped);
    if (!frames || frames->size() != 2 || dropped > 0) return;
    // The socket's filter is by prefix: "lenti" also lets "lenti2" through.
    const bool wanted = topics_.empty() || topics_.contains(frames->front());
    if (wanted) on_hint_(frames->front(), frames->back());
  }

  const std::string endpoint_;
  const std::set<std::string> topics_;
  const Callback on_hint_;
  const CurveClientSource curve_;
  Context context_;
  // The thread's own once it runs:
  Socket socket_;
  std::unique_ptr<SocketMonitor> monitor_;
  Backoff again_{kReconnectMs, kReconnectMaxMs};

  Waker waker_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

HintSubscriber::HintSubscriber(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HintSubscriber::~HintSubscriber() = default;

Result<std::unique_ptr<HintSubscriber>> HintSubscriber::Connect(
    const std::string& endpoint, const std::vector<std::string>& topics, Callback on_hint,
    CurveClientSource curve) {
  auto impl = std::make_unique<Impl>(endpoint, topics, std::move(on_hint), std::move(curve));
  PAKTUM_RETURN_IF_ERROR(impl->Connect());
  return std::unique_ptr<HintSubscriber>(new HintSubscriber(std::move(impl)));
}

}  // namespace paktum::wire
