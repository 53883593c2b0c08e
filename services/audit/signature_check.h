#pragma once
// SignatureCheck: whether every append is signed by a key that its member had when it was recorded.
//
// Findings    append.signature_missing, append.member_unknown, append.signer_unknown,
//             append.signer_retired, append.signature_invalid: `where` is the member, `found` the
//             signer
// Threads     Take and Finish by one caller; the signatures are checked on `threads` of its own.
// Limits      about 60 µs of one core an append; at most kSignatureJobsMax × kSignaturesOfAJob
//             appends wait, and keep the reads that they came from in memory.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libs/access/rules.h"
#include "libs/ledger/event_log.h"
#include "services/audit/finding.h"

namespace paktum::audit {

inline constexpr std::size_t kSignaturesOfAJob = 64;
inline constexpr std::size_t kSignatureJobsMax = 16;

class SignatureCheck {
 public:
  // `rules` and their keys outlive it.
  SignatureCheck(std::string pact, const access::AccessRules& rules, std::size_t threads);
  ~SignatureCheck();
  SignatureCheck(const SignatureCheck&) = delete;
  SignatureCheck& operator=(const SignatureCheck&) = delete;

  // The next record. Records of an append that is not whole are passed over: RecordCheck names it.
  void Take(const ledger::Record& record);
  // Waits for what was taken, adds what was found in the order of the ledger, and returns how many
  // appends were checked.
  std::uint64_t Finish(Findings& findings);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// One append, all its records in order; nothing when it is signed as it must be.
std::optional<Finding> CheckSignature(const std::string& pact, const access::AccessRules& rules,
                                      const std::vector<ledger::Record>& records);

}  // namespace paktum::audit
