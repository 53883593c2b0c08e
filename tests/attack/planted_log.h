#pragma once
// PlantedLog: an EventLog that says whatever the test has put into it: what an oracle must see
// through. Starts as an honest copy of another log's ledger.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"

namespace paktum::attack {

class PlantedLog final : public ledger::EventLog {
 public:
  struct Row {
    Position position;
    std::string stream;
    StreamVersion version;
    Instant recorded_at;
    Uuid command;
    std::uint32_t append_index = 0;
    std::uint32_t append_count = 0;
    std::string member;
    std::string content_digest;
    std::string submitted;
  };

  // Copies the ledger and its commands.
  PlantedLog(ledger::EventLog& honest, const std::string& pact) {
    const auto slice = honest.Read(pact, Position(0), {}, DeadlineIn(std::chrono::seconds(20)));
    PAKTUM_CHECK(slice.ok());
    for (const ledger::Record& record : slice->records) {
      rows.push_back({record.position, std::string(record.stream), record.version,
                      record.recorded_at, record.command, record.append_index, record.append_count,
                      std::string(record.member), std::string(record.content_digest),
                      std::string(record.submitted)});
      if (record.append_index != 0) continue;
      commands[record.command] = {{record.position, record.append_count, record.recorded_at, true},
                                  std::string(record.content_digest)};
    }
    head = slice->head;
  }

  std::vector<Row> rows;
  std::map<Uuid, ledger::FoundCommand> commands;
  Position head;
  // What an append of a known command is answered; empty = as an honest log would.
  std::function<Result<ledger::AppendResult>(const ledger::AppendRequest&)> append;
  std::optional<std::vector<Row>> stream_rows;  // for ReadStream; nothing = rows
  std::optional<Position> unreadable;           // the record there cannot be read

  // Gives positions and versions anew, so that only what the test has planted is wrong.
  void Renumber() {
    std::map<std::string, std::uint64_t> versions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].position = Position(i + 1);
      rows[i].version = StreamVersion(++versions[rows[i].stream]);
      if (rows[i].append_index == 0) commands[rows[i].command].append.first = rows[i].position;
    }
    head = Position(rows.size());
  }

  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request, Deadline) override {
    if (append) return append(request);
    const auto known = commands.find(request.command);
    if (known == commands.end()) return Unavailable("append.stopped", "no appends here");
    if (known->second.content_digest != request.content_digest) {
      return Refused("append.command_reused", "other content");
    }
    return known->second.append;
  }
  Result<ledger::Slice> Read(const std::string&, Position after, ledger::ReadLimit limit,
                             Deadline) override {
    ledger::Slice slice;
    slice.head = head;
    for (std::size_t i = after.value(); i < rows.size() && slice.records.size() < limit.records;
         ++i) {
      if (unreadable == rows[i].position) return DataLoss("record.damaged", "planted");
      slice.records.push_back(RecordOf(rows[i]));
    }
    return slice;
  }
  Result<ledger::StreamSlice> ReadStream(const std::string&, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit,
                                         Deadline) override {
    ledger::StreamSlice slice;
    for (const Row& row : rows) {
      if (row.stream == stream) slice.head = row.version;
    }
    for (const Row& row : stream_rows ? *stream_rows : rows) {
      if (row.stream == stream && row.version > after) slice.records.push_back(RecordOf(row));
    }
    return slice;
  }
  Result<ledger::FoundCommand> FindCommand(const std::string&, Uuid command, Deadline) override {
    const auto known = commands.find(command);
    if (known == commands.end()) return NotFound("command.unknown", "never appended");
    return known->second;
  }
  Result<Position> Head(const std::string&, Deadline) override { return head; }
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string&, Position) override {
    return Unavailable("log.none", "no subscriptions here");
  }

 private:
  static ledger::Record RecordOf(const Row& row) {
    ledger::Record record;
    record.position = row.position;
    record.stream = row.stream;
    record.version = row.version;
    record.recorded_at = row.recorded_at;
    record.command = row.command;
    record.append_index = row.append_index;
    record.append_count = row.append_count;
    record.member = row.member;
    record.content_digest = row.content_digest;
    record.submitted = row.submitted;
    auto decoded = ledger::DecodeRecord(ledger::EncodeRecord(record));
    PAKTUM_CHECK(decoded.ok());
    return std::move(*decoded);
  }
};

}  // namespace paktum::attack
