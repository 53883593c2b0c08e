#include "libs/transparency/keys.h"

#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/base/secret_file.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

static_assert(kPublicKeyBytes == crypto_sign_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_BYTES);

constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr std::size_t kIdDigits = 8;
constexpr std::size_t kKeyFileBytesMax = 1024;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void WipeText(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

std::uint32_t IdOf(std::string_view name, KeyType type, const PublicKey& key) {
  std::string message(name);
  message += '\n';
  message += static_cast<char>(type);
  message.append(key.begin(), key.end());
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), Bytes(message), message.size());
  return static_cast<std::uint32_t>(hash[0]) << 24U | static_cast<std::uint32_t>(hash[1]) << 16U |
         static_cast<std::uint32_t>(hash[2]) << 8U | hash[3];
}

std::string IdText(std::uint32_t id) {
  std::string bytes;
  for (unsigned i = 4; i-- > 0;) bytes += static_cast<char>(id >> (8 * i));
  return ToHex(bytes);
}

Status Malformed(std::string_view what) {
  return InvalidArgument("key.malformed", "not a key: " + std::string(what));
}

// "<name>+<id>+<base64 of type and 32 bytes>": the parts of public and secret keys' texts.
struct KeyText {
  std::string name;
  std::string id;
  KeyType type = KeyType::kNote;
  std::string bytes;  // 32, maybe secret
};

Result<KeyText> SplitKeyText(std::string_view text) {
  const std::size_t name_end = text.find('+');
  if (name_end == std::string_view::npos) return Malformed("it has no '+'");
  KeyText parts;
  parts.name = text.substr(0, name_end);
  if (!IsKeyName(parts.name)) return Malformed("it does not begin with a key's name");
  text.remove_prefix(name_end + 1);
  if (text.size() <= kIdDigits || text[kIdDigits] != '+') {
    return Malformed("8 digits and '+' must follow the name");
  }
  parts.id = text.substr(0, kIdDigits);
  std::optional<std::string> bytes = FromBase64(text.substr(kIdDigits + 1));
  if (!bytes || bytes->empty()) return Malformed("its end is not base 64");
  const auto type = static_cast<unsigned char>((*bytes)[0]);
  const bool known = type == static_cast<unsigned char>(KeyType::kNote) ||
                     type == static_cast<unsigned char>(KeyType::kCosignature);
  if (known) {
    parts.type = static_cast<KeyType>(type);
    parts.bytes = bytes->substr(1);
  }
  WipeText(*bytes);
  if (!known) {
    return InvalidArgument("key.unknown_type",
                           "the key is of type " + std::to_string(type) + ", not 1 or 4");
  }
  if (parts.bytes.size() == kPublicKeyBytes) return parts;
  WipeText(parts.bytes);
  return Malformed("an Ed25519 key has 32 bytes");
}

}  // namespace

bool IsKeyName(std::string_view text) {
  if (text.empty() || text.size() > kKeyNameBytesMax) return false;
  while (!text.empty()) {
    const std::optional<char32_t> code = internal::TakeCodePoint(text);
    if (!code || *code < 0x20 || *code == '+' || internal::IsUnicodeSpace(*code)) return false;
  }
  return true;
}

Result<VerifierKey> VerifierKey::Parse(std::string_view vkey) {
  PAKTUM_ASSIGN_OR_RETURN(const KeyText parts, SplitKeyText(vkey));
  PublicKey bytes;
  std::copy(parts.bytes.begin(), parts.bytes.end(), bytes.begin());
  PAKTUM_ASSIGN_OR_RETURN(VerifierKey key, Create(parts.name, parts.type, bytes));
  if (key.Text() != vkey) return Malformed("its id is not that of name and key");
  return key;
}

Result<VerifierKey> VerifierKey::Create(std::string_view name, KeyType type, const PublicKey& key) {
  if (!IsKeyName(name)) {
    return InvalidArgument("key.name",
                           "a key's name has 1 to 255 bytes of UTF-8, no spaces, no '+'");
  }
  VerifierKey made;
  made.name_ = name;
  made.type_ = type;
  made.id_ = IdOf(name, type, key);
  made.key_ = key;
  return made;
}

std::string VerifierKey::Text() const {
  std::string bytes(1, static_cast<char>(type_));
  bytes.append(key_.begin(), key_.end());
  return name_ + "+" + IdText(id_) + "+" + ToBase64(bytes);
}

bool VerifierKey::Verifies(std::string_view message, const SignatureBytes& signature) const {
  return crypto_sign_verify_detached(signature.data(), Bytes(message), message.size(),
                                     key_.data()) == 0;
}

void SigningKey::Wipe::operator()(Secret* secret) const {
  sodium_munlock(secret->data(), secret->size());  // wipes, also where locking had failed
  sodium_memzero(secret->data(), secret->size());
  delete secret;
}

SigningKey::SigningKey(VerifierKey verifier, std::unique_ptr<Secret, Wipe> secret)
    : verifier_(std::move(verifier)), secret_(std::move(secret)) {}

Result<SigningKey> SigningKey::FromSeed(std::string_view name, KeyType type,
                                        const std::uint8_t* seed) {
  static_assert(kSeedBytes == crypto_sign_SEEDBYTES && kSecretBytes == crypto_sign_SECRETKEYBYTES);
  PAKTUM_CHECK(sodium_init() >= 0);
  std::unique_ptr<Secret, Wipe> secret(new Secret());
  sodium_mlock(secret->data(), secret->size());  // where the limits forbid it it may be swapped out
  PublicKey key;
  PAKTUM_CHECK(crypto_sign_seed_keypair(key.data(), secret->data(), seed) == 0);
  PAKTUM_ASSIGN_OR_RETURN(VerifierKey verifier, VerifierKey::Create(name, type, key));
  return SigningKey(std::move(verifier), std::move(secret));
}

Result<SigningKey> SigningKey::Generate(std::string_view name, KeyType type) {
  PAKTUM_CHECK(sodium_init() >= 0);
  std::array<std::uint8_t, kSeedBytes> seed{};
  randombytes_buf(seed.data(), seed.size());
  Result<SigningKey> key = FromSeed(name, type, seed.data());
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<SigningKey> SigningKey::Parse(std::string_view text) {
  if (!text.starts_with(kSecretPrefix)) return Malformed("a secret key begins with PRIVATE+KEY+");
  PAKTUM_ASSIGN_OR_RETURN(KeyText parts, SplitKeyText(text.substr(kSecretPrefix.size())));
  Result<SigningKey> key = FromSeed(parts.name, parts.type, Bytes(parts.bytes));
  WipeText(parts.bytes);
  if (key.ok() && IdText(key->verifier().id()) != parts.id) {
    return Malformed("its id is not that of name and key");
  }
  return key;
}

std::string SigningKey::SecretText() const {
  PAKTUM_CHECK(secret_ != nullptr);  // moved from
  std::string bytes(1, static_cast<char>(verifier_.type()));
  bytes.append(secret_->begin(), secret_->begin() + kSeedBytes);
  std::string encoded = ToBase64(bytes);
  std::string text(kSecretPrefix);
  // Room for all of it at once: growing would leave copies behind.
  text.reserve(text.size() + verifier_.name().size() + kIdDigits + encoded.size() + 2);
  text.append(verifier_.name()).append("+").append(IdText(verifier_.id())).append("+");
  text.append(encoded);
  WipeText(bytes);
  WipeText(encoded);
  return text;
}

Result<SigningKey> SigningKey::Named(std::string_view name) const {
  PAKTUM_CHECK(secret_ != nullptr);                          // moved from
  return FromSeed(name, verifier_.type(), secret_->data());  // the seed comes first
}

SignatureBytes SigningKey::Sign(std::string_view message) const {
  PAKTUM_CHECK(secret_ != nullptr);  // moved from
  SignatureBytes signature;
  PAKTUM_CHECK(crypto_sign_detached(signature.data(), nullptr, Bytes(message), message.size(),
                                    secret_->data()) == 0);
  return signature;
}

Result<SigningKey> LoadSigningKeyFile(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path, kKeyFileBytesMax));
  Result<SigningKey> key = Malformed("the file is not one line");
  if (text.ends_with('\n'))
    key = SigningKey::Parse(std::string_view(text).substr(0, text.size() - 1));
  WipeText(text);
  if (key.ok()) return key;
  return InvalidArgument(key.status().reason(), path + ": " + key.status().message());
}

Result<SigningKey> CreateSigningKeyFile(const std::string& path, std::string_view name,
                                        KeyType type) {
  PAKTUM_ASSIGN_OR_RETURN(SigningKey key, SigningKey::Generate(name, type));
  std::string secret = key.SecretText();
  std::string line;
  line.reserve(secret.size() + 1);
  line.append(secret).append("\n");
  const Status status = WriteNewFile(path, line, 0600);
  WipeText(secret);
  WipeText(line);
  PAKTUM_RETURN_IF_ERROR(status);
  return key;
}

}  // namespace paktum::transparency
