#include "services/audit/signature_check.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "libs/access/statement.h"
#include "libs/base/bounded_queue.h"
#include "libs/base/hex.h"
#include "libs/base/runtime.h"

namespace paktum::audit {

using Append = std::vector<ledger::Record>;

std::optional<Finding> CheckSignature(const std::string& pact, const access::AccessRules& rules,
                                      const std::vector<ledger::Record>& records) {
  const ledger::Record& first = records.front();
  const auto found = [&](std::string code) {
    return Finding{std::move(code), std::string(first.member), first.position.value(), "",
                   ToHex(first.signer)};
  };
  const access::MemberRule* member = rules.Find(first.member);
  if (member == nullptr) return found("append.member_unknown");
  if (first.signer.empty() || first.signature.empty()) return found("append.signature_missing");
  const access::SigningKeyRule* key = member->FindKey(first.signer);
  if (key == nullptr) return found("append.signer_unknown");
  if (!key->SignedWhatWasRecordedAt(first.recorded_at)) return found("append.signer_retired");
  const Status verified = access::VerifyAppend(pact, records, key->key);
  if (verified.ok()) return std::nullopt;
  // An append that is not whole is for RecordCheck to name.
  if (verified.reason() == "append.incomplete") return std::nullopt;
  return found(verified.reason());
}

class SignatureCheck::Impl {
 public:
  Impl(std::string pact, const access::AccessRules& rules, std::size_t threads)
      : pact_(std::move(pact)), rules_(rules), jobs_(kSignatureJobsMax) {
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) {
      threads_.emplace_back([this] { Work(); });
    }
  }
  ~Impl() { Join(); }

  void Take(const ledger::Record& record) {
    if (record.append_index != append_.size()) append_.clear();  // behind a gap
    if (record.append_index != append_.size()) return;
    append_.push_back(record);
    if (append_.size() < record.append_count) return;
    job_.push_back(std::move(append_));
    append_.clear();
    if (job_.size() == kSignaturesOfAJob) Submit();
  }

  std::uint64_t Finish(Findings& findings) {
    if (!job_.empty()) Submit();
    Join();
    std::sort(found_.begin(), found_.end(), [](const Finding& one, const Finding& other) {
      return one.position < other.position;
    });
    for (Finding& finding : found_) findings.Add(std::move(finding));
    found_.clear();
    return checked_;
  }

 private:
  void Submit() {
    checked_ += job_.size();
    jobs_.PushBefore(std::move(job_), Deadline::max());
    job_.clear();
  }
  void Join() {
    jobs_.Close();
    for (Thread& thread : threads_) thread.Join();
    threads_.clear();
  }
  void Work() {
    while (const auto job = jobs_.Pop()) {
      for (const Append& append : *job) {
        auto finding = CheckSignature(pact_, rules_, append);
        if (!finding) continue;
        const std::lock_guard lock(mutex_);
        found_.push_back(std::move(*finding));
      }
    }
  }

  const std::string pact_;
  const access::AccessRules& rules_;
  Append append_;            // that is being gathered
  std::vector<Append> job_;  // that is being gathered
  std::uint64_t checked_ = 0;
  BoundedQueue<std::vector<Append>> jobs_;
  std::mutex mutex_;
  std::vector<Finding> found_;   // guarded by mutex_
  std::vector<Thread> threads_;  // last: they use the others
};

SignatureCheck::SignatureCheck(std::string pact, const access::AccessRules& rules,
                               std::size_t threads)
    : impl_(std::make_unique<Impl>(std::move(pact), rules, threads)) {}
SignatureCheck::~SignatureCheck() = default;

void SignatureCheck::Take(const ledger::Record& record) { impl_->Take(record); }
std::uint64_t SignatureCheck::Finish(Findings& findings) { return impl_->Finish(findings); }

}  // namespace paktum::audit
