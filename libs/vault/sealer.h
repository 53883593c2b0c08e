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

// Which of a person's data keys: every kind of sealed part has one of its own, so that who may open
// one kind opens nothing else.
struct KeyRef {
  PersonRef person;
  std::string content_type;  // full name of the sealed message, 1 to kContentTypeBytesMax bytes
  friend auto operator<=>(const KeyRef&, const KeyRef&) = default;
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

  // Encrypts `plaintext` under the person's key of this kind, which is made with the first call.
  // Person, content type and key id are bound to the result. Thread-safe.
  // Errors: kFailedPrecondition "vault.erased"      the person was erased
  //         kPermissionDenied "vault.not_entitled"  this member does not serve persons
  //         kPermissionDenied "vault.unseal_not_allowed"  nor may it have keys of this kind
  //         kInvalidArgument "vault.too_large"      over a limit
  //         kUnavailable "vault.…"                  the key cannot be had now; nothing was sealed
  //         kDataLoss "vault.…"                     the key is there and cannot be trusted
  virtual Result<SealedPart> Seal(const PersonRef& person, std::string_view content_type,
                                  std::string_view plaintext, Deadline deadline) = 0;

  // Destroys what this member alone keeps of `person` for ever (IsKeptByMaker, key_store.h): no
  // sealed part of it can be opened any more. OK also when there is no such key; a person with keys
  // of other kinds keeps all of them. Repeating does no harm. Thread-safe.
  // Errors: kUnavailable "vault.…", kDeadlineExceeded: try again
  virtual Status DestroyOwn(const PersonRef& person, Deadline deadline) = 0;
};

// Of members that hold no key: refuses everything with "vault.not_entitled".
class NoSealer final : public Sealer {
 public:
  Result<SealedPart> Seal(const PersonRef& person, std::string_view content_type,
                          std::string_view plaintext, Deadline deadline) override;
  Status DestroyOwn(const PersonRef& person, Deadline deadline) override;  // has nothing: OK
};

}  // namespace paktum::vault
