#include "services/vault/vault_service.h"

#include <functional>
#include <utility>
#include <vector>

#include "libs/base/bounded_queue.h"
#include "libs/base/runtime.h"
#include "libs/service/logging.h"
#include "libs/vault_client/messages.h"
#include "services/vault/ledger_follower.h"

namespace paktum::vault_service {
namespace {

constexpr std::size_t kWorkers = 2;
constexpr std::size_t kQueuedMax = 1024;
constexpr std::size_t kBodyBytesMax = std::size_t{16} * 1024;

using Answer = std::function<Result<std::string>(const wire::IncomingRequest&)>;

}  // namespace

class VaultService::Impl {
 public:
  Impl(const wire::RequestServerOptions& server, service::Metrics& metrics)
      : metrics_(metrics), queue_(kQueuedMax), server_(server) {
    for (std::size_t i = 0; i < kWorkers; ++i) {
      workers_.emplace_back([this] {
        while (const auto work = queue_.Pop()) (*work)();
      });
    }
  }

  ~Impl() {
    server_.Stop(SteadyNow());
    queue_.Close();
    for (Thread& worker : workers_) worker.Join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void AddMethods(VaultCore& core) {
    using wire::IncomingRequest;
    Add(vault_client::kGetKeyMethod, [&core](const IncomingRequest& request) {
      return core.GetOrCreateKey(request.peer_name, request.body);
    });
    Add(vault_client::kDestroyMethod, [&core](const IncomingRequest& request) {
      return core.Destroy(request.peer_name, request.body, request.deadline);
    });
    Add(vault_client::kFenceMethod, [&core](const IncomingRequest& request) {
      return core.Fence(request.peer_name, request.body, request.deadline);
    });
    Add(vault_client::kIsErasedMethod, [&core](const IncomingRequest& request) {
      return core.IsErased(request.peer_name, request.body);
    });
  }

  void Follow(const std::string& pact, ledger::EventLog& log, KeyDatabase& keys, VaultCore& core) {
    followers_.push_back(std::make_unique<LedgerFollower>(pact, log, keys, core));
  }

  wire::RequestServer& server() { return server_; }

 private:
  void Add(const char* method, Answer answer) {
    server_.Handle(method, [this, method, answer = std::move(answer)](
                               wire::IncomingRequest request, const wire::Responder& responder) {
      if (request.body.size() > kBodyBytesMax) {
        responder.Fail(InvalidArgument("vault.malformed", "the request is too long"));
        return;
      }
      const bool queued =
          queue_.TryPush([this, method, answer, responder, request = std::move(request)] {
            Count(method, answer(request), responder);
          });
      if (!queued) responder.Fail(ResourceExhausted("vault.queue_full", "too many requests wait"));
    });
  }

  void Count(const char* method, const Result<std::string>& answer,
             const wire::Responder& responder) {
    metrics_
        .AddCounter(
            "paktum_vault_requests_total", "Requests by method and outcome.",
            {{"method", method}, {"outcome", answer.ok() ? "ok" : answer.status().reason()}})
        .Add();
    if (answer.ok()) {
      responder.Reply(*answer);
    } else {
      responder.Fail(answer.status());
    }
  }

  service::Metrics& metrics_;
  BoundedQueue<std::function<void()>> queue_;
  std::vector<Thread> workers_;
  wire::RequestServer server_;
  std::vector<std::unique_ptr<LedgerFollower>> followers_;
};

VaultService::VaultService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VaultService::~VaultService() = default;

Result<std::unique_ptr<VaultService>> VaultService::Start(const wire::RequestServerOptions& server,
                                                          VaultCore& core, KeyDatabase& keys,
                                                          ledger::EventLog& log,
                                                          const ServingMembers& serving,
                                                          service::Metrics& metrics) {
  auto impl = std::make_unique<Impl>(server, metrics);
  impl->AddMethods(core);
  PAKTUM_RETURN_IF_ERROR(impl->server().Start());
  for (const auto& [pact, members] : serving) impl->Follow(pact, log, keys, core);
  return std::unique_ptr<VaultService>(new VaultService(std::move(impl)));
}

void VaultService::Stop(Deadline deadline) { impl_->server().Stop(deadline); }
const std::string& VaultService::endpoint() const { return impl_->server().endpoint(); }

}  // namespace paktum::vault_service
