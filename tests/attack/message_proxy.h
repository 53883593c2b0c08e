#pragma once
// MessageProxy: a network that handles ZeroMQ messages badly. Clients connect to it instead of the
// server; whole messages are dropped, repeated, delayed and put behind later ones, and connections
// are cut, by chance. Plain connections only: with CURVE nobody in between can touch a message.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace paktum::attack {

// Chances out of 1,000 for each message; what is left passes untouched.
struct MessageFaults {
  std::uint32_t drop = 0;
  std::uint32_t repeat = 0;
  std::uint32_t delay = 0;     // by up to delay_ms_max
  std::uint32_t overtake = 0;  // it waits until another message has passed
  std::uint32_t cut = 0;       // all connections of the proxy, clients connect again
  std::uint32_t delay_ms_max = 50;
  bool requests = true;  // what the faults happen to
  bool replies = true;
};

struct MessageCounts {
  std::uint64_t passed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t repeated = 0;
  std::uint64_t delayed = 0;
  std::uint64_t overtaken = 0;
  std::uint64_t cuts = 0;
};

// A thread of its own does the work. Methods may be called from any thread.
class MessageProxy {
 public:
  MessageProxy(const std::string& server_endpoint, std::uint64_t seed);
  ~MessageProxy();
  MessageProxy(const MessageProxy&) = delete;
  MessageProxy& operator=(const MessageProxy&) = delete;

  [[nodiscard]] const std::string& endpoint() const;
  void Set(const MessageFaults& faults);
  [[nodiscard]] MessageCounts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::attack
