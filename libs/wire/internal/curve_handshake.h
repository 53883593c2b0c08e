#pragma once
// The CURVE handshake of ZMTP (ZeroMQ RFC 26), both ends, and the sealing of messages after it.
//
// The words are bodies of ZMTP commands: HELLO and INITIATE of the client, WELCOME and READY of the
// server, in turns. Each Take is false when the word is not what it must be: the connection then
// ends. Pure but for randomness; secrets are wiped at the end. One thread.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "libs/wire/curve.h"

namespace paktum::wire {

using CurveKey = std::array<unsigned char, 32>;

// Of 40 characters of Z85, checked before: anything else is a bug of ours.
CurveKey CurveKeyOf(const std::string& text);
std::string CurveKeyText(const CurveKey& key);

// Bytes that a sealed message has before its body: name, nonce, tag, flags.
inline constexpr std::size_t kSealNameBytes = 8;
inline constexpr std::size_t kSealNonceBytes = 8;
inline constexpr std::size_t kSealTagBytes = 16;
inline constexpr std::size_t kSealBytes = kSealNameBytes + kSealNonceBytes + kSealTagBytes + 1;

// Seals what is sent and opens what is received once both ends have their session key.
class CurveBox {
 public:
  CurveBox() = default;
  CurveBox(const CurveBox&) = delete;
  CurveBox& operator=(const CurveBox&) = delete;
  ~CurveBox();

  void Begin(const CurveKey& shared, bool as_server, std::uint64_t sent, std::uint64_t received);
  // `message` is kSealBytes, then the body; the flags stand in the last of them. In place.
  void Seal(std::span<char> message);
  // The other way round: false when it was not sealed by the peer, or came before. In place.
  bool Open(std::span<char> message);

 private:
  CurveKey shared_{};
  bool as_server_ = false;
  std::uint64_t sent_ = 0;      // number of the last one sealed
  std::uint64_t received_ = 0;  // of the last one opened
};

class CurveClientHandshake {
 public:
  explicit CurveClientHandshake(const CurveClient& keys);
  ~CurveClientHandshake();
  CurveClientHandshake(const CurveClientHandshake&) = delete;
  CurveClientHandshake& operator=(const CurveClientHandshake&) = delete;

  std::string Hello();
  bool TakeWelcome(std::string_view word);
  std::string Initiate(std::string_view metadata);
  bool TakeReady(std::string_view word, CurveBox& box);

 private:
  CurveKey own_public_{}, own_secret_{}, server_public_{};
  CurveKey short_public_{}, short_secret_{};
  CurveKey shared_{};
  std::array<unsigned char, 32> server_short_{};
  std::array<unsigned char, 96> cookie_{};
  std::uint64_t nonce_ = 0;
};

class CurveServerHandshake {
 public:
  explicit CurveServerHandshake(const CurveKeyPair& own);
  ~CurveServerHandshake();
  CurveServerHandshake(const CurveServerHandshake&) = delete;
  CurveServerHandshake& operator=(const CurveServerHandshake&) = delete;

  bool TakeHello(std::string_view word);
  std::string Welcome();
  // `key` is the client's own, proven; `metadata` what it says of itself.
  bool TakeInitiate(std::string_view word, CurveKey& key, std::string& metadata);
  std::string Ready(std::string_view metadata, CurveBox& box);

 private:
  CurveKey own_public_{}, own_secret_{};
  CurveKey short_public_{}, short_secret_{};
  CurveKey client_short_{};
  CurveKey shared_{};
  std::array<unsigned char, 96> cookie_{};
  std::uint64_t client_nonce_ = 0;
};

}  // namespace paktum::wire
