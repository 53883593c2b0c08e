#pragma once
// SigningEventLog: an event log whose appends are signed on their way (docs/formats/signature.md).
// All else is that of the log behind it. Threads: as EventLog.
#include <memory>
#include <string>

#include "libs/access/append_signer.h"
#include "libs/ledger/event_log.h"

namespace paktum::access {

class SigningEventLog final : public ledger::EventLog {
 public:
  SigningEventLog(std::unique_ptr<ledger::EventLog> log, std::unique_ptr<AppendSigner> signer)
      : log_(std::move(log)), signer_(std::move(signer)) {}

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

 private:
  const std::unique_ptr<ledger::EventLog> log_;
  const std::unique_ptr<AppendSigner> signer_;
};

// `log`, with the key `<curve>/sign.key` of a key directory; as it is where there is no directory.
// Errors: as AppendSigner::Open.
Result<std::unique_ptr<ledger::EventLog>> SignedWithKeysOf(const std::string& curve,
                                                           std::unique_ptr<ledger::EventLog> log);

}  // namespace paktum::access
