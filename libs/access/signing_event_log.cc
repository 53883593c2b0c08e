#include "libs/access/signing_event_log.h"

#include <utility>

namespace paktum::access {

Result<ledger::AppendResult> SigningEventLog::Append(const ledger::AppendRequest& request,
                                                     Deadline deadline) {
  ledger::AppendRequest signed_request = request;
  signer_->Sign(signed_request);
  return log_->Append(signed_request, deadline);
}

Result<ledger::Slice> SigningEventLog::Read(const std::string& pact, Position after,
                                            ledger::ReadLimit limit, Deadline deadline) {
  return log_->Read(pact, after, limit, deadline);
}

Result<ledger::StreamSlice> SigningEventLog::ReadStream(const std::string& pact,
                                                        const std::string& stream,
                                                        StreamVersion after,
                                                        ledger::ReadLimit limit,
                                                        Deadline deadline) {
  return log_->ReadStream(pact, stream, after, limit, deadline);
}

Result<ledger::FoundCommand> SigningEventLog::FindCommand(const std::string& pact, Uuid command,
                                                          Deadline deadline) {
  return log_->FindCommand(pact, command, deadline);
}

Result<Position> SigningEventLog::Head(const std::string& pact, Deadline deadline) {
  return log_->Head(pact, deadline);
}

Result<std::unique_ptr<ledger::Subscription>> SigningEventLog::Subscribe(const std::string& pact,
                                                                         Position after) {
  return log_->Subscribe(pact, after);
}

Result<std::unique_ptr<ledger::EventLog>> SignedWithKeysOf(const std::string& curve,
                                                           std::unique_ptr<ledger::EventLog> log) {
  if (curve.empty()) return log;
  PAKTUM_ASSIGN_OR_RETURN(auto signer, AppendSigner::Open(curve + "/sign.key"));
  return std::unique_ptr<ledger::EventLog>(
      std::make_unique<SigningEventLog>(std::move(log), std::move(signer)));
}

}  // namespace paktum::access
