#pragma once
// LogCore: the methods of the event log (docs/formats/wire.md) over one sequencer and one storage,
// without the network.
//
// Threads     host → sequencer (appends), host → reader pool (reads), one thread for all
//             subscriptions. Queues between them are bounded; what does not fit is refused with
//             kResourceExhausted. Everything waits through libs/base/runtime.h.
#include <cstdint>
#include <functional>
#include <string>

#include "libs/base/clock.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger/storage.h"
#include "libs/service/metrics.h"
#include "libs/wire/method_host.h"
#include "services/event_log/log_metrics.h"
#include "services/event_log/reader_pool.h"
#include "services/event_log/subscription_hub.h"

namespace paktum::event_log {

struct LogCoreOptions {
  ledger::SequencerOptions sequencer;
  SubscriptionHubOptions subscriptions;
  std::size_t readers = 2;
  std::size_t reads_queued_max = 4096;                        // each at most 4 KiB
  std::size_t read_records_max = ledger::kReadRecordsMax;     // one answer to a read
  std::size_t read_bytes_max = std::size_t{1} * 1024 * 1024;  // at least one record
};

class LogCore {
 public:
  // Told on the sequencer's thread after a write, for each pact in it.
  using Announce = std::function<void(const std::string& pact, Position head)>;

  // All references must outlive the core; nobody else may write to the storage.
  LogCore(const LogCoreOptions& options, ledger::Storage& storage, const Clock& clock,
          service::Metrics& metrics);
  // Answers the appends that wait, then ends the threads. The host calls no method any more.
  ~LogCore();
  LogCore(const LogCore&) = delete;
  LogCore& operator=(const LogCore&) = delete;

  // Adds every method to `host`, which must outlive the core. Once, before the first request.
  void AddTo(wire::MethodHost& host, Announce announce);

  // Adds a method that reads: it is answered on a reader thread, within the same limits.
  using Reader = std::function<Result<std::string>(const std::string& body)>;
  void AddRead(wire::MethodHost& host, const char* method, Reader reader);

  [[nodiscard]] ledger::Sequencer& sequencer() { return sequencer_; }
  [[nodiscard]] const SubscriptionHub& hub() const { return hub_; }
  [[nodiscard]] LogMetrics& metrics() { return metrics_; }

 private:
  ledger::SequencerOptions Counted(ledger::SequencerOptions options);
  void AddAppend(wire::MethodHost& host);
  void AddSubscriptions(wire::MethodHost& host);
  [[nodiscard]] Result<std::string> Read(const std::string& body) const;
  [[nodiscard]] Result<std::string> ReadStream(const std::string& body) const;
  [[nodiscard]] Result<std::string> FindCommand(const std::string& body) const;
  [[nodiscard]] Result<std::string> Head(const std::string& body) const;

  const LogCoreOptions options_;
  wire::MethodHost* host_ = nullptr;  // since AddTo
  ledger::Storage& storage_;
  LogMetrics metrics_;
  SubscriptionHub hub_;
  ledger::Sequencer sequencer_;
  ReaderPool readers_;
};

}  // namespace paktum::event_log
