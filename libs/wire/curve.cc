#include "libs/wire/curve.h"

#include <zmq.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "libs/base/check.h"

namespace paktum::wire {
namespace {

using KeyText = std::array<char, kCurveKeyBytes + 1>;  // with the zero that libzmq writes

void Wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

}  // namespace

bool IsCurveKey(std::string_view text) {
  if (text.size() != kCurveKeyBytes) return false;
  for (const char c : text) {
    if (c < '!' || c > '~') return false;
  }
  std::array<std::uint8_t, 32> bytes{};
  const std::string terminated(text);
  return zmq_z85_decode(bytes.data(), terminated.c_str()) != nullptr;
}

CurveKeyPair::CurveKeyPair(std::string public_half, std::string secret_half)
    : public_key(std::move(public_half)), secret_key(std::move(secret_half)) {}

CurveKeyPair::~CurveKeyPair() { Wipe(secret_key); }

CurveKeyPair CurveKeyPair::Random() {
  KeyText public_half{};
  KeyText secret_half{};
  PAKTUM_CHECK(zmq_curve_keypair(public_half.data(), secret_half.data()) == 0);
  CurveKeyPair pair(public_half.data(), secret_half.data());
  explicit_bzero(secret_half.data(), secret_half.size());
  return pair;
}

Result<CurveKeyPair> CurveKeyPair::FromSecret(std::string secret_half) {
  KeyText public_half{};
  if (!IsCurveKey(secret_half) || zmq_curve_public(public_half.data(), secret_half.c_str()) != 0) {
    Wipe(secret_half);
    return InvalidArgument("curve.key_malformed", "not 40 characters of Z85");
  }
  return CurveKeyPair(public_half.data(), std::move(secret_half));
}

CurveClientSource FixedKeys(CurveClient keys) {
  return [keys = std::move(keys)]() -> Result<CurveClient> { return keys; };
}

std::string RequestsDomain(std::string_view server) { return std::string(server) + ".requests"; }
std::string HintsDomain(std::string_view server) { return std::string(server) + ".hints"; }

}  // namespace paktum::wire
