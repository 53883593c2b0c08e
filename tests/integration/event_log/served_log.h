#pragma once
// An event log service in this process, on ports of the system's choice, over any storage.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "libs/base/check.h"
#include "libs/ledger_client/remote_event_log.h"
#include "services/event_log/event_log_service.h"

namespace paktum::event_log {

class ServedLog {
 public:
  explicit ServedLog(ledger::Storage& storage, EventLogServiceOptions options = {})
      : storage_(storage), options_(std::move(options)) {
    options_.server.endpoint = "tcp://127.0.0.1:*";
    options_.hints_endpoint = "tcp://127.0.0.1:*";
    Start();
  }

  void Start() {
    auto started = EventLogService::Start(options_, storage_, clock_, metrics_);
    if (!started.ok()) ADD_FAILURE() << started.status();
    PAKTUM_CHECK(started.ok());
    service_ = std::move(*started);
    // Where it is from now on, also after a restart.
    options_.server.endpoint = service_->endpoint();
    options_.hints_endpoint = service_->hints_endpoint();
  }
  void Stop() {
    service_->Stop(DeadlineIn(std::chrono::seconds(10)));
    service_.reset();
  }

  std::unique_ptr<ledger_client::RemoteEventLog> Client(
      ledger_client::RemoteEventLogOptions options = {}) const {
    options.endpoint = options_.server.endpoint;
    options.hints_endpoint = options_.hints_endpoint;
    options.connect_wait_ms = 5000;
    auto log = ledger_client::RemoteEventLog::Connect(options);
    PAKTUM_CHECK(log.ok());
    return std::move(*log);
  }

  EventLogService& service() { return *service_; }
  service::Metrics& metrics() { return metrics_; }
  const EventLogServiceOptions& options() const { return options_; }

 private:
  ledger::Storage& storage_;
  EventLogServiceOptions options_;
  SystemClock clock_;
  service::Metrics metrics_;
  std::unique_ptr<EventLogService> service_;
};

}  // namespace paktum::event_log
