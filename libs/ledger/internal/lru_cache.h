#pragma once
// LruCache: remembers the values used last, at most `capacity` of them. One thread.
// Values are found by a View of their key: std::string_view for std::string.
#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "libs/base/check.h"

namespace paktum::ledger {

template <typename Key, typename Value, typename View = Key>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) { PAKTUM_CHECK(capacity > 0); }
  LruCache(const LruCache&) = delete;
  LruCache& operator=(const LruCache&) = delete;

  // The value, now the one used last; nullptr when it is not remembered. Valid until the next Put.
  const Value* Find(const View& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // Remembers or replaces; the one unused for longest gives way.
  void Put(const View& key, Value value) {
    const auto found = places_.find(key);
    if (found != places_.end()) {
      found->second->second = std::move(value);
      entries_.splice(entries_.begin(), entries_, found->second);
      return;
    }
    if (entries_.size() == capacity_) {
      places_.erase(View(entries_.back().first));
      entries_.pop_back();
    }
    entries_.emplace_front(Key(key), std::move(value));
    places_.emplace(View(entries_.front().first), entries_.begin());
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  const std::size_t capacity_;
  std::list<std::pair<Key, Value>> entries_;  // used last first
  // By views of the keys in entries_.
  std::unordered_map<View, typename std::list<std::pair<Key, Value>>::iterator> places_;
};

}  // namespace paktum::ledger
