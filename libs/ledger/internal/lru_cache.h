#pragma once
// LruCache: remembers the values used last, at most `capacity` of them. One thread.
#include <cstddef>
#include <list>
#include <map>
#include <utility>

#include "libs/base/check.h"

namespace paktum::ledger {

template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) { PAKTUM_CHECK(capacity > 0); }

  // The value, now the one used last; nullptr when it is not remembered. Valid until the next Put.
  const Value* Find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // Remembers or replaces; the one unused for longest gives way.
  void Put(const Key& key, Value value) {
    const auto found = places_.find(key);
    if (found != places_.end()) {
      found->second->second = std::move(value);
      entries_.splice(entries_.begin(), entries_, found->second);
      return;
    }
    if (entries_.size() == capacity_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(key, std::move(value));
    places_.emplace(key, entries_.begin());
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  const std::size_t capacity_;
  std::list<std::pair<Key, Value>> entries_;  // used last first
  std::map<Key, typename std::list<std::pair<Key, Value>>::iterator> places_;
};

}  // namespace paktum::ledger
