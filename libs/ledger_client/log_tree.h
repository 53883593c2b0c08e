#pragma once
// LogTree: the tree of a ledger as the event log shows it: signed checkpoints, tiles, and the way
// back for cosignatures (docs/formats/transparency.md). RemoteLogTree is the one over the wire.
//
// Nothing that comes from here is to be believed before its signature or its hash is checked.
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/transparency/tile.h"
#include "libs/transparency/tree.h"

namespace paktum::ledger_client {

// Thread-safe. Errors of every method besides its own: those of wire::Caller::Call; kNotFound
// "checkpoint.none" while the log has signed nothing.
class LogTree {
 public:
  virtual ~LogTree() = default;

  // The newest signed checkpoint, with the cosignatures that the log has for it.
  virtual Result<std::string> Checkpoint(const std::string& pact, Deadline deadline) = 0;
  // The newest that enough witnesses cosigned. kNotFound "checkpoint.not_witnessed" before there is
  // one.
  virtual Result<std::string> WitnessedCheckpoint(const std::string& pact, Deadline deadline) = 0;
  // `width` hashes of 32 bytes each: any other answer is kInternal "wire.malformed_reply".
  // kNotFound "tile.missing" when the log's tree has not so much of it.
  virtual Result<std::string> Tile(const std::string& pact, const transparency::TileId& tile,
                                   Deadline deadline) = 0;
  // Hands a checkpoint with this witness's signature in.
  // Errors: kFailedPrecondition "cosign.superseded"    the log has newer ones by now: cosign those
  //         kPermissionDenied "cosign.unknown_witness", "note.bad_signature"
  //         kInvalidArgument "note.malformed", "checkpoint.malformed"
  virtual Status Cosign(const std::string& pact, const std::string& note, Deadline deadline) = 0;
};

struct RemoteLogTreeOptions {
  std::string endpoint;       // requests of the event log
  std::string curve;          // directory of the keys; empty = plain
  int connect_wait_ms = 500;  // how long a call waits for a connection that is being made
};

// Connects in the background: OK also while the log is away.
// Errors: those of RemoteEventLog::Connect.
Result<std::unique_ptr<LogTree>> ConnectLogTree(const RemoteLogTreeOptions& options);

// The tiles of one ledger, for proofs. Every read ends by the deadline.
class LogTiles final : public transparency::TileSource {
 public:
  // The tree outlives this.
  LogTiles(LogTree& tree, std::string pact, Deadline deadline)
      : tree_(tree), pact_(std::move(pact)), deadline_(deadline) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return tree_.Tile(pact_, tile, deadline_);
  }

 private:
  LogTree& tree_;
  const std::string pact_;
  const Deadline deadline_;
};

}  // namespace paktum::ledger_client
