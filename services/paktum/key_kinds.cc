#include "services/paktum/key_kinds.h"

#include <sodium.h>

#include <array>

#include "libs/access/sign_key.h"
#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/base/secret_file.h"
#include "libs/transparency/keys.h"
#include "libs/wire/curve_directory.h"

namespace paktum::cli {
namespace {

using transparency::KeyType;

constexpr std::size_t kHexKeyDigits = 64;

Result<std::string> NoteKeyText(std::string_view name, KeyType type) {
  PAKTUM_ASSIGN_OR_RETURN(const auto key, transparency::SigningKey::Generate(name, type));
  return key.SecretText() + "\n";
}

Result<std::string> VerifierText(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(const auto key, transparency::LoadSigningKeyFile(path));
  return key.verifier().Text() + "\n";
}

Result<std::string> UnsealPublic(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path, kHexKeyDigits + 1));
  auto secret =
      text.size() == kHexKeyDigits + 1 ? FromHex(text.substr(0, kHexKeyDigits)) : std::nullopt;
  sodium_memzero(text.data(), text.size());
  if (!secret) {
    return InvalidArgument("file.malformed", path + " is not 64 hexadecimal digits and a line end");
  }
  std::array<unsigned char, crypto_scalarmult_BYTES> key{};
  const int made =
      crypto_scalarmult_base(key.data(), reinterpret_cast<const unsigned char*>(secret->data()));
  sodium_memzero(secret->data(), secret->size());
  PAKTUM_CHECK(made == 0);
  return ToHex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
}

}  // namespace

const KeyKind kOwnKeys{"own",
                       [](std::string_view) -> Result<std::string> {
                         return wire::CurveKeyPair::Random().secret_key + "\n";
                       },
                       [](const std::string& path) -> Result<std::string> {
                         PAKTUM_ASSIGN_OR_RETURN(const wire::CurveKeyPair pair,
                                                 wire::ReadCurveKeyFile(path));
                         return pair.public_key + "\n";
                       }};

const KeyKind kSignKeys{
    "sign",
    [](std::string_view) -> Result<std::string> { return access::SignKey::Random().SecretText(); },
    [](const std::string& path) -> Result<std::string> {
      PAKTUM_ASSIGN_OR_RETURN(const auto key, access::SignKey::Load(path));
      return access::TextOf(key.public_key()) + "\n";
    }};

const KeyKind kWitnessKeys{"witness",
                           [](std::string_view program) {
                             return NoteKeyText("paktum/witness/" + std::string(program),
                                                KeyType::kCosignature);
                           },
                           VerifierText};

const KeyKind kUnsealKeys{"unseal",
                          [](std::string_view) -> Result<std::string> {
                            PAKTUM_CHECK(sodium_init() >= 0);
                            std::string secret(crypto_scalarmult_SCALARBYTES, '\0');
                            randombytes_buf(secret.data(), secret.size());
                            std::string text = ToHex(secret) + "\n";
                            sodium_memzero(secret.data(), secret.size());
                            return text;
                          },
                          UnsealPublic};

const KeyKind kCheckpointKeys{
    "checkpoint", [](std::string_view) { return NoteKeyText("paktum/log", KeyType::kNote); },
    VerifierText};

}  // namespace paktum::cli
