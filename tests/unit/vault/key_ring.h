#pragma once
// Unseal keys of three members who know each other's public keys.
#include <map>
#include <string>

#include "libs/vault/key_wrap.h"

namespace paktum::vault {

inline PersonRef Person(std::uint64_t number) {
  return {"pact", Uuid::V7From(1'500'000'000'000, 1, number)};
}

// The key of a person's details.
inline KeyRef DetailsOf(std::uint64_t number) {
  return {Person(number), "paktum.sealed.v1.PersonDetails"};
}

class KeyRing {
 public:
  KeyRing() {
    for (const char* member : {"charity", "government_office", "pact_office"}) {
      const auto secret = secrets_.emplace(member, SecretKey::Random()).first;
      public_[member] = {PublicKeyOf(secret->second)};
    }
  }

  [[nodiscard]] UnsealKeys Of(const std::string& member) const {
    UnsealKeys keys;
    keys.member = member;
    keys.own.push_back(*SecretKey::FromBytes(secrets_.at(member).bytes()));
    keys.members = public_;
    return keys;
  }

 private:
  std::map<std::string, SecretKey> secrets_;
  std::map<std::string, std::vector<std::string>> public_;
};

}  // namespace paktum::vault
