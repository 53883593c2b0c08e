#include "libs/office/person_access.h"

#include <algorithm>
#include <utility>

#include "libs/events/streams.h"
#include "libs/ledger/transact.h"
#include "libs/office/internal/recorded.h"
#include "libs/vault/identity_index.h"

namespace paktum::office {
namespace {

using domain::RecordedEvent;

// What tells a repeated request from another one under the same command id.
std::string RequestDigest(const vault::SecretKey& key, const OpenRequest& request) {
  std::string text = "unseal ";
  for (const std::string& part : {request.participant_id, request.actor, request.reference}) {
    text += part + '\0';
  }
  text += std::to_string(static_cast<int>(request.purpose));
  return vault::KeyedDigest(key, text);
}

domain::Unsealing UnsealingOf(const OpenRequest& request, const std::string& participant_id) {
  return {.participant_id = participant_id,
          .purpose = request.purpose,
          .content_types = {request.content_types.begin(), request.content_types.end()},
          .reference = request.reference};
}

std::vector<const RecordedEvent*> AllOf(const domain::LoadedStream& stream) {
  std::vector<const RecordedEvent*> events;
  for (const RecordedEvent& event : stream.events) events.push_back(&event);
  return events;
}

}  // namespace

OpenedPart::~OpenedPart() { vault::WipeString(plaintext); }

PersonAccess::PersonAccess(std::string member, ledger::EventLog& log, vault::KeyStore& keys,
                           vault::SharedVault& vault, vault::SecretKey digest_key,
                           const Clock& clock)
    : member_(std::move(member)),
      log_(log),
      keys_(keys),
      vault_(vault),
      digest_key_(std::move(digest_key)),
      clock_(clock) {}

Result<OpenedPerson> PersonAccess::Open(const OpenRequest& request, Deadline deadline) {
  const auto person = Uuid::Parse(request.participant_id);
  if (!person) return NotFound("participant.unknown", "no participant id");
  PAKTUM_RETURN_IF_ERROR(keys_.IsErased({request.pact, *person}, deadline).status());
  OpenedPerson opened;
  PAKTUM_RETURN_IF_ERROR(Record(request, opened.stream, deadline));
  PAKTUM_ASSIGN_OR_RETURN(opened.parts,
                          OpenParts(request.pact, AllOf(opened.stream), request.content_types,
                                    opened.unreadable, deadline));
  return opened;
}

Status PersonAccess::Record(const OpenRequest& request, domain::LoadedStream& stream,
                            Deadline deadline) {
  const std::string name = events::ParticipantStream(request.participant_id);
  const ledger::TransactRequest transact{.pact = request.pact,
                                         .command = request.command,
                                         .member = member_,
                                         .content_digest = RequestDigest(digest_key_, request),
                                         .streams = {name},
                                         .deadline = deadline};
  const auto transacted = ledger::Transact<std::monostate>(
      log_, transact,
      [&](const std::vector<ledger::LoadedStream>& streams)
          -> Result<ledger::Proposal<std::monostate>> {
        PAKTUM_ASSIGN_OR_RETURN(stream, ToDomain(streams.front()));
        PAKTUM_RETURN_IF_ERROR(domain::CheckMayOpen(stream));
        domain::PendingEvent pending =
            domain::UnsealedEvent(UnsealingOf(request, request.participant_id), clock_.Today());
        SetEnvelope({.pact = request.pact,
                     .member = member_,
                     .actor = request.actor,
                     .command = request.command},
                    0, pending);
        ledger::Proposal<std::monostate> proposal;
        PAKTUM_ASSIGN_OR_RETURN(ledger::NewEvent event, Submitted(std::move(pending)));
        proposal.events.push_back(std::move(event));
        return proposal;
      });
  if (!transacted.ok()) return transacted.status();
  if (!transacted->repeated()) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(stream, LoadStream(log_, request.pact, name, deadline));
  return domain::CheckMayOpen(stream);
}

Result<std::vector<OpenedPart>> PersonAccess::OpenParts(
    const std::string& pact, const std::vector<const RecordedEvent*>& events,
    const std::set<std::string>& content_types, std::size_t& unreadable, Deadline deadline) {
  std::vector<OpenedPart> parts;
  for (const RecordedEvent* event : events) {
    for (const event::v1::Sealed& sealed : event->event.sealed()) {
      const auto person = Uuid::Parse(sealed.person());
      if (!person || !content_types.contains(sealed.content_type())) continue;
      Result<std::string> plain = vault_.Unseal(
          {pact, *person}, sealed.content_type(),
          {.key_id = sealed.key_id(), .nonce = sealed.nonce(), .ciphertext = sealed.ciphertext()},
          deadline);
      if (plain.ok()) {
        parts.emplace_back(event->position, sealed.content_type(), *std::move(plain));
        continue;
      }
      const StatusCode code = plain.status().code();
      if (code != StatusCode::kDataLoss && code != StatusCode::kNotFound) return plain.status();
      ++unreadable;
    }
  }
  return parts;
}

Status PersonAccess::RecordMany(const OpenRequest& common,
                                const std::vector<std::string>& participants, Deadline deadline) {
  std::uint32_t batch = 0;
  for (std::size_t from = 0; from < participants.size(); from += ledger::kAppendEventsMax) {
    const std::size_t end = std::min(from + ledger::kAppendEventsMax, participants.size());
    const Uuid command = common.command.Derived(++batch);
    ledger::AppendRequest append{.pact = common.pact,
                                 .command = command,
                                 .member = member_,
                                 .content_digest = RequestDigest(digest_key_, common),
                                 .conditions = {},
                                 .events = {}};
    for (std::size_t i = from; i < end; ++i) {
      domain::PendingEvent pending =
          domain::UnsealedEvent(UnsealingOf(common, participants[i]), clock_.Today());
      SetEnvelope(
          {.pact = common.pact, .member = member_, .actor = common.actor, .command = command},
          static_cast<std::uint32_t>(i - from), pending);
      PAKTUM_ASSIGN_OR_RETURN(ledger::NewEvent event, Submitted(std::move(pending)));
      append.events.push_back(std::move(event));
    }
    PAKTUM_RETURN_IF_ERROR(log_.Append(append, deadline).status());
  }
  return OkStatus();
}

}  // namespace paktum::office
