#include "services/audit/bundle_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/hex.h"
#include "services/audit/bundle_figures.h"
#include "services/audit/internal/manifest_check.h"
#include "services/audit/internal/part_check.h"

namespace paktum::audit {
namespace {

using inspection::v1::BundleAbout;

class BundleCheck {
 public:
  BundleCheck(const Bundle& bundle, const BundleInput& input) : bundle_(bundle), input_(input) {}

  Result<LedgerReport> Run(const OnProgress& progress);

 private:
  Status LoadKeys();
  Status LoadCheckpoints();
  Result<LedgerReport> CheckContent(const OnProgress& progress);
  void CheckAbout();
  void Differs(const char* field, std::string expected, std::string found) {
    report_.findings.Add({"bundle.about_differs", field, 0, std::move(expected), std::move(found)});
  }

  const Bundle& bundle_;
  const BundleInput& input_;
  std::optional<transparency::Policy> own_policy_;
  std::shared_ptr<const access::AccessRules> own_members_;
  VerifyInput verify_;
  bool keys_of_bundle_ = false;
  Findings early_;  // of manifest and keys
  LedgerReport report_;
};

// Keys from elsewhere, or those of the bundle.
Status BundleCheck::LoadKeys() {
  verify_.policy = input_.policy;
  verify_.members = input_.members;
  if (verify_.policy == nullptr) {
    if (const auto text = bundle_.ReadFile(kPolicyFile); text.ok()) {
      auto policy = transparency::Policy::Parse(*text);
      if (policy.ok()) {
        own_policy_ = std::move(*policy);
        verify_.policy = &*own_policy_;
        keys_of_bundle_ = true;
      } else {
        early_.Add({"bundle.policy_malformed", kPolicyFile, 0, "", policy.status().message()});
      }
    }
  }
  if (verify_.members == nullptr) {
    if (const auto text = bundle_.ReadFile(kMembersFile); text.ok()) {
      auto members = access::AccessRules::Parse(*text, kMembersFile);
      if (members.ok()) {
        own_members_ = std::move(*members);
        verify_.members = own_members_.get();
        keys_of_bundle_ = true;
      } else {
        early_.Add({"bundle.members_malformed", kMembersFile, 0, "", members.status().message()});
      }
    }
  }
  return OkStatus();
}

// Those kept elsewhere and the older ones of the bundle. One without a checkpoint proves nothing.
Status BundleCheck::LoadCheckpoints() {
  const auto own = bundle_.ReadFile(kCheckpointFile);
  const bool told = std::any_of(early_.list().begin(), early_.list().end(), [](const Finding& f) {
    return f.code == "bundle.file_missing" && f.where == kCheckpointFile;
  });
  if (own.status().code() == StatusCode::kNotFound && !told) {
    early_.Add({"bundle.file_missing", kCheckpointFile, 0, "", ""});
  }
  verify_.checkpoints = input_.checkpoints;
  PAKTUM_ASSIGN_OR_RETURN(const auto paths, bundle_.ListFiles(kCheckpointsDirectory));
  for (const std::string& path : paths) {
    PAKTUM_ASSIGN_OR_RETURN(auto note, bundle_.ReadFile(path));
    verify_.checkpoints.push_back({path, std::move(note)});
  }
  return OkStatus();
}

Result<LedgerReport> BundleCheck::CheckContent(const OnProgress& progress) {
  if (bundle_.about().scope() != inspection::v1::BUNDLE_SCOPE_LEDGER) {
    return CheckPart(bundle_, verify_, progress);
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenBundleSource(bundle_.directory()));
  PAKTUM_ASSIGN_OR_RETURN(LedgerReport report, VerifyLedger(*source, verify_, progress));
  // Of records that are not those of the ledger no figures are to be had.
  if (report.findings.empty() && early_.empty()) {
    PAKTUM_RETURN_IF_ERROR(
        CheckFigures(bundle_, *source, report.has_reports, progress, report.findings));
  }
  return report;
}

void BundleCheck::CheckAbout() {
  const BundleAbout& about = bundle_.about();
  const std::string root = ToHex(transparency::View(report_.root));
  if (about.tree_root() != root) Differs("tree_root", root, about.tree_root());
  const auto own = std::find_if(report_.checkpoints.begin(), report_.checkpoints.end(),
                                [](const CheckpointWords& words) { return words.is_own; });
  if (own == report_.checkpoints.end()) return;
  if (own->size != about.tree_size()) {
    Differs("tree_size", std::to_string(own->size), std::to_string(about.tree_size()));
  }
}

Result<LedgerReport> BundleCheck::Run(const OnProgress& progress) {
  PAKTUM_RETURN_IF_ERROR(CheckManifest(bundle_, early_));
  PAKTUM_RETURN_IF_ERROR(LoadKeys());
  PAKTUM_RETURN_IF_ERROR(LoadCheckpoints());
  PAKTUM_ASSIGN_OR_RETURN(report_, CheckContent(progress));
  CheckAbout();
  if (keys_of_bundle_) report_.unchecked.push_back(Unchecked::kKeysOfBundle);
  Findings all = std::move(early_);
  all.Merge(report_.findings);
  report_.findings = std::move(all);
  return std::move(report_);
}

}  // namespace

Result<LedgerReport> CheckBundle(const Bundle& bundle, const BundleInput& input,
                                 const OnProgress& progress) {
  return BundleCheck(bundle, input).Run(progress);
}

}  // namespace paktum::audit
