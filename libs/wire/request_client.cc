#include "libs/wire/request_client.h"

#include <future>
#include <utility>

#include "libs/wire/internal/client_core.h"

namespace paktum::wire {
namespace {

// The network thread answers every call by its deadline, so the wait is bounded.
std::pair<RequestClient::Callback, std::future<Result<std::string>>> MakeWaiter() {
  auto promise = std::make_shared<std::promise<Result<std::string>>>();
  auto answer = promise->get_future();
  return {[promise](Result<std::string> result) { promise->set_value(std::move(result)); },
          std::move(answer)};
}

}  // namespace

StreamCall::~StreamCall() { state_->inbox->Forget(state_->id); }

std::uint64_t StreamCall::id() const { return state_->id; }

Result<std::optional<std::string>> StreamCall::Next(Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  state_->arrived.wait_until(lock, deadline,
                             [&] { return !state_->replies.empty() || !state_->end.ok(); });
  if (!state_->replies.empty()) {
    std::optional<std::string> reply(std::move(state_->replies.front()));
    state_->replies.pop_front();
    return reply;
  }
  if (!state_->end.ok()) return state_->end;
  return std::optional<std::string>();
}

RequestClient::RequestClient(std::unique_ptr<ClientCore> core) : core_(std::move(core)) {}
RequestClient::~RequestClient() = default;

Result<std::unique_ptr<RequestClient>> RequestClient::Connect(RequestClientOptions options) {
  auto core = std::make_unique<ClientCore>(std::move(options));
  PAKTUM_RETURN_IF_ERROR(core->Start());
  return std::unique_ptr<RequestClient>(new RequestClient(std::move(core)));
}

Result<std::string> RequestClient::Call(const std::string& method, std::string body,
                                        Deadline deadline) {
  auto [done, answer] = MakeWaiter();
  CallAsync(method, std::move(body), deadline, std::move(done));
  return answer.get();
}

void RequestClient::CallAsync(const std::string& method, std::string body, Deadline deadline,
                              Callback done) {
  OutgoingCall call;
  call.kind = OutgoingCall::Kind::kUnary;
  call.id = core_->NextId();
  call.method = method;
  call.body = std::move(body);
  call.deadline = deadline;
  call.done = std::move(done);
  core_->Submit(std::move(call));
}

void RequestClient::SendOneWay(const std::string& method, std::string body) {
  OutgoingCall call;
  call.kind = OutgoingCall::Kind::kOneWay;
  call.id = core_->NextId();
  call.method = method;
  call.body = std::move(body);
  call.deadline = DeadlineIn(std::chrono::milliseconds(core_->options().connect_wait_ms));
  core_->Submit(std::move(call));
}

Result<std::unique_ptr<Stream>> RequestClient::OpenStream(const std::string& method,
                                                          std::string body, Deadline deadline) {
  auto [done, answer] = MakeWaiter();
  OutgoingCall call;
  call.kind = OutgoingCall::Kind::kStream;
  call.id = core_->NextId();
  call.method = method;
  call.body = std::move(body);
  call.deadline = deadline;
  call.done = std::move(done);
  call.stream = core_->MakeState(call.id);
  const auto state = call.stream;
  core_->Submit(std::move(call));
  if (const auto sent = answer.get(); !sent.ok()) return sent.status();
  return std::unique_ptr<Stream>(ClientCore::MakeStream(state));
}

bool RequestClient::connected() const { return core_->connected(); }

}  // namespace paktum::wire
