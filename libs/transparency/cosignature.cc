#include "libs/transparency/cosignature.h"

#include <algorithm>

#include "libs/base/check.h"

namespace paktum::transparency {
namespace {

constexpr std::size_t kTimeBytes = 8;

}  // namespace

std::string CosignedMessage(std::string_view checkpoint_text, std::uint64_t time_s) {
  std::string message = "cosignature/v1\ntime " + std::to_string(time_s) + "\n";
  message += checkpoint_text;
  return message;
}

NoteSignature Cosign(std::string_view checkpoint_text, const SigningKey& key,
                     std::uint64_t time_s) {
  PAKTUM_CHECK(key.verifier().type() == KeyType::kCosignature);
  PAKTUM_CHECK(time_s <= kCosignatureTimeMax);
  NoteSignature signature{key.verifier().name(), key.verifier().id(), {}};
  for (std::size_t i = kTimeBytes; i-- > 0;) {
    signature.bytes += static_cast<char>(time_s >> (8 * i));
  }
  const SignatureBytes bytes = key.Sign(CosignedMessage(checkpoint_text, time_s));
  signature.bytes.append(bytes.begin(), bytes.end());
  return signature;
}

std::optional<std::uint64_t> VerifyCosignature(std::string_view checkpoint_text,
                                               const NoteSignature& signature,
                                               const VerifierKey& key) {
  PAKTUM_CHECK(key.type() == KeyType::kCosignature);
  if (signature.name != key.name() || signature.key_id != key.id()) return std::nullopt;
  if (signature.bytes.size() != kTimeBytes + kSignatureBytes) return std::nullopt;
  std::uint64_t time_s = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    time_s = time_s << 8U | static_cast<unsigned char>(signature.bytes[i]);
  }
  if (time_s > kCosignatureTimeMax) return std::nullopt;
  SignatureBytes bytes;
  std::copy_n(signature.bytes.begin() + kTimeBytes, bytes.size(), bytes.begin());
  if (!key.Verifies(CosignedMessage(checkpoint_text, time_s), bytes)) return std::nullopt;
  return time_s;
}

}  // namespace paktum::transparency
