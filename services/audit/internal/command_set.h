#pragma once
// CommandSet: which command ids were seen, and where first. 24 bytes an id at 5/8 to 5/16 full.
#include <cstdint>
#include <vector>

#include "libs/base/strong.h"
#include "libs/base/uuid.h"

namespace paktum::audit {

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

  // Its slot, or the free one where it belongs. The ids' last bytes are random.
  static Slot& Find(std::vector<Slot>& slots, const Uuid& command) {
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = std::hash<Uuid>{}(command)&mask;; at = (at + 1) & mask) {
      if (slots[at].position == 0 || slots[at].command == command) return slots[at];
    }
  }
  void Grow() {
    std::vector<Slot> wider(slots_.size() * 2);
    for (const Slot& slot : slots_) {
      if (slot.position != 0) Find(wider, slot.command) = slot;
    }
    slots_ = std::move(wider);
  }

  std::vector<Slot> slots_;  // a power of two of them
  std::uint64_t size_ = 0;
};

}  // namespace paktum::audit
