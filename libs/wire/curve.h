#pragma once
// CURVE: connections between programs that know each other's public keys. Everything on them is
// encrypted (Curve25519, XSalsa20-Poly1305), with fresh keys for every connection.
//
// A program has one key pair. A client is told the public key of the server it expects and talks to
// no other; a server admits the public keys that its access list names (libs/wire/access_list.h),
// each in the domains named there, and tells handlers who sent a request.
//
// Keys are text: Z85, 40 printable characters without spaces.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::wire {

class AccessList;

inline constexpr std::size_t kCurveKeyBytes = 40;  // of the text

// 40 characters of Z85 that stand for 32 bytes.
bool IsCurveKey(std::string_view text);

// The secret half is wiped from memory at the end; never log it.
struct CurveKeyPair {
  std::string public_key;
  std::string secret_key;

  CurveKeyPair() = default;
  CurveKeyPair(std::string public_half, std::string secret_half);
  CurveKeyPair(const CurveKeyPair&) = default;
  CurveKeyPair(CurveKeyPair&&) = default;
  CurveKeyPair& operator=(const CurveKeyPair&) = default;
  CurveKeyPair& operator=(CurveKeyPair&&) = default;
  ~CurveKeyPair();

  static CurveKeyPair Random();
  // Errors: kInvalidArgument "curve.key_malformed".
  static Result<CurveKeyPair> FromSecret(std::string secret_half);
};

// What a client needs to reach one server.
struct CurveClient {
  CurveKeyPair own;
  std::string server_key;  // public
};

// Gives the keys each time a connection is made anew after the server refused it or could not be
// understood, so that exchanged keys are taken up without a restart. Called on the network thread;
// an error is as good as a refusal and is tried again. Empty = plain.
using CurveClientSource = std::function<Result<CurveClient>()>;

// Always the same keys.
CurveClientSource FixedKeys(CurveClient keys);

// What a server needs. Several sockets may share an access list.
struct CurveServer {
  CurveKeyPair own;
  std::shared_ptr<AccessList> access;
  std::string domain;  // e.g. "event_log.requests": what a key must be listed for
};

// The domains of a server's sockets, "event_log" → "event_log.requests".
std::string RequestsDomain(std::string_view server);
std::string HintsDomain(std::string_view server);

}  // namespace paktum::wire
