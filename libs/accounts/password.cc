#include "libs/accounts/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <set>

#include "libs/accounts/internal/secrets.h"
#include "libs/base/check.h"

namespace paktum::accounts {
namespace {

constexpr std::size_t kDifferentCharactersMin = 5;

// Long enough to pass, and among the first that are tried.
constexpr std::array<std::string_view, 24> kCommon{
    "password1234",  "password12345",  "passwordpassword", "123456789012", "1234567890123",
    "qwertyuiop12",  "qwertyuiopas",   "qwertzuiop12",     "qwertzuiopas", "adminadminadmin",
    "administrator", "administrator1", "letmeinletmein",   "iloveyou1234", "welcome12345",
    "jelszo123456",  "jelszojelszo",   "jelszó123456",     "jelszójelszó", "titkosjelszo",
    "titkosjelszó",  "magyarorszag",   "magyarország",     "tiszakecske12"};

// ASCII letters small; other characters as they are.
std::string Small(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

// The characters of UTF-8 text; nothing when it is none.
std::optional<std::size_t> CharactersOf(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80U                     ? 1
                               : lead >= 0xC2U && lead <= 0xDFU ? 2
                               : lead >= 0xE0U && lead <= 0xEFU ? 3
                               : lead >= 0xF0U && lead <= 0xF4U ? 4
                                                                : 0;
    if (length == 0 || at + length > text.size()) return std::nullopt;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return std::nullopt;
    }
    at += length;
  }
  return characters;
}

Status TooCommon() {
  return InvalidArgument("password.too_common", "this password is among the first to be tried");
}

}  // namespace

Status CheckNewPassword(std::string_view password, std::string_view login) {
  if (password.size() > kPasswordBytesMax) {
    return InvalidArgument("password.too_long",
                           "a password is at most " + std::to_string(kPasswordBytesMax) + " bytes");
  }
  const std::optional<std::size_t> characters = CharactersOf(password);
  if (!characters || password.find('\0') != password.npos) {
    return InvalidArgument("password.not_utf8", "the password is not UTF-8 text");
  }
  if (*characters < kPasswordCharactersMin) {
    return InvalidArgument(
        "password.too_short",
        "a password is at least " + std::to_string(kPasswordCharactersMin) + " characters");
  }
  const std::string small = Small(password);
  const bool common = std::find(kCommon.begin(), kCommon.end(), small) != kCommon.end();
  const std::set<char> different(small.begin(), small.end());
  const bool named = !login.empty() && small.find(login) != small.npos;
  if (common || named || different.size() < kDifferentCharactersMin) return TooCommon();
  return OkStatus();
}

std::string RandomPassword() {
  // Without those that are mistaken for one another.
  constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  constexpr int kGroups = 4;
  constexpr int kGroupCharacters = 5;
  PAKTUM_CHECK(sodium_init() >= 0);
  std::string password;
  for (int group = 0; group < kGroups; ++group) {
    if (group > 0) password += '-';
    for (int i = 0; i < kGroupCharacters; ++i) {
      password += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
    }
  }
  return password;
}

// The right to run one hash, for its own life.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.running_ >= kHashesAtOnce && hasher_.waiting_ >= kHashesWaitingMax) return;
    ++hasher_.waiting_;
    taken_ = hasher_.free_.wait_for(lock, std::chrono::milliseconds(kHashPatienceMs),
                                    [this] { return hasher_.running_ < kHashesAtOnce; });
    --hasher_.waiting_;
    if (taken_) ++hasher_.running_;
  }
  ~Turn() {
    if (!taken_) return;
    const std::lock_guard lock(hasher_.mutex_);
    --hasher_.running_;
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] Status status() const {
    if (taken_) return OkStatus();
    return Unavailable("login.busy", "too many passwords are being checked");
  }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) {
  PAKTUM_CHECK(sodium_init() >= 0);
  const Result<std::string> decoy = Hash(internal::NewSecret());
  PAKTUM_CHECK(decoy.ok());
  decoy_ = *decoy;
}

Result<std::string> PasswordHasher::Hash(std::string_view password) {
  const Turn turn(*this);
  PAKTUM_RETURN_IF_ERROR(turn.status());
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int failed =
      crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return Unavailable("login.busy", "no memory for a hash");
  return std::string(text.data());
}

Result<bool> PasswordHasher::Verify(const std::string& kept, std::string_view password) {
  const Turn turn(*this);
  PAKTUM_RETURN_IF_ERROR(turn.status());
  const std::string& against = kept.empty() ? decoy_ : kept;
  const char* const typed = password.empty() ? "" : password.data();  // never a null pointer
  const bool same = crypto_pwhash_str_verify(against.c_str(), typed, password.size()) == 0;
  return same && !kept.empty();
}

bool PasswordHasher::IsWeak(const std::string& kept) const {
  unsigned long long memory_kib = 0;
  unsigned long long passes = 0;
  const int read =
      std::sscanf(kept.c_str(), "$argon2id$v=19$m=%llu,t=%llu,p=1$", &memory_kib, &passes);
  return read != 2 || memory_kib < cost_.memory_bytes / 1024 || passes < cost_.passes;
}

}  // namespace paktum::accounts
