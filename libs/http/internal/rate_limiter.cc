#include "libs/http/internal/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace paktum::http::internal {

std::optional<std::uint32_t> RateLimiter::Refuse(std::string_view address, Time now) {
  if (limit_.per_second <= 0) return std::nullopt;
  if (!limit_.loopback_too && IsLoopback(address)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) {
    if (buckets_.size() >= kRateAddressesMax) {
      by_address_.erase(buckets_.back().address);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(address), limit_.burst, now});
    by_address_.emplace(buckets_.front().address, buckets_.begin());
  } else {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
  }
  Bucket& bucket = buckets_.front();
  const double passed = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.requests =
      std::min(limit_.burst, bucket.requests + std::max(passed, 0.0) * limit_.per_second);
  bucket.filled = now;
  if (bucket.requests >= 1) {
    bucket.requests -= 1;
    return std::nullopt;
  }
  const double wait = std::ceil((1 - bucket.requests) / limit_.per_second);
  return static_cast<std::uint32_t>(std::clamp(wait, 1.0, 3600.0));
}

}  // namespace paktum::http::internal
