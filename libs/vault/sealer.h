#pragma once
// Sealer: encrypts what is personal under the data key of its person (docs/formats/sealed.md).
#include <string>
#include <string_view>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"

namespace paktum::vault {

inline constexpr std::size_t kPlaintextBytesMax = std::size_t{48} * 1024;
inline constexpr std::size_t kContentTypeBytesMax = 200;
inline constexpr std::size_t kKeyIdBytes = 16;
inline constexpr std::size_t kNonceBytes = 24;

// A person of a pact: whose key it is.
struct PersonRef {
  std::string pact;
  Uuid person;
  friend auto operator<=>(const PersonRef&, const PersonRef&) = default;
};

// The bytes of a paktum.event.v1.Sealed besides person and content type.
struct SealedPart {
  std::string key_id;      // kKeyIdBytes
  std::string nonce;       // kNonceBytes
  std::string ciphertext;  // with its 16-byte tag
};

class Sealer {
 public:
  virtual ~Sealer() = default;

  // Encrypts `plaintext` under the person's key, which is made with the first call. Person, content
  // type and key id are bound to the result. Thread-safe.
  // Errors: kFailedPrecondition "vault.erased"      the person was erased
  //         kPermissionDenied "vault.not_entitled"  this member does not serve persons
  //         kInvalidArgument "vault.too_large"      over a limit
  //         kUnavailable "vault.…"                  the key cannot be had now; nothing was sealed
  //         kDataLoss "vault.…"                     the key is there and cannot be trusted
  virtual Result<SealedPart> Seal(const PersonRef& person, std::string_view content_type,
                                  std::string_view plaintext, Deadline deadline) = 0;
};

// Of members that hold no key: refuses everything with "vault.not_entitled".
class NoSealer final : public Sealer {
 public:
  Result<SealedPart> Seal(const PersonRef& person, std::string_view content_type,
                          std::string_view plaintext, Deadline deadline) override;
};

}  // namespace paktum::vault
