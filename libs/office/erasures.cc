#include "libs/office/erasures.h"

#include <optional>
#include <utility>
#include <variant>

#include "libs/domain/privacy.h"
#include "libs/events/streams.h"
#include "libs/ledger/transact.h"
#include "libs/office/internal/recorded.h"
#include "libs/service/logging.h"
#include "libs/vault/identity_index.h"

namespace paktum::office {
namespace {

// The office's own act: the two who decided it stand in the events before.
constexpr const char* kActor = "erasure-service";
constexpr std::uint32_t kRecordIndex = 1;  // the command id of the record, from that of the erasure

}  // namespace

Status Erasures::Finish(const std::string& pact, const std::string& participant_id,
                        Deadline deadline) {
  const std::string name = events::ParticipantStream(participant_id);
  PAKTUM_ASSIGN_OR_RETURN(const domain::LoadedStream stream,
                          LoadStream(log_, pact, name, deadline));
  const std::optional<domain::AgreedErasure> agreed = domain::ErasureOf(stream);
  const auto person = Uuid::Parse(participant_id);
  if (!agreed || agreed->finished || agreed->member != member_ || !person) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> key_ids,
                          keys_.Destroy({pact, *person}, agreed->erasure, deadline));
  PAKTUM_ASSIGN_OR_RETURN(const std::string identity,
                          IdentityStreamOf(pact, participant_id, deadline));

  const Uuid command = agreed->erasure.Derived(kRecordIndex);
  const ledger::TransactRequest transact{
      .pact = pact,
      .command = command,
      .member = member_,
      .content_digest = vault::KeyedDigest(digest_key_, "erased " + agreed->erasure.ToString()),
      .streams = {name},
      .deadline = deadline};
  const auto recorded = ledger::Transact<std::monostate>(
      log_, transact,
      [&](const std::vector<ledger::LoadedStream>& streams)
          -> Result<ledger::Proposal<std::monostate>> {
        PAKTUM_ASSIGN_OR_RETURN(const domain::LoadedStream now, ToDomain(streams.front()));
        ledger::Proposal<std::monostate> proposal;
        const std::optional<domain::AgreedErasure> still = domain::ErasureOf(now);
        if (!still || still->finished) return proposal;
        domain::Decision decision =
            domain::PersonErasedEvents(participant_id, *still, identity, key_ids, clock_.Today());
        std::uint32_t index = 0;
        for (domain::PendingEvent& pending : decision.events) {
          SetEnvelope({.pact = pact, .member = member_, .actor = kActor, .command = command},
                      index++, pending);
          PAKTUM_ASSIGN_OR_RETURN(ledger::NewEvent event, Submitted(std::move(pending)));
          proposal.events.push_back(std::move(event));
        }
        return proposal;
      });
  if (!recorded.ok()) return recorded.status();
  service::LogInfo("erasure.finished", {{"pact", pact}, {"erasure", agreed->erasure.ToString()}});
  return OkStatus();
}

// The registration claimed the person's number in the same append.
Result<std::string> Erasures::IdentityStreamOf(const std::string& pact,
                                               const std::string& participant_id,
                                               Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const ledger::StreamSlice first,
                          log_.ReadStream(pact, events::ParticipantStream(participant_id),
                                          StreamVersion(0), {.records = 1}, deadline));
  if (first.records.empty()) return std::string();
  const ledger::Record& record = first.records.front();
  PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice append,
                          log_.Read(pact, Position(record.append_first().value() - 1),
                                    {.records = record.append_count}, deadline));
  PAKTUM_ASSIGN_OR_RETURN(const auto events, ToRecordedEvents(append.records));
  for (const domain::RecordedEvent& event : events) {
    if (event.event.identity_claimed().participant_id() == participant_id) return event.stream;
  }
  return std::string();
}

}  // namespace paktum::office
