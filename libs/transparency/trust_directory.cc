#include "libs/transparency/trust_directory.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "libs/base/check.h"
#include "libs/base/secret_file.h"

namespace paktum::transparency {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyFileBytesMax = std::size_t{16} * 1024;
constexpr std::string_view kSuffix = ".pub";

Result<std::vector<VerifierKey>> ReadKeys(const std::string& path, KeyType type) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path, kKeyFileBytesMax));
  std::vector<VerifierKey> keys;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    auto key = VerifierKey::Parse(line);
    if (!key.ok()) {
      return InvalidArgument(key.status().reason(), path + ": " + key.status().message());
    }
    if (key->type() != type) {
      return InvalidArgument("key.unknown_type", path + " holds a key of another use");
    }
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return InvalidArgument("file.malformed", path + " holds no key");
  return keys;
}

}  // namespace

std::string OriginOf(std::string_view log_name, std::string_view pact) {
  return std::string(log_name) + "/" + std::string(pact);
}

Result<TrustDirectory> TrustDirectory::Read(const std::string& directory) {
  TrustDirectory trust;
  std::error_code error;
  const fs::path own = fs::path(directory) / "checkpoint.pub";
  const bool is_log = fs::exists(own, error);
  const fs::path log = is_log ? own : fs::path(directory) / "servers/event_log.checkpoint.pub";
  PAKTUM_ASSIGN_OR_RETURN(trust.log_keys, ReadKeys(log.string(), KeyType::kNote));
  const fs::path witnesses = fs::path(directory) / "witnesses";
  for (fs::directory_iterator entry(witnesses, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (!name.ends_with(kSuffix)) continue;
    name.resize(name.size() - kSuffix.size());
    PAKTUM_ASSIGN_OR_RETURN(auto keys, ReadKeys(entry->path().string(), KeyType::kCosignature));
    trust.witnesses.push_back({std::move(name), std::move(keys)});
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return Unavailable("file.unreadable", witnesses.string() + ": " + error.message());
  }
  std::sort(trust.witnesses.begin(), trust.witnesses.end(),
            [](const NamedWitness& a, const NamedWitness& b) { return a.name < b.name; });
  return trust;
}

std::vector<VerifierKey> TrustDirectory::LogKeysOf(std::string_view pact) const {
  std::vector<VerifierKey> keys;
  for (const VerifierKey& key : log_keys) {
    auto named = VerifierKey::Create(OriginOf(key.name(), pact), key.type(), key.public_key());
    if (named.ok()) keys.push_back(std::move(*named));
  }
  return keys;
}

// Several keys of one witness are a group of which any counts, so that no witness counts twice.
std::string TrustDirectory::PolicyText(std::string_view pact) const {
  std::string text;
  for (const VerifierKey& key : LogKeysOf(pact)) text += "log " + key.Text() + "\n";
  std::string members;
  for (const NamedWitness& witness : witnesses) {
    const bool one = witness.keys.size() == 1;
    std::string names;
    for (std::size_t i = 0; i < witness.keys.size(); ++i) {
      const std::string name = witness.name + (one ? "" : "." + std::to_string(i + 1));
      text += "witness " + name + " " + witness.keys[i].Text() + "\n";
      names += " " + name;
    }
    if (!one) text += "group " + witness.name + " any" + names + "\n";
    members += " " + witness.name;
  }
  if (witnesses.empty()) return text + "quorum none\n";
  const std::size_t needed = witnesses.size() / 2 + 1;
  return text + "group most-witnesses " + std::to_string(needed) + members +
         "\nquorum most-witnesses\n";
}

Result<Policy> TrustDirectory::PolicyOf(std::string_view pact) const {
  return Policy::Parse(PolicyText(pact));
}

}  // namespace paktum::transparency
