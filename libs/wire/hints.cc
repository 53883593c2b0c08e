#include "libs/wire/hints.h"

#include <zmq.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "libs/wire/endpoint.h"
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
  ~Impl() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    work_.notify_one();
    closed_.notify_one();
    thread_.join();
  }

  Status Bind(const std::string& endpoint) {
    PAKTUM_RETURN_IF_ERROR(CheckEndpoint(endpoint, EndpointUse::kListen));
    socket_ = Socket(context_, ZMQ_PUB);
    SetCommonOptions(socket_, endpoint);
    socket_.SetInt(ZMQ_SNDHWM, kQueueMessages);
    PAKTUM_RETURN_IF_ERROR(socket_.Bind(endpoint));
    endpoint_ = socket_.LastEndpoint();
    thread_ = std::thread([this] { Run(); });
    return OkStatus();
  }

  void Publish(const std::string& topic, std::string payload) {
    if (topic.size() > kHintTopicBytesMax || payload.size() > kHintPayloadBytesMax) return;
    {
      const std::lock_guard lock(mutex_);
      if (newest_.size() >= kHintTopicsMax && !newest_.contains(topic)) return;
      newest_[topic] = std::move(payload);
    }
    work_.notify_one();
  }

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

 private:
  void Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait(lock, [this] { return closing_ || !newest_.empty(); });
      if (closing_) break;
      const std::map<std::string, std::string> hints = std::exchange(newest_, {});
      lock.unlock();
      for (const auto& [topic, payload] : hints) {
        socket_.Send(std::array<std::string_view, 2>{topic, payload});
      }
      lock.lock();
      closed_.wait_for(lock, kHintPause, [this] { return closing_; });
    }
    socket_.Close();
  }

  Context context_;
  Socket socket_;  // the thread's own once it runs
  std::string endpoint_;
  std::mutex mutex_;
  std::condition_variable work_;               // a hint waits, or closing
  std::condition_variable closed_;             // closing
  std::map<std::string, std::string> newest_;  // guarded by mutex_
  bool closing_ = false;                       // guarded by mutex_
  std::thread thread_;
};

HintPublisher::HintPublisher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HintPublisher::~HintPublisher() = default;

Result<std::unique_ptr<HintPublisher>> HintPublisher::Bind(const std::string& endpoint) {
  auto impl = std::make_unique<Impl>();
  PAKTUM_RETURN_IF_ERROR(impl->Bind(endpoint));
  return std::unique_ptr<HintPublisher>(new HintPublisher(std::move(impl)));
}

void HintPublisher::Publish(const std::string& topic, std::string payload) {
  impl_->Publish(topic, std::move(payload));
}

const std::string& HintPublisher::endpoint() const { return impl_->endpoint(); }

class HintSubscriber::Impl {
 public:
  Impl(const std::vector<std::string>& topics, Callback on_hint)
      : topics_(topics.begin(), topics.end()), on_hint_(std::move(on_hint)) {}

  ~Impl() {
    if (!thread_.joinable()) return;
    closing_.store(true);
    waker_.Wake();
    thread_.join();
  }

  Status Connect(const std::string& endpoint) {
    PAKTUM_RETURN_IF_ERROR(CheckEndpoint(endpoint, EndpointUse::kConnect));
    socket_ = Socket(context_, ZMQ_SUB);
    SetCommonOptions(socket_, endpoint);
    socket_.SetInt(ZMQ_RCVHWM, kQueueMessages);
    socket_.SetInt(ZMQ_RECONNECT_IVL, kReconnectMs);
    socket_.SetInt(ZMQ_RECONNECT_IVL_MAX, kReconnectMaxMs);
    for (const std::string& topic : topics_) socket_.SetText(ZMQ_SUBSCRIBE, topic);
    if (topics_.empty()) socket_.SetText(ZMQ_SUBSCRIBE, "");
    PAKTUM_RETURN_IF_ERROR(socket_.Connect(endpoint));
    thread_ = std::thread([this] { Run(); });
    return OkStatus();
  }

 private:
  void Run() {
    while (!closing_.load()) {
      std::array<zmq_pollitem_t, 2> items{
          {{socket_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, waker_.fd(), ZMQ_POLLIN, 0}}};
      zmq_poll(items.data(), static_cast<int>(items.size()), kForever);
      std::size_t dropped = 0;
      const auto frames = socket_.Receive(2, &dropped);
      if (!frames || frames->size() != 2 || dropped > 0) continue;
      // The socket's filter is by prefix: "lenti" also lets "lenti2" through.
      const bool wanted = topics_.empty() || topics_.contains(frames->front());
      if (wanted) on_hint_(frames->front(), frames->back());
    }
    socket_.Close();
  }

  const std::set<std::string> topics_;
  const Callback on_hint_;
  Context context_;
  Socket socket_;  // the thread's own once it runs
  Waker waker_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

HintSubscriber::HintSubscriber(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HintSubscriber::~HintSubscriber() = default;

Result<std::unique_ptr<HintSubscriber>> HintSubscriber::Connect(
    const std::string& endpoint, const std::vector<std::string>& topics, Callback on_hint) {
  auto impl = std::make_unique<Impl>(topics, std::move(on_hint));
  PAKTUM_RETURN_IF_ERROR(impl->Connect(endpoint));
  return std::unique_ptr<HintSubscriber>(new HintSubscriber(std::move(impl)));
}

}  // namespace paktum::wire
