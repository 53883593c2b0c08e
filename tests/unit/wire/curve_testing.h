#pragma once
// Keys for tests: a server, two clients that its list names, and one that nobody knows.
#include <memory>
#include <string>

#include "libs/wire/access_list.h"
#include "libs/wire/curve.h"
#include "tests/unit/wire/wire_testing.h"

namespace paktum::wire {

inline constexpr const char* kTestDomain = "test.requests";

inline std::string AccessLine(const std::string& name, const CurveKeyPair& keys,
                              const std::string& domains = kTestDomain) {
  return name + " " + keys.public_key + " " + domains + "\n";
}

inline std::shared_ptr<AccessList> ListOf(const std::string& text) {
  auto list = AccessList::Parse(text);
  if (!list.ok()) ADD_FAILURE() << list.status();
  return std::move(list).value();
}

struct TestKeys {
  CurveKeyPair server = CurveKeyPair::Random();
  CurveKeyPair charity = CurveKeyPair::Random();
  CurveKeyPair office = CurveKeyPair::Random();
  CurveKeyPair stranger = CurveKeyPair::Random();
  std::shared_ptr<AccessList> access = ListOf(Both());

  [[nodiscard]] std::string Both() const {
    return AccessLine("charity", charity) + AccessLine("office", office);
  }
  [[nodiscard]] CurveServer Server(const std::string& domain = kTestDomain) const {
    return {server, access, domain};
  }
  [[nodiscard]] CurveClientSource Client(const CurveKeyPair& own) const {
    return FixedKeys({own, server.public_key});
  }
};

// Few milliseconds between attempts, so that refused clients are seen to come back.
inline RequestClientOptions Impatient(CurveClientSource curve) {
  RequestClientOptions options;
  options.curve = std::move(curve);
  options.connect_wait_ms = 200;
  options.reconnect_ms = 5;
  options.reconnect_max_ms = 20;
  return options;
}

}  // namespace paktum::wire
