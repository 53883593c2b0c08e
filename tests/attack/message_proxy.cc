#include "tests/attack/message_proxy.h"

#include <zmq.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/runtime.h"

namespace paktum::attack {
namespace {

using Frames = std::vector<std::string>;

void SetInt(void* socket, int option, int value) {
  PAKTUM_CHECK(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

void* NewSocket(void* context, int type) {
  void* socket = zmq_socket(context, type);
  PAKTUM_CHECK(socket != nullptr);
  SetInt(socket, ZMQ_LINGER, 0);
  SetInt(socket, ZMQ_SNDHWM, 0);  // the proxy itself holds nothing back
  SetInt(socket, ZMQ_RCVHWM, 0);
  return socket;
}

// A whole message; empty when none is there.
Frames Receive(void* socket) {
  Frames frames;
  for (bool more = true; more;) {
    zmq_msg_t message;
    zmq_msg_init(&message);
    if (zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) < 0) {
      zmq_msg_close(&message);
      return frames;
    }
    frames.emplace_back(static_cast<const char*>(zmq_msg_data(&message)), zmq_msg_size(&message));
    more = zmq_msg_more(&message) != 0;
    zmq_msg_close(&message);
  }
  return frames;
}

void Send(void* socket, const Frames& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int flags = ZMQ_DONTWAIT | (i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
    if (zmq_send(socket, frames[i].data(), frames[i].size(), flags) < 0) return;
  }
}

}  // namespace

class MessageProxy::Impl {
 public:
  Impl(std::string server, std::uint64_t seed) : server_(std::move(server)), random_(seed) {
    Open("tcp://127.0.0.1:*");
    std::array<char, 256> bound{};
    std::size_t size = bound.size();
    PAKTUM_CHECK(zmq_getsockopt(front_, ZMQ_LAST_ENDPOINT, bound.data(), &size) == 0);
    endpoint = bound.data();
    thread_ = std::thread([this] { Run(); });
  }
  ~Impl() {
    stop_ = true;
    thread_.join();
    zmq_ctx_term(context_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::string endpoint;
  std::mutex mutex;
  MessageFaults faults;  // guarded by mutex
  MessageCounts counts;  // guarded by mutex

 private:
  struct Held {
    bool to_server;
    std::string peer;
    Frames frames;
    Deadline until;
    bool overtake = false;  // leaves when another message has passed, or at the deadline
  };

  void Open(const std::string& at) {
    front_ = NewSocket(context_, ZMQ_ROUTER);
    const Deadline patience = SteadyNow() + std::chrono::seconds(10);
    while (zmq_bind(front_, at.c_str()) != 0) {
      PAKTUM_CHECK(zmq_errno() == EADDRINUSE && SteadyNow() < patience);
      SleepUntil(SteadyNow() + std::chrono::milliseconds(5));
    }
  }

  void Run() {
    while (!stop_) {
      std::vector<zmq_pollitem_t> items{{front_, 0, ZMQ_POLLIN, 0}};
      for (const auto& [peer, back] : backs_) items.push_back({back, 0, ZMQ_POLLIN, 0});
      zmq_poll(items.data(), static_cast<int>(items.size()), 2);
      bool cut = false;
      for (Frames frames = Receive(front_); frames.size() > 1; frames = Receive(front_)) {
        const std::string peer = frames.front();
        frames.erase(frames.begin());
        cut = Handle({true, peer, std::move(frames), {}}) || cut;
      }
      for (const auto& [peer, back] : backs_) {
        for (Frames frames = Receive(back); !frames.empty(); frames = Receive(back)) {
          cut = Handle({false, peer, std::move(frames), {}}) || cut;
        }
      }
      ReleaseHeld(/*passed=*/false);
      if (cut) CutAll();
    }
    Close();
  }

  // True when the connections are to be cut.
  bool Handle(Held message) {
    const std::lock_guard lock(mutex);
    const bool concerned = message.to_server ? faults.requests : faults.replies;
    std::uint32_t die = concerned ? static_cast<std::uint32_t>(random_() % 1000) : 1000;
    const auto falls = [&die](std::uint32_t chance) {
      const bool so = die < chance;
      die -= so ? 0 : chance;
      return so;
    };
    if (falls(faults.drop)) {
      ++counts.dropped;
    } else if (falls(faults.repeat)) {
      ++counts.repeated;
      Pass(message);
      Hold(std::move(message));
    } else if (falls(faults.delay)) {
      ++counts.delayed;
      Hold(std::move(message));
    } else if (falls(faults.overtake)) {
      ++counts.overtaken;
      message.overtake = true;
      Hold(std::move(message));
    } else if (falls(faults.cut)) {
      ++counts.cuts;
      return true;
    } else {
      Pass(message);
    }
    return false;
  }

  void Hold(Held message) {
    const auto most = std::max<std::uint32_t>(faults.delay_ms_max, 1);
    message.until = DeadlineIn(std::chrono::milliseconds(1 + random_() % most));
    held_.push_back(std::move(message));
  }

  void Pass(const Held& message) {
    ++counts.passed;
    Forward(message);
    ReleaseHeld(/*passed=*/true);
  }

  void Forward(const Held& message) {
    if (!message.to_server) {
      Frames frames{message.peer};
      frames.insert(frames.end(), message.frames.begin(), message.frames.end());
      Send(front_, frames);
      return;
    }
    void*& back = backs_[message.peer];
    if (back == nullptr) {
      back = NewSocket(context_, ZMQ_DEALER);
      PAKTUM_CHECK(zmq_connect(back, server_.c_str()) == 0);
    }
    Send(back, message.frames);
  }

  // What is due, and what has been overtaken.
  void ReleaseHeld(bool passed) {
    const auto now = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < held_.size();) {
      if (now < held_[i].until && !(passed && held_[i].overtake)) {
        ++i;
        continue;
      }
      const Held message = std::move(held_[i]);
      held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
      Forward(message);
    }
  }

  void CutAll() {
    Close();
    held_.clear();
    Open(endpoint);
  }

  void Close() {
    for (const auto& [peer, back] : std::exchange(backs_, {})) zmq_close(back);
    zmq_close(front_);
  }

  const std::string server_;
  void* context_ = zmq_ctx_new();
  void* front_ = nullptr;
  std::map<std::string, void*> backs_;  // by peer
  std::deque<Held> held_;
  std::mt19937_64 random_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

MessageProxy::MessageProxy(const std::string& server_endpoint, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(server_endpoint, seed)) {}
MessageProxy::~MessageProxy() = default;

const std::string& MessageProxy::endpoint() const { return impl_->endpoint; }

void MessageProxy::Set(const MessageFaults& faults) {
  const std::lock_guard lock(impl_->mutex);
  impl_->faults = faults;
}

MessageCounts MessageProxy::counts() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->counts;
}

}  // namespace paktum::attack
