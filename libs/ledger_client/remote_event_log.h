#pragma once
// RemoteEventLog: the EventLog of an event log service, over the wire (docs/formats/wire.md).
//
// Keeps every promise of libs/ledger/event_log.h. An append whose connection broke is
// kDeadlineExceeded (it may have been written); a read whose connection broke is kUnavailable.
//
// Subscriptions hold at most credit_records records, and at most credit_bytes stored bytes and one
// record more, in memory, beside what Next has returned. They notice a lost stream (broken
// connection, heartbeats that stay away, a ledger that is further than what arrives) and open a new
// one after the last record they delivered: never a gap, never a repeat. A record that is not the
// next one ends the stream and is not delivered.
//
// Threads     One connection and one network thread for all callers; a Subscription belongs to one
//             thread. Subscriptions must not outlive the RemoteEventLog.
#include <cstdint>
#include <memory>
#include <string>

#include "libs/ledger/event_log.h"
#include "libs/wire/caller.h"

namespace paktum::ledger_client {

// The event log's name among servers with keys.
inline constexpr const char* kEventLogKeys = "event_log";

struct RemoteEventLogOptions {
  std::string endpoint;        // requests, e.g. "tcp://127.0.0.1:7401"
  std::string hints_endpoint;  // hints, e.g. "tcp://127.0.0.1:7402"; empty = without them
  std::string curve;  // directory of the keys (libs/wire/curve_directory.h), which knows a server
                      // kEventLogKeys; empty = plain
  // What a subscription may have on the way.
  std::uint32_t credit_records = 16384;                 // 1–65536
  std::uint32_t credit_bytes = std::uint32_t{1} << 20;  // 1–4 MiB; of stored bytes
  int connect_wait_ms = 500;      // how long a call waits for a connection that is being made
  int resubscribe_pause_ms = 50;  // first pause after a lost stream; doubles up to 1 s
  int stream_silence_ms = 4000;   // a stream that says nothing for so long is lost
};

class RemoteEventLog final : public ledger::EventLog {
 public:
  // Connects in the background: OK also while the service is away.
  // Errors: kInvalidArgument "config.endpoint…"   wrong endpoint, or one that is not on this
  //                                               machine and no keys
  //         those of wire::CurveDirectory::ClientOf
  static Result<std::unique_ptr<RemoteEventLog>> Connect(const RemoteEventLogOptions& options);
  // Over a caller of the service that is there already, without hints; of the options only those of
  // subscriptions count.
  static std::unique_ptr<RemoteEventLog> Over(std::unique_ptr<wire::Caller> caller,
                                              const RemoteEventLogOptions& options);
  ~RemoteEventLog() override;

  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request,
                                      Deadline deadline) override;
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override;
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override;
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override;
  Result<Position> Head(const std::string& pact, Deadline deadline) override;
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string& pact,
                                                          Position after) override;

  // There is a connection to the service. May change at any moment.
  [[nodiscard]] bool connected() const;

 private:
  class Impl;
  explicit RemoteEventLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::ledger_client
