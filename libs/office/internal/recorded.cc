#include "libs/office/internal/recorded.h"

#include <utility>

#include "libs/events/catalogue.h"

namespace paktum::office {
namespace {

using domain::RecordedEvent;

constexpr std::size_t kStreamRecordsMax = 100'000;

Result<RecordedEvent> ToRecordedEvent(const ledger::Record& record) {
  PAKTUM_ASSIGN_OR_RETURN(event::v1::Event event, events::ParseEvent(record.submitted));
  return RecordedEvent{.position = record.position,
                       .version = record.version,
                       .stream = std::string(record.stream),
                       .member = std::string(record.member),
                       .command = record.command,
                       .event = std::move(event)};
}

}  // namespace

Result<std::vector<RecordedEvent>> ToRecordedEvents(const std::vector<ledger::Record>& records) {
  std::vector<RecordedEvent> events;
  events.reserve(records.size());
  for (const ledger::Record& record : records) {
    PAKTUM_ASSIGN_OR_RETURN(RecordedEvent event, ToRecordedEvent(record));
    events.push_back(std::move(event));
  }
  return events;
}

Result<domain::LoadedStream> ToDomain(const ledger::LoadedStream& stream) {
  PAKTUM_ASSIGN_OR_RETURN(std::vector<RecordedEvent> events, ToRecordedEvents(stream.records));
  return domain::LoadedStream{stream.name, stream.version, std::move(events)};
}

Result<std::vector<domain::LoadedStream>> ToDomain(
    const std::vector<ledger::LoadedStream>& streams) {
  std::vector<domain::LoadedStream> loaded;
  loaded.reserve(streams.size());
  for (const ledger::LoadedStream& stream : streams) {
    PAKTUM_ASSIGN_OR_RETURN(domain::LoadedStream one, ToDomain(stream));
    loaded.push_back(std::move(one));
  }
  return loaded;
}

void SetEnvelope(const Envelope& envelope, std::uint32_t index, domain::PendingEvent& pending) {
  event::v1::Event& event = pending.event;
  event.set_id(std::string(envelope.command.Derived(index).bytes()));
  event.set_source("/pacts/" + envelope.pact + "/members/" + envelope.member);
  event.set_subject(pending.stream);
  event.set_actor(envelope.actor);
  event.set_simulated(envelope.simulated);
}

Result<ledger::NewEvent> Submitted(domain::PendingEvent pending) {
  ledger::NewEvent finished{.stream = std::move(pending.stream),
                            .submitted = pending.event.SerializeAsString()};
  if (finished.submitted.size() > events::kEventBytesMax) {
    return InvalidArgument("event.too_large", "an event of this command would be too large");
  }
  return finished;
}

Result<domain::LoadedStream> LoadStream(ledger::EventLog& log, const std::string& pact,
                                        const std::string& stream, Deadline deadline) {
  ledger::LoadedStream loaded{stream, StreamVersion(0), {}};
  for (;;) {
    PAKTUM_ASSIGN_OR_RETURN(
        ledger::StreamSlice slice,
        log.ReadStream(pact, stream, loaded.version, ledger::ReadLimit{}, deadline));
    for (ledger::Record& record : slice.records) loaded.records.push_back(std::move(record));
    if (!loaded.records.empty()) loaded.version = loaded.records.back().version;
    if (slice.records.empty() || loaded.version >= slice.head) return ToDomain(loaded);
    if (loaded.records.size() > kStreamRecordsMax) {
      return ResourceExhausted("transact.too_many_records", "the stream is too long to load");
    }
  }
}

}  // namespace paktum::office
