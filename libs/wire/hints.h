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
#include <string>
#include <vector>

#include "libs/base/result.h"

namespace paktum::wire {

inline constexpr std::chrono::milliseconds kHintPause{50};
inline constexpr std::size_t kHintTopicBytesMax = 255;
inline constexpr std::size_t kHintPayloadBytesMax = 4096;
inline constexpr std::size_t kHintTopicsMax = 4096;  // waiting at the same time; more are dropped

// Thread-safe. A thread of its own owns the socket.
class HintPublisher {
 public:
  // Binds. Errors: kInvalidArgument "config.endpoint…", "config.endpoint_in_use".
  static Result<std::unique_ptr<HintPublisher>> Bind(const std::string& endpoint);
  ~HintPublisher();
  HintPublisher(const HintPublisher&) = delete;
  HintPublisher& operator=(const HintPublisher&) = delete;

  // Never waits.
  void Publish(const std::string& topic, std::string payload);
  // The endpoint with its real port.
  [[nodiscard]] const std::string& endpoint() const;

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

  // No topics = all of them. Errors: kInvalidArgument "config.endpoint…".
  static Result<std::unique_ptr<HintSubscriber>> Connect(const std::string& endpoint,
                                                         const std::vector<std::string>& topics,
                                                         Callback on_hint);
  ~HintSubscriber();  // waits for a running callback
  HintSubscriber(const HintSubscriber&) = delete;
  HintSubscriber& operator=(const HintSubscriber&) = delete;

 private:
  class Impl;
  explicit HintSubscriber(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::wire
