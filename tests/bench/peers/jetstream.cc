#include <nats/nats.h>
#include <signal.h>

#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "tests/bench/peers/peers.h"

namespace paktum::bench {
namespace {

constexpr char kStream[] = "BENCH";

void Check(natsStatus status, const char* what) {
  if (status != NATS_OK) Die(std::string("NATS: ") + what + ": " + natsStatus_GetText(status));
}

natsConnection* Connect(int port) {
  natsOptions* options = nullptr;
  Check(natsOptions_Create(&options), "options");
  const std::string url = "nats://127.0.0.1:" + std::to_string(port);
  Check(natsOptions_SetURL(options, url.c_str()), "url");
  Check(natsOptions_SetMaxPendingMsgs(options, 1'000'000), "pending");
  // Without it a flusher thread sends: half as many publishes a second with few in flight.
  Check(natsOptions_SetSendAsap(options, true), "send at once");
  natsConnection* connection = nullptr;
  const natsStatus status = natsConnection_Connect(&connection, options);
  natsOptions_Destroy(options);
  Check(status, "connect");
  return connection;
}

// One connection with publishes in flight; the next one leaves from the answer to another.
class JetStreamClient {
 public:
  JetStreamClient(int port, int number, int in_flight, bool message_ids, const Window& window)
      : subject_("bench.client-" + std::to_string(number)),
        in_flight_(in_flight),
        message_ids_(message_ids),
        window_(window),
        recorder_(window),
        connection_(Connect(port)) {
    jsOptions options;
    jsOptions_Init(&options);
    options.PublishAsync.MaxPending = in_flight_ + 8;
    options.PublishAsync.AckHandler = &JetStreamClient::Acknowledged;
    options.PublishAsync.AckHandlerClosure = this;
    Check(natsConnection_JetStream(&context_, connection_, &options), "context");
  }
  ~JetStreamClient() {
    jsCtx_Destroy(context_);
    natsConnection_Destroy(connection_);
  }
  JetStreamClient(const JetStreamClient&) = delete;
  JetStreamClient& operator=(const JetStreamClient&) = delete;

  void Begin() {
    for (int i = 0; i < in_flight_; ++i) PublishNext();
  }
  Recorder WaitForEnd() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return window_.closed() && sent_.empty(); });
    return std::move(recorder_);
  }

 private:
  void PublishNext() {
    const std::string& payload = Payloads()[next_++ % Payloads().size()];
    jsPubOptions options;
    jsPubOptions_Init(&options);
    std::string id;
    if (message_ids_) {
      id = Uuid::V7(clock_).ToString();
      options.MsgId = id.c_str();
    }
    const std::lock_guard lock(mutex_);  // so that sent_ has the order of the messages
    sent_.push_back(SteadyClock::now());
    Check(js_PublishAsync(context_, subject_.c_str(), payload.data(),
                          static_cast<int>(payload.size()), &options),
          "publish");
  }

  static void Acknowledged(jsCtx* /*context*/, natsMsg* message, jsPubAck* answer,
                           jsPubAckErr* error, void* closure) {
    natsMsg_Destroy(message);
    if (answer == nullptr) Die(std::string("NATS refuses: ") + error->ErrText);
    if (answer->Duplicate) Die("NATS takes a new message for a repeated one");
    auto* const self = static_cast<JetStreamClient*>(closure);
    {
      const std::lock_guard lock(self->mutex_);
      self->recorder_.Answered(self->sent_.front(), 1);
      self->sent_.pop_front();
      if (self->window_.closed()) {
        self->ended_.notify_all();
        return;
      }
    }
    self->PublishNext();
  }

  const SystemClock clock_;
  const std::string subject_;
  const int in_flight_;
  const bool message_ids_;
  const Window& window_;
  std::mutex mutex_;
  std::condition_variable ended_;
  Recorder recorder_;           // guarded by mutex_
  std::deque<TimePoint> sent_;  // guarded by mutex_; answers come in the order of the messages
  std::atomic<std::size_t> next_{0};
  natsConnection* connection_;
  jsCtx* context_ = nullptr;
};

// Counts what an ordered consumer gets.
struct Arrived {
  std::mutex mutex;
  std::condition_variable all;
  std::uint64_t wanted = 0;
  std::uint64_t seen = 0;  // as bytes: of the subscription's thread
  std::uint64_t bytes = 0;
  bool complete = false;  // guarded by mutex

  static void Take(natsConnection* /*connection*/, natsSubscription* /*subscription*/,
                   natsMsg* message, void* closure) {
    auto* const self = static_cast<Arrived*>(closure);
    self->bytes += static_cast<std::uint64_t>(natsMsg_GetDataLength(message));
    natsMsg_Destroy(message);
    if (++self->seen != self->wanted) return;
    const std::lock_guard lock(self->mutex);
    self->complete = true;
    self->all.notify_all();
  }
};

class JetStream final : public Contestant {
 public:
  explicit JetStream(bool message_ids) : message_ids_(message_ids) {}

  [[nodiscard]] std::string name() const override {
    return message_ids_ ? "JetStream, message ids (no fsync)" : "JetStream (no fsync)";
  }
  [[nodiscard]] std::string shapes() const override { return message_ids_ ? "BCD" : "BCDE"; }

  void Start() override {
    directory_ = std::make_unique<DataDir>("nats");
    port_ = FreePort();
    const std::string config = directory_->Sub("nats.conf");
    std::ofstream(config) << "listen: \"127.0.0.1:" << port_ << "\"\n"
                          << "jetstream { store_dir: \"" << directory_->path()
                          << "\", max_memory_store: 1GB, max_file_store: 50GB }\n";
    child_ = std::make_unique<Child>(ChildOptions{
        {"nats-server", "--config", config}, directory_->Sub("nats.log"), "", SIGTERM});
    child_->WaitUntil(
        [&] { return child_->Output().find("Server is ready") != std::string::npos; });
    natsConnection* connection = Connect(port_);
    jsCtx* context = nullptr;
    Check(natsConnection_JetStream(&context, connection, nullptr), "context");
    jsStreamConfig stream;
    jsStreamConfig_Init(&stream);
    const char* subjects[] = {"bench.>"};
    stream.Name = kStream;
    stream.Subjects = subjects;
    stream.SubjectsLen = 1;
    stream.Storage = js_FileStorage;
    Check(js_AddStream(nullptr, context, &stream, nullptr, nullptr), "stream");
    jsCtx_Destroy(context);
    natsConnection_Destroy(connection);
  }
  void Stop() override {
    child_.reset();
    directory_.reset();
  }
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }

  // It has no atomic batches: a batch is as many publishes in flight.
  std::vector<Recorder> Append(const Load& load, Window& window) override {
    std::vector<std::unique_ptr<JetStreamClient>> clients;
    for (int i = 0; i < load.connections; ++i) {
      clients.push_back(std::make_unique<JetStreamClient>(
          port_, i, load.in_flight * load.events_per_append, message_ids_, window));
    }
    window.Begin();
    for (const auto& client : clients) client->Begin();
    std::vector<Recorder> recorders;
    for (const auto& client : clients) recorders.push_back(client->WaitForEnd());
    return recorders;
  }

  void Fill(std::uint64_t events) override {
    natsConnection* connection = Connect(port_);
    jsCtx* context = nullptr;
    jsOptions options;
    jsOptions_Init(&options);
    options.PublishAsync.MaxPending = 4'000;
    options.PublishAsync.StallWait = 10'000;
    Check(natsConnection_JetStream(&context, connection, &options), "context");
    for (std::uint64_t at = 0; at < events; ++at) {
      const std::string& payload = Payloads()[at % Payloads().size()];
      Check(js_PublishAsync(context, "bench.all", payload.data(), static_cast<int>(payload.size()),
                            nullptr),
            "publish");
    }
    Check(js_PublishAsyncComplete(context, nullptr), "publishes");
    jsCtx_Destroy(context);
    natsConnection_Destroy(connection);
  }

  void ReadAll(std::uint64_t events) override {
    natsConnection* connection = Connect(port_);
    jsCtx* context = nullptr;
    Check(natsConnection_JetStream(&context, connection, nullptr), "context");
    jsSubOptions options;
    jsSubOptions_Init(&options);
    options.Ordered = true;
    options.Stream = kStream;
    Arrived arrived;
    arrived.wanted = events;
    natsSubscription* subscription = nullptr;
    Check(js_Subscribe(&subscription, context, "bench.>", &Arrived::Take, &arrived, nullptr,
                       &options, nullptr),
          "subscribe");
    natsSubscription_SetPendingLimits(subscription, -1, -1);
    {
      std::unique_lock lock(arrived.mutex);
      if (!arrived.all.wait_for(lock, std::chrono::seconds(60), [&] { return arrived.complete; })) {
        Die("events are missing in JetStream");
      }
    }
    if (arrived.bytes != events * kPayloadBytes) Die("payloads are missing in JetStream");
    natsSubscription_Unsubscribe(subscription);
    natsSubscription_Destroy(subscription);
    jsCtx_Destroy(context);
    natsConnection_Destroy(connection);
  }

 private:
  const bool message_ids_;
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  int port_ = 0;
};

}  // namespace

std::unique_ptr<Contestant> MakeJetStream(bool message_ids) {
  return std::make_unique<JetStream>(message_ids);
}

}  // namespace paktum::bench
