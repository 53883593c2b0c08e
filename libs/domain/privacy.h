#pragma once
// Privacy: what an office records by itself about the rights of a person, beside its commands.
// Pure, as libs/domain/decider.h.
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/decider.h"

namespace paktum::domain {

// The erasure that two members agreed on.
struct AgreedErasure {
  Uuid erasure;
  std::string member;     // who agreed, and carries it out
  bool finished = false;  // the keys were destroyed and PersonErased recorded
};

// `participant`: the whole stream of the person. Nothing when no two members agreed.
std::optional<AgreedErasure> ErasureOf(const LoadedStream& participant);

// Whether the person's data may be opened. Errors: "participant.unknown", "participant.erased".
Status CheckMayOpen(const LoadedStream& participant);

// Why something is opened.
struct Unsealing {
  std::string participant_id;
  privacy::v1::UnsealPurpose purpose = privacy::v1::UNSEAL_PURPOSE_UNSPECIFIED;
  std::vector<std::string> content_types;  // full names of the messages
  std::string reference;                   // file number; no names
};

// The record that has to be appended before anything is opened; in a stream of its own.
PendingEvent UnsealedEvent(const Unsealing& unsealing, Date today);

// The record of a finished erasure, in the person's stream and, when it is known, in the identity
// stream that the person's number claimed: so the number is free for whoever comes back.
Decision PersonErasedEvents(const std::string& participant_id, const AgreedErasure& agreed,
                            const std::string& identity_stream,
                            const std::vector<std::string>& key_ids, Date today);

}  // namespace paktum::domain
