#pragma once
// SecretKey: 32 secret bytes, locked into memory where the system allows it and wiped at the end.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::vault {

class SecretKey {
 public:
  static constexpr std::size_t kSize = 32;

  // From the system's random source.
  static SecretKey Random();
  // Exactly 32 bytes; kInvalidArgument "key.size" for any other number. The caller wipes its copy.
  static Result<SecretKey> FromBytes(std::string_view bytes);

  // A key of its own for one purpose ("outbox"): keyed BLAKE2b of the purpose. Same key and
  // purpose, same result; one purpose tells nothing about another.
  [[nodiscard]] SecretKey Derive(std::string_view purpose) const;

  // Valid as long as the key. Never log, print or store it.
  [[nodiscard]] std::string_view bytes() const;

  SecretKey(SecretKey&&) noexcept = default;
  SecretKey& operator=(SecretKey&&) noexcept = default;

 private:
  struct Wipe {
    void operator()(std::array<unsigned char, kSize>* bytes) const;
  };
  SecretKey();
  std::unique_ptr<std::array<unsigned char, kSize>, Wipe> bytes_;
};

// Overwrites the bytes in a way that the compiler keeps, then empties the string.
void WipeString(std::string& secret);

}  // namespace paktum::vault
