#include "services/paktum/token_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <sstream>

#include "libs/base/descriptor.h"
#include "libs/base/secret_file.h"

namespace paktum::cli {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;

Status Malformed(const std::string& path) {
  return InvalidArgument("tokens.malformed",
                         path + " is not lines of OFFICE TOKEN, or one line TOKEN");
}

Result<std::map<std::string, std::string>> ReadLines(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string text, ReadSecretFile(path, kFileBytesMax));
  std::map<std::string, std::string> tokens;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const std::size_t space = line.find(' ');
    const bool named = space != line.npos;
    const std::string token = named ? line.substr(space + 1) : line;
    if (token.empty() || token.find_first_of(" \t\r") != token.npos) return Malformed(path);
    if (!tokens.emplace(named ? line.substr(0, space) : "", token).second) return Malformed(path);
  }
  return tokens;
}

}  // namespace

Result<TokenFile> TokenFile::Read(const std::string& path) {
  TokenFile file;
  if (path.empty()) return file;
  PAKTUM_ASSIGN_OR_RETURN(file.by_office_, ReadLines(path));
  if (file.by_office_.empty()) return Malformed(path);
  return file;
}

void TokenFile::AddTo(http::Headers& headers, const std::string& office) const {
  auto token = by_office_.find(office);
  if (token == by_office_.end()) token = by_office_.find("");
  if (token != by_office_.end()) headers.Add("Authorization", "Bearer " + token->second);
}

Status PutToken(const std::string& path, const std::string& office, const std::string& token) {
  auto lines = ReadLines(path);
  if (!lines.ok() && lines.status().code() != StatusCode::kNotFound) return lines.status();
  std::map<std::string, std::string> tokens;
  if (lines.ok()) tokens = *std::move(lines);
  tokens[office] = token;
  std::string text;
  for (const auto& [name, value] : tokens) text += name + (name.empty() ? "" : " ") + value + "\n";
  const std::string fresh = path + ".new";
  std::remove(fresh.c_str());
  const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const bool written =
      file.get() >= 0 &&
      ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.get()) == 0 && std::rename(fresh.c_str(), path.c_str()) == 0;
  if (written) return OkStatus();
  return Unavailable("tokens.not_written", path + ": " + ErrnoText());
}

}  // namespace paktum::cli
