#pragma once
// CommandProcessor: one checked command becomes one append, or a reason why not.
//
// It loads the streams that the domain names, decides, fills the envelope of every event, seals
// what is personal and appends under the versions it decided on; when others were faster it decides
// again. A command id that the ledger knows gets its first answer and decides nothing.
// Threads: any number of calls at the same time.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/base/uuid.h"
#include "libs/domain/decider.h"
#include "libs/ledger/event_log.h"
#include "libs/office/newsletter_desk.h"
#include "libs/plan/plan.h"
#include "libs/vault/identity_index.h"
#include "libs/vault/sealer.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::command::v1 {
class CorrectEvent;
}  // namespace paktum::command::v1

namespace paktum::office {

// A command that passed the input check.
struct Submission {
  std::string pact;
  Uuid command;                                              // the Idempotency-Key
  std::shared_ptr<const google::protobuf::Message> message;  // of paktum.command.v1
  std::string content_digest;                                // keyed digest of CanonicalBytes
  std::string actor;                                         // pseudonymous code
  bool simulated = false;
  // Why facts of a closed period are recorded only now.
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;
};

struct Answer {
  std::vector<Position> positions;  // of the append; empty: there was nothing to do
  domain::ResultFields result;      // ids
  bool repeated = false;            // the ledger knew the command id: this is its first answer
};

// What an office knows of one pact.
struct PactSetting {
  plan::Plan plan;
  // Finds a person again by TAJ number; offices that register nobody have none.
  std::shared_ptr<const vault::IdentityIndex> identities;
  // Of the office that takes commands about the newsletter; others have none.
  std::shared_ptr<const NewsletterDesk> newsletter = nullptr;
};

class CommandProcessor {
 public:
  // All references must outlive the processor. `member`: "government_office".
  CommandProcessor(std::string member, std::map<std::string, PactSetting> pacts,
                   ledger::EventLog& log, vault::Sealer& sealer, const Clock& clock);

  [[nodiscard]] bool KnowsPact(const std::string& pact) const { return pacts_.contains(pact); }
  // Stops the process for a pact that is not there.
  [[nodiscard]] const plan::Plan& PlanOf(const std::string& pact) const;

  // Errors:
  //   a reason of libs/domain/refusals.h           a rule refuses it
  //   kFailedPrecondition "append.command_reused"  the command id belongs to another request
  //   kFailedPrecondition "vault.erased"           the person was erased
  //   kPermissionDenied "vault.not_entitled"       this office does not serve persons
  //   kInvalidArgument "event.too_large"           an event would be over events::kEventBytesMax
  //   kAborted "transact.contended"                others wrote at the same time, again and again
  //   kResourceExhausted "transact.too_many_records"  a stream is too long to be decided on
  //   kUnavailable "mail.…", "vault.…"             for a command about the newsletter or the name
  //   of
  //                                                staff also when it was recorded; retry with the
  //                                                same id
  //   kUnavailable, other kResourceExhausted       nothing was written; retry with the same id
  //   kDeadlineExceeded                            outcome unknown; retry with the same id
  //   kDataLoss "log.stopped"                      the log takes no appends until an operator acts;
  //                                                outcome unknown; retry with the same id
  //   kDataLoss "vault.…"                          the person's key is damaged or forged
  //   other kDataLoss                              what the command needs from the log is damaged;
  //                                                nothing was written
  // `submission.pact` must be known.
  //
  // Whether an address is on the newsletter is nobody's business: who subscribes or unsubscribes
  // one gets the same empty answer whether or not that changed anything, and Find tells nothing of
  // such a command.
  Result<Answer> Process(const Submission& submission, Deadline deadline) const;

  // Decides as Process does on what the ledger holds now, and records and seals nothing. False:
  // recorded already, or nothing to do.
  // Errors: those of Process that come before the append.
  [[nodiscard]] Result<bool> WouldRecord(const Submission& submission, Deadline deadline) const;

  struct Found {
    Answer answer;
    std::string content_digest;
  };
  // What the ledger holds under a command id; nothing when it holds none.
  // Errors: as EventLog::FindCommand and Read.
  Result<std::optional<Found>> Find(const std::string& pact, const Uuid& command,
                                    Deadline deadline) const;

 private:
  struct Prepared;
  // Names the handler and the streams of a submission, and reads what else its decision needs.
  Result<Prepared> Prepare(const Submission& submission, Deadline deadline) const;
  // Destroys the key of a name whose erasure is recorded.
  Status FinishStaffName(const Submission& submission, const Answer& answer,
                         Deadline deadline) const;
  Result<domain::Context> ContextOf(const Submission& submission, const PactSetting& setting,
                                    Deadline deadline) const;
  // What a decision on `message` has to know from elsewhere.
  Status Fill(const google::protobuf::Message& message, const Submission& submission,
              const PactSetting& setting, Deadline deadline, domain::Context& context) const;
  Status FillCorrection(const command::v1::CorrectEvent& correction, const Submission& submission,
                        const PactSetting& setting, Deadline deadline,
                        domain::Context& context) const;
  Result<domain::FiguresPlace> PlaceOf(const std::string& pact, std::uint64_t position,
                                       Deadline deadline) const;
  Result<std::vector<domain::RecordedEvent>> ReadAppend(const std::string& pact, Position first,
                                                        std::uint32_t count,
                                                        Deadline deadline) const;
  Result<std::vector<domain::RecordedEvent>> AppendAt(const std::string& pact, Position position,
                                                      Deadline deadline) const;
  Result<ledger::NewEvent> Finish(const Submission& submission, domain::PendingEvent pending,
                                  std::uint32_t index, Deadline deadline) const;

  const std::string member_;
  const std::map<std::string, PactSetting> pacts_;
  ledger::EventLog& log_;
  vault::Sealer& sealer_;
  const Clock& clock_;
};

// `plaintext` (a serialised message of paktum.sealed.v1) with its padding field filled, so that the
// length is a multiple of 256 bytes.
std::string PaddedForSealing(std::string plaintext);

}  // namespace paktum::office
