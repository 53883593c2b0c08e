#include "tests/bench/ledger/paktum_contestant.h"

#include <signal.h>

#include <future>
#include <sstream>
#include <utility>

#include "libs/access/default_rules.h"
#include "libs/base/clock.h"
#include "libs/base/secret_file.h"
#include "libs/base/uuid.h"
#include "libs/ledger_client/messages.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/network_thread.h"
#include "libs/wire/request_client.h"
#include "tests/bench/ledger/local_fill.h"

namespace paktum::bench {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr int kConnectWaitMs = 10'000;
constexpr char kMember[] = "charity";  // it may append the payloads

std::string Text(const Status& status) {
  std::ostringstream text;
  text << status;
  return text.str();
}

// One client with its connection and its stream. After Begin everything runs on the network thread,
// so appends leave in the order of their versions.
class StreamClient {
 public:
  StreamClient(const std::string& endpoint, const std::string& keys,
               const std::shared_ptr<wire::NetworkThread>& thread, access::AppendSigner* signer,
               const Load& load, const Window& window)
      : load_(load), window_(window), signer_(signer), recorder_(window) {
    stream_ = "bench/" + Uuid::V7(clock_).ToString();
    wire::RequestClientOptions options;
    options.endpoint = endpoint;
    options.thread = thread;
    options.connect_wait_ms = kConnectWaitMs;
    options.curve = Must(wire::CurveDirectory(keys).ClientOf(ledger_client::kEventLogKeys));
    auto client = wire::RequestClient::Connect(options);
    if (!client.ok()) Die(Text(client.status()));
    client_ = std::move(client).value();
  }

  void Connect() {
    const auto answer = client_->Call("wire.ping", "", DeadlineIn(kPatience));
    if (!answer.ok()) Die("no connection: " + Text(answer.status()));
  }
  void Begin() {
    client_->CallAsync("wire.ping", "", DeadlineIn(kPatience), [this](const auto& answer) {
      if (!answer.ok()) Die("the connection broke: " + Text(answer.status()));
      for (int i = 0; i < load_.in_flight; ++i) SendNext();
    });
  }
  Recorder WaitForEnd() {
    ended_.get_future().wait();
    client_.reset();
    return std::move(recorder_);
  }

 private:
  void SendNext() {
    ledger::AppendRequest request;
    request.pact = kBenchPact;
    request.command = Uuid::V7(clock_);
    request.member = kMember;
    request.content_digest = std::string(request.command.bytes());
    request.content_digest += request.command.bytes();
    request.conditions.push_back({stream_, StreamVersion(version_)});
    request.events.reserve(static_cast<std::size_t>(load_.events_per_append));
    for (int i = 0; i < load_.events_per_append; ++i) {
      request.events.push_back({stream_, Payloads()[version_ % Payloads().size()]});
      ++version_;
    }
    if (signer_ != nullptr) signer_->Sign(request);
    ++waiting_;
    const TimePoint sent = SteadyClock::now();
    client_->CallAsync(
        ledger_client::kAppendMethod, ledger_client::EncodeAppend(request), DeadlineIn(kPatience),
        [this, sent](const Result<std::string>& answer) { TakeAnswer(answer, sent); });
  }

  void TakeAnswer(const Result<std::string>& answer, TimePoint sent) {
    if (!answer.ok()) Die("an append was refused: " + Text(answer.status()));
    const auto result = ledger_client::DecodeAppendResult(*answer);
    if (!result.ok()) Die("an answer cannot be read: " + Text(result.status()));
    recorder_.Answered(sent, load_.events_per_append);
    --waiting_;
    if (!window_.closed()) {
      SendNext();
    } else if (waiting_ == 0) {
      ended_.set_value();
    }
  }

  const SystemClock clock_;
  const Load load_;
  const Window& window_;
  access::AppendSigner* const signer_;  // none = unsigned
  Recorder recorder_;
  std::string stream_;
  std::uint64_t version_ = 0;
  int waiting_ = 0;
  std::promise<void> ended_;
  std::unique_ptr<wire::RequestClient> client_;
};

std::string ValueIn(const std::string& log, const std::string& key) {
  const std::size_t found = log.rfind(key);
  if (found == std::string::npos) return "";
  const std::size_t begin = found + key.size();
  return log.substr(begin, log.find_first_of(" \n", begin) - begin);
}

}  // namespace

void PaktumContestant::Start() {
  directory_ = std::make_unique<DataDir>("paktum");
  if (trust_ != Trust::kPlain) MakeKeys();
  Launch(directory_->Sub("data"));
}

void PaktumContestant::MakeKeys() {
  server_keys_ = directory_->Sub("server_keys");
  client_keys_ = directory_->Sub("client_keys");
  const wire::CurveDirectory server(server_keys_);
  const wire::CurveDirectory client(client_keys_);
  const auto server_pair = wire::CurveKeyPair::Random();
  const auto client_pair = wire::CurveKeyPair::Random();
  const std::string access = std::string(kMember) + " " + client_pair.public_key + " " +
                             wire::RequestsDomain(ledger_client::kEventLogKeys) + " " +
                             wire::HintsDomain(ledger_client::kEventLogKeys);
  const auto write = [](const std::string& path, const std::string& line) {
    const Status written = WriteNewFile(path, line + "\n", 0600);
    if (!written.ok()) Die(Text(written));
  };
  write(server.own_key_path(), server_pair.secret_key);
  write(server.access_path(), access);
  write(client.own_key_path(), client_pair.secret_key);
  write(client.server_path(ledger_client::kEventLogKeys), server_pair.public_key);
  if (trust_ != Trust::kSigned) return;
  const auto sign_key = access::SignKey::Random();
  write(server_keys_ + "/rules.textproto",
        access::RulesText({{kMember, {kBenchPact}, {sign_key.public_key()}}}));
  signer_ = access::AppendSigner::With(access::SignKey::Parse(sign_key.SecretText()).value());
}

std::string PaktumContestant::name() const {
  switch (trust_) {
    case Trust::kPlain:
      return "Paktum";
    case Trust::kCurve:
      return "Paktum, CURVE";
    case Trust::kSigned:
      return "Paktum, signed";
  }
  Die("no such trust");
}

double PaktumContestant::StartOn(const std::string& data) { return Launch(data); }

double PaktumContestant::Launch(const std::string& data) {
  const auto from = SteadyClock::now();
  const std::string output = data + ".log";
  // Batches of shape D are imports: more events in one append than an office may make.
  std::vector<std::string> command{std::string(PAKTUM_BIN_DIR) + "/event_log",
                                   "--data",
                                   data,
                                   "--listen",
                                   "tcp://127.0.0.1:*",
                                   "--hints",
                                   "tcp://127.0.0.1:*",
                                   "--append-events-max",
                                   std::to_string(ledger::kAppendBatchEventsMax)};
  if (!server_keys_.empty()) command.insert(command.end(), {"--curve", server_keys_});
  if (trust_ == Trust::kCurve) command.emplace_back("--without-rules");
  child_ = std::make_unique<Child>(ChildOptions{std::move(command), output, "", SIGTERM});
  std::string log;
  child_->WaitUntil([&] {
    log = child_->Output();
    const std::size_t ready = log.find("service.ready");
    return ready != std::string::npos && log.find('\n', ready) != std::string::npos;
  });
  endpoint_ = ValueIn(log, "listen=");
  hints_endpoint_ = ValueIn(log, "hints=");
  return std::chrono::duration<double>(SteadyClock::now() - from).count();
}

void PaktumContestant::Kill() {
  kill(child_->pid(), SIGKILL);
  child_->Wait();
}

void PaktumContestant::Stop() {
  child_.reset();
  directory_.reset();
}

std::vector<Recorder> PaktumContestant::Append(const Load& load, Window& window) {
  // All connections on one thread, as the client of Redis has them.
  const auto thread = std::make_shared<wire::NetworkThread>();
  std::vector<std::unique_ptr<StreamClient>> clients;
  clients.reserve(static_cast<std::size_t>(load.connections));
  for (int i = 0; i < load.connections; ++i) {
    clients.push_back(std::make_unique<StreamClient>(endpoint_, client_keys_, thread, signer_.get(),
                                                     load, window));
  }
  for (const auto& client : clients) client->Connect();
  window.Begin();
  for (const auto& client : clients) client->Begin();
  std::vector<Recorder> recorders;
  recorders.reserve(clients.size());
  for (const auto& client : clients) recorders.push_back(client->WaitForEnd());
  return recorders;
}

void PaktumContestant::Fill(std::uint64_t events) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = endpoint_;
  options.curve = client_keys_;
  options.connect_wait_ms = kConnectWaitMs;
  auto log = ledger_client::RemoteEventLog::Connect(options);
  if (!log.ok()) Die(Text(log.status()));
  constexpr std::uint64_t kBatch = 50;
  const SystemClock clock;
  std::vector<std::future<void>> writers;
  for (std::uint64_t writer = 0; writer < 8; ++writer) {
    writers.push_back(std::async(std::launch::async, [&, writer] {
      for (std::uint64_t at = writer * kBatch; at < events; at += 8 * kBatch) {
        ledger::AppendRequest request;
        request.pact = kBenchPact;
        request.command = Uuid::V7(clock);
        request.member = kMember;
        request.content_digest = std::string(request.command.bytes());
        const std::string stream = "participant/" + request.command.ToString();
        for (std::uint64_t i = at; i < std::min(at + kBatch, events); ++i) {
          request.events.push_back({stream, Payloads()[i % Payloads().size()]});
        }
        if (signer_ != nullptr) signer_->Sign(request);
        const auto answer = (*log)->Append(request, DeadlineIn(kPatience));
        if (!answer.ok()) Die("an append was refused: " + Text(answer.status()));
      }
    }));
  }
  for (auto& writer : writers) writer.get();
}

void PaktumContestant::ReadAll(std::uint64_t events) { ReadAfter(0, events); }

void PaktumContestant::ReadAfter(std::uint64_t after, std::uint64_t events) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = endpoint_;
  options.curve = client_keys_;
  options.hints_endpoint = hints_endpoint_;
  options.connect_wait_ms = kConnectWaitMs;
  auto log = ledger_client::RemoteEventLog::Connect(options);
  if (!log.ok()) Die(Text(log.status()));
  const auto head = (*log)->Head(kBenchPact, DeadlineIn(kPatience));  // waits for the connection
  if (!head.ok()) Die(Text(head.status()));
  if (head->value() < after + events) Die("events are missing");
  auto subscription = (*log)->Subscribe(kBenchPact, Position(after));
  if (!subscription.ok()) Die(Text(subscription.status()));
  std::uint64_t bytes = 0;
  for (std::uint64_t seen = 0; seen < events;) {
    const auto slice = (*subscription)->Next(DeadlineIn(kPatience));
    if (!slice.ok()) Die("the read ended: " + Text(slice.status()));
    if (slice->records.empty()) Die("events are missing");
    for (const ledger::Record& record : slice->records) bytes += record.submitted.size();
    seen += slice->records.size();
  }
  if (bytes < events * kPayloadBytes) Die("payloads are missing");
}

}  // namespace paktum::bench
