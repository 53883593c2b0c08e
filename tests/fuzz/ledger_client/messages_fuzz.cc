// Messages of the event log, both ways: what can be read is encoded to bytes that read the same,
// and every refusal is one that the header promises.
#include <google/protobuf/stubs/logging.h>

#include "libs/base/check.h"
#include "libs/ledger_client/messages.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::ledger_client {
namespace {

// Decodes, encodes, decodes and encodes: both encodings are equal.
template <typename Decode, typename Encode>
void CheckRoundTrip(const std::string& bytes, Decode decode, Encode encode,
                    std::string_view refusal) {
  const auto message = decode(bytes);
  if (!message.ok()) {
    PAKTUM_CHECK(message.status().reason() == refusal ||
                 message.status().reason() == "record.damaged");
    return;
  }
  const std::string encoded = encode(*message);
  const auto again = decode(encoded);
  PAKTUM_CHECK(again.ok());
  PAKTUM_CHECK(encode(*again) == encoded);
}

void CheckBatch(const std::string& bytes) {
  CheckRoundTrip(
      bytes, DecodeRecords,
      [](const DecodedRecords& read) { return EncodeRecords(read.records, read.head); },
      "wire.malformed_reply");
  CheckRoundTrip(
      bytes, DecodeBatch,
      [](const DecodedRecords& read) { return EncodeBatch(read.records, Position(read.head)); },
      "wire.malformed_reply");
  const auto records = DecodeRecords(bytes);
  const auto batch = DecodeBatch(bytes);
  PAKTUM_CHECK(records.ok() == batch.ok());
  if (records.ok()) PAKTUM_CHECK(records->records.size() == batch->records.size());
}

void CheckHint(const std::string& bytes) {
  const std::optional<Position> head = DecodeHint(bytes);
  if (head) PAKTUM_CHECK(DecodeHint(EncodeHint(*head)) == head);
}

}  // namespace
}  // namespace paktum::ledger_client

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paktum::ledger_client;  // NOLINT(google-build-using-namespace)
  const google::protobuf::LogSilencer quiet;
  const std::string bytes(paktum::fuzz::Text(data, size));
  CheckRoundTrip(bytes, DecodeAppend, EncodeAppend, "append.malformed");
  CheckRoundTrip(bytes, DecodeAppendResult, EncodeAppendResult, "wire.malformed_reply");
  CheckRoundTrip(bytes, DecodeFoundCommand, EncodeFoundCommand, "wire.malformed_reply");
  CheckBatch(bytes);
  CheckHint(bytes);
  return 0;
}
