#pragma once
// CommandSet: which command ids were seen, and where first. 24 bytes an id at 5/8 to 5/16 full.
#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include "libs/base/strong.h"
#include "libs/base/uuid.h"

namespace paktum::audit {

// Memory that is touched at random: in large pages where the machine has them, because the first
// touch of a small one costs more than the look-up that it is for.
template <typename T>
struct LargePages {
  using value_type = T;
  static constexpr std::size_t kPageBytes = std::size_t{2} * 1024 * 1024;

  LargePages() = default;
  template <typename U>
  LargePages(const LargePages<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) {
    const std::size_t bytes = (count * sizeof(T) + kPageBytes - 1) / kPageBytes * kPageBytes;
    if (count * sizeof(T) < kPageBytes) return static_cast<T*>(::operator new(count * sizeof(T)));
    void* memory = std::aligned_alloc(kPageBytes, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    ::madvise(memory, bytes, MADV_HUGEPAGE);  // where it cannot, small ones do
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    if (count * sizeof(T) < kPageBytes) return ::operator delete(memory);
    std::free(memory);
  }
  template <typename U>
  bool operator==(const LargePages<U>& /*other*/) const {
    return true;
  }
};

class CommandSet {
 public:
  CommandSet() : slots_(kSlotsMin) {}

  // Where the id was seen before; Position(0) when it is new, and now known at `position`, which is
  // not 0.
  Position Add(const Uuid& command, Position position) {
    if (size_ * 8 >= slots_.size() * 5) Grow();
    Slot& slot = Find(slots_, command);
    if (slot.position != 0) return Position(slot.position);
    slot = {command, position.value()};
    ++size_;
    return Position(0);
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  static constexpr std::size_t kSlotsMin = 1024;
  struct Slot {
    Uuid command;
    std::uint64_t position = 0;  // 0 = free
  };
  using Slots = std::vector<Slot, LargePages<Slot>>;

  // Its slot, or the free one where it belongs. The ids' last bytes are random.
  static Slot& Find(Slots& slots, const Uuid& command) {
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = std::hash<Uuid>{}(command)&mask;; at = (at + 1) & mask) {
      if (slots[at].position == 0 || slots[at].command == command) return slots[at];
    }
  }
  void Grow() {
    Slots wider(slots_.size() * 2);
    for (const Slot& slot : slots_) {
      if (slot.position != 0) Find(wider, slot.command) = slot;
    }
    slots_ = std::move(wider);
  }

  Slots slots_;  // a power of two of them
  std::uint64_t size_ = 0;
};

}  // namespace paktum::audit
