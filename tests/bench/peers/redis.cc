#include <hiredis/hiredis.h>
#include <poll.h>
#include <signal.h>

#include <array>
#include <deque>
#include <utility>

#include "tests/bench/peers/peers.h"

namespace paktum::bench {
namespace {

constexpr std::size_t kPageEvents = 2'000;  // of one XRANGE; more makes no difference

void CheckReply(const redisReply* reply) {
  if (reply == nullptr) Die("Redis has closed the connection");
  if (reply->type == REDIS_REPLY_ERROR) Die(std::string("Redis refuses: ") + reply->str);
}

// One connection, many XADDs in flight; driven by a poll loop.
class RedisClient {
 public:
  RedisClient(int port, int number, int in_flight, const Window& window)
      : stream_("bench:client-" + std::to_string(number)),
        in_flight_(in_flight),
        window_(window),
        recorder_(window) {
    context_ = redisConnectNonBlock("127.0.0.1", port);
    if (context_ == nullptr || context_->err != 0) Die("no connection to Redis");
  }
  ~RedisClient() { redisFree(context_); }
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  [[nodiscard]] pollfd Wanted() const {
    return {context_->fd, static_cast<short>(unsent_ ? POLLIN | POLLOUT : POLLIN), 0};
  }
  void Fill() {
    while (!window_.closed() && static_cast<int>(sent_.size()) < in_flight_) {
      const std::string& payload = Payloads()[next_++ % Payloads().size()];
      const std::array<const char*, 5> words{"XADD", stream_.data(), "*", "e", payload.data()};
      const std::array<std::size_t, 5> sizes{4, stream_.size(), 1, 1, payload.size()};
      redisAppendCommandArgv(context_, static_cast<int>(words.size()),
                             const_cast<const char**>(words.data()), sizes.data());
      sent_.push_back(SteadyClock::now());
      unsent_ = true;
    }
  }
  void Send() {
    int done = 0;
    if (redisBufferWrite(context_, &done) != REDIS_OK) Die("Redis does not take a command");
    unsent_ = done == 0;
  }
  void Receive() {
    if (redisBufferRead(context_) != REDIS_OK) Die("Redis has closed the connection");
    for (;;) {
      void* reply = nullptr;
      if (redisGetReplyFromReader(context_, &reply) != REDIS_OK) Die("a strange answer of Redis");
      if (reply == nullptr) return;
      CheckReply(static_cast<redisReply*>(reply));
      freeReplyObject(reply);
      recorder_.Answered(sent_.front(), 1);
      sent_.pop_front();
    }
  }
  [[nodiscard]] bool idle() const { return sent_.empty(); }
  [[nodiscard]] Recorder& recorder() { return recorder_; }

 private:
  const std::string stream_;
  const int in_flight_;
  const Window& window_;
  Recorder recorder_;
  redisContext* context_;
  std::size_t next_ = 0;
  bool unsent_ = false;
  std::deque<TimePoint> sent_;
};

class Redis final : public Contestant {
 public:
  [[nodiscard]] std::string name() const override { return "Redis Streams (always fsync)"; }
  [[nodiscard]] std::string shapes() const override { return "ABCDE"; }

  void Start() override {
    directory_ = std::make_unique<DataDir>("redis");
    port_ = FreePort();
    child_ = std::make_unique<Child>(
        ChildOptions{{"redis-server", "--port", std::to_string(port_), "--bind", "127.0.0.1",
                      "--dir", directory_->path(), "--appendonly", "yes", "--appendfsync", "always",
                      "--save", "", "--daemonize", "no", "--auto-aof-rewrite-percentage", "0"},
                     directory_->Sub("redis.log"),
                     "",
                     SIGTERM});
    child_->WaitUntil([&] {
      redisContext* context = redisConnect("127.0.0.1", port_);
      if (context == nullptr) return false;
      auto* const reply =
          context->err == 0 ? static_cast<redisReply*>(redisCommand(context, "PING")) : nullptr;
      const bool ready = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
      freeReplyObject(reply);
      redisFree(context);
      return ready;
    });
  }
  void Stop() override {
    child_.reset();
    directory_.reset();
  }
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }

  // All connections on one thread, as redis-benchmark does it. A batch is a pipeline: 256 commands
  // in flight on each connection.
  std::vector<Recorder> Append(const Load& load, Window& window) override {
    const bool batches = load.events_per_append > 1;
    std::vector<std::unique_ptr<RedisClient>> clients;
    for (int i = 0; i < load.connections; ++i) {
      clients.push_back(
          std::make_unique<RedisClient>(port_, i, batches ? 256 : load.in_flight, window));
    }
    window.Begin();
    std::vector<pollfd> wanted(clients.size());
    for (bool busy = true; busy;) {
      busy = false;
      for (std::size_t i = 0; i < clients.size(); ++i) {
        // A pipeline is sent as a whole when the one before is answered.
        if (!batches || clients[i]->idle()) clients[i]->Fill();
        busy = busy || !clients[i]->idle();
        wanted[i] = clients[i]->Wanted();
        if ((wanted[i].events & POLLOUT) == 0) continue;
        clients[i]->Send();
        wanted[i] = clients[i]->Wanted();
      }
      if (!busy && window.closed()) break;
      poll(wanted.data(), wanted.size(), 100);
      for (std::size_t i = 0; i < clients.size(); ++i) {
        if ((wanted[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0) clients[i]->Receive();
      }
    }
    std::vector<Recorder> recorders;
    for (const auto& client : clients) recorders.push_back(std::move(client->recorder()));
    return recorders;
  }

  void Fill(std::uint64_t events) override {
    redisContext* context = redisConnect("127.0.0.1", port_);
    for (std::uint64_t at = 0; at < events;) {
      const std::uint64_t until = std::min<std::uint64_t>(at + 1'000, events);
      const std::uint64_t count = until - at;
      for (; at < until; ++at) {
        const std::string& payload = Payloads()[at % Payloads().size()];
        redisAppendCommand(context, "XADD bench:all * e %b", payload.data(), payload.size());
      }
      for (std::uint64_t i = 0; i < count; ++i) {
        void* reply = nullptr;
        redisGetReply(context, &reply);
        CheckReply(static_cast<redisReply*>(reply));
        freeReplyObject(reply);
      }
    }
    redisFree(context);
  }

  void ReadAll(std::uint64_t events) override {
    redisContext* context = redisConnect("127.0.0.1", port_);
    std::string after = "-";
    std::uint64_t seen = 0;
    std::size_t bytes = 0;
    while (seen < events) {
      auto* const reply = static_cast<redisReply*>(
          redisCommand(context, "XRANGE bench:all %s + COUNT %d", after.c_str(), kPageEvents));
      CheckReply(reply);
      if (reply->elements == 0) Die("events are missing in Redis");
      for (std::size_t i = 0; i < reply->elements; ++i) {
        bytes += reply->element[i]->element[1]->element[1]->len;
      }
      seen += reply->elements;
      after = std::string("(") + reply->element[reply->elements - 1]->element[0]->str;
      freeReplyObject(reply);
    }
    redisFree(context);
    if (bytes != events * kPayloadBytes) Die("payloads are missing in Redis");
  }

 private:
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  int port_ = 0;
};

}  // namespace

std::unique_ptr<Contestant> MakeRedis() { return std::make_unique<Redis>(); }

}  // namespace paktum::bench
