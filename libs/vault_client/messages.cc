#include "libs/vault_client/messages.h"

#include "libs/vault/key_wrap.h"

namespace paktum::vault_client {
namespace {

constexpr std::size_t kMemberBytesMax = 64;
constexpr std::size_t kBoxBytesMax = 512;

bool Sound(const vault::v1::WrappedKey& wrapped) {
  return !wrapped.member().empty() && wrapped.member().size() <= kMemberBytesMax &&
         wrapped.recipient().size() == vault::kPublicKeyBytes &&
         wrapped.maker().size() == vault::kPublicKeyBytes &&
         wrapped.nonce().size() == vault::kNonceBytes && !wrapped.box().empty() &&
         wrapped.box().size() <= kBoxBytesMax;
}

}  // namespace

void ToMessage(const vault::StoredKey& key, vault::v1::StoredKey& message) {
  message.set_key_id(key.key_id);
  message.set_made_by(key.made_by);
  for (const vault::WrappedKey& wrapped : key.wrapped) {
    vault::v1::WrappedKey& copy = *message.add_wrapped();
    copy.set_member(wrapped.member);
    copy.set_recipient(wrapped.recipient);
    copy.set_maker(wrapped.maker);
    copy.set_nonce(wrapped.nonce);
    copy.set_box(wrapped.box);
  }
}

Result<vault::StoredKey> FromMessage(const vault::v1::StoredKey& message) {
  vault::StoredKey key{.key_id = message.key_id(), .made_by = message.made_by(), .wrapped = {}};
  bool sound = key.key_id.size() == vault::kKeyIdBytes && !key.made_by.empty() &&
               key.made_by.size() <= kMemberBytesMax && message.wrapped_size() > 0 &&
               message.wrapped_size() <= static_cast<int>(vault::kWrappedKeysMax);
  for (const vault::v1::WrappedKey& wrapped : message.wrapped()) {
    sound = sound && Sound(wrapped);
    key.wrapped.push_back({.member = wrapped.member(),
                           .recipient = wrapped.recipient(),
                           .maker = wrapped.maker(),
                           .nonce = wrapped.nonce(),
                           .box = wrapped.box()});
  }
  if (!sound) return DataLoss("vault.damaged", "a stored key has the wrong shape");
  return key;
}

}  // namespace paktum::vault_client
