#include "libs/wire/internal/curve_handshake.h"

#include <sodium.h>
#include <zmq.h>

#include <algorithm>
#include <cstring>

#include "libs/base/check.h"

namespace paktum::wire {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kTagBytes = crypto_box_MACBYTES;
constexpr std::size_t kNonceBytes = crypto_box_NONCEBYTES;
constexpr std::size_t kShortNonceBytes = 8;
constexpr std::size_t kLongNonceBytes = 16;
constexpr std::size_t kCookieBytes = 96;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kVouchBytes = kLongNonceBytes + kTagBytes + 2 * kKeyBytes;
constexpr std::size_t kHelloPaddingBytes = 72;

constexpr std::string_view kHello("\5HELLO", 6);
constexpr std::string_view kWelcome("\7WELCOME", 8);
constexpr std::string_view kInitiate("\10INITIATE", 9);
constexpr std::string_view kReady("\5READY", 6);
constexpr std::string_view kMessage("\7MESSAGE", 8);
static_assert(kMessage.size() == kSealNameBytes && kTagBytes == kSealTagBytes);

using Nonce = std::array<unsigned char, kNonceBytes>;

unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* Bytes(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}
std::string_view View(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void PutNumber(std::uint64_t number, char* out) {
  for (std::size_t i = 0; i < kShortNonceBytes; ++i) {
    out[i] = static_cast<char>(number >> (56 - 8 * i));
  }
}
std::uint64_t Number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kShortNonceBytes; ++i) {
    number = number << 8U | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

// A nonce is a text that says what for, and 8 or 16 bytes.
Nonce MakeNonce(std::string_view what_for, std::string_view rest) {
  PAKTUM_CHECK(what_for.size() + rest.size() == kNonceBytes);
  Nonce nonce;
  std::memcpy(nonce.data(), what_for.data(), what_for.size());
  std::memcpy(nonce.data() + what_for.size(), rest.data(), rest.size());
  return nonce;
}
std::string ShortNonce(std::uint64_t number) {
  std::string bytes(kShortNonceBytes, '\0');
  PutNumber(number, bytes.data());
  return bytes;
}
std::string LongNonce() {
  std::string bytes(kLongNonceBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string Box(std::string_view plain, const Nonce& nonce, const CurveKey& to,
                const CurveKey& from) {
  std::string sealed(plain.size() + kTagBytes, '\0');
  PAKTUM_CHECK(crypto_box_easy(Bytes(sealed.data()), Bytes(plain.data()), plain.size(),
                               nonce.data(), to.data(), from.data()) == 0);
  return sealed;
}
bool Unbox(std::string_view sealed, const Nonce& nonce, const CurveKey& from, const CurveKey& to,
           std::string& plain) {
  if (sealed.size() < kTagBytes) return false;
  plain.assign(sealed.size() - kTagBytes, '\0');
  return crypto_box_open_easy(Bytes(plain.data()), Bytes(sealed.data()), sealed.size(),
                              nonce.data(), from.data(), to.data()) == 0;
}
std::string BoxShared(std::string_view plain, const Nonce& nonce, const CurveKey& shared) {
  std::string sealed(plain.size() + kTagBytes, '\0');
  PAKTUM_CHECK(crypto_box_easy_afternm(Bytes(sealed.data()), Bytes(plain.data()), plain.size(),
                                       nonce.data(), shared.data()) == 0);
  return sealed;
}
bool UnboxShared(std::string_view sealed, const Nonce& nonce, const CurveKey& shared,
                 std::string& plain) {
  if (sealed.size() < kTagBytes) return false;
  plain.assign(sealed.size() - kTagBytes, '\0');
  return crypto_box_open_easy_afternm(Bytes(plain.data()), Bytes(sealed.data()), sealed.size(),
                                      nonce.data(), shared.data()) == 0;
}

void Take(std::string_view& rest, std::span<unsigned char> out) {
  std::memcpy(out.data(), rest.data(), out.size());
  rest.remove_prefix(out.size());
}

std::string_view SealPurpose(bool from_server) {
  return from_server ? "CurveZMQMESSAGES" : "CurveZMQMESSAGEC";
}

}  // namespace

CurveKey CurveKeyOf(const std::string& text) {
  CurveKey key{};
  PAKTUM_CHECK(text.size() == kCurveKeyBytes &&
               zmq_z85_decode(key.data(), text.c_str()) != nullptr);
  return key;
}

std::string CurveKeyText(const CurveKey& key) {
  std::array<char, kCurveKeyBytes + 1> text{};
  PAKTUM_CHECK(zmq_z85_encode(text.data(), key.data(), key.size()) != nullptr);
  return text.data();
}

CurveBox::~CurveBox() { sodium_memzero(shared_.data(), shared_.size()); }

void CurveBox::Begin(const CurveKey& shared, bool as_server, std::uint64_t sent,
                     std::uint64_t received) {
  shared_ = shared;
  as_server_ = as_server;
  sent_ = sent;
  received_ = received;
}

void CurveBox::Seal(std::span<char> message) {
  PAKTUM_CHECK(message.size() >= kSealBytes);
  char* const nonce = message.data() + kSealNameBytes;
  char* const tag = nonce + kSealNonceBytes;
  char* const text = tag + kSealTagBytes;
  std::memcpy(message.data(), kMessage.data(), kMessage.size());
  PutNumber(++sent_, nonce);
  const Nonce whole = MakeNonce(SealPurpose(as_server_), {nonce, kSealNonceBytes});
  const std::size_t size = message.size() - (kSealBytes - 1);
  PAKTUM_CHECK(crypto_box_detached_afternm(Bytes(text), Bytes(tag), Bytes(text), size, whole.data(),
                                           shared_.data()) == 0);
}

bool CurveBox::Open(std::span<char> message) {
  if (message.size() < kSealBytes || std::string_view(message.data(), kSealNameBytes) != kMessage) {
    return false;
  }
  char* const nonce = message.data() + kSealNameBytes;
  char* const tag = nonce + kSealNonceBytes;
  char* const text = tag + kSealTagBytes;
  const std::uint64_t number = Number({nonce, kSealNonceBytes});
  if (number <= received_) return false;
  const Nonce whole = MakeNonce(SealPurpose(!as_server_), {nonce, kSealNonceBytes});
  const std::size_t size = message.size() - (kSealBytes - 1);
  if (crypto_box_open_detached_afternm(Bytes(text), Bytes(text), Bytes(tag), size, whole.data(),
                                       shared_.data()) != 0) {
    return false;
  }
  received_ = number;
  return true;
}

CurveClientHandshake::CurveClientHandshake(const CurveClient& keys)
    : own_public_(CurveKeyOf(keys.own.public_key)),
      own_secret_(CurveKeyOf(keys.own.secret_key)),
      server_public_(CurveKeyOf(keys.server_key)) {
  PAKTUM_CHECK(crypto_box_keypair(short_public_.data(), short_secret_.data()) == 0);
}

CurveClientHandshake::~CurveClientHandshake() {
  sodium_memzero(own_secret_.data(), own_secret_.size());
  sodium_memzero(short_secret_.data(), short_secret_.size());
  sodium_memzero(shared_.data(), shared_.size());
}

std::string CurveClientHandshake::Hello() {
  const std::string nonce = ShortNonce(++nonce_);
  std::string word(kHello);
  word += '\1';  // version 1.0
  word += '\0';
  word.append(kHelloPaddingBytes, '\0');
  word += View(short_public_);
  word += nonce;
  word += Box(std::string(kSignatureBytes, '\0'), MakeNonce("CurveZMQHELLO---", nonce),
              server_public_, short_secret_);
  return word;
}

bool CurveClientHandshake::TakeWelcome(std::string_view word) {
  constexpr std::size_t kPlain = kKeyBytes + kCookieBytes;
  if (word.size() != kWelcome.size() + kLongNonceBytes + kTagBytes + kPlain ||
      !word.starts_with(kWelcome)) {
    return false;
  }
  word.remove_prefix(kWelcome.size());
  const Nonce nonce = MakeNonce("WELCOME-", word.substr(0, kLongNonceBytes));
  std::string plain;
  if (!Unbox(word.substr(kLongNonceBytes), nonce, server_public_, short_secret_, plain)) {
    return false;
  }
  std::string_view rest = plain;
  Take(rest, server_short_);
  Take(rest, cookie_);
  return crypto_box_beforenm(shared_.data(), server_short_.data(), short_secret_.data()) == 0;
}

std::string CurveClientHandshake::Initiate(std::string_view metadata) {
  const std::string vouch_nonce = LongNonce();
  const std::string vouched = std::string(View(short_public_)).append(View(server_public_));
  const CurveKey server_short = server_short_;
  std::string plain(View(own_public_));
  plain += vouch_nonce;
  plain += Box(vouched, MakeNonce("VOUCH---", vouch_nonce), server_short, own_secret_);
  plain += metadata;
  const std::string nonce = ShortNonce(++nonce_);
  std::string word(kInitiate);
  word += View(cookie_);
  word += nonce;
  word += BoxShared(plain, MakeNonce("CurveZMQINITIATE", nonce), shared_);
  return word;
}

bool CurveClientHandshake::TakeReady(std::string_view word, CurveBox& box) {
  if (word.size() < kReady.size() + kShortNonceBytes || !word.starts_with(kReady)) return false;
  word.remove_prefix(kReady.size());
  const std::string_view nonce = word.substr(0, kShortNonceBytes);
  std::string metadata;
  if (!UnboxShared(word.substr(kShortNonceBytes), MakeNonce("CurveZMQREADY---", nonce), shared_,
                   metadata)) {
    return false;
  }
  box.Begin(shared_, /*as_server=*/false, nonce_, Number(nonce));
  return true;
}

CurveServerHandshake::CurveServerHandshake(const CurveKeyPair& own)
    : own_secret_(CurveKeyOf(own.secret_key)) {
  PAKTUM_CHECK(crypto_scalarmult_base(own_public_.data(), own_secret_.data()) == 0);
}

CurveServerHandshake::~CurveServerHandshake() {
  sodium_memzero(own_secret_.data(), own_secret_.size());
  sodium_memzero(short_secret_.data(), short_secret_.size());
  sodium_memzero(shared_.data(), shared_.size());
}

bool CurveServerHandshake::TakeHello(std::string_view word) {
  constexpr std::size_t kBody = 2 + kHelloPaddingBytes;
  if (word.size() !=
          kHello.size() + kBody + kKeyBytes + kShortNonceBytes + kTagBytes + kSignatureBytes ||
      !word.starts_with(kHello) || word[kHello.size()] != 1 || word[kHello.size() + 1] != 0) {
    return false;
  }
  word.remove_prefix(kHello.size() + kBody);
  Take(word, client_short_);
  const std::string_view nonce = word.substr(0, kShortNonceBytes);
  std::string plain;
  return Unbox(word.substr(kShortNonceBytes), MakeNonce("CurveZMQHELLO---", nonce), client_short_,
               own_secret_, plain) &&
         std::all_of(plain.begin(), plain.end(), [](char c) { return c == 0; });
}

// The server keeps what it needs itself, so its cookie is nothing but a number to give back.
std::string CurveServerHandshake::Welcome() {
  PAKTUM_CHECK(crypto_box_keypair(short_public_.data(), short_secret_.data()) == 0);
  randombytes_buf(cookie_.data(), cookie_.size());
  const std::string nonce = LongNonce();
  std::string plain(View(short_public_));
  plain += View(cookie_);
  std::string word(kWelcome);
  word += nonce;
  word += Box(plain, MakeNonce("WELCOME-", nonce), client_short_, own_secret_);
  return word;
}

bool CurveServerHandshake::TakeInitiate(std::string_view word, CurveKey& key,
                                        std::string& metadata) {
  constexpr std::size_t kPlainMin = kKeyBytes + kVouchBytes;
  if (word.size() < kInitiate.size() + kCookieBytes + kShortNonceBytes + kTagBytes + kPlainMin ||
      !word.starts_with(kInitiate)) {
    return false;
  }
  word.remove_prefix(kInitiate.size());
  if (sodium_memcmp(word.data(), cookie_.data(), cookie_.size()) != 0) return false;
  word.remove_prefix(kCookieBytes);
  if (crypto_box_beforenm(shared_.data(), client_short_.data(), short_secret_.data()) != 0) {
    return false;
  }
  const std::string_view nonce = word.substr(0, kShortNonceBytes);
  std::string plain;
  if (!UnboxShared(word.substr(kShortNonceBytes), MakeNonce("CurveZMQINITIATE", nonce), shared_,
                   plain)) {
    return false;
  }
  client_nonce_ = Number(nonce);
  std::string_view rest = plain;
  Take(rest, key);
  const Nonce vouch_nonce = MakeNonce("VOUCH---", rest.substr(0, kLongNonceBytes));
  const std::string_view vouch = rest.substr(kLongNonceBytes, kVouchBytes - kLongNonceBytes);
  std::string vouched;
  if (!Unbox(vouch, vouch_nonce, key, short_secret_, vouched) ||
      !std::string_view(vouched).starts_with(View(client_short_)) ||
      !std::string_view(vouched).ends_with(View(own_public_))) {
    return false;
  }
  metadata = rest.substr(kVouchBytes);
  return true;
}

std::string CurveServerHandshake::Ready(std::string_view metadata, CurveBox& box) {
  constexpr std::uint64_t kFirst = 1;
  const std::string nonce = ShortNonce(kFirst);
  std::string word(kReady);
  word += nonce;
  word += BoxShared(metadata, MakeNonce("CurveZMQREADY---", nonce), shared_);
  box.Begin(shared_, /*as_server=*/true, kFirst, client_nonce_);
  return word;
}

}  // namespace paktum::wire
