#include "libs/vault/unseal_directory.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "libs/base/hex.h"
#include "libs/vault/key_file.h"

namespace paktum::vault {
namespace {

namespace fs = std::filesystem;

Status MalformedFile(const fs::path& path) {
  return InvalidArgument("unseal.malformed", path.string() +
                                                 " is not one or more lines of 64 hexadecimal "
                                                 "digits");
}

Result<std::vector<std::string>> ReadPublicKeys(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> keys;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto key = FromHex(line);
    if (!key || key->size() != kPublicKeyBytes || keys.size() == kPublicKeysMax) {
      return MalformedFile(path);
    }
    keys.push_back(*key);
  }
  if (keys.empty()) return MalformedFile(path);
  return keys;
}

// Paths below the directory, in order; none when it is not there.
std::vector<fs::path> FilesIn(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<UnsealKeys> LoadUnsealKeys(const fs::path& directory, const std::string& member) {
  UnsealKeys keys;
  keys.member = member;
  PAKTUM_ASSIGN_OR_RETURN(SecretKey own, LoadKeyFile(directory / "unseal.key"));
  keys.own.push_back(std::move(own));
  for (const fs::path& file : FilesIn(directory)) {
    if (!file.filename().string().starts_with("unseal-") || file.extension() != ".key") continue;
    PAKTUM_ASSIGN_OR_RETURN(SecretKey earlier, LoadKeyFile(file));
    keys.own.push_back(std::move(earlier));
  }
  for (const fs::path& file : FilesIn(directory / "unseal")) {
    if (file.extension() != ".pub") continue;
    PAKTUM_ASSIGN_OR_RETURN(keys.members[file.stem().string()], ReadPublicKeys(file));
  }
  return keys;
}

Result<UnsealKeys> SharedUnsealKeys(const fs::path& directory, const std::string& member,
                                    const std::vector<std::string>& serving) {
  UnsealKeys keys;
  keys.member = member;
  for (const std::string& name : serving) {
    PAKTUM_ASSIGN_OR_RETURN(SecretKey secret,
                            LoadOrCreateKeyFile(directory / (name + ".unseal.key")));
    keys.members[name] = {PublicKeyOf(secret)};
    if (name == member) keys.own.push_back(std::move(secret));
  }
  return keys;
}

}  // namespace paktum::vault
