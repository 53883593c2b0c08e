#pragma once
// VerifyStore: checks a whole directory of the event log, record by record, and changes nothing.
//
// Checked     RocksDB's files: that they are there, the checksum of every table file as a whole,
//             the write-ahead log, both pages of the file MARK, that the end reaches as far as it
//             says. Every record: its checksum, that it can be read, that it stands where it says,
//             that positions and the versions of each stream are 1, 2, 3 …, that recorded_at never
//             goes back, that appends are whole, that no command id stands twice. Both indexes
//             against the records, both ways. The tiles and the stored edge of each ledger's Merkle
//             tree against the records. That there is nothing else.
// Not told    whether the ledger ended later than MARK says, and whether the records are those that
//             were once acknowledged: for that, compare `root` with a checkpoint kept elsewhere.
// Time        every byte is read twice, as a file and as entries; about 3 µs of one core a record,
//             on three threads: files, records, indexes. A ledger whose index does not agree is
//             gone through again, to tell where.
// Memory      block_cache_bytes, the write-ahead log, findings_max; not the size of the data.
// Threads     one call is one thread's; it starts others and ends them. The event log cannot start
//             in the directory meanwhile; a copy of a directory that a program has open cannot be
//             checked.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libs/ledger_rocksdb/rocks_storage.h"

namespace paktum::ledger {

// What is wrong, by its stable name (`code`):
//   storage.damaged, storage.end_missing, storage.index_damaged   as RocksStorage::Open
//   file.damaged            bytes of a table file, or of MARK, are not those that were written
//   file.unreadable         a part of the data cannot be read; what lies behind it is not checked
//   key.foreign             an entry that is none of ours
//   record.damaged          checksum or form of a record
//   record.misplaced        the record says another position
//   record.missing          a gap in the positions
//   record.time_went_back   recorded_at is before that of the record before
//   append.torn             an append is not whole, or its records disagree
//   stream.gap              a gap in the versions of a stream
//   stream_index.damaged, .missing, .wrong      an entry's checksum; none for a record; one that
//   command_index.damaged, .missing, .wrong     names no such record or another
//   tree.damaged            the stored edge of the Merkle tree is not that of the records
//   tile.damaged, .missing, .wrong      checksum of a tile; none where the tree has one; one whose
//                           hashes are not those of the records. The position is that of its last
struct StoreFinding {
  std::string code;
  std::string ledger;          // empty when it concerns none
  std::uint64_t position = 0;  // 0 when it concerns none
  std::string what;            // stream@version, command id, file, RocksDB's words
};

struct VerifiedLedger {
  std::string pact;
  std::uint64_t records = 0;
  std::uint64_t streams = 0;
  std::uint64_t commands = 0;
  std::uint64_t tiles = 0;  // of the Merkle tree, full ones
  std::string root;         // Merkle root over the records read, hexadecimal
};

struct VerifyReport {
  std::vector<StoreFinding> findings;  // the first findings_max
  std::uint64_t findings_left_out = 0;
  std::vector<VerifiedLedger> ledgers;
  std::uint64_t table_files = 0;
  bool complete = false;  // false: the directory could not be opened; the findings say why
};

struct VerifyOptions {
  RocksOptions rocks;
  std::size_t findings_max = 1000;
  // False: neither trees nor tiles are compared with the records, for a caller who does that with
  // the records that he reads. `root` and `tiles` say nothing then.
  bool trees = true;
};

// How far it is. `done` of about `total` entries of this ledger; or files, when `ledger` is empty.
struct VerifyProgress {
  std::string ledger;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};
// Called now and then, not always on the same thread, never on two at once; false ends the check.
using OnVerifyProgress = std::function<bool(const VerifyProgress&)>;

// Errors: kUnavailable     "storage.in_use", "storage.cannot_open"
//         kInvalidArgument "storage.foreign": no directory of ours, or of a newer format
//         kAborted         "verify.stopped": by `progress`
Result<VerifyReport> VerifyStore(const VerifyOptions& options, const OnVerifyProgress& progress);

// The same of a storage that is open for reading, which spares opening it again; `options.rocks` is
// what it was opened with. Others may read from it meanwhile. Errors: kAborted "verify.stopped".
Result<VerifyReport> VerifyStore(const RocksStorage& storage, const VerifyOptions& options,
                                 const OnVerifyProgress& progress);

}  // namespace paktum::ledger
