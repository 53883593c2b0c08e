#include "services/vault/agreed_erasures.h"

#include <utility>

#include "libs/events/catalogue.h"
#include "libs/events/streams.h"

namespace paktum::vault_service {
namespace {

constexpr std::size_t kStreamRecordsMax = 100'000;

}  // namespace

Result<std::optional<domain::AgreedErasure>> AgreedErasures::Find(const std::string& pact,
                                                                  const std::string& participant_id,
                                                                  Deadline deadline) const {
  domain::LoadedStream stream{
      .name = events::ParticipantStream(participant_id), .version = StreamVersion(0), .events = {}};
  for (;;) {
    PAKTUM_ASSIGN_OR_RETURN(
        const ledger::StreamSlice slice,
        log_.ReadStream(pact, stream.name, stream.version, ledger::ReadLimit{}, deadline));
    for (const ledger::Record& record : slice.records) {
      PAKTUM_ASSIGN_OR_RETURN(event::v1::Event event, events::ParseEvent(record.submitted));
      stream.version = record.version;
      stream.events.push_back({.position = record.position,
                               .version = record.version,
                               .stream = stream.name,
                               .member = std::string(record.member),
                               .command = record.command,
                               .event = std::move(event)});
    }
    if (slice.records.empty() || stream.version >= slice.head) break;
    if (stream.events.size() > kStreamRecordsMax) {
      return ResourceExhausted("vault.stream_too_long", "the person has too many records");
    }
  }
  return domain::ErasureOf(stream);
}

}  // namespace paktum::vault_service
