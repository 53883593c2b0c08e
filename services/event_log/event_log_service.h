#pragma once
// EventLogService: the event log on the network: requests, subscriptions, hints
// (docs/formats/wire.md) over one sequencer and one storage.
//
// Threads     network → sequencer (appends), network → reader pool (reads), one thread for all
//             subscriptions. Queues between them are bounded; what does not fit is refused with
//             kResourceExhausted.
// Ownership   The storage must outlive the service, and nobody else may write to it.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger/storage.h"
#include "libs/service/metrics.h"
#include "libs/wire/request_server.h"
#include "services/event_log/checkpoint_book.h"
#include "services/event_log/log_core.h"
#include "services/event_log/subscription_hub.h"

namespace paktum::event_log {

struct EventLogServiceOptions : LogCoreOptions {
  wire::RequestServerOptions server;  // endpoint of requests, limits; keys, also of the hints
  std::string hints_endpoint;
  // Signs the checkpoints and outlives the service; nullptr = the log signs nothing.
  CheckpointBook* checkpoints = nullptr;
  // What the files of the storage take, for metrics; may be empty. Called on any thread.
  std::function<std::uint64_t()> storage_bytes;
};

class EventLogService {
 public:
  // Binds both endpoints and serves. Errors: kInvalidArgument "config.endpoint…" of libs/wire; any
  // error of reading the storage.
  static Result<std::unique_ptr<EventLogService>> Start(const EventLogServiceOptions& options,
                                                        ledger::Storage& storage,
                                                        const Clock& clock,
                                                        service::Metrics& metrics);
  ~EventLogService();  // Stop at once
  EventLogService(const EventLogService&) = delete;
  EventLogService& operator=(const EventLogService&) = delete;

  // Takes nothing new, answers what was taken, ends the subscriptions, closes. What is not answered
  // by the deadline stays unanswered: its outcome is unknown to the caller. A write that has begun
  // is waited for, however long it takes.
  void Stop(Deadline deadline);

  [[nodiscard]] const std::string& endpoint() const;
  [[nodiscard]] const std::string& hints_endpoint() const;
  // kDataLoss once the log takes no more appends.
  [[nodiscard]] Status health() const;
  // Everything that is counted, in the text format of Prometheus; what "service.metrics" answers.
  [[nodiscard]] std::string ExposeMetrics();
  [[nodiscard]] wire::RequestServerCounts wire_counts() const;
  [[nodiscard]] SubscriptionCounts subscription_counts() const;

 private:
  class Impl;
  explicit EventLogService(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::event_log
