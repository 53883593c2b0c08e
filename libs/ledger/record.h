#pragma once
// The stored form of a record: the serialised bytes of paktum.event.v1.Record
// (docs/formats/storage.md). Pure and thread-safe.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger/event_log.h"

namespace paktum::ledger {

// The bytes to store for a record. Same fields, same bytes: those that protobuf would make.
std::string EncodeRecord(const RecordFields& fields);
// The same, behind what `out` holds.
void AddRecord(const RecordFields& fields, std::string& out);
// At most so many bytes come to those of the texts.
inline constexpr std::size_t kRecordOverheadBytes = 96;

// Reads stored bytes; the record keeps them verbatim.
// Errors: kDataLoss "record.damaged"  they are no Record, or one without position, version, stream
//                                     or a whole command id: never serve it
Result<Record> DecodeRecord(std::string stored);

// The same for one of several records whose stored bytes lie in one buffer: `stored` is a part of
// *owner. Adds the record to `records`; after an error they are as they were.
Status AddDecoded(const std::shared_ptr<const std::string>& owner, std::string_view stored,
                  std::vector<Record>& records);

}  // namespace paktum::ledger
