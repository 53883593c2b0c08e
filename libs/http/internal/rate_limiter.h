#pragma once
// RateLimiter: a bucket of requests for each client address, in bounded memory. Thread-safe.
#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libs/http/server.h"

namespace paktum::http::internal {

class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimiter(RateLimit limit) : limit_(limit) {}

  // Takes one request of `address` out of its bucket. Nothing when it may go on; otherwise after
  // how many seconds (at least 1) the next one may come.
  std::optional<std::uint32_t> Refuse(std::string_view address, Time now);

 private:
  struct Bucket {
    std::string address;
    double requests = 0;  // that may still come
    Time filled;
  };

  const RateLimit limit_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // guarded by mutex_; who asked last stands first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_address_;  // like buckets_
};

}  // namespace paktum::http::internal
