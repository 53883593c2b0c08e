#pragma once
// PeerClient: asks another office's witness for the newest checkpoint it cosigned.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/http/client.h"
#include "libs/transparency/checkpoint.h"
#include "libs/witness/witness.h"

namespace paktum::witness {

// The path where a witness shows its checkpoint of an origin.
std::string CheckpointPath(const std::string& origin);

struct PeerView {
  transparency::OpenedCheckpoint opened;
  std::string note;
  bool alarmed = false;  // it refuses the log itself
};

// One thread.
class PeerClient {
 public:
  // Errors: kInvalidArgument "config.witness_peer".
  static Result<PeerClient> Make(const Peer& peer, std::vector<transparency::VerifierKey> keys,
                                 std::chrono::milliseconds patience);

  [[nodiscard]] const std::string& name() const { return name_; }

  // Its newest checkpoint of the ledger; nothing when it has none yet. The log's signature, of one
  // of `log_keys`, and the peer's own are checked; a time more than five minutes ahead of `now` is
  // refused.
  // Errors: those of http::Client; kUnavailable "peer.refused" (another HTTP status);
  //         kPermissionDenied "peer.untrusted"
  Result<std::optional<PeerView>> Ask(const std::vector<transparency::VerifierKey>& log_keys,
                                      Instant now);

 private:
  PeerClient(std::string name, std::vector<transparency::VerifierKey> keys,
             std::unique_ptr<http::Client> client)
      : name_(std::move(name)), keys_(std::move(keys)), client_(std::move(client)) {}

  std::string name_;
  std::vector<transparency::VerifierKey> keys_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace paktum::witness
