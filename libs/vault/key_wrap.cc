#include "libs/vault/key_wrap.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "libs/base/check.h"
#include "libs/vault/internal/aead.h"

namespace paktum::vault {
namespace {

static_assert(SecretKey::kSize == crypto_box_SECRETKEYBYTES);
static_assert(kPublicKeyBytes == crypto_box_PUBLICKEYBYTES);
static_assert(kNonceBytes == crypto_box_NONCEBYTES);

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// What a box holds before the key itself: whose key it is. The pact stands last among them, behind
// parts of fixed length, and its own length before it.
std::string BoundTo(const KeyRef& key, std::string_view key_id) {
  std::string bound(key.person.person.bytes());
  bound += key_id;
  for (const std::string& name : {key.person.pact, key.content_type}) {
    bound += static_cast<char>(name.size());
    bound += name;
  }
  return bound;
}

std::string Box(const SecretKey& maker, const std::string& recipient, const std::string& nonce,
                std::string plain) {
  std::string box(plain.size() + crypto_box_MACBYTES, '\0');
  PAKTUM_CHECK(crypto_box_easy(Raw(box), Raw(std::string_view(plain)), plain.size(),
                               Raw(std::string_view(nonce)), Raw(std::string_view(recipient)),
                               Raw(maker.bytes())) == 0);
  WipeString(plain);
  return box;
}

const SecretKey* OwnKeyFor(const std::string& recipient, const UnsealKeys& keys) {
  const auto found = std::find_if(keys.own.begin(), keys.own.end(), [&](const SecretKey& own) {
    return PublicKeyOf(own) == recipient;
  });
  return found == keys.own.end() ? nullptr : &*found;
}

bool IsKeyOf(const std::string& member, const std::string& key, const UnsealKeys& keys) {
  const auto known = keys.members.find(member);
  return known != keys.members.end() &&
         std::find(known->second.begin(), known->second.end(), key) != known->second.end();
}

Status Forged() {
  return DataLoss("vault.key_forged", "the data key was not made by the member that it names");
}

}  // namespace

std::string PublicKeyOf(const SecretKey& secret) {
  PAKTUM_CHECK(sodium_init() >= 0);
  std::string key(kPublicKeyBytes, '\0');
  PAKTUM_CHECK(crypto_scalarmult_base(Raw(key), Raw(secret.bytes())) == 0);
  return key;
}

Result<NewKey> MakeKey(const KeyRef& key, const std::vector<std::string>& serving,
                       const UnsealKeys& keys) {
  PAKTUM_CHECK(!keys.own.empty() && key.person.pact.size() < 128 &&
               key.content_type.size() <= kContentTypeBytesMax);
  NewKey made{.key = {internal::RandomBytes(kKeyIdBytes), SecretKey::Random()}, .stored = {}};
  made.stored.key_id = made.key.id;
  made.stored.made_by = keys.member;
  const std::string maker = PublicKeyOf(keys.own.front());
  for (const std::string& member : serving) {
    const auto known = keys.members.find(member);
    if (known == keys.members.end() || known->second.empty()) {
      return Unavailable("vault.member_key_missing", "the public key of " + member + " is missing");
    }
    WrappedKey wrapped{.member = member,
                       .recipient = known->second.front(),
                       .maker = maker,
                       .nonce = internal::RandomBytes(kNonceBytes),
                       .box = {}};
    wrapped.box = Box(keys.own.front(), wrapped.recipient, wrapped.nonce,
                      BoundTo(key, made.key.id) + std::string(made.key.secret.bytes()));
    made.stored.wrapped.push_back(std::move(wrapped));
  }
  return made;
}

Result<DataKey> OpenKey(const KeyRef& key, const StoredKey& stored, const UnsealKeys& keys) {
  for (const WrappedKey& wrapped : stored.wrapped) {
    if (wrapped.member != keys.member) continue;
    const SecretKey* const own = OwnKeyFor(wrapped.recipient, keys);
    if (own == nullptr) continue;
    if (!IsKeyOf(stored.made_by, wrapped.maker, keys) || wrapped.nonce.size() != kNonceBytes ||
        wrapped.box.size() < crypto_box_MACBYTES) {
      return Forged();
    }
    std::string plain(wrapped.box.size() - crypto_box_MACBYTES, '\0');
    const bool opened =
        crypto_box_open_easy(Raw(plain), Raw(std::string_view(wrapped.box)), wrapped.box.size(),
                             Raw(std::string_view(wrapped.nonce)),
                             Raw(std::string_view(wrapped.maker)), Raw(own->bytes())) == 0;
    const std::string bound = BoundTo(key, stored.key_id);
    std::optional<SecretKey> secret;
    if (opened && plain.size() == bound.size() + SecretKey::kSize && plain.starts_with(bound)) {
      secret = SecretKey::FromBytes(std::string_view(plain).substr(bound.size())).value();
    }
    WipeString(plain);
    if (!secret) return Forged();
    return DataKey{stored.key_id, std::move(*secret)};
  }
  return NotFound("vault.no_key", "the data key was not wrapped for this member");
}

}  // namespace paktum::vault
