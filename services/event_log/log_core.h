#pragma once
// LogCore: the methods of the event log (docs/formats/wire.md) over one sequencer and one storage,
// without the network.
//
// Threads     host → sequencer (appends; with rules through the gate), host → reader pool (reads),
//             one thread for all
//             subscriptions. Queues between them are bounded; what does not fit is refused with
//             kResourceExhausted. Everything waits through libs/base/runtime.h.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "libs/access/rules_file.h"
#include "libs/base/clock.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger/storage.h"
#include "libs/service/metrics.h"
#include "libs/wire/method_host.h"
#include "paktum/log/v1/log.pb.h"
#include "services/event_log/append_gate.h"
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
  // Who may say and read what; nullptr = everybody everything.
  std::shared_ptr<access::RulesFile> rules;
  AppendGateOptions gate;  // with rules
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
  using Reader = std::function<Result<std::string>(const wire::IncomingRequest& request)>;
  void AddRead(wire::MethodHost& host, const char* method, Reader reader);

  // Whether the rules let this peer read about the pact at all.
  // Errors: kPermissionDenied "read.pact_not_allowed".
  [[nodiscard]] Status MayReadPact(const std::string& peer_name, const std::string& pact) const;

  [[nodiscard]] ledger::Sequencer& sequencer() { return sequencer_; }
  [[nodiscard]] const SubscriptionHub& hub() const { return hub_; }
  [[nodiscard]] LogMetrics& metrics() { return metrics_; }

 private:
  ledger::SequencerOptions Counted(ledger::SequencerOptions options);
  void AddAppend(wire::MethodHost& host);
  void TakeAppends(std::vector<wire::ArrivedRequest> arrived);
  void AddSubscriptions(wire::MethodHost& host);
  using PeerReader = Result<std::string> (LogCore::*)(const std::string& peer_name,
                                                      const std::string& body) const;
  void AddPeerRead(wire::MethodHost& host, const char* method, PeerReader reader);
  void RunRead(wire::IncomingRequest request, const wire::Responder& responder,
               std::function<Result<std::string>(const wire::IncomingRequest&)> read);
  [[nodiscard]] Result<std::string> Read(const std::string& peer_name,
                                         const std::string& body) const;
  [[nodiscard]] Result<std::string> ReadStream(const std::string& peer_name,
                                               const std::string& body) const;
  [[nodiscard]] Result<std::string> FindCommand(const std::string& peer_name,
                                                const std::string& body) const;
  [[nodiscard]] Result<std::string> Head(const std::string& peer_name,
                                         const std::string& body) const;
  // What a member who may not read every stream gets of the ledger.
  [[nodiscard]] Result<std::string> ReadAllowed(const log::v1::ReadRequest& request,
                                                const access::MemberRule& rule,
                                                ledger::ReadLimit limit) const;
  [[nodiscard]] Status MaySubscribe(const std::string& peer_name, const std::string& pact) const;
  // The rules in force; nullptr = there are none.
  [[nodiscard]] std::shared_ptr<const access::AccessRules> Rules() const;

  const LogCoreOptions options_;
  wire::MethodHost* host_ = nullptr;  // since AddTo
  ledger::Storage& storage_;
  LogMetrics metrics_;
  SubscriptionHub hub_;
  ledger::Sequencer sequencer_;
  std::unique_ptr<AppendGate> gate_;  // with rules
  ReaderPool readers_;
};

}  // namespace paktum::event_log
