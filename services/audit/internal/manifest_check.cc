#include "services/audit/internal/manifest_check.h"

#include "services/audit/internal/sha256.h"

namespace paktum::audit {

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
    if (path != kManifestFile && !manifest->contains(path)) {
      findings.Add({"bundle.file_foreign", path, 0, "", ""});
    }
  }
  return OkStatus();
}

}  // namespace paktum::audit
