#include "services/audit/bundle.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libs/base/hex.h"

namespace paktum::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigestDigits = 64;

// A relative path without empty parts, "." and "..".
bool StaysInside(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/') return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

Status MalformedManifest(std::size_t line) {
  return InvalidArgument("bundle.manifest_malformed",
                         "line " + std::to_string(line) + " of the manifest is malformed");
}

}  // namespace

std::string RecordsPath(std::uint64_t index) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "records/%06llu", static_cast<unsigned long long>(index));
  return name.data();
}

Result<Bundle> Bundle::Open(const std::string& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return NotFound("bundle.none", "there is no directory " + directory);
  }
  Bundle bundle(directory, {});
  const auto text = bundle.ReadFile(kAboutFile);
  if (!text.ok()) return NotFound("bundle.none", "there is no about.json in " + directory);
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(*text, &bundle.about_, options).ok() ||
      bundle.about_.format() != kBundleFormat) {
    return InvalidArgument("bundle.malformed", "about.json is not of a form known here");
  }
  return bundle;
}

Result<std::string> Bundle::ReadFile(std::string_view path) const {
  const fs::path full = fs::path(directory_) / path;
  std::error_code error;
  if (!StaysInside(path) || !fs::is_regular_file(fs::symlink_status(full, error))) {
    return NotFound("bundle.file_missing", std::string(path));
  }
  if (fs::file_size(full, error) > kBundleFileBytesMax || error) {
    return Unavailable("bundle.unreadable", std::string(path) + " is too large");
  }
  std::ifstream file(full, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    return Unavailable("bundle.unreadable", std::string(path) + " cannot be read");
  }
  return bytes;
}

Result<std::vector<std::string>> Bundle::ListFiles() const { return ListFiles(""); }

Result<std::vector<std::string>> Bundle::ListFiles(std::string_view below) const {
  const fs::path root(directory_);
  const fs::path start = below.empty() ? root : root / below;
  std::vector<std::string> paths;
  std::error_code error;
  if (!fs::exists(start, error)) return paths;
  for (fs::recursive_directory_iterator entry(start, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (entry->is_directory(gone) && !entry->is_symlink(gone)) continue;
    paths.push_back(entry->path().lexically_relative(root).generic_string());
  }
  if (error) return Unavailable("bundle.unreadable", error.message());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string FormatAbout(const inspection::v1::BundleAbout& about) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(about, &json, options).ok());
  return json;
}

std::string FormatManifest(const Manifest& manifest) {
  std::string text;
  for (const auto& [path, digest] : manifest) text += digest + "  " + path + "\n";
  return text;
}

Result<Manifest> ParseManifest(std::string_view text) {
  Manifest manifest;
  std::size_t line = 0;
  while (!text.empty()) {
    ++line;
    const std::size_t end = text.find('\n');
    const std::string_view entry = text.substr(0, end);
    const std::string_view digest = entry.substr(0, std::min(entry.size(), kDigestDigits));
    if (end == std::string_view::npos || entry.size() <= kDigestDigits + 2 ||
        entry.substr(kDigestDigits, 2) != "  " || !FromHex(digest)) {
      return MalformedManifest(line);
    }
    const std::string_view path = entry.substr(kDigestDigits + 2);
    if (!StaysInside(path) || !manifest.emplace(path, digest).second) {
      return MalformedManifest(line);
    }
    text.remove_prefix(end + 1);
  }
  return manifest;
}

}  // namespace paktum::audit
