#pragma once
// LogMetrics: what the event log counts of its own work (docs/formats/http.md, "The event log").
//
// Labels hold codes and reasons of this program's own: never a pact, a peer or anything that a
// client chose.
// Threads     Everything may be called from any thread.
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/sequencer.h"
#include "libs/service/metrics.h"
#include "libs/wire/request_server.h"
#include "services/event_log/checkpoint_book.h"
#include "services/event_log/subscription_hub.h"

namespace paktum::event_log {

// How things stand when the metrics are asked for.
struct LogState {
  wire::RequestServerCounts wire;
  SubscriptionCounts subscriptions;
  SubscriptionLag lag;
  std::size_t appends_waiting = 0;
  bool healthy = true;
  std::optional<CheckpointCounts> checkpoints;  // nothing when the log signs none
  std::optional<std::uint64_t> storage_bytes;   // of all files; nothing = not told
};

// Histogram "paktum_log_sync_seconds", of the storage: it opens before there is a LogMetrics.
service::Histogram AddSyncHistogram(service::Metrics& metrics);

class LogMetrics {
 public:
  // `metrics` must outlive this.
  explicit LogMetrics(service::Metrics& metrics);
  LogMetrics(const LogMetrics&) = delete;
  LogMetrics& operator=(const LogMetrics&) = delete;

  // `received`: when the append came.
  void CountAppend(const Result<ledger::AppendResult>& answer, Deadline received) const;
  void CountWrite(const ledger::WriteReport& report) const;
  // A read that was answered, also with a refusal; a subscription that was refused.
  void CountRead(const Status& answer) const;

  // All of it in the text format of Prometheus.
  std::string Expose(const LogState& state);

 private:
  void SetGauge(const char* name, const char* help, double value);
  void SetTotal(const char* name, const char* help, std::uint64_t total);
  void SetWire(const wire::RequestServerCounts& wire);

  service::Metrics& metrics_;
  const service::Histogram append_seconds_;
  const service::Histogram write_seconds_;
  const service::Histogram batch_appends_;
  const service::Histogram batch_events_;
  const service::Counter events_;
  const service::Counter event_bytes_;
  const service::Counter reads_;
  const service::Counter reads_refused_;
  std::map<StatusCode, service::Counter> appends_;                           // constant
  std::map<std::pair<StatusCode, std::string>, service::Counter> refusals_;  // constant
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> totals_;  // guarded by mutex_; what SetTotal has counted
};

}  // namespace paktum::event_log
