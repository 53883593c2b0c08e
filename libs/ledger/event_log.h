#pragma once
// EventLog: the one ordered record of what the offices of a pact decided.
//
// Order       Positions are dense (1, 2, 3 …) over all streams of a ledger, versions are dense in a
//             stream, both in commit order, for ever (G3).
// Durability  When Append returns OK the events are on disk (fsync), not only sent (G1).
// Threads     Every method may be called from any thread at the same time.
// Ownership   Arguments are copied before return; results own their bytes.
// Limits      the k…Max constants below. Over one of them is kInvalidArgument "append.too_large";
//             over one of those of names (pact, member, stream, digest) "append.malformed".
//
// A ledger comes into being with its first append; reading one that does not exist finds it empty.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/base/uuid.h"

namespace paktum::ledger {

inline constexpr std::size_t kAppendEventsMax = 64;         // events in one append of an office
inline constexpr std::size_t kAppendBatchEventsMax = 1024;  // hard limit: imports and migrations
inline constexpr std::size_t kAppendBytesMax = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t kConditionsMax = 64;
inline constexpr std::size_t kStreamNameBytesMax = 200;
inline constexpr std::size_t kPactIdBytesMax = 64;
inline constexpr std::size_t kMemberBytesMax = 64;
inline constexpr std::size_t kContentDigestBytesMax = 32;
inline constexpr std::size_t kSignerBytes = 8;        // id of a signing key
inline constexpr std::size_t kSignatureBytes = 64;    // Ed25519
inline constexpr std::size_t kReadRecordsMax = 4096;  // records in one read
inline constexpr std::size_t kReadBytesMax = std::size_t{4} * 1024 * 1024;

// The stream is at exactly this version; StreamVersion(0) = there is no such stream.
struct Condition {
  std::string stream;
  StreamVersion version;
};

struct NewEvent {
  std::string stream;
  std::string submitted;  // serialised paktum.event.v1.Event, kept verbatim
};

struct AppendRequest {
  std::string pact;
  Uuid command;                // the same id always gets the first answer (G5)
  std::string member;          // who submits
  std::string content_digest;  // 1–32 bytes that stand for the caller's request
  std::vector<Condition> conditions;
  std::vector<NewEvent> events;
  // Who signed, and the signature over all that the records will show of the append
  // (docs/formats/signature.md); both empty where nothing is signed.
  std::string signer = {};     // kSignerBytes
  std::string signature = {};  // kSignatureBytes
};

struct AppendResult {
  Position first;
  std::uint32_t count = 0;
  Instant recorded_at;
  bool repeated = false;  // the command was appended before; nothing was written now
};

// What a record says. The texts are views: whoever fills them in says how long they last.
struct RecordFields {
  Position position;
  std::string_view stream;
  StreamVersion version;
  Instant recorded_at;
  Uuid command;
  std::uint32_t append_index = 0;
  std::uint32_t append_count = 0;
  std::string_view member;
  std::string_view content_digest;
  std::string_view signer;  // on the first event of a signed append, as the next
  std::string_view signature;
  std::string_view submitted;

  [[nodiscard]] Position append_first() const { return Position(position.value() - append_index); }
};

// A stored event. `stored` are the serialised bytes of paktum.event.v1.Record; the fields are read
// from them.
//
// All texts are views into *owner, an immutable buffer that records which were read together share.
// Every record keeps that buffer (at most kReadBytesMax and a record) alive, so copies are cheap
// and texts last as long as any record of the read: who keeps a text for longer, copies it; who
// keeps few records of many reads for long, decodes copies of their `stored`.
struct Record : RecordFields {
  std::string_view stored;
  std::shared_ptr<const std::string> owner;
};

struct Slice {
  std::vector<Record> records;
  Position head;  // last position of the ledger when it was read
};

struct StreamSlice {
  std::vector<Record> records;
  StreamVersion head;  // last version of the stream when it was read
};

struct ReadLimit {
  std::size_t records = kReadRecordsMax;
  std::size_t bytes = kReadBytesMax;  // of stored bytes; at least one record is returned
};

struct FoundCommand {
  AppendResult append;  // `repeated` is set
  std::string content_digest;
};

// Records in order from a position on, without gap, catch-up flowing into live (G6). One thread.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // Waits until records come or the deadline passes; then returns what is there, in order (empty
  // when nothing came: not an error). `head` tells how far the ledger had got. Taking records gives
  // the sender new credit, so memory stays bounded on both sides.
  //
  // Errors: kUnavailable    the log cannot be reached; the subscription keeps trying and goes on
  //                         where it was: call Next again
  //         kDataLoss       "record.damaged": the next record is damaged; it is never skipped; an
  //                         operator must act
  //                         "log.other_ledger": the ledger ends before what was delivered, so it is
  //                         not the one that was followed: what was made of it must be made anew
  //                         (told when the subscription is remote)
  virtual Result<Slice> Next(Deadline deadline) = 0;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Appends all events at adjacent positions, or none (G2).
  //
  // A repeated command id returns the first answer, whatever the conditions say now.
  //
  // Errors:
  //   kAborted "append.condition_failed"   conditions do not hold: every one that fails stands in
  //                         the details (key = stream, value = present version); load, decide,
  //                         append again
  //   kFailedPrecondition "append.command_reused"   the id was used with another content_digest
  //   kInvalidArgument      "append.empty", "append.too_large", "append.malformed" (also a name or
  //   a
  //                         digest over its limit): do not retry
  //   kResourceExhausted    "append.queue_full": too much waits: retry with back-off; nothing was
  //                         written
  //   kUnavailable          "append.expired", "append.stopped" and reasons of the storage: nothing
  //                         was written; retry with back-off
  //   kDeadlineExceeded     it may have been written; retry with the same command id
  //   kDataLoss "log.stopped"   writing has failed for good: the log takes no more appends until an
  //                         operator acts (docs/runbooks/data-loss.md). This append is not answered
  //                         as recorded, yet may be found after the next start: keep it and append
  //                         it again, with the same command id
  //   kDataLoss, any other  an entry that this append needs is damaged, e.g. "record.damaged"
  virtual Result<AppendResult> Append(const AppendRequest& request, Deadline deadline) = 0;

  // Records with position > after, in order, within the limit. Empty = the caller has reached the
  // end.
  virtual Result<Slice> Read(const std::string& pact, Position after, ReadLimit limit,
                             Deadline deadline) = 0;

  // Records of one stream with version > after, in order, at most limit. A stream that does not
  // exist is empty, head 0.
  virtual Result<StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit,
                                         Deadline deadline) = 0;

  // The append that a command id made; kNotFound "command.unknown" when there is none.
  virtual Result<FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) = 0;

  // Last position of the ledger; 0 when it is empty.
  virtual Result<Position> Head(const std::string& pact, Deadline deadline) = 0;

  // Every record with position > after, now and later.
  virtual Result<std::unique_ptr<Subscription>> Subscribe(const std::string& pact,
                                                          Position after) = 0;
};

}  // namespace paktum::ledger
