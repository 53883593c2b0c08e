#pragma once
// The file that keeps the accounts: lines of text, their hash at the end.
//
//   paktum.accounts.v1
//   account ID LOGIN STATE PASSWORD CREATED_AT_MS GRANTS
//   token ID ACCOUNT LABEL SCOPES CREATED_AT_MS EXPIRES_AT_MS HASH
//   check HASH
//
// STATE: active or disabled. PASSWORD: "-", "own:ARGON2ID" or "given:ARGON2ID" (to be changed).
// GRANTS, SCOPES: names joined by commas, or "-". HASH of `check`: HashOf all lines above.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libs/accounts/account.h"
#include "libs/base/descriptor.h"
#include "libs/base/result.h"

namespace paktum::accounts::internal {

struct KeptAccount {
  Account account;
  std::string password;  // argon2id text; empty = none
};

struct KeptToken {
  Token token;
  std::string hash;
};

// All that is kept.
struct Book {
  std::map<Uuid, KeptAccount> accounts;
  std::map<Uuid, KeptToken> tokens;
  std::map<std::string, Uuid, std::less<>> by_login;
  std::unordered_map<std::string, Uuid> by_hash;  // tokens

  void Put(KeptAccount account);
  void Put(KeptToken token);
  void RemoveToken(const Uuid& id);
  // With its tokens.
  void RemoveAccount(const Uuid& id);
};

std::string BookText(const Book& book);
// Errors: kDataLoss "accounts.damaged".
Result<Book> ParseBook(std::string_view text);

// The directory of the file, locked for this process.
class AccountFile {
 public:
  // Errors: as Accounts::Open.
  static Result<std::unique_ptr<AccountFile>> Open(const std::filesystem::path& directory);

  // An empty book when there is no file yet. Errors: as Accounts::Open.
  [[nodiscard]] Result<Book> Read() const;
  // Errors: kUnavailable "accounts.not_written": the file is the old or the new one.
  [[nodiscard]] Status Write(const Book& book) const;

 private:
  AccountFile(std::filesystem::path directory, int lock)
      : directory_(std::move(directory)), lock_(lock) {}
  [[nodiscard]] std::filesystem::path Path() const { return directory_ / "accounts"; }

  const std::filesystem::path directory_;
  const Descriptor lock_;
};

}  // namespace paktum::accounts::internal
