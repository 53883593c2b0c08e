#pragma once
// Throttle: who failed too often has to wait, longer each time. Bounded memory; thread-safe.
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libs/base/clock.h"

namespace paktum::accounts::internal {

struct ThrottlePolicy {
  int free_failures = 5;  // without a pause
  std::chrono::seconds first_pause{2};
  std::chrono::seconds longest_pause{900};
  std::chrono::seconds forgotten_after{std::chrono::hours(24)};  // since the last failure
  std::size_t entries_max = 16384;  // beyond, those that failed longest ago are forgotten
};

class Throttle {
 public:
  explicit Throttle(ThrottlePolicy policy) : policy_(policy) {}

  // Begins a try and counts it as a failure until told otherwise, so that tries at the same time
  // count too. Nothing when it may go on; otherwise how long to wait, and the try does not count.
  std::optional<std::chrono::seconds> Begin(std::string_view key, Instant now);
  // Takes back what Begin counted: the try said nothing about the password.
  void TakeBack(std::string_view key);
  // Forgets all failures of the key.
  void Forget(std::string_view key);

 private:
  struct Entry {
    std::string key;
    int failures = 0;
    Instant last;
  };
  using Entries = std::list<Entry>;

  [[nodiscard]] std::chrono::seconds PauseAfter(int failures) const;
  Entries::iterator Touch(std::string_view key);

  const ThrottlePolicy policy_;
  std::mutex mutex_;
  Entries entries_;  // guarded by mutex_; the last that failed stands first
  std::unordered_map<std::string_view, Entries::iterator> by_key_;  // like entries_
};

}  // namespace paktum::accounts::internal
