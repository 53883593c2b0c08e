#pragma once
// Witness: an office's watch over the event log (C2SP tlog-cosignature, tlog-witness;
// docs/formats/transparency.md, docs/runbooks/witness-alarm.md).
//
// Cosigns   It asks the log for its newest checkpoint every `poll`, judges with tiles that it
// fetches
//           itself whether the log only grew, keeps the checkpoint (fsync), and only then hands its
//           cosignature in. It cosigns nothing smaller and nothing at an earlier time than before.
// Compares  with the witnesses of the other offices every `peer_poll`: a log that shows them
// another
//           history is found though each of them sees a consistent one.
// Alarms    A refusal is kept with the notes that prove it. From then on the witness cosigns
// nothing
//           of that ledger, until somebody takes the alarm away and starts it again.
// Not told  by a log or a peer that cannot be reached: that is counted and logged, and tried again.
// Threads   One of its own; all methods from any thread.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/http/router.h"
#include "libs/ledger_client/log_tree.h"
#include "libs/service/metrics.h"

namespace paktum::witness {

// Another office's witness.
struct Peer {
  std::string name;  // as in witnesses/NAME.pub
  std::string url;   // of its office: "http://127.0.0.1:8082"
};
// "charity=http://127.0.0.1:8083". Error: kInvalidArgument "config.witness_peer".
Result<Peer> ParsePeer(const std::string& text);

struct WitnessOptions {
  std::string keys;       // directory with witness.key and what TrustDirectory reads
  std::string directory;  // of its state; made if need be
  std::vector<std::string> pacts;
  std::vector<Peer> peers;
  std::chrono::milliseconds poll{250};
  std::chrono::milliseconds peer_poll{2000};
  std::chrono::milliseconds patience{2000};  // for one ledger or one peer
};

class Witness {
 public:
  // Starts to watch. `metrics` must outlive it.
  // Errors: those of LoadSigningKeyFile, TrustDirectory::Read and WitnessState::LoadSeen (a damaged
  //         state is kDataLoss "witness.state_damaged"); kInvalidArgument "config.witness_peer" for
  //         a peer without a key or with a wrong address
  static Result<std::unique_ptr<Witness>> Start(const WitnessOptions& options,
                                                std::unique_ptr<ledger_client::LogTree> log,
                                                const Clock& clock, service::Metrics& metrics);
  ~Witness();  // within `patience`
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  // GET /api/pacts/{pact}/witness: JSON, the newest cosigned checkpoint and the alarm with its
  //     evidence; GET /witness/{SHA-256 of the origin, hexadecimal}/checkpoint: the note alone
  //     (tlog-witness, "Monitor Retrieval"), with the header Paktum-Witness-Alarm when there is
  //     one.
  // Neither holds anything that is not for everybody.
  void AddRoutes(http::Router& router) const;

  // Ledgers with an alarm.
  [[nodiscard]] std::size_t alarms() const;

 private:
  class Impl;
  explicit Witness(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;  // routes may outlive the witness
};

}  // namespace paktum::witness
