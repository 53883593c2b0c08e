#pragma once
// Hints: "something is new", sent to everybody who listens. A hint may be lost, late or repeated:
// it only ever makes somebody look sooner, never is what they look at.
//
// Topics are short names (a pact); only the newest payload of a topic matters, so one that was not
// yet sent is replaced by a newer one. After sending, the publisher lets kHintPause go by before it
// sends what has come meanwhile: a first hint leaves at once, a stream of them costs little.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/wire/curve.h"

namespace paktum::wire {

inline constexpr std::chrono::milliseconds kHintPause{50};
inline constexpr std::size_t kHintTopicBytesMax = 255;
inline constexpr std::size_t kHintPayloadBytesMax = 4096;
inline constexpr std::size_t kHintTopicsMax = 4096;  // waiting at the same time; more are dropped
inline constexpr std::size_t kHintConnectionsMax = 1024;  // more are refused at the handshake

// What a publisher counts; monotonous except the first.
struct HintPublisherCounts {
  std::uint64_t connections = 0;          // open now
  std::uint64_t refused_connections = 0;  // over kHintConnectionsMax
  std::uint64_t refused_keys = 0;         // not listed for the domain
  std::uint64_t failed_handshakes = 0;    // plain peers, wrong keys, no ZMTP
  std::uint64_t revoked = 0;              // connections cut because a key was revoked
};

// Thread-safe. A thread of its own owns the socket.
//
// With keys only listed subscribers hear anything. When a key is revoked all connections are made
// anew, which the revoked one cannot: a publisher does not know which subscriber is whose, and a
// hint may be lost.
class HintPublisher {
 public:
  // Binds. Without keys only this machine's endpoints are allowed.
  // Errors: kInvalidArgument "config.endpoint…", "config.endpoint_in_use".
  static Result<std::unique_ptr<HintPublisher>> Bind(const std::string& endpoint,
                                                     std::optional<CurveServer> curve = {});
  ~HintPublisher();
  HintPublisher(const HintPublisher&) = delete;
  HintPublisher& operator=(const HintPublisher&) = delete;

  // Never waits.
  void Publish(const std::string& topic, std::string payload);
  // The endpoint with its real port.
  [[nodiscard]] const std::string& endpoint() const;
  [[nodiscard]] HintPublisherCounts counts() const;

 private:
  class Impl;
  explicit HintPublisher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Calls back for every hint of the topics that arrives. Connects, and connects again, by itself.
class HintSubscriber {
 public:
  // Runs on the subscriber's own thread; must not block.
  using Callback = std::function<void(const std::string& topic, const std::string& payload)>;

  // No topics = all of them. Errors: kInvalidArgument "config.endpoint…"; those of `curve`.
  static Result<std::unique_ptr<HintSubscriber>> Connect(const std::string& endpoint,
                                                         const std::vector<std::string>& topics,
                                                         Callback on_hint,
                                                         CurveClientSource curve = {});
  ~HintSubscriber();  // waits for a running callback
  HintSubscriber(const HintSubscriber&) = delete;
  HintSubscriber& operator=(const HintSubscriber&) = delete;

 private:
  class Impl;
  explicit HintSubscriber(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::wire
