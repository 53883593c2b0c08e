#pragma once
// Bundle: the directory of an inspection bundle, as it is (docs/formats/bundle.md). Reads only;
// believes nothing: CheckBundle (bundle_check.h) checks it.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/tile.h"
#include "paktum/inspection/v1/bundle.pb.h"

namespace paktum::audit {

inline constexpr std::uint32_t kBundleFormat = 1;

// Its files. Beside them lie tile/…, records/NNNNNN, checkpoints/SIZE, proofs/POSITION.tlog-proof,
// evaluations/PERIOD.json and status-reports/PERIOD.json.
inline constexpr const char* kAboutFile = "about.json";
inline constexpr const char* kManifestFile = "SHA256SUMS";
inline constexpr const char* kIndexFile = "index.html";
inline constexpr const char* kCheckpointFile = "checkpoint";
inline constexpr const char* kPolicyFile = "policy";
inline constexpr const char* kPlanFile = "plan.textproto";
inline constexpr const char* kDescriptorsFile = "paktum.descriptors.pb";
inline constexpr const char* kMembersFile = "members.textproto";
inline constexpr const char* kCheckpointsDirectory = "checkpoints";
inline constexpr const char* kRecordsDirectory = "records";
inline constexpr const char* kProofsDirectory = "proofs";
inline constexpr const char* kIndicatorsFile = "indicators.json";
inline constexpr const char* kEvaluationsDirectory = "evaluations";
inline constexpr const char* kStatusReportsDirectory = "status-reports";
inline constexpr std::size_t kBundleFileBytesMax = std::size_t{256} * 1024 * 1024;
inline constexpr std::uint64_t kRecordsOfAFile = 256;

// "records/000001": the index-th file (from 0) of records of a bundle without entry tiles.
std::string RecordsPath(std::uint64_t index);

class Bundle {
 public:
  // Errors: kNotFound "bundle.none"        there is no such directory, or no about.json in it
  //         kInvalidArgument "bundle.malformed"  about.json cannot be read, or is of a newer form
  static Result<Bundle> Open(const std::string& directory);

  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] const inspection::v1::BundleAbout& about() const { return about_; }

  // Errors: kNotFound "bundle.file_missing"; kUnavailable "bundle.unreadable".
  [[nodiscard]] Result<std::string> ReadFile(std::string_view path) const;
  // Paths of all files, in order, "tile/0/000". Links are not followed and listed as files.
  [[nodiscard]] Result<std::vector<std::string>> ListFiles() const;
  // The files of one directory of the bundle, in order; none when there is no such directory.
  [[nodiscard]] Result<std::vector<std::string>> ListFiles(std::string_view below) const;

 private:
  Bundle(std::string directory, inspection::v1::BundleAbout about)
      : directory_(std::move(directory)), about_(std::move(about)) {}
  std::string directory_;
  inspection::v1::BundleAbout about_;
};

// about.json: protobuf JSON, one member a line.
std::string FormatAbout(const inspection::v1::BundleAbout& about);

// SHA256SUMS: "<hexadecimal digest>  <path>" a line, sorted by path; what sha256sum reads.
using Manifest = std::map<std::string, std::string>;  // path → digest
std::string FormatManifest(const Manifest& manifest);
// Errors: kInvalidArgument "bundle.manifest_malformed", also for a path that leaves the bundle.
Result<Manifest> ParseManifest(std::string_view text);

}  // namespace paktum::audit
