#include "services/event_log/log_metrics.h"

#include <array>
#include <chrono>
#include <vector>

namespace paktum::event_log {
namespace {

constexpr std::array kCodes{StatusCode::kOk,
                            StatusCode::kInvalidArgument,
                            StatusCode::kNotFound,
                            StatusCode::kAborted,
                            StatusCode::kFailedPrecondition,
                            StatusCode::kResourceExhausted,
                            StatusCode::kUnavailable,
                            StatusCode::kDeadlineExceeded,
                            StatusCode::kPermissionDenied,
                            StatusCode::kDataLoss,
                            StatusCode::kInternal};

// Refusals with a reason of their own in the metrics; all others of a code count as "other".
const std::vector<std::pair<StatusCode, std::string>>& NamedRefusals() {
  static const std::vector<std::pair<StatusCode, std::string>> kNamed{
      {StatusCode::kAborted, "append.condition_failed"},
      {StatusCode::kFailedPrecondition, "append.command_reused"},
      {StatusCode::kInvalidArgument, "append.empty"},
      {StatusCode::kInvalidArgument, "append.malformed"},
      {StatusCode::kInvalidArgument, "append.too_large"},
      {StatusCode::kResourceExhausted, "append.queue_full"},
      {StatusCode::kUnavailable, "append.expired"},
      {StatusCode::kUnavailable, "append.stopped"},
      {StatusCode::kUnavailable, "storage.disk_full"},
      {StatusCode::kPermissionDenied, "append.member_not_yours"},
      {StatusCode::kPermissionDenied, "append.pact_not_allowed"},
      {StatusCode::kPermissionDenied, "append.type_not_allowed"},
      {StatusCode::kPermissionDenied, "append.signature_missing"},
      {StatusCode::kPermissionDenied, "append.signature_invalid"},
      {StatusCode::kPermissionDenied, "append.signer_unknown"},
      {StatusCode::kPermissionDenied, "append.signer_retired"},
      {StatusCode::kDataLoss, "log.stopped"},
      {StatusCode::kDataLoss, "record.damaged"}};
  return kNamed;
}

// One write and fsync: 0.1 ms to 10 s.
std::vector<double> WriteBounds() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
          0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};
}

std::vector<double> CountBounds(double most) {
  std::vector<double> bounds;
  for (double bound = 1; bound <= most; bound *= 2) bounds.push_back(bound);
  return bounds;
}

double Seconds(std::chrono::steady_clock::duration took) {
  return std::chrono::duration<double>(took).count();
}

}  // namespace

service::Histogram AddSyncHistogram(service::Metrics& metrics) {
  return metrics.AddHistogram("paktum_log_sync_seconds",
                              "Time of one fsync of the storage's write-ahead log.", WriteBounds());
}

LogMetrics::LogMetrics(service::Metrics& metrics)
    : metrics_(metrics),
      append_seconds_(metrics.AddHistogram("paktum_log_append_seconds",
                                           "Time from receiving an append to its durable answer.",
                                           service::LatencyBounds())),
      write_seconds_(metrics.AddHistogram("paktum_log_write_seconds",
                                          "Time of one write of the storage with its fsync.",
                                          WriteBounds())),
      batch_appends_(metrics.AddHistogram(
          "paktum_log_batch_appends", "Appends in one write of the storage.", CountBounds(1024))),
      batch_events_(metrics.AddHistogram(
          "paktum_log_batch_events", "Events in one write of the storage.", CountBounds(65536))),
      events_(metrics.AddCounter("paktum_log_events_total", "Events recorded.")),
      event_bytes_(metrics.AddCounter("paktum_log_stored_bytes_total",
                                      "Stored bytes of the events recorded.")),
      reads_(metrics.AddCounter("paktum_log_reads_total", "Reads answered.")),
      reads_refused_(metrics.AddCounter("paktum_log_reads_refused_total",
                                        "Reads and subscriptions that the rules refused.")) {
  const auto refusal = [&](StatusCode code, const std::string& reason) {
    refusals_.emplace(
        std::pair(code, reason),
        metrics.AddCounter("paktum_log_refusals_total", "Appends refused, by code and reason.",
                           {{"code", std::string(StatusCodeName(code))}, {"reason", reason}}));
  };
  for (const StatusCode code : kCodes) {
    appends_.emplace(code,
                     metrics.AddCounter("paktum_log_appends_total", "Appends by their answer.",
                                        {{"code", std::string(StatusCodeName(code))}}));
    if (code != StatusCode::kOk) refusal(code, "other");
  }
  for (const auto& [code, reason] : NamedRefusals()) refusal(code, reason);
}

void LogMetrics::CountAppend(const Result<ledger::AppendResult>& answer, Deadline received) const {
  append_seconds_.Observe(Seconds(std::chrono::steady_clock::now() - received));
  const Status& status = answer.status();
  appends_.at(status.code()).Add();
  if (status.ok()) return;
  const auto named = refusals_.find({status.code(), status.reason()});
  const auto& counter =
      named == refusals_.end() ? refusals_.at({status.code(), "other"}) : named->second;
  counter.Add();
}

void LogMetrics::CountRead(const Status& answer) const {
  reads_.Add();
  if (answer.code() == StatusCode::kPermissionDenied) reads_refused_.Add();
}

void LogMetrics::CountWrite(const ledger::WriteReport& report) const {
  write_seconds_.Observe(Seconds(report.took));
  if (!report.written) return;
  batch_appends_.Observe(static_cast<double>(report.appends));
  batch_events_.Observe(static_cast<double>(report.events));
  events_.Add(static_cast<double>(report.events));
  event_bytes_.Add(static_cast<double>(report.stored_bytes));
}

std::string LogMetrics::Expose(const LogState& state) {
  const std::lock_guard lock(mutex_);
  SetWire(state.wire);
  const SubscriptionCounts& subscriptions = state.subscriptions;
  SetGauge("paktum_log_subscriptions", "Open subscriptions.",
           static_cast<double>(subscriptions.open));
  SetTotal("paktum_log_records_sent_total", "Records sent to subscriptions.",
           subscriptions.records);
  SetTotal("paktum_log_batches_sent_total", "Batches sent to subscriptions.",
           subscriptions.batches);
  SetTotal("paktum_log_heartbeats_sent_total", "Heartbeats sent to subscriptions.",
           subscriptions.heartbeats);
  SetGauge("paktum_log_subscription_lag_max",
           "Records that the subscription furthest behind has not been sent.",
           static_cast<double>(state.lag.most));
  SetGauge("paktum_log_subscription_lag_sum", "Records not sent yet, over all open subscriptions.",
           static_cast<double>(state.lag.sum));
  SetGauge("paktum_log_appends_waiting", "Appends that wait for the disk.",
           static_cast<double>(state.appends_waiting));
  SetGauge("paktum_log_healthy", "1 while appends are taken.", state.healthy ? 1 : 0);
  if (const auto& checkpoints = state.checkpoints) {
    SetTotal("paktum_log_checkpoints_total", "Checkpoints signed and published.",
             checkpoints->published);
    SetTotal("paktum_log_checkpoints_failed_total", "Checkpoints that could not be written.",
             checkpoints->failed);
    SetTotal("paktum_log_checkpoints_witnessed_total",
             "Checkpoints that enough witnesses cosigned.", checkpoints->witnessed);
    SetTotal("paktum_log_cosignatures_total", "Cosignatures taken.", checkpoints->cosigned);
    SetTotal("paktum_log_cosignatures_refused_total", "Cosignatures refused.",
             checkpoints->refused);
  }
  if (state.storage_bytes) {
    SetGauge("paktum_log_storage_bytes", "Bytes of all files of the storage.",
             static_cast<double>(*state.storage_bytes));
  }
  return metrics_.Expose();
}

void LogMetrics::SetWire(const wire::RequestServerCounts& wire) {
  SetGauge("paktum_wire_connections", "Open connections.", static_cast<double>(wire.connections));
  SetGauge("paktum_wire_open_requests", "Requests that wait for their answer.",
           static_cast<double>(wire.open_requests));
  SetTotal("paktum_wire_requests_total", "Requests received.", wire.requests);
  SetTotal("paktum_wire_replies_total", "Replies sent, those of streams too.", wire.replies);
  SetTotal("paktum_wire_malformed_total", "Messages dropped as no request.", wire.malformed);
  SetTotal("paktum_wire_expired_total", "Requests dropped because no time was left.", wire.expired);
  SetTotal("paktum_wire_refused_total", "Requests refused by the network's limits.", wire.refused);
  SetTotal("paktum_wire_connections_refused_total", "Connections refused at the handshake.",
           wire.refused_connections);
  SetTotal("paktum_wire_keys_refused_total", "Handshakes with a key that is not listed.",
           wire.refused_keys);
  SetTotal("paktum_wire_handshakes_failed_total",
           "Connections that ended before they told a key: plain peers, wrong server keys.",
           wire.failed_handshakes);
  SetTotal("paktum_wire_revoked_total", "Connections cut because a key was revoked.", wire.revoked);
  SetTotal("paktum_wire_cut_off_total", "Peers cut off because they took no answers.",
           wire.cut_off);
}

void LogMetrics::SetGauge(const char* name, const char* help, double value) {
  metrics_.AddGauge(name, help).Set(value);
}

void LogMetrics::SetTotal(const char* name, const char* help, std::uint64_t total) {
  std::uint64_t& counted = totals_[name];
  metrics_.AddCounter(name, help).Add(static_cast<double>(total - counted));
  counted = total;
}

}  // namespace paktum::event_log
