#pragma once
// Appends and records for tests of the ledger.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"
#include "libs/ledger/storage.h"

namespace paktum::ledger {

inline constexpr char kPact[] = "tiszakecske";

// The number-th command id: the same everywhere.
inline Uuid CommandId(std::uint64_t number) {
  return Uuid::V7From(1'540'000'000'000 + static_cast<std::int64_t>(number), number, ~number);
}

inline NewEvent EventOn(std::string stream, std::string submitted = "submitted") {
  return {std::move(stream), std::move(submitted)};
}

inline AppendRequest AppendOf(std::uint64_t command, std::vector<NewEvent> events,
                              std::vector<Condition> conditions = {}) {
  return {kPact,
          CommandId(command),
          "government_office",
          "digest-" + std::to_string(command),
          std::move(conditions),
          std::move(events)};
}

// The record of these fields, with bytes of its own.
inline Record RecordOf(const RecordFields& fields) {
  auto record = DecodeRecord(EncodeRecord(fields));
  PAKTUM_CHECK(record.ok());
  return std::move(record).value();
}

// As the sequencer would stamp it: one event a stream named, positions from `first` on.
inline StoredAppend StampedAppend(
    std::string pact, std::uint64_t command, std::uint64_t first,
    const std::vector<std::pair<std::string, std::uint64_t>>& streams_and_versions) {
  StoredAppend append;
  append.pact = std::move(pact);
  append.command = CommandId(command);
  append.content_digest = "digest-" + std::to_string(command);
  append.result = {Position(first), static_cast<std::uint32_t>(streams_and_versions.size()),
                   Instant(1'540'450'000'000 + static_cast<std::int64_t>(first)), false};
  for (const auto& [stream, version] : streams_and_versions) {
    const std::string submitted = stream + "@" + std::to_string(version);
    RecordFields record;
    record.append_index = static_cast<std::uint32_t>(append.records.size());
    record.append_count = append.result.count;
    record.position = Position(first + record.append_index);
    record.stream = stream;
    record.version = StreamVersion(version);
    record.recorded_at = append.result.recorded_at;
    record.command = append.command;
    record.member = "charity";
    if (record.append_index == 0) record.content_digest = append.content_digest;
    record.submitted = submitted;
    append.records.push_back(RecordOf(record));
  }
  return append;
}

}  // namespace paktum::ledger
