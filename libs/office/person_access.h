#pragma once
// PersonAccess: opens sealed parts of persons for those who may, and records it first.
//
// Order       The record (PersonalDataUnsealed, in a stream of its own) is appended before anything
//             is opened. When the vault is away nothing is recorded.
// Repeats     The same command id records once; the parts are opened again.
// Threads     Every method may be called from any thread.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/domain/privacy.h"
#include "libs/ledger/event_log.h"
#include "libs/vault/secret_key.h"
#include "libs/vault/shared_vault.h"

namespace paktum::office {

// Who asks for what, and why.
struct OpenRequest {
  std::string pact;
  std::string participant_id;  // UUID
  Uuid command;
  std::string actor;  // pseudonymous
  privacy::v1::UnsealPurpose purpose = privacy::v1::UNSEAL_PURPOSE_UNSPECIFIED;
  std::string reference;
  std::set<std::string> content_types;  // what is opened, full message names
};

// A part that was opened. Wiped at the end.
struct OpenedPart {
  Position position;  // of its event
  std::string content_type;
  std::string plaintext;  // serialised message

  OpenedPart(Position of, std::string type, std::string text)
      : position(of), content_type(std::move(type)), plaintext(std::move(text)) {}
  OpenedPart(OpenedPart&&) noexcept = default;
  OpenedPart& operator=(OpenedPart&&) noexcept = default;
  OpenedPart(const OpenedPart&) = delete;
  OpenedPart& operator=(const OpenedPart&) = delete;
  ~OpenedPart();
};

struct OpenedPerson {
  domain::LoadedStream stream;  // the person's, as it was when it was opened
  std::vector<OpenedPart> parts;
  std::size_t unreadable = 0;  // parts that could not be opened: damaged, or another key's
};

class PersonAccess {
 public:
  // References must outlive it.
  PersonAccess(std::string member, ledger::EventLog& log, vault::KeyStore& keys,
               vault::SharedVault& vault, vault::SecretKey digest_key, const Clock& clock);

  // Errors: "participant.unknown", "participant.erased" (libs/domain/refusals.h)
  //         kPermissionDenied "vault.not_entitled"
  //         kUnavailable "vault.away" and those of the log: nothing was recorded, or only that it
  //         was to be opened; try again with the same command id
  //         kFailedPrecondition "append.command_reused"
  Result<OpenedPerson> Open(const OpenRequest& request, Deadline deadline);

  // Opens the parts of one stream without recording: for what no person sees (the search index) and
  // for what was recorded already. Parts that cannot be opened are counted. Errors: kUnavailable;
  // "vault.erased".
  Result<std::vector<OpenedPart>> OpenParts(const std::string& pact,
                                            const std::vector<const domain::RecordedEvent*>& events,
                                            const std::set<std::string>& content_types,
                                            std::size_t& unreadable, Deadline deadline);

  // Records that the parts of these persons are about to be opened, in appends of up to
  // ledger::kAppendEventsMax. Errors: those of EventLog::Append.
  Status RecordMany(const OpenRequest& common, const std::vector<std::string>& participants,
                    Deadline deadline);

 private:
  Status Record(const OpenRequest& request, domain::LoadedStream& stream, Deadline deadline);

  const std::string member_;
  ledger::EventLog& log_;
  vault::KeyStore& keys_;
  vault::SharedVault& vault_;
  const vault::SecretKey digest_key_;
  const Clock& clock_;
};

}  // namespace paktum::office
