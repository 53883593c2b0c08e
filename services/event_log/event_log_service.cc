#include "services/event_log/event_log_service.h"

#include <utility>

#include "libs/base/runtime.h"
#include "libs/ledger_client/messages.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/hints.h"
#include "services/event_log/log_metrics.h"
#include "services/event_log/tree_methods.h"

namespace paktum::event_log {

class EventLogService::Impl {
 public:
  Impl(const EventLogServiceOptions& options, ledger::Storage& storage, const Clock& clock,
       service::Metrics& metrics)
      : options_(options),
        server_(options.server),
        core_(options, storage, clock, metrics),
        storage_(storage) {}

  ~Impl() { server_.Stop(SteadyNow()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status Start() {
    auto curve = options_.server.curve;
    if (curve) curve->domain = wire::HintsDomain(ledger_client::kEventLogKeys);
    PAKTUM_ASSIGN_OR_RETURN(hints_, wire::HintPublisher::Bind(options_.hints_endpoint, curve));
    core_.AddTo(server_, [this](const std::string& pact, Position head) {
      hints_->Publish(pact, ledger_client::EncodeHint(head));
      if (options_.checkpoints != nullptr) options_.checkpoints->Grew(pact);
    });
    core_.AddRead(
        server_, "service.metrics",
        [this](const wire::IncomingRequest&) -> Result<std::string> { return ExposeMetrics(); });
    AddTreeMethods(core_, server_, storage_, options_.checkpoints);
    return server_.Start();
  }

  // The server first: it waits until sequencer and readers have answered what it took.
  void Stop(Deadline deadline) {
    server_.Stop(deadline);
    core_.sequencer().Stop();
  }

  const wire::RequestServer& server() const { return server_; }
  const wire::HintPublisher& hints() const { return *hints_; }
  LogCore& core() { return core_; }

  std::string ExposeMetrics() {
    LogState state;
    state.wire = server_.counts();
    const wire::HintPublisherCounts hints = hints_->counts();
    state.wire.refused_connections += hints.refused_connections;
    state.wire.refused_keys += hints.refused_keys;
    state.wire.failed_handshakes += hints.failed_handshakes;
    state.wire.revoked += hints.revoked;
    state.subscriptions = core_.hub().counts();
    state.lag = core_.hub().lag();
    state.appends_waiting = core_.sequencer().queued();
    state.healthy = core_.sequencer().health().ok();
    if (options_.checkpoints != nullptr) state.checkpoints = options_.checkpoints->counts();
    if (options_.storage_bytes) state.storage_bytes = options_.storage_bytes();
    return core_.metrics().Expose(state);
  }

 private:
  const EventLogServiceOptions options_;
  std::unique_ptr<wire::HintPublisher> hints_;
  // The core ends first, when the server calls none of its methods any more.
  wire::RequestServer server_;
  LogCore core_;
  const ledger::Storage& storage_;
};

EventLogService::EventLogService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventLogService::~EventLogService() = default;

Result<std::unique_ptr<EventLogService>> EventLogService::Start(
    const EventLogServiceOptions& options, ledger::Storage& storage, const Clock& clock,
    service::Metrics& metrics) {
  auto impl = std::make_unique<Impl>(options, storage, clock, metrics);
  PAKTUM_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<EventLogService>(new EventLogService(std::move(impl)));
}

void EventLogService::Stop(Deadline deadline) { impl_->Stop(deadline); }
const std::string& EventLogService::endpoint() const { return impl_->server().endpoint(); }
const std::string& EventLogService::hints_endpoint() const { return impl_->hints().endpoint(); }
Status EventLogService::health() const { return impl_->core().sequencer().health(); }
std::string EventLogService::ExposeMetrics() { return impl_->ExposeMetrics(); }
wire::RequestServerCounts EventLogService::wire_counts() const { return impl_->server().counts(); }
SubscriptionCounts EventLogService::subscription_counts() const {
  return impl_->core().hub().counts();
}

}  // namespace paktum::event_log
