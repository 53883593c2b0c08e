#pragma once
// The messages of proto/paktum/log/v1 as the values of libs/ledger, both ways: what client and
// service share. Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/event_log.h"

namespace paktum::ledger_client {

// Methods of the event log service (docs/formats/wire.md).
inline constexpr const char* kAppendMethod = "log.append";
inline constexpr const char* kReadMethod = "log.read";
inline constexpr const char* kReadStreamMethod = "log.read_stream";
inline constexpr const char* kFindCommandMethod = "log.find_command";
inline constexpr const char* kHeadMethod = "log.head";
inline constexpr const char* kSubscribeMethod = "log.subscribe";
inline constexpr const char* kCreditMethod = "log.credit";
inline constexpr const char* kUnsubscribeMethod = "log.unsubscribe";
inline constexpr const char* kCheckpointMethod = "log.checkpoint";
inline constexpr const char* kTileMethod = "log.tile";
inline constexpr const char* kCosignMethod = "log.cosign";

// On the way to one subscription.
inline constexpr std::uint32_t kCreditRecordsMax = 65536;
inline constexpr std::uint32_t kCreditBytesMax = std::uint32_t{4} * 1024 * 1024;

std::string EncodeAppend(const ledger::AppendRequest& request);
// Makes no more of the bytes than the largest append needs, whatever they claim.
// Errors: kInvalidArgument "append.malformed": the bytes are no AppendRequest, have very many
// fields that no append has, or the command id has not 16 bytes; "append.too_large": more than
// ledger::kConditionsMax conditions or ledger::kAppendBatchEventsMax events.
Result<ledger::AppendRequest> DecodeAppend(const std::string& bytes);

std::string EncodeAppendResult(const ledger::AppendResult& result);
std::string EncodeFoundCommand(const ledger::FoundCommand& found);
// The stored bytes of the records, verbatim, and a head. A SubscriptionBatch has the same bytes.
std::string EncodeRecords(const std::vector<ledger::Record>& records, std::uint64_t head);
inline std::string EncodeBatch(const std::vector<ledger::Record>& records, Position head) {
  return EncodeRecords(records, head.value());
}
// Ends a message that Storage::ReadStored has filled with records.
void FinishRecords(std::uint64_t head, std::string& message);

// Answers of a service. Errors: kInternal "wire.malformed_reply"; kDataLoss "record.damaged" when a
// record cannot be read.
Result<ledger::AppendResult> DecodeAppendResult(const std::string& bytes);
Result<ledger::FoundCommand> DecodeFoundCommand(const std::string& bytes);
struct DecodedRecords {
  std::vector<ledger::Record> records;
  std::uint64_t head = 0;
};
// The records are views into the bytes taken.
Result<DecodedRecords> DecodeRecords(std::string bytes);
inline Result<DecodedRecords> DecodeBatch(std::string bytes) {
  return DecodeRecords(std::move(bytes));
}

// The head in a published hint; nothing when the bytes are no Hint.
std::string EncodeHint(Position head);
std::optional<Position> DecodeHint(const std::string& bytes);

}  // namespace paktum::ledger_client
