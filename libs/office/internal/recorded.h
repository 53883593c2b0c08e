#pragma once
// Between records of the ledger and events of the domain.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/domain/decider.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/transact.h"

namespace paktum::office {

// Errors: kDataLoss "event.unreadable".
Result<std::vector<domain::RecordedEvent>> ToRecordedEvents(
    const std::vector<ledger::Record>& records);
Result<domain::LoadedStream> ToDomain(const ledger::LoadedStream& stream);
Result<std::vector<domain::LoadedStream>> ToDomain(
    const std::vector<ledger::LoadedStream>& streams);

// Who submits an event, and as what.
struct Envelope {
  std::string pact;
  std::string member;
  std::string actor;
  bool simulated = false;
  Uuid command;
};

// Fills everything of the event but its body, its valid date and its sealed parts.
void SetEnvelope(const Envelope& envelope, std::uint32_t index, domain::PendingEvent& pending);

// The event as it is submitted. Errors: kInvalidArgument "event.too_large".
Result<ledger::NewEvent> Submitted(domain::PendingEvent pending);

// The whole stream. Errors: as EventLog::ReadStream; kResourceExhausted
// "transact.too_many_records".
Result<domain::LoadedStream> LoadStream(ledger::EventLog& log, const std::string& pact,
                                        const std::string& stream, Deadline deadline);

}  // namespace paktum::office
