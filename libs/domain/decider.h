#pragma once
// Deciders: what each command of the offices means for the history so far.
//
// Pure        No clock, no I/O, no chance: time and ids arrive in Context. A decision may run
//             again on a newer history after kAborted.
// Effective   Deciders are given whole streams and work on their effective history: the events
//             that no EventVoided of the same stream names (docs/ARCHITECTURE.md, corrections).
// Idempotent  What is already so is decided again as an empty Decision whose result names the ids
//             that exist. So a repeat under another command id writes nothing either.
// Limits      The conditions (stream, version) of an append are the versions of the streams that
//             were loaded, all of them: that is what keeps limits that span streams.
// Personal    Personal fields of a command leave only as PendingSeal; no event, no refusal and no
//             result holds one.
// Late        A fact of a closed period needs a reason (Context::late_reason), whatever command it
//             comes from; its events carry that reason. So every command reads the stream of the
//             period closes, and a close and a late fact cannot pass each other. Without a closed
//             period the reason is passed over. Corrections and what concerns a person's rights
//             carry reasons of their own and need no other.
// Threads     All functions may be called from any thread at the same time.
//
// How an office uses it: FindCommand → streams → load them → decide → seal → append under
// conditions → ResultOf what was appended; on kAborted load and decide again. A command id that the
// log knows already (EventLog::FindCommand) is not decided again: ResultOf the records of that
// append gives its first answer.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/base/uuid.h"
#include "libs/plan/plan.h"
#include "paktum/event/v1/event.pb.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace paktum::domain {

// An event as the ledger keeps it.
struct RecordedEvent {
  Position position;
  StreamVersion version;
  std::string stream;
  std::string member;  // office that submitted it: "government_office"
  Uuid command;        // of its append
  event::v1::Event event;
};

// All records of one stream, in order. A stream that does not exist: version 0, no events.
struct LoadedStream {
  std::string name;
  StreamVersion version;
  std::vector<RecordedEvent> events;
};

// The place in the ledger at which figures were taken.
struct FiguresPlace {
  bool exists = false;                   // the ledger has got that far
  std::optional<Date> next_recorded_on;  // day of the first record after it; nothing: it is the
                                         // last, or not to be read
};

// What a decision knows beside the command and the history.
struct Context {
  Uuid command;  // ids of new things and events derive from it
  Date today;    // in Budapest; no fact is recorded for a later day
  std::string
      member;  // office that takes the command: "pact_office", "government_office", "charity"
  std::string actor;  // pseudonymous id of who entered it
  // RegisterParticipant: keyed hash of the TAJ number; SubscribeNewsletter and
  // UnsubscribeNewsletter by address: keyed hash of the address; 64 hexadecimal digits. Empty
  // otherwise.
  std::string identity_hash_hex;
  // VoidEvent, CorrectEvent, AttachEvidence: all events of the append that holds the command's
  // position, in order; empty when the ledger has no such position.
  std::vector<RecordedEvent> target_append;
  // VoidEvent, CorrectEvent: StreamsThatMayRestOn that append.
  std::vector<std::string> resting_streams;
  // CorrectEvent: the command in its fields_json, read and checked as if it had been sent by
  // itself; nullptr otherwise. For it `identity_hash_hex` is filled in as for any other.
  std::shared_ptr<const google::protobuf::Message> replacement;
  // Why facts of a closed period are recorded only now, for all facts of the command.
  event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;
  // SubmitInterimEvaluation, IssueStatusReport: the place they name; nothing otherwise.
  std::optional<FiguresPlace> figures;
  // The secret part of the code that is mailed to whoever asked for the newsletter under this
  // subscription id: 20 characters, always the same for one id. Set when commands about the
  // newsletter are decided.
  std::function<std::string(const std::string& subscription_id)> newsletter_secret;
};

// A text about a person that the office seals and puts on the event. The vault has to pad it: the
// length of the ciphertext must not tell what was declared.
struct PendingSeal {
  std::string person;        // participant id
  std::string content_type;  // full name of the message: "paktum.sealed.v1.PersonDetails"
  std::string plaintext;     // serialised message
};

// An event to append. `event` has its body and occurred_on; the office fills the rest.
struct PendingEvent {
  std::string stream;  // one of the streams that were loaded
  event::v1::Event event;
  std::vector<PendingSeal> seals;
};

// Names and values for the caller, e.g. {"participant_id", "0197…"}, {"grant_id", …}.
using ResultFields = std::map<std::string, std::string>;

struct Decision {
  std::vector<PendingEvent> events;  // one append; empty: already so
  ResultFields result;
};

// The id of the thing that a command makes (participant, grant, hire, training, mentoring,
// partnership event, information service): a command makes one at most.
Uuid IdOfNewThing(Uuid command);

// What an append answers its caller: the ids in its events, later events overriding earlier ones.
// Equal for a decision and for the records that became of it, so a repeated command is answered
// from the ledger alone. Keys: every "…_id" of a body (participant_id, grant_id, hire_id …); the id
// in the name of a stream of its own ("network/<uuid>": network_id); member_code, period,
// document_version, plan_version; voided_positions ("17,18").
ResultFields ResultOf(const std::vector<RecordedEvent>& append);
ResultFields ResultOf(const std::vector<PendingEvent>& append);

// Names of further streams in which effective events may rest on the events of the append, as the
// close of a period rests on the approval of its evaluation: a void has to read them. A sitting
// with resolutions has as many as the plan has kinds of documents and half-years; together with the
// append's own a transaction takes kConditionsMax (64) of them.
std::vector<std::string> StreamsThatMayRestOn(const std::vector<RecordedEvent>& append,
                                              const plan::Plan& plan);

// The positions that a later EventVoided of the stream names. An EventVoided that is voided itself
// voids nothing, as in the views.
std::set<Position> VoidedPositions(const LoadedStream& stream);

// The events of the stream that are not voided, without the EventVoided themselves, in the order in
// which they count: events that were appended together with an EventVoided of the stream (a
// correction) stand in the place of the first event that it takes out. Pointers into `stream`.
std::vector<const RecordedEvent*> EffectiveEvents(const LoadedStream& stream);

// The position in whose place the event at `position` counts: its own, unless it was appended
// together with an EventVoided of the stream.
Position PlaceOf(const LoadedStream& stream, Position position);

// One command of an office.
class CommandHandler {
 public:
  using Streams = std::vector<std::string> (*)(const google::protobuf::Message&, const Context&);
  using Decide = Result<Decision> (*)(const google::protobuf::Message&, const Context&,
                                      const plan::Plan&, const std::vector<LoadedStream>&);

  // The two know nothing of closed periods; all that is added here.
  CommandHandler(const google::protobuf::Descriptor* command, Streams names, Decide rule)
      : descriptor(command), streams_(names), decide_(rule) {}

  const google::protobuf::Descriptor* descriptor;  // paktum.command.v1.<Name>

  // Names of the streams that the decision reads, each once. `command` must be of the generated
  // type of `descriptor`, its fields as the options of its descriptor ask.
  [[nodiscard]] std::vector<std::string> streams(const google::protobuf::Message& command,
                                                 const Context& context) const;

  // Decides. `loaded` holds exactly the streams that `streams` named, in any order.
  //
  // Errors, every reason one of libs/domain/refusals.h:
  //   kFailedPrecondition  a rule refuses it; the details fill its text
  //   kNotFound            a code, id or position that does not exist is named
  //   kInvalidArgument     a field that cannot be read, such as a date that is no day
  [[nodiscard]] Result<Decision> decide(const google::protobuf::Message& command,
                                        const Context& context, const plan::Plan& plan,
                                        const std::vector<LoadedStream>& loaded) const;

 private:
  Streams streams_;
  Decide decide_;
};

// Every command, by name. A test holds it together with the messages of paktum.command.v1 that
// carry the option `command`.
const std::vector<CommandHandler>& AllCommands();

// The command with this short name ("EnrolParticipant"), or nullptr.
const CommandHandler* FindCommand(std::string_view name);

}  // namespace paktum::domain
