#pragma once
// CheckpointCheck: reads signed checkpoints and checks who signed them. What they say of the ledger
// is then compared with its records (record_check.h).
//
// Findings    checkpoint.malformed, checkpoint.bad_signature, checkpoint.not_by_log,
//             checkpoint.no_quorum, checkpoint.other_log, checkpoint.fork
// Threads     one.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/transparency/policy.h"
#include "services/audit/finding.h"
#include "services/audit/record_check.h"

namespace paktum::audit {

// The text of a policy file (C2SP tlog-policy). Error: kNotFound "policy.none".
Result<std::string> LoadPolicyText(const std::string& path);
// The policy that asks for the signature of this one key (a vkey) and no witness.
std::string PolicyTextOfLogKey(const std::string& vkey);
// The text of a file of at most kNoteBytesMax. Errors: kNotFound "checkpoint.no_file".
Result<std::string> LoadNote(const std::string& path);

// Who stands behind a checkpoint.
struct CheckpointWords {
  std::string where;
  std::string origin;
  std::uint64_t size = 0;
  transparency::Hash root{};
  struct Cosignature {
    std::string witness;
    std::uint64_t time_s = 0;
  };
  std::vector<Cosignature> cosignatures;  // of witnesses that the policy knows
  bool signature_checked = false;         // false: there was no policy
  bool is_own = false;                    // the source's own
};

class CheckpointCheck {
 public:
  enum class Quorum : std::uint8_t { kNeeded, kNotNeeded };

  // Without a policy nothing is known of keys: signatures are not checked. It must outlive this.
  CheckpointCheck(const transparency::Policy* policy, Findings& findings)
      : policy_(policy), findings_(findings) {}

  // Takes a checkpoint in; `where` names it. Nothing when it is not to be used: a finding says why.
  // Too few cosignatures are a finding and no reason not to use it.
  std::optional<ExpectedRoot> Take(std::string_view note, const std::string& where, Quorum quorum);

  // Says that the one taken under this name is the source's own.
  void MarkOwn(const std::string& where) {
    for (CheckpointWords& words : taken_) words.is_own = words.is_own || words.where == where;
  }
  // Those that are to be used, in the order taken.
  [[nodiscard]] const std::vector<CheckpointWords>& taken() const { return taken_; }

 private:
  std::optional<transparency::Checkpoint> Open(std::string_view note, const std::string& where,
                                               CheckpointWords& words);
  void CheckQuorum(std::string_view note, const std::string& where);

  const transparency::Policy* const policy_;
  Findings& findings_;
  std::vector<CheckpointWords> taken_;
  std::map<std::uint64_t, std::size_t> by_size_;  // index into taken_ of the first
};

}  // namespace paktum::audit
