#pragma once
// Policies: whose signature and whose cosignatures make a checkpoint valid (C2SP tlog-policy).
//
//   log <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group <name> all|any|<k> <member>…
//   quorum <name>|none
//
// A checkpoint is valid when a key of a listed log whose name is the checkpoint's origin signed it
// and the quorum's witnesses cosigned it. Immutable and thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/keys.h"

namespace paktum::transparency {

inline constexpr std::size_t kPolicyBytesMax = 256 * 1024;
inline constexpr std::size_t kPolicyEntriesMax = 256;  // logs, witnesses and groups, each

struct PolicyLog {
  VerifierKey key;  // KeyType::kNote
  std::string url;  // empty: none given
};

struct PolicyWitness {
  std::string name;  // within this policy
  VerifierKey key;   // KeyType::kCosignature
  std::string url;
};

struct WitnessedCheckpoint {
  Checkpoint checkpoint;
  std::size_t log = 0;  // index into Policy::logs() of the first key that signed
  struct Cosignature {
    std::size_t witness = 0;   // index into Policy::witnesses()
    std::uint64_t time_s = 0;  // the latest that this witness states
  };
  std::vector<Cosignature> cosignatures;  // of the policy's witnesses, each once, in their order
};

class Policy {
 public:
  // Error: kInvalidArgument "policy.malformed", with the number of the line in message and detail
  // "line"; "policy.too_large".
  static Result<Policy> Parse(std::string_view text);

  [[nodiscard]] const std::vector<PolicyLog>& logs() const { return logs_; }
  [[nodiscard]] const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }

  // Whether these witnesses are enough.
  [[nodiscard]] bool HasQuorum(const std::vector<bool>& cosigned) const;

  // Checks a signed checkpoint.
  // Errors: those of OpenCheckpoint;
  //         kPermissionDenied "policy.no_quorum"  too few witnesses cosigned it; the message names
  //                                               those that did
  [[nodiscard]] Result<WitnessedCheckpoint> Check(std::string_view checkpoint_note) const;

 private:
  // A name that groups and the quorum may refer to: a witness, or a group of earlier nodes.
  struct Node {
    std::string name;
    bool is_witness = false;
    std::size_t witness = 0;           // index into witnesses_
    std::size_t needed = 0;            // of a group's members
    std::vector<std::size_t> members;  // indexes into nodes_, all lower than its own
    bool is_member = false;            // of some group
  };
  friend class PolicyParser;
  Policy() = default;

  std::vector<PolicyLog> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<Node> nodes_;
  std::optional<std::size_t> quorum_;  // index into nodes_; nothing: no witness is needed
  std::vector<VerifierKey> keys_;      // of all logs, then of all witnesses
};

}  // namespace paktum::transparency
