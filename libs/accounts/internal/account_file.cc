#include "libs/accounts/internal/account_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <charconv>
#include <vector>

#include "libs/accounts/internal/secrets.h"
#include "libs/base/secret_file.h"

namespace paktum::accounts::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead = "paktum.accounts.v1";
constexpr std::size_t kFileBytesMax = std::size_t{8} * 1024 * 1024;
constexpr std::string_view kNone = "-";

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

template <typename Set, typename Name>
std::string Joined(const Set& set, Name name) {
  std::string text;
  for (const auto& item : set) text.append(text.empty() ? "" : ",").append(name(item));
  return text.empty() ? std::string(kNone) : text;
}

std::optional<Instant> ParseMs(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Instant(value);
}

std::string AccountLine(const KeptAccount& kept) {
  const Account& account = kept.account;
  std::string password(kNone);
  if (!kept.password.empty()) {
    password = (account.must_change_password ? "given:" : "own:") + kept.password;
  }
  return "account " + account.id.ToString() + " " + account.login + " " +
         (account.disabled ? "disabled" : "active") + " " + password + " " +
         std::to_string(account.created_at.unix_ms()) + " " + Joined(account.grants, GrantText);
}

std::string TokenLine(const KeptToken& kept) {
  const Token& token = kept.token;
  return "token " + token.id.ToString() + " " + token.account.ToString() + " " + token.label + " " +
         Joined(token.scopes, ScopeName) + " " + std::to_string(token.created_at.unix_ms()) + " " +
         std::to_string(token.expires_at.unix_ms()) + " " + kept.hash;
}

bool ReadAccount(const std::vector<std::string_view>& parts, Book& book) {
  if (parts.size() != 7) return false;
  KeptAccount kept;
  const auto id = Uuid::Parse(parts[1]);
  const auto created = ParseMs(parts[5]);
  if (!id || !created || (parts[3] != "active" && parts[3] != "disabled")) return false;
  kept.account.id = *id;
  kept.account.login = parts[2];
  kept.account.disabled = parts[3] == "disabled";
  kept.account.created_at = *created;
  if (parts[4] != kNone) {
    const std::size_t colon = parts[4].find(':');
    const std::string_view kind = parts[4].substr(0, colon);
    if (colon == std::string_view::npos || (kind != "own" && kind != "given")) return false;
    kept.password = parts[4].substr(colon + 1);
    kept.account.has_password = true;
    kept.account.must_change_password = kind == "given";
  }
  if (parts[6] != kNone) {
    for (const std::string_view text : Split(parts[6], ',')) {
      const auto grant = ParseGrant(text);
      if (!grant.ok()) return false;
      kept.account.grants.insert(*grant);
    }
  }
  book.Put(std::move(kept));
  return true;
}

bool ReadToken(const std::vector<std::string_view>& parts, Book& book) {
  if (parts.size() != 8) return false;
  KeptToken kept;
  const auto id = Uuid::Parse(parts[1]);
  const auto account = Uuid::Parse(parts[2]);
  const auto created = ParseMs(parts[5]);
  const auto expires = ParseMs(parts[6]);
  if (!id || !account || !created || !expires) return false;
  for (const std::string_view text : Split(parts[4], ',')) {
    const auto scope = ParseScope(text);
    if (!scope) return false;
    kept.token.scopes.insert(*scope);
  }
  kept.token.id = *id;
  kept.token.account = *account;
  kept.token.label = parts[3];
  kept.token.created_at = *created;
  kept.token.expires_at = *expires;
  kept.hash = parts[7];
  book.Put(std::move(kept));
  return true;
}

Status Damaged(const std::string& what) { return DataLoss("accounts.damaged", what); }

Status NotWritten(const fs::path& path) {
  return Unavailable("accounts.not_written", path.string() + ": " + ErrnoText());
}

Status WriteSynced(const fs::path& path, std::string_view text) {
  ::unlink(path.c_str());  // what a crash left, with whatever mode
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return NotWritten(path);
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0) return NotWritten(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file.get()) == 0 ? OkStatus() : NotWritten(path);
}

}  // namespace

void Book::Put(KeptAccount account) {
  const Uuid id = account.account.id;
  by_login[account.account.login] = id;
  accounts[id] = std::move(account);
}

void Book::Put(KeptToken token) {
  const Uuid id = token.token.id;
  by_hash[token.hash] = id;
  tokens[id] = std::move(token);
}

void Book::RemoveToken(const Uuid& id) {
  const auto found = tokens.find(id);
  if (found == tokens.end()) return;
  by_hash.erase(found->second.hash);
  tokens.erase(found);
}

void Book::RemoveAccount(const Uuid& id) {
  const auto found = accounts.find(id);
  if (found == accounts.end()) return;
  std::vector<Uuid> own;
  for (const auto& [token, kept] : tokens) {
    if (kept.token.account == id) own.push_back(token);
  }
  for (const Uuid& token : own) RemoveToken(token);
  by_login.erase(found->second.account.login);
  accounts.erase(found);
}

std::string BookText(const Book& book) {
  std::string text(kHead);
  text += '\n';
  for (const auto& [id, account] : book.accounts) text += AccountLine(account) + "\n";
  for (const auto& [id, token] : book.tokens) text += TokenLine(token) + "\n";
  return text + "check " + HashOf(text) + "\n";
}

Result<Book> ParseBook(std::string_view text) {
  const std::size_t check = text.rfind("check ");
  if (!text.starts_with(kHead) || check == text.npos || check == 0 || text[check - 1] != '\n' ||
      text.substr(check) != "check " + HashOf(text.substr(0, check)) + "\n") {
    return Damaged("the file of the accounts is not what was written");
  }
  Book book;
  std::vector<std::string_view> lines = Split(text.substr(0, check - 1), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> parts = Split(lines[i], ' ');
    const bool read = parts[0] == "account" ? ReadAccount(parts, book)
                      : parts[0] == "token" ? ReadToken(parts, book)
                                            : false;
    if (!read) return Damaged("line " + std::to_string(i + 1) + " of the accounts is unreadable");
  }
  return book;
}

Result<std::unique_ptr<AccountFile>> AccountFile::Open(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (error) {
    return Unavailable("accounts.cannot_open", directory.string() + ": " + error.message());
  }
  const fs::path lock = directory / "lock";
  const int fd = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Unavailable("accounts.cannot_open", lock.string() + ": " + ErrnoText());
  std::unique_ptr<AccountFile> file(new AccountFile(directory, fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return Refused("accounts.in_use",
                   directory.string() + " is open in another process: that office runs");
  }
  return file;
}

Result<Book> AccountFile::Read() const {
  const Result<std::string> text = ReadSecretFile(Path().string(), kFileBytesMax);
  if (text.ok()) return ParseBook(*text);
  const Status& status = text.status();
  if (status.code() == StatusCode::kNotFound) return Book();
  if (status.code() == StatusCode::kPermissionDenied) {
    return PermissionDenied("accounts.too_open", status.message());
  }
  if (status.code() == StatusCode::kInvalidArgument) return Damaged(status.message());
  return Unavailable("accounts.cannot_open", status.message());
}

Status AccountFile::Write(const Book& book) const {
  const fs::path path = Path();
  const fs::path fresh = directory_ / "accounts.new";
  PAKTUM_RETURN_IF_ERROR(WriteSynced(fresh, BookText(book)));
  if (::rename(fresh.c_str(), path.c_str()) != 0) return NotWritten(path);
  const Descriptor opened(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return NotWritten(directory_);
  return OkStatus();
}

}  // namespace paktum::accounts::internal
