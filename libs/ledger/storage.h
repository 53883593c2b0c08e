#pragma once
// Storage: what the sequencer keeps records in. One sequencer thread writes; any threads read.
//
// A storage knows nothing of conditions or idempotency rules: it stores what it is given, in order,
// atomically and durably, and finds it again. Positions and versions are stamped by the sequencer.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/ledger/event_log.h"
#include "libs/transparency/frontier.h"
#include "libs/transparency/tile.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::ledger {

// What one append adds; all appends of a batch go to disk with one fsync.
struct StoredAppend {
  std::string pact;
  Uuid command;
  std::string content_digest;
  AppendResult result;
  std::vector<Record> records;  // stamped; `stored` filled; texts last until Write returns
};

// What ReadStored has added.
struct StoredRange {
  std::size_t records = 0;
  std::size_t bytes = 0;  // of stored bytes
  Position last;          // position of the last one; `after` when there is none
};

class Storage {
 public:
  virtual ~Storage() = default;

  // Writes all appends of the batch, in order: after OK all of them are durable, after an error
  // none of them is (G1, G2). One caller at a time. Per pact, the first record's position must be
  // Head(pact) + 1: anything else is a bug of the caller and stops the process.
  // Errors: kUnavailable  nothing was written, a later batch may succeed (disk full, and space
  // back)
  //         kDataLoss     the device failed; the storage takes no more writes
  virtual Status Write(const std::vector<StoredAppend>& batch) = 0;

  // Reads see everything that Write has returned OK for. Thread-safe.
  virtual Result<Position> Head(const std::string& pact) const = 0;
  // Time of the last record of the pact; Instant(0) when empty.
  virtual Result<Instant> LastRecordedAt(const std::string& pact) const = 0;
  virtual Result<StreamVersion> StreamHead(const std::string& pact,
                                           const std::string& stream) const = 0;
  virtual Result<std::optional<FoundCommand>> FindCommand(const std::string& pact,
                                                          Uuid command) const = 0;
  // The Merkle tree over the leaf hashes of the stored bytes of all records, as far as Head: the
  // storage adds to it in the Write that adds the records (G8).
  virtual Result<transparency::Frontier> Tree(const std::string& pact) const = 0;
  // A tile of that tree (C2SP tlog-tiles): 32 bytes for each of its hashes. Where the tree has more
  // of the tile than `tile.width`, its beginning.
  // Errors: kNotFound "tile.missing"  the tree has not so much of it
  //         kDataLoss "tile.damaged"  a checksum fails: the tile is never served
  virtual Result<std::string> ReadTile(const std::string& pact,
                                       const transparency::TileId& tile) const = 0;
  // Errors: kDataLoss "record.damaged" when a checksum fails: the record is never served (G7).
  virtual Result<std::vector<Record>> Read(const std::string& pact, Position after,
                                           ReadLimit limit) const = 0;
  virtual Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                                 StreamVersion after, ReadLimit limit) const = 0;
  // As Read, for those who pass records on: adds each record's stored bytes, checked but not read,
  // to `out` as one element of field 1 of paktum.log.v1.Records (and SubscriptionBatch). After an
  // error `out` is as it was. The one here goes by Read.
  virtual Result<StoredRange> ReadStored(const std::string& pact, Position after, ReadLimit limit,
                                         std::string& out) const;
  // Pacts that have a record, in the order of their ids.
  virtual Result<std::vector<std::string>> Pacts() const = 0;
};

// kNotFound "tile.missing" unless a tree of `tree_size` leaves has so much of the tile.
Status CheckTileExists(const transparency::TileId& tile, std::uint64_t tree_size);

// The unfinished tile of a level; empty when the level has none.
std::string PartialTile(const transparency::TileBuilder& tree, unsigned level);

// Adds stored bytes to `out` as ReadStored does.
void AddStoredField(std::string_view stored, std::string& out);

}  // namespace paktum::ledger
