#include "services/audit/internal/manifest_check.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "services/audit/internal/sha256.h"

namespace paktum::audit {
namespace {

// Whether bundles of this scope have such a file. Of any other nobody checks what it says.
bool IsFileOfBundles(std::string_view path, inspection::v1::BundleScope scope) {
  constexpr std::array<std::string_view, 8> kFiles{kAboutFile,       kManifestFile, kIndexFile,
                                                   kCheckpointFile,  kPolicyFile,   kPlanFile,
                                                   kDescriptorsFile, kMembersFile};
  if (std::find(kFiles.begin(), kFiles.end(), path) != kFiles.end()) return true;
  const std::string_view top = path.substr(0, path.find('/'));
  if (top.size() == path.size() && path != kIndicatorsFile) return false;
  if (top == "tile" || top == kCheckpointsDirectory) return true;
  const bool whole = scope == inspection::v1::BUNDLE_SCOPE_LEDGER;
  return whole ? path == kIndicatorsFile || top == kEvaluationsDirectory ||
                     top == kStatusReportsDirectory
               : top == kRecordsDirectory || top == kProofsDirectory;
}

}  // namespace

Status CheckManifest(const Bundle& bundle, Findings& findings) {
  const auto text = bundle.ReadFile(kManifestFile);
  if (text.status().code() == StatusCode::kUnavailable) return text.status();
  if (!text.ok()) {
    findings.Add({"bundle.file_missing", kManifestFile, 0, "", ""});
    return OkStatus();
  }
  const auto manifest = ParseManifest(*text);
  if (!manifest.ok()) {
    findings.Add({"bundle.manifest_malformed", kManifestFile, 0, "", manifest.status().message()});
    return OkStatus();
  }
  for (const auto& [path, digest] : *manifest) {
    const auto bytes = bundle.ReadFile(path);
    if (bytes.status().code() == StatusCode::kUnavailable) return bytes.status();
    if (!bytes.ok()) {
      findings.Add({"bundle.file_missing", path, 0, "", ""});
    } else if (const std::string found = Sha256Hex(*bytes); found != digest) {
      findings.Add({"bundle.file_changed", path, 0, digest, found});
    }
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto paths, bundle.ListFiles());
  for (const std::string& path : paths) {
    const bool listed = path == kManifestFile || manifest->contains(path);
    if (!listed || !IsFileOfBundles(path, bundle.about().scope())) {
      findings.Add({"bundle.file_foreign", path, 0, "", ""});
    }
  }
  return OkStatus();
}

}  // namespace paktum::audit
